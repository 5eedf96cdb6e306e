"""Pages of the watch: what was heard of every ward and station, by source and age."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.blind import reads_blind
from kawal.access.model import Who
from kawal.election.model import Person, Registry
from kawal.kernel.codes import Level, RegionCode, StationId, parent_of, ward_of
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.watch.agencies.agencyview import dialled
from kawal.watch.board.alarms import Alarms, alarms
from kawal.watch.board.forward import asked, board_text, station_text, told_value
from kawal.watch.board.look import Look, look
from kawal.watch.board.shown import MARK_NAMES, MARK_STYLES, MARKS, TROUBLE, Mark, WardView
from kawal.watch.convoys.alarm import convoy_alarms
from kawal.watch.convoys.forward import wards_words
from kawal.watch.convoys.model import LEGS, STATE_NAMES, Convoy
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.convoys.standing import rides_of
from kawal.watch.convoys.supplies import supplies_of
from kawal.watch.desk import WatchDesk
from kawal.watch.dutylog.calldown import contact
from kawal.watch.model import STATES, Heard
from kawal.watch.shifts.handover import titled
from kawal.watch.sources import people_names, source_name
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

LONGEST_FIND = 80


@get("/papan", right="report.read", sync_to_thread=True)
def cover_page(
    request: AnyRequest,
    state: State,
    district: FromQuery[str] = "",
    ward: FromQuery[str] = "",
    find: Annotated[str, QueryParameter(max_length=LONGEST_FIND)] = "",
) -> Response[str]:
    """Every ward in reach as it is shown now: its stations, who was heard how long ago, where sources differ; which
    wards to call about, and the milestones of the day."""
    desk: WatchDesk = state["watch"]
    registry, who, words = desk.field.registry(), who_of(request), reader_of(request).language
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        seen = look(
            connection, desk, lambda place: who.may("report.read", place), RegionCode(district) if district else None
        )
        convoys = load_convoys(connection)
        supplies = supplies_of(desk.board(connection), convoys, {one.ward for one in seen.wards})
    raised = raised_of(
        seen,
        convoys,
        desk,
        who,
        lambda one: contact(one, registry, seen.calls.get(one, ())) if who.may("log.read", one) else None,
    )
    names = {one.ward: searched(one, registry, words) for one in seen.wards}
    return renderer_of(state).page(
        request,
        "board.html",
        seen=seen,
        gathering=lambda one: titled(desk.field.book(), one.heard, words),
        raised=raised,
        supplies=supplies,
        wards_words=lambda wards: wards_words(wards, registry, words),
        disputes=[station for one in seen.wards for station in one.cover.disputed],
        district=district,
        ward=ward,
        find=find,
        searched=names,
        found=[one for one, text in names.items() if is_found(text, find)],
        districts=[
            region
            for region in registry.regions
            if region.level is Level.DISTRICT and who.may("report.read", region.code)
        ],
        registry=registry,
        board=desk.settings,
        looks=looks(),
        text=board_text(seen, registry, words, desk.clock().astimezone(desk.lines.zone)),
        age=lambda moment: age_of(moment, seen.now_ms, words),
        **state_values(),
    )


@get("/papan/{station:str}", right="report.read", sync_to_thread=True)
def station_page(request: AnyRequest, state: State, station: FromPath[str]) -> Response[str]:
    """One station: what each source said, field by field where they differ, and everything in its order."""
    desk: WatchDesk = state["watch"]
    registry = desk.field.registry()
    place = StationId(station)
    if place not in registry.station_by_id:
        raise Missing(msg("TPS"), msg("TPS yang terdaftar"), station)
    require(request, "report.read", place=place)
    book, words = desk.field.book(), reader_of(request).language
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        board = desk.board(connection)
        heard = board.of(place)
        if reads_blind(account_of(request), place):
            heard = [one for one in heard if (kind := book.newest(one.kind)) is None or kind.group != "result"]
        disputes = board.disputes(place)
        senders = _senders(desk, connection, heard) if who_of(request).may("report.private", place) else {}
        seen = look(connection, desk, lambda one: one in (place, ward_of(place)), ward_of(place))
        convoys = load_convoys(connection) if who_of(request).may("convoy.read", place) else ()
    shown = next(one for ward in seen.wards for one in ward.stations if one.id == place)
    return renderer_of(state).page(
        request,
        "boardstation.html",
        place=place,
        heard=sorted(heard, key=lambda one: (-one.at_ms, -one.index)),
        disputes=disputes,
        shown=shown,
        ward=ward_of(place),
        contact=contact(ward_of(place), registry, seen.calls.get(ward_of(place), ()))
        if who_of(request).may("log.read", ward_of(place))
        else None,
        dialled=dialled,
        rides=rides_of(place, convoys),
        shown_ms=seen.now_ms,
        legs=LEGS,
        convoy_names=STATE_NAMES,
        text=station_text(shown, disputes, heard, desk, words),
        asked=lambda kind, field: asked(kind, field, book, words),
        told=lambda kind, field, value: told_value(kind, field, value, book, words),
        registry=registry,
        kinds={kind.id: kind for kind in book.kinds.values()},
        source_name=lambda one: (
            senders.get(one.index) or source_name(one.source, people_names(desk, who_of(request), words), words)
        ),
        **state_values(),
    )


def raised_of(
    seen: Look,
    convoys: Sequence[Convoy],
    desk: WatchDesk,
    who: Who,
    contact_of: Callable[[RegionCode], Person | None],
) -> Alarms:
    """What a reader is asked for now: late convoys that carry something for the wards that are shown, then wards."""
    shown = {one.ward for one in seen.wards}
    mine = [one for one in convoys if any(ward in shown and who.may("convoy.read", ward) for ward in one.wards)]
    return alarms(
        seen.wards,
        seen.calls,
        seen.now_ms,
        desk.settings.alarms_per_hour,
        contact_of,
        convoy_alarms(mine, seen.now_ms, contact_of),
    )


def searched(ward: WardView, registry: Registry, words: Language) -> str:
    """What a ward is found by: its name, its district's, what its stations show, in words; in small letters."""
    shown = {one for station in ward.stations for one in (station.shown, station.mark)}
    marks = [words.say(name) for mark, name in MARK_NAMES.items() if mark in shown]
    district = parent_of(ward.ward)
    names = [registry.region_name(one) for one in (ward.ward, district) if one]
    return " ".join([*names, *marks]).casefold()


