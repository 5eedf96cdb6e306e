"""Pages of the watch: what was heard of every ward and station, by source and age."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from kawal.access.model import Who
from kawal.access.people import account_names
from kawal.field.incoming import role_of
from kawal.kernel.codes import Level, RegionCode, StationId
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.watch.desk import WatchDesk
from kawal.watch.forward import asked, board_text, station_text, told_value
from kawal.watch.model import STATE_MARKS, STATE_NAMES, STATES, Source
from kawal.web.identity import require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of


@get("/papan", right="report.read", sync_to_thread=True)
def cover_page(
    request: AnyRequest, state: State, district: FromQuery[str] = "", ward: FromQuery[str] = ""
) -> Response[str]:
    """Every ward in reach: its stations, who was heard how long ago, where sources differ."""
    desk: WatchDesk = state["watch"]
    registry = desk.field.registry()
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        covers = desk.cover(connection, RegionCode(district) if district else None)
    who, reader = who_of(request), reader_of(request)
    reached = tuple(one for one in covers if who.may("report.read", one.ward))
    return renderer_of(state).page(
        request,
        "board.html",
        covers=reached,
        disputes=[(one.ward, station) for one in reached for station in one.disputed],
        totals={name: sum(one.counts[name] for one in reached) for name in STATES},
        district=district,
        ward=ward,
        districts=[region for region in registry.regions if region.level is Level.DISTRICT],
        registry=registry,
        text=board_text(reached, registry, reader.language, desk.clock().astimezone(desk.lines.zone)),
        age=lambda moment: age_of(moment, int(desk.clock().timestamp() * 1000), reader.language),
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
        heard, disputes, now = board.of(place), board.disputes(place), board.state(place)
    return renderer_of(state).page(
        request,
        "boardstation.html",
        place=place,
        heard=sorted(heard, key=lambda one: (-one.at_ms, -one.index)),
        disputes=disputes,
        state=now,
        text=station_text(place, now, disputes, heard, desk, words),
        asked=lambda kind, field: asked(kind, field, book, words),
        told=lambda kind, field, value: told_value(kind, field, value, book, words),
        registry=registry,
        kinds={kind.id: kind for kind in book.kinds.values()},
        source_name=lambda source: source_name(source, people_names(desk, who_of(request)), words),
        **state_values(),
    )


def age_of(moment_ms: int, now_ms: int, language: Language) -> str:
    """How long ago something was: "12 mnt", "3 j 5 mnt"; what is said to come is 0 minutes old."""
    hours, minutes = divmod(max(0, now_ms - moment_ms) // 60_000, 60)
    if hours:
        return language.text("%(hours)s j %(minutes)s mnt", hours=hours, minutes=minutes)
    return language.text("%(minutes)s mnt", minutes=minutes)


def people_names(desk: WatchDesk, who: Who) -> dict[str, str]:
    """What a source is called on a page for who reads it: a person's or an account's name, by its id."""
    directory = desk.field.access.directory()
    names = account_names(directory, desk.field.registry(), who)
    for kid, device in directory.devices.items():
        names[kid] = names.get(device.account, device.account)
    return names


def source_name(source: Source, names: Mapping[str, str], language: Language) -> str:
    """What a source is called on a page: a person's, an account's, or the role it was heard from."""
    return names.get(source.who) or role_of(source.who) or language.text("sumber tanpa nama")


def state_values() -> dict[str, Any]:
    """What templates need to show states."""
    return {"states": STATES, "state_names": STATE_NAMES, "state_marks": STATE_MARKS}


ROUTES = [cover_page, station_page]
