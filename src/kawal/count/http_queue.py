"""The queue of what does not add up: the gravest first, one keystroke to the next."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.access.reach import reach_of
from kawal.count.desk import CountDesk
from kawal.count.model import ContestKind, Finding
from kawal.count.names import CONTESTS, OUTCOMES, SEVERITIES, field_name, finding_title, form_title
from kawal.count.queue import MOST_FINDINGS, queue
from kawal.count.raising import raising_of
from kawal.count.recap.diff import Difference
from kawal.count.recap.findings import finding_of
from kawal.count.recap.forms import lies_in
from kawal.count.recap.shifts import NAMES
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapending import key_of, recap_endings
from kawal.count.sources import CONTEST_KINDS
from kawal.count.sums import contests_at
from kawal.election.model import Region, Registry
from kawal.jurisdiction.forms import forms
from kawal.kernel.codes import Level, StationId
from kawal.kernel.language import Language
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung/antrean"
FORM = "/hitung/tps"
MOST_RECAPS = 20
Place = Annotated[str, QueryParameter(max_length=13)]
What = Annotated[str, QueryParameter(max_length=40)]
Start = Annotated[int, QueryParameter(ge=0, le=10_000_000)]


class Filters(msgspec.Struct, frozen=True):
    """Which findings someone walks through; they travel from the queue to each form and on to the next."""

    contest: str = ""
    place: str = ""
    what: str = ""

    @property
    def query(self) -> str:
        """The same as part of the address of a form; empty without a filter."""
        said = (("only", self.contest), ("place", self.place), ("what", self.what))
        return "".join(f"&{name}={value}" for name, value in said if value)


def filters_of(contest: str, place: str, what: str) -> Filters:
    """The filters that are of a known contest, place and identity; others filter nothing."""
    return Filters(
        contest if contest in CONTEST_KINDS else "",
        place if set(place) <= set("0123456789.") else "",
        what if what in {one.id for one in forms().identities} else "",
    )


@get(PAGE, right="count.read", sync_to_thread=True)
def queue_page(
    request: AnyRequest,
    state: State,
    contest: FromQuery[str] = "",
    place: Place = "",
    what: What = "",
    ended: FromQuery[Literal["", "1"]] = "",
    start: Start = 0,
) -> Response[str]:
    """What does not add up in this person's region: forms to be looked at, never a verdict."""
    desk, account, words = count_of(state), account_of(request), reader_of(request).language
    filters, registry = filters_of(contest, place, what), desk.registry()
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        rows = queue(
            connection,
            reach_of(account, "count.read"),
            filters.contest,
            filters.place,
            filters.what,
            ended=bool(ended),
            most=MOST_FINDINGS + 1,
            start=start,
        )
        recaps = [] if start else _recap_findings(state["recap"], connection, account, filters, ended=bool(ended))
        places = {row.finding.place for row in rows} | {one.place for one, _, _ in recaps}
        raising = raising_of(request, state, connection, places)
    return renderer_of(state).page(
        request,
        "count_queue.html",
        recaps=recaps,
        rows=rows[:MOST_FINDINGS],
        more_rows=len(rows) > MOST_FINDINGS,
        start=start,
        most=MOST_FINDINGS,
        filters=filters,
        ended=ended,
        contests=[one.kind for one in contests_at(registry, "")],
        districts=districts_in_reach(registry, account),
        identities=[one for one in forms().identities if not one.broad],
        registry=registry,
        form_title=lambda region: form_title(region, words),
        place_name=registry.place_name,
        **words_of(words),
        **raising,
    )


def _recap_findings(
    desk: RecapDesk, connection: Connection, account: Account, filters: Filters, *, ended: bool
) -> list[tuple[Difference, Finding, str]]:
    """What differs on forms of the recapitulation, what could change the outcome first, each with what became of it;
    stations have their own."""
    if filters.what and forms().identity(filters.what).scope != "recap":
        return []
    contests = [one for one in contests_at(desk.count.registry(), "") if filters.contest in {"", one.kind}]
    found: list[tuple[Difference, Finding, str]] = []
    for contest in contests:
        endings = recap_endings(connection, contest.kind)
        for one in desk.compared(connection, contest).differences:
            ending = endings.get(key_of(one))
            if not one.explained and (ending is not None) == ended:
                found.append((one, finding_of(one), ending.outcome if ending else ""))
    seen = (one for one in found if lies_in(one[0].place, filters.place) or not filters.place)
    return [one for one in seen if account.may("count.read", one[0].place)][:MOST_RECAPS]


def next_form(
    connection: Connection, account: Account, filters: Filters, at: int, station: StationId, contest: ContestKind
) -> str:
    """The address of the next form of the queue from position `at` on, after the last that of the first; "" for
    none."""
    reach = reach_of(account, "count.read")
    for start in dict.fromkeys((at, 0)):
        rows = queue(connection, reach, filters.contest, filters.place, filters.what, start=start)
        for number, row in enumerate(rows, start):
            one = row.finding
            if (one.place, one.contest) != (station, contest):
                return f"{FORM}/{one.place}/{one.contest}?at={number}{filters.query}"
    return ""


def districts_in_reach(registry: Registry, account: Account) -> list[Region]:
    """The districts whose forms someone may see."""
    known = {station.ward[:8] for station in registry.stations}
    return [
        one
        for one in registry.regions
        if one.level is Level.DISTRICT and one.code in known and account.may("count.read", one.code)
    ]


def words_of(words: Language) -> dict[str, Any]:
    """What the words of the count are called, for its templates."""
    return {
        "contest_names": CONTESTS,
        "severities": SEVERITIES,
        "outcomes": OUTCOMES,
        "kind_names": NAMES,
        "title_of": lambda one: finding_title(one.what, one.part, words),
        "field_title": lambda name: field_name(name, words),
    }


def count_of(state: State) -> CountDesk:
    """The desk of the count of an application."""
    desk: CountDesk = state["count"]
    return desk


ROUTES = [queue_page]
