"""Routes of the muster: units and their people, who is missing at which post, covering them in one click."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Redirect

from kawal.deployment.absence import place_of
from kawal.deployment.model import Duty
from kawal.deployment.queries import latest_version
from kawal.election.model import Registry
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, msg
from kawal.outputs.messenger import page_text
from kawal.watch.muster import PRESENCE, UnitMuster, missing_of
from kawal.watch.musterdesk import MusterDesk
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest, reader_of, renderer_of

SEE_OTHER: Literal[303] = 303
PAGE = "/apel"


class CoverForm(msgspec.Struct, frozen=True):
    """The plan that the reader saw."""

    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


@get(PAGE, right="log.read", sync_to_thread=True)
def muster_page(
    request: AnyRequest, state: State, unit: Annotated[str, QueryParameter(max_length=40)] = ""
) -> Response[str]:
    """Who is there, who is missing and who would take their posts; the people of one unit with their buttons."""
    desk, account, words = _desk(state), account_of(request), reader_of(request).language
    with state["watch"].field.store.engine.connect().execution_options(read_only=True) as connection:
        reached = [one for one in desk.units(connection) if account.may("log.read", one.region)]
        found = desk.covering(connection, reached)
        version = latest_version(connection)
    registry = state["watch"].field.registry()
    missing = missing_of(reached)
    taken = {one.missing: one for one in found.taken} if found else {}
    shown = next((one for one in reached if one.unit == unit), reached[0] if reached else None)
    return renderer_of(state).page(
        request,
        "muster.html",
        units=reached,
        shown=shown,
        missing=[(one, taken.get(one.person.id)) for one in missing],
        counts={name: sum(one.count(name) for one in reached) for name in (*PRESENCE, None)},
        all_people=sum(len(one.people) for one in reached),
        presence=PRESENCE,
        people=registry.person_by_id,
        registry=registry,
        version=version,
        post_name=lambda duty: post_name(duty, state, words),
        may_write=account.may("log.write"),
        may_cover=account.may("plan.write"),
        text=muster_text(reached, words),
    )


@post(f"{PAGE}/tandai", right="log.write", status_code=SEE_OTHER)
async def muster_marked(request: AnyRequest, state: State) -> Response[Any]:
    """Note one person, or all of a unit of whom nothing was said."""
    desk, account = _desk(state), account_of(request)
    form = await form_of(request)
    people, unit = [str(one) for one in form.getall("person", [])], text_of(form, "unit", 40)
    presence = next((one for one in PRESENCE if one == text_of(form, "presence", 10)), None)
    if presence is None:
        raise Rejected(msg("keadaan"), msg("hadir, tidak hadir atau sakit"), text_of(form, "presence", 10))
    registry = state["watch"].field.registry()
    for one in people:
        person = registry.person_by_id.get(one)
        home = registry.unit_by_id.get(person.unit) if person else None
        require(request, "log.write", place=home.region if home else "")
    await state["watch"].field.in_thread(desk.mark, people, presence, account.id)
    return Redirect(f"{PAGE}?unit={unit}#u", status_code=SEE_OTHER)


@post(f"{PAGE}/tutup", right="plan.write", status_code=SEE_OTHER, sync_to_thread=True)
def posts_covered(
    request: AnyRequest, state: State, data: Annotated[CoverForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Have the posts of everyone who is missing in reach taken by others: one new version of the plan."""
    account = account_of(request)
    _desk(state).cover(data.version, lambda region: account.may("plan.write", region), account.id)
    return Redirect(PAGE, status_code=SEE_OTHER)


def post_name(duty: Duty | None, state: State, words: Language) -> str:
    """What a post is called: a station, or a team with its base; "reserve" for none."""
    registry: Registry = state["watch"].field.registry()
    if duty is None:
        return words.text("cadangan")
    if duty.station is not None:
        return registry.place_name(duty.station)
    place = place_of(duty, registry)
    name = words.text("TRC %(team)s", team=duty.team or "")
    return f"{name} {registry.region_name(place)}" if place else name


def muster_text(units: Sequence[UnitMuster], words: Language) -> str:
    """The muster as a text to pass on: numbers of each unit, no names."""
    lines = []
    for one in units:
        away = one.count("absent") + one.count("sick")
        if away or one.count(None):
            lines.append(
                words.text(
                    "%(unit)s: %(present)s hadir, %(away)s tidak, %(unknown)s belum",
                    unit=one.name,
                    present=one.count("present"),
                    away=away,
                    unknown=one.count(None),
                )
            )
    return page_text(words.text("Apel"), lines or [words.text("Semua hadir.")], words)


def _desk(state: State) -> MusterDesk:
    desk: MusterDesk = state["muster"]
    return desk


ROUTES = [muster_page, muster_marked, posts_covered]
