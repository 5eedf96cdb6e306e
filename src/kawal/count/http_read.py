"""Blind double entry: a clerk reads the photo of a copy and sees nothing of what anybody else read."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.blind import blind_reach
from kawal.count.arithmetic import linear
from kawal.count.copyqueries import CopyToRead, copies_read, copy_to_read, count_waiting
from kawal.count.http_queue import count_of, words_of
from kawal.count.names import identity_title
from kawal.count.sums import contest_of, options_of
from kawal.count.typed import MOST_INDEX, read_numbers
from kawal.field.queries import stored_photos
from kawal.jurisdiction.forms import forms
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.web.identity import account_of, actor_of, require
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung/baca"
CANCELLED = "cancelled"
"""The part of the form that is there only where a pair was cancelled."""


class Hint(msgspec.Struct, frozen=True):
    """An identity that the page adds up by itself, from what is typed on it alone."""

    title: str
    relation: str
    terms: str


@get(PAGE, right="count.enter", sync_to_thread=True)
def read_page(request: AnyRequest, state: State, saved: FromQuery[Literal["", "1"]] = "") -> Response[str]:
    """The next copy for this clerk: its photo, and the empty form; how many wait, and what this clerk has read."""
    desk, account, words = count_of(state), account_of(request), reader_of(request).language
    registry = desk.registry()
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        copy = desk.next_copy(connection, account)
        waiting = count_waiting(connection, account.id, *blind_reach(account))
        done, newest = copies_read(connection, account.id)
        stored = stored_photos(connection, copy.copy) if copy else frozenset()
    contest = contest_of(registry, copy.station, copy.contest) if copy else None
    options = options_of(contest)
    cancelled = contest is not None and any(one.status == "cancelled" for one in contest.options)
    groups = [one for one in forms().form.groups if one.id != CANCELLED or cancelled]
    return renderer_of(state).page(
        request,
        "count_read.html",
        copy=copy,
        photos=[one for one in copy.photos if one in stored] if copy else [],
        groups=groups,
        options=options,
        first=groups[0].fields[0].names(options)[0],
        hints=hints(options, words),
        most=forms().most_per_box,
        saved=saved,
        waiting=waiting,
        done=done,
        newest=newest,
        sees=account.may("count.read"),
        registry=registry,
        **words_of(words),
    )


@post(PAGE + "/{copy:int}", right="count.enter", status_code=SEE_OTHER, sync_to_thread=True)
def copy_read(
    request: AnyRequest,
    state: State,
    copy: FromPath[int],
    data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """What the clerk read; then the next copy."""
    desk = count_of(state)
    _reached(request, state, copy)
    desk.enter(copy, read_numbers(data, forms().most_per_box), actor_of(request))
    return Redirect(f"{PAGE}?saved=1", status_code=SEE_OTHER)


@post(PAGE + "/{copy:int}/lewati", right="count.enter", status_code=SEE_OTHER, sync_to_thread=True)
def copy_skipped(request: AnyRequest, state: State, copy: FromPath[int]) -> Response[Any]:
    """Leave this copy to others for a while."""
    _reached(request, state, copy)
    count_of(state).skip(copy, actor_of(request))
    return Redirect(PAGE, status_code=SEE_OTHER)


def hints(options: tuple[int, ...], words: Language) -> tuple[Hint, ...]:
    """The identities that need adding only, as fields with a sign."""
    found = []
    for identity in forms().of_form():
        if identity.severity != "hard" or identity.when:
            continue
        for part, compared in identity.parts(options):
            terms = linear(compared, options)
            if terms is not None:
                signed = " ".join(f"-{name}" if factor < 0 else name for name, factor in terms)
                found.append(Hint(identity_title(identity.id, part, words), compared.relation, signed))
    return tuple(found)


def _reached(request: AnyRequest, state: State, copy: int) -> None:
    """Raise Missing for an entry that is no copy to be read, NotPermitted for one of elsewhere."""
    desk = count_of(state)
    found: CopyToRead | None = None
    if 0 <= copy <= MOST_INDEX:
        with desk.store.engine.connect().execution_options(read_only=True) as connection:
            found = copy_to_read(connection, copy)
    if found is None:
        raise Missing(msg("salinan"), msg("salinan berfoto yang belum dibaca dua petugas"), str(copy)[:20])
    require(request, "count.enter", place=found.station)


ROUTES = [read_page, copy_read, copy_skipped]
