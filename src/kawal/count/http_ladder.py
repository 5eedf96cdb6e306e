"""The results ladder: sums region by region with their coverage and age, or one field as each source has it."""

from typing import Literal

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery
from sqlalchemy.engine import Connection

from kawal.count.events import RoundKind
from kawal.count.exports.options import CANCELLED_VOTES
from kawal.count.ladderview import (
    Column,
    Line,
    columns_of,
    fields_of,
    half_of_valid,
    has_cancelled,
    heading,
    region_lines,
    station_lines,
)
from kawal.count.model import Source
from kawal.count.names import CONTESTS, REPLACED_BY, ROUNDS, source_name
from kawal.count.place import AskedContest, AskedPlace, Shown, below, common_values, count_of, shown
from kawal.count.rounds import Ordered, forms_in, orders, replaced
from kawal.count.sums import sources_of, totals
from kawal.jurisdiction.count_alarms import count_alarms
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung"


@get(PAGE, right="count.read", sync_to_thread=True)
def ladder_page(
    request: AnyRequest,
    state: State,
    contest: AskedContest = "",
    place: AskedPlace = "",
    view: FromQuery[Literal["forms", "sources"]] = "forms",
    field: FromQuery[str] = "",
) -> Response[str]:
    """Sums of a contest in a region and those below it, stations in a ward; with `view=sources` a column a source."""
    renderer, words = renderer_of(state), reader_of(request).language
    one = shown(request, state, contest, place)
    if one is None:
        return renderer.page(request, "count.html", shown=None, registry=count_of(state).registry(), live="")
    fields = fields_of(one.contest)
    name = _field(field, fields)
    with count_of(state).store.engine.connect().execution_options(read_only=True) as connection:
        sources = sources_of(connection, one.kind)
        lines = _lines(connection, one, sources, name)
        ordered = [order for order in orders(connection, one.place) if order.contest == one.kind]
    limits = count_alarms().invalid_share
    whole = next(line for line in lines if not line.gone_round)
    return renderer.page(
        request,
        "count.html",
        **common_values(state, one),
        view=view,
        field=name,
        fields=fields,
        columns=columns_of(one.contest),
        sources=sources,
        source_title=lambda source: source_name(source, words),
        lines=lines,
        whole=whole,
        alarms=[line for line in lines if line.level(limits)],
        limits=limits,
        sub_tally=CANCELLED_VOTES,
        has_cancelled=has_cancelled(one.contest),
        half=half_of_valid(one.contest, whole.numbers),
        orders=ordered,
        contest_names=CONTESTS,
        round_names=ROUNDS,
        gone_names=REPLACED_BY,
        heading=heading(one.kind),
    )


def _lines(connection: Connection, one: Shown, sources: tuple[Source, ...], name: str) -> list[Line]:
    places = [one.place, *([] if one.is_ward else below(one))]
    sums = totals(connection, one.registry, one.kind, places)
    by_source = {source: totals(connection, one.registry, one.kind, places, source) for source in sources}
    lines = list(region_lines(sums, replaced(connection, one.kind, places), by_source, name))
    if one.is_ward:
        stations = sorted(station.id for station in one.registry.stations_in(RegionCode(one.place)))
        kinds = _kinds(orders(connection, one.place), one)
        lines += station_lines(stations, forms_in(connection, one.kind, one.place), sources, name, kinds)
    return lines


def _kinds(ordered: tuple[Ordered, ...], one: Shown) -> dict[str, tuple[RoundKind, ...]]:
    found: dict[str, tuple[RoundKind, ...]] = {}
    for order in ordered:
        if order.contest == one.kind:
            for station in order.stations:
                found[station] = (*found.get(station, ()), order.kind)
    return found


def _field(asked: str, fields: tuple[Column, ...]) -> str:
    names = [one.field for one in fields]
    if asked and asked not in names:
        raise Missing(msg("isian"), msg("salah satu dari: %(choices)s", choices=", ".join(names)), asked[:40])
    return asked or names[0]


ROUTES = [ladder_page]
