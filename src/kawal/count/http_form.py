"""The page of one form: all copies side by side, the photo beside them, decisions and endings of findings."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER
from sqlalchemy.engine import Connection

from kawal.access.people import account_names
from kawal.count.formpage import held_before, history_of, parts_of, sums_of
from kawal.count.formqueries import FormView, endings_of, form_view, round_kinds, rounds_of
from kawal.count.http_queue import FORM, Place, Start, What, count_of, filters_of, next_form, words_of
from kawal.count.ladder import places_above
from kawal.count.model import ContestKind
from kawal.count.names import BECAUSE, OUTCOMES, READERS, ROUNDS, STATES, finding_title, followed, source_name
from kawal.count.raising import raising_of
from kawal.count.sources import CONTEST_KINDS
from kawal.count.sums import contest_of, options_of, sums_at
from kawal.count.typed import decided_numbers, whole
from kawal.election.model import Registry
from kawal.field.queries import stored_photos
from kawal.jurisdiction.forms import forms
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.web.identity import account_of, actor_of, require, who_of
from kawal.web.render import AnyRequest, Renderer, reader_of, renderer_of

DUTY_LOG, DISPUTES = "/buku-jaga", "/sengketa"
Typed = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


class Photo(msgspec.Struct, frozen=True):
    """A photo that has come in: the entry of the report that brought it, and whose copy it shows."""

    report: int
    sha256: str
    column: int
    source: str


@get(FORM + "/{station:str}/{contest:str}", right="count.read", sync_to_thread=True)
def form_page(
    request: AnyRequest,
    state: State,
    station: FromPath[str],
    contest: FromPath[str],
    round_: Annotated[int, QueryParameter(name="round", ge=0, le=9)] = 0,
    at: Start = 0,
    place: Place = "",
    what: What = "",
    only: Annotated[str, QueryParameter(max_length=20)] = "",
    all_: Annotated[Literal["", "1"], QueryParameter(name="all")] = "",
    unfold: FromQuery[Literal["", "1"]] = "",
) -> Response[str]:
    """All that is known of one form, field by field."""
    desk, account, words = count_of(state), account_of(request), reader_of(request).language
    registry = desk.registry()
    found, kind = _known_form(registry, station, contest)
    require(request, "count.read", place=found)
    here = contest_of(registry, found, kind)
    options, filters = options_of(here), filters_of(only, place, what)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        view = form_view(connection, found, kind, round_ or None)
        earlier = [one for one in rounds_of(connection, found, kind) if one < view.round]
        before = [form_view(connection, found, kind, one) for one in earlier]
        photos = _photos(connection, view)
        endings = endings_of(connection, found, kind)
        kinds = round_kinds(connection, found, kind)
        above = sums_at(connection, kind, places_above(found)[:-1])
        may_read_studies = who_of(request).may("dispute.read", found)
        studies = desk.studies(connection, found, kind, words) if may_read_studies else ()
        raising = raising_of(request, state, connection, [found])
        following = next_form(connection, account, filters, at, found, kind)
    may_decide = account.may("count.decide", found) and bool(view.readings)
    lock = f"form {found} {kind}"
    is_mine = may_decide and desk.lock(lock, account.id)
    names = [one.name for one in view.states]
    renderer = renderer_of(state)
    return renderer.page(
        request,
        "count_form.html",
        view=view,
        parts=parts_of(view, options, words, every=bool(all_) and may_decide, unfold=bool(unfold)),
        sums=sums_of(view, options, words),
        before=held_before(before),
        older=[one.round for one in before],
        field_names=names,
        photos=photos,
        history=history_of(view, endings),
        round_kinds=kinds,
        above=above,
        blank={option.number for option in (here.options if here else ()) if option.kind == "blank"},
        cancelled={option.number for option in (here.options if here else ()) if option.status == "cancelled"},
        others=[one for one in CONTEST_KINDS if one != kind and contest_of(registry, found, one)],
        next_form=following,
        address=f"{FORM}/{found}/{kind}",
        carried=f"at={at}{filters.query}",
        position=at,
        filters=filters,
        may_decide=may_decide and view.current,
        may_see=who_of(request).may("report.private", found),
        may_open=who_of(request).may("report.read", found),
        may_tell=_has(renderer, DUTY_LOG) and account.may("log.write", found),
        studies=studies,
        may_study=_has(renderer, DISPUTES) and who_of(request).may("dispute.study", found),
        holder="" if is_mine or not may_decide else desk.holder(lock),
        names=account_names(desk.field.access.directory(), registry, who_of(request), words),
        registry=registry,
        identity_title=lambda what: finding_title(what, "", words),
        source_name=lambda source: source_name(source, words),
        readers=READERS,
        followed=lambda field: followed(field, words),
        states=STATES,
        reasons=BECAUSE,
        rounds=ROUNDS,
        most_per_box=forms().most_per_box,
        **words_of(words),
        **raising,
    )


@post(FORM + "/{station:str}/{contest:str}/putus", right="count.decide", status_code=SEE_OTHER, sync_to_thread=True)
def numbers_decided(
    request: AnyRequest, state: State, station: FromPath[str], contest: FromPath[str], data: Typed
) -> Response[Any]:
    """Which numbers hold, by who has the photo before them; refused when something newer came in."""
    desk = count_of(state)
    found, kind = _known_form(desk.registry(), station, contest)
    require(request, "count.decide", place=found)
    because = next((one for one in BECAUSE if one == data.get("because")), None)
    if because is None:
        raise Rejected(msg("alasan"), msg("salah satu dari pilihan"), data.get("because", "")[:40])
    desk.decide(
        found,
        kind,
        whole(data, "round", 9),
        decided_numbers(data),
        because,
        data.get("note", ""),
        actor_of(request),
        whole(data, "seen"),
    )
    return Redirect(_back(found, kind, data), status_code=SEE_OTHER)


@post(FORM + "/{station:str}/{contest:str}/akhiri", right="count.decide", status_code=SEE_OTHER, sync_to_thread=True)
def finding_ended(
    request: AnyRequest, state: State, station: FromPath[str], contest: FromPath[str], data: Typed
) -> Response[Any]:
    """What became of a finding: the paper says so, a record explains it, it went on to who must act."""
    desk = count_of(state)
    found, kind = _known_form(desk.registry(), station, contest)
    require(request, "count.decide", place=found)
    outcome = next((one for one in OUTCOMES if one == data.get("outcome")), None)
    if outcome is None:
        raise Rejected(msg("hasil"), msg("salah satu dari pilihan"), data.get("outcome", "")[:40])
    seen = tuple(whole(data, name) if data.get(name) else None for name in ("expected", "got"))
    desk.end_finding(
        found,
        kind,
        whole(data, "round", 9),
        data.get("what", ""),
        data.get("part", ""),
        outcome,
        data.get("note", ""),
        actor_of(request),
        (seen[0], seen[1]),
    )
    return Redirect(_back(found, kind, data), status_code=SEE_OTHER)


def _has(renderer: Renderer, page: str) -> bool:
    return any(one.path == page for one in renderer.shell.pages)


def _known_form(registry: Registry, station: str, contest: str) -> tuple[StationId, ContestKind]:
    kind = next((one for one in CONTEST_KINDS if one == contest), None)
    known = registry.station_by_id.get(StationId(station))
    if known is None or kind is None or contest_of(registry, known.id, kind) is None:
        raise Missing(msg("TPS"), msg("TPS terdaftar dengan pemilihan ini"), f"{station} {contest}"[:40])
    return known.id, kind


def _photos(connection: Connection, view: FormView) -> tuple[Photo, ...]:
    """The photos of the readings in force, of copies that differ first, each once."""
    photos: dict[str, Photo] = {}
    for number, reading in enumerate(view.readings, 1):
        if not reading.photos:
            continue
        stored = stored_photos(connection, reading.copy)
        for sha256 in reading.photos:
            if sha256 in stored:
                photos.setdefault(sha256, Photo(reading.copy, sha256, number, reading.source))
    off = {one.index for state in view.states for one in state.said if one.value != state.value}
    differing = {number for number, one in enumerate(view.readings, 1) if one.index in off}
    return tuple(sorted(photos.values(), key=lambda one: one.column not in differing))


def _back(station: StationId, contest: ContestKind, data: dict[str, str]) -> str:
    filters = filters_of(data.get("only", ""), data.get("place", ""), data.get("kind", ""))
    at = data.get("at", "")
    return (
        f"{FORM}/{station}/{contest}?at={at if at.isascii() and at.isdigit() and len(at) < 8 else 0}{filters.query}"
    )


ROUTES = [form_page, numbers_decided, finding_ended]
