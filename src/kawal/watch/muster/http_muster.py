"""The page of the muster: units and their people, who is missing, unwell, not at the post, too long on duty; covering
posts in one click."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.roles import ROLE_NAMES, roles_with
from kawal.deployment.absence import Taking, place_of
from kawal.deployment.model import Duty
from kawal.deployment.queries import latest_version
from kawal.election.model import Registry
from kawal.field.identity import new_identity
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.outputs.messenger import page_text
from kawal.watch.agencies.agencyview import dialled
from kawal.watch.muster.hours import LEVELS
from kawal.watch.muster.muster import ON_DUTY, PRESENCE, VIA, Standing, UnitMuster, here_of, late_of, missing_of
from kawal.watch.muster.musterdesk import MusterDesk
from kawal.watch.muster.said import SICK_WORDS
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/apel"
FEW = 30
"""As many of a list are shown, the most urgent first."""


class CoverForm(msgspec.Struct, frozen=True):
    """The plan that the reader saw."""

    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class ReliefForm(CoverForm, frozen=True):
    """Whom to relieve; `sick` when that person is to be noted as sick too."""

    person: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    sick: Literal["", "1"] = ""
    unit: Annotated[str, msgspec.Meta(max_length=40)] = ""


@get(PAGE, right="log.read", sync_to_thread=True)
def muster_page(
    request: AnyRequest, state: State, unit: Annotated[str, QueryParameter(max_length=40)] = ""
) -> Response[str]:
    """Who is there, who is missing and who would take their posts; the people of one unit with their buttons."""
    desk, account, words = muster_of_state(state), account_of(request), reader_of(request).language
    registry = state["watch"].field.registry()
    with state["watch"].field.store.engine.connect().execution_options(read_only=True) as connection:
        everyone, claims = desk.seen(connection)
        reached = [one for one in everyone if account.may("log.read", one.region)]
        known = {one.person.id: one for unit_ in reached for one in unit_.people}
        missing, tired = missing_of(reached), desk.tired(reached)
        proposed = desk.covering(connection, everyone, claims)
        asked = [
            (claim, [known[one] for one in desk.candidates(connection, claim) if one in known])
            for claim in claims
            if account.may("log.read", claim.place)
        ][:FEW]
        sick = [one for one in known.values() if one.mark and one.mark.presence == "sick" and one.mark.incident]
        version = latest_version(connection)
    shown = next((one for one in reached if one.unit == unit), reached[0] if reached and not unit else None)
    if unit and reached and shown is None:
        raise Missing(msg("satuan"), msg("satuan yang terdaftar"), unit)
    letterhead = state["letterhead"]
    now = desk.watch.clock().astimezone(desk.watch.lines.zone)
    return renderer_of(state).page(
        request,
        "muster.html",
        units=reached,
        shown=shown,
        missing=[(one, proposed.get(one.person.id)) for one in missing],
        claims=asked,
        sick=sorted(sick, key=lambda one: -(one.mark.at_ms if one.mark else 0))[:FEW],
        late=late_of(reached, now, letterhead.muster_post, letterhead.muster_team),
        tired=tired[:FEW],
        over=sum(1 for one in tired if one.shift and one.shift.level(desk.limits).startswith("over")),
        proposed=proposed,
        here=here_of(reached),
        all_people=len(known),
        people=registry.person_by_id,
        heard=frozenset(one for one, standing in known.items() if standing.mark is not None),
        version=version,
        few=FEW,
        may_write=account.may("log.write"),
        may_cover=account.may("plan.write"),
        coverers=[ROLE_NAMES[one] for one in roles_with("plan.write") if one in roles_with("log.read")],
        text=muster_text(reached, words),
        **common_values(desk, state, words),
    )


@post(f"{PAGE}/tutup", right="plan.write", status_code=SEE_OTHER, sync_to_thread=True)
def posts_covered(
    request: AnyRequest, state: State, data: Annotated[CoverForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Have the posts of everyone who is missing in reach taken by others: one new version of the plan."""
    account = account_of(request)
    muster_of_state(state).cover(data.version, lambda region: account.may("plan.write", region), account.id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/ganti", right="plan.write", status_code=SEE_OTHER, sync_to_thread=True)
def relieved(
    request: AnyRequest, state: State, data: Annotated[ReliefForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Send to the post of one person whom the page proposes: one new version of the plan; that person is noted as
    sick then, if it is said so."""
    account, desk = account_of(request), muster_of_state(state)
    registry: Registry = state["watch"].field.registry()
    person = registry.person_by_id.get(data.person)
    home = registry.unit_by_id.get(person.unit) if person else None
    if home is not None:
        require(request, "plan.write", place=home.region)
    desk.cover(data.version, lambda region: account.may("plan.write", region), account.id, data.person)
    if data.sick:
        desk.mark([data.person], "sick", account.id)
    return Redirect(f"{PAGE}?unit={data.unit}", status_code=SEE_OTHER)


def common_values(desk: MusterDesk, state: State, words: Language) -> dict[str, Any]:
    """What the pages of the muster have in common."""
    return {
        "presence": PRESENCE,
        "on_duty": tuple(PRESENCE[one] for one in PRESENCE if one in ON_DUTY),
        "via": VIA,
        "levels": LEVELS,
        "sick_words": SICK_WORDS,
        "limits": desk.limits,
        "registry": state["watch"].field.registry(),
        "new_identity": new_identity,
        "people_by_id": state["watch"].field.registry().person_by_id,
        "dialled": dialled,
        "post_name": lambda duty: post_name(duty, state, words),
        "level_of": lambda one: _level(one, desk),
        "taker_of": lambda taking: _taker(taking, state),
    }


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
    lines = [
        words.text(
            "%(unit)s: %(present)s hadir, %(absent)s tidak hadir, %(sick)s sakit, %(unknown)s belum",
            unit=one.name,
            present=one.here,
            absent=one.count("absent"),
            sick=one.count("sick"),
            unknown=one.count(None),
        )
        for one in units
        if one.away or one.count(None)
    ]
    return page_text(words.text("Apel"), lines or [words.text("Semua hadir.")], words)


def muster_of_state(state: State) -> MusterDesk:
    """The desk of the muster of an application."""
    desk: MusterDesk = state["muster"]
    return desk


def _level(one: Standing, desk: MusterDesk) -> str:
    return one.shift.level(desk.limits) if one.shift else ""


def _taker(taking: Taking, state: State) -> Any:
    return state["watch"].field.registry().person_by_id[taking.duty.person]


ROUTES = [muster_page, posts_covered, relieved]
