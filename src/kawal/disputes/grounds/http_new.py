"""The page that opens a ground: filled in with what is known of its entries, what a rule asks for beside it."""

from typing import Annotated, Literal

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from kawal.count.entrytold import entries_told
from kawal.disputes.grounds.checks import LONGEST
from kawal.disputes.grounds.http import PAGE, Word, common_words, ground_desk
from kawal.disputes.grounds.prefill import Prefill, prefill
from kawal.disputes.grounds.shown import open_link
from kawal.disputes.grounds.sources import is_about
from kawal.field.queries import report_at
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.numbers import read_listed
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of


@get(f"{PAGE}/dasar/baru", right="dispute.study", sync_to_thread=True)
def new_ground_page(
    request: AnyRequest,
    state: State,
    rule: Word = "",
    station: Word = "",
    contest: FromQuery[Literal["", "governor", "regent", "mayor"]] = "",
    round_: Annotated[int, QueryParameter(name="round", ge=1, le=9)] = 1,
    entries: Annotated[str, QueryParameter(max_length=1_000)] = "",
) -> Response[str]:
    """The form that opens a ground, filled in from an indication or a report; what a rule asks for beside it."""
    desk, who, language = ground_desk(state), who_of(request), reader_of(request).language
    numbers = read_listed(entries) or ()
    asked = Prefill(rule=rule, station=station, contest=contest or None, round=round_, entries=numbers)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        filled = prefill(connection, desk, asked)
        known = is_station(filled.station) and StationId(filled.station) in desk.field.registry().station_by_id
        if known:
            require(request, "dispute.study", place=filled.station)
        reports = {one: report_at(connection, one) for one in filled.entries}
        place = filled.station if known else ""
        counted = entries_told(connection, filled.entries, place, language)
        mine = [
            one
            for one, row in reports.items()
            if (one in counted if row is None else who.may("dispute.study", row.place))
            and (row is None or not known or is_about(connection, row, StationId(place)))
        ]
        figures = known and who.may("count.read", place)
        facts = desk.facts.read(connection, mine, place, language, account_of(request), figures=figures)
    return renderer_of(state).page(
        request,
        "groundnew.html",
        path=PAGE,
        chosen=filled,
        laws=[(one, law) for one in desk.rules.grounds if (law := rules().rule(one.rule)) is not None],
        offers=[(one, rules().rule(one.rule), open_link(one, numbers)) for one in filled.offers],
        contests=desk.contests_at(StationId(filled.station)) if known else desk.contests_held(),
        facts=facts,
        unread=[one for one in filled.entries if one not in mine],
        most=LONGEST,
        **common_words(desk, request),
    )


ROUTES = [new_ground_page]
