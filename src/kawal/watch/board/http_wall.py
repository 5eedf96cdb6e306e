"""The wall: every station of every district in reach on one screen. Marks and numbers come by the live stream; the
rest is asked again a little later, and answered when something changed."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery
from sqlalchemy.engine import Connection

from kawal.election.model import Registry
from kawal.kernel.codes import RegionCode, parent_of
from kawal.kernel.language import Language
from kawal.store.log import read_head
from kawal.watch.board.alarms import Alarm
from kawal.watch.board.board import ward_of_place
from kawal.watch.board.day import MINUTE_MS
from kawal.watch.board.http import age_of, looks, raised_of, state_values
from kawal.watch.board.look import Look, look
from kawal.watch.board.shown import MARK_NAMES, Mark, OpenIncident, WardView
from kawal.watch.board.wall import WallLayout, gravest, most_urgent, short_names, side_of, wall_layout
from kawal.watch.convoys.forward import wards_words
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.desk import WatchDesk
from kawal.watch.dutylog.calldown import contact
from kawal.watch.shifts.handover import titled
from kawal.web.identity import who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

NOT_MODIFIED = 304


class Column(msgspec.Struct, frozen=True):
    """A district on the wall: its short name, its wards, how many stations stand in a row, and the mark of the
    gravest open incident that concerns all of it."""

    name: str
    wards: tuple[WardView, ...]
    per_row: int
    whole: Mark | None = None

    @property
    def stations(self) -> int:
        """How many stations it has."""
        return sum(len(one.stations) for one in self.wards)


class Foot(msgspec.Struct, frozen=True):
    """One of the most urgent things: where and what, since when (ms), whom to call about it."""

    mark: Mark
    title: str
    since_ms: int
    contact: str


@get("/dinding", right="report.read", sync_to_thread=True)
def wall_page(request: AnyRequest, state: State, district: FromQuery[str] = "") -> Response[str]:
    """The wall as a page of its own, without a bar."""
    desk: WatchDesk = state["watch"]
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        values = wall_values(connection, request, desk, district)
    return renderer_of(state).page(request, "wall.html", **values)


@get("/dinding/isi", right="report.read", sync_to_thread=True)
def wall_part(request: AnyRequest, state: State, district: FromQuery[str] = "") -> Response[Any]:
    """What stands on the wall, or 304 while it is what the page has already."""
    desk: WatchDesk = state["watch"]
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        tag = tag_of(connection, request, desk, district)
        headers = {"etag": f'"{tag}"'}
        if f'"{tag}"' in request.headers.get("if-none-match", ""):
            return Response(None, status_code=NOT_MODIFIED, headers=headers)
        values = wall_values(connection, request, desk, district)
    body = renderer_of(state).part(reader_of(request), "_wall.html", **values)
    return Response(body, media_type="text/html", headers=headers)


def tag_of(connection: Connection, request: AnyRequest, desk: WatchDesk, district: str) -> str:
    """A name for what the wall shows: everything on it follows from the log, the minute, and who reads in which
    language."""
    head, minute = read_head(connection).size, desk.now_ms() // MINUTE_MS
    seen = (head, minute, who_of(request).actor, reader_of(request).language.code, district)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def wall_values(connection: Connection, request: AnyRequest, desk: WatchDesk, district: str) -> Mapping[str, Any]:
    """What the template of the wall needs."""
    registry, who, words = desk.field.registry(), who_of(request), reader_of(request).language
    seen = look(
        connection, desk, lambda place: who.may("report.read", place), RegionCode(district) if district else None
    )
    raised = raised_of(seen, load_convoys(connection), desk, who, lambda _: None)
    columns, layout = columns_of(seen.wards, seen.incidents, registry)
    urgent = most_urgent(seen.incidents, (*raised.now, *raised.waiting, *raised.called))
    return {
        "seen": seen,
        "columns": columns,
        "layout": layout,
        "urgent": [foot(one, seen, desk, words, lambda place: who.may("person.read", place)) for one in urgent],
        "raised": raised,
        "registry": registry,
        "district": district,
        "looks": looks(side_of),
        "side_of": side_of,
        "age": lambda moment: age_of(moment, seen.now_ms, words),
        **state_values(),
    }


def columns_of(
    wards: Sequence[WardView], incidents: Sequence[OpenIncident], registry: Registry
) -> tuple[tuple[Column, ...], WallLayout]:
    """The districts side by side, and how large their cells are."""
    groups = [(code, tuple(rows)) for code, rows in groupby(wards, lambda one: parent_of(one.ward) or one.ward)]
    layout = wall_layout([[len(one.stations) for one in rows] for _, rows in groups])
    names = short_names([registry.region_name(code) for code, _ in groups])
    columns = zip(names, groups, layout.per_row, strict=True)
    return tuple(
        Column(name, rows, per_row, gravest(incidents, code)) for name, (code, rows), per_row in columns
    ), layout


def foot(
    one: OpenIncident | Alarm, seen: Look, desk: WatchDesk, words: Language, may_call: Callable[[str], bool]
) -> Foot:
    """A line at the foot; who is called is a name only: a telephone number is no matter for a wall."""
    registry = desk.field.registry()
    ward = ward_of_place(one.at) if isinstance(one, OpenIncident) else one.ward
    person = contact(ward, registry, seen.calls.get(ward, ())) if may_call(ward) else None
    called = person.name if person else ""
    if isinstance(one, OpenIncident):
        what = titled(desk.field.book(), one.heard, words)
        return Foot(one.severity, f"{registry.place_name(one.at)}: {what}", one.heard.at_ms, called)
    why, count, _ = one.why[0]
    if one.convoy:
        places = wards_words(one.wards, registry, words)
        title = words.text("Iring-iringan %(convoy)s terlambat: %(places)s", convoy=one.convoy, places=places)
        return Foot(why, title, one.since_ms, called)
    title = words.text(
        "%(place)s: %(n)s TPS %(state)s", place=registry.region_name(one.ward), n=count, state=MARK_NAMES[why]
    )
    return Foot(why, title, one.since_ms, called)


ROUTES = [wall_page, wall_part]