def is_found(text: str, find: str) -> bool:
    """Whether every word that was typed stands in it; the page's script finds in the same way while one types."""
    return all(word in text for word in find.casefold().split())


def age_of(moment_ms: int, now_ms: int, language: Language) -> str:
    """How long ago something was: "12 mnt", "3 j 5 mnt"; what is said to come is 0 minutes old."""
    hours, minutes = divmod(max(0, now_ms - moment_ms) // 60_000, 60)
    if hours:
        return language.text("%(hours)s j %(minutes)s mnt", hours=hours, minutes=minutes)
    return language.text("%(minutes)s mnt", minutes=minutes)


def _senders(desk: WatchDesk, connection: Connection, heard: Sequence[Heard]) -> dict[int, str]:
    """The sealed names of senders, by entries, for who may see them."""
    private = desk.field.private_parts(connection, [one.index for one in heard])
    return {index: name for index, part in private.items() if (name := str(part.get("sender") or ""))}


def state_values() -> dict[str, Any]:
    """What templates need to show states and the other marks."""
    return {
        "states": STATES,
        "state_names": MARK_NAMES,
        "state_marks": MARKS,
        "mark_styles": MARK_STYLES,
        "trouble": TROUBLE,
    }


def looks(side_of: Callable[[Mark], float] = lambda _: 14) -> str:
    """How each mark looks, for the script that puts marks in place as they change: shape, class, side; as JSON."""
    return msgspec.json.encode(
        {one: (shape, MARK_STYLES[one], side_of(one)) for one, (shape, _) in MARKS.items()}
    ).decode()


ROUTES = [cover_page, station_page]
