"""Routes of the rules: the list, one rule with what it says now, and every indication, the gravest first."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.roles import ROLE_NAMES, Right, roles_with
from kawal.count.names import CONTESTS
from kawal.disputes.model import Indication, Unplaced
from kawal.disputes.rules.desk import RulesDesk
from kawal.disputes.rules.facts import lies_in
from kawal.disputes.rules.limits import ReadAs, readings_of
from kawal.disputes.rules.names import (
    ASSURANCES,
    CHAPTERS,
    CONFIDENCES,
    OPENS_MARKS,
    OPENS_NAMES,
    PLACES,
    STANDS,
    STEPS,
    alternatives,
    condition_words,
    fact_name,
    value_words,
)
from kawal.disputes.rules.wanting import wanting
from kawal.election.model import Region
from kawal.field.notice import moment_text
from kawal.field.queries import places_of_reports
from kawal.jurisdiction.deadlines import Deadline, deadlines
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.rules import OPENS, Rule, rules
from kawal.kernel.codes import Level, is_station, ward_of
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.web.identity import who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

LIST, INDICATIONS = "/sengketa/aturan", "/sengketa/indikasi"
RIGHT: Right = "dispute.read"
MOST, MOST_OF_RULE, MOST_WANTING = 100, 20, 20
Place = Annotated[str, QueryParameter(max_length=13)]
Short = Annotated[str, QueryParameter(max_length=60)]
Start = Annotated[int, QueryParameter(ge=0, le=10_000_000)]


class Filters(msgspec.Struct, frozen=True):
    """Which indications someone looks through."""

    place: str = ""
    rule: str = ""
    opens: str = ""

    @property
    def query(self) -> str:
        """The same as part of an address; empty without a filter."""
        said = (("place", self.place), ("rule", self.rule), ("opens", self.opens))
        return "".join(f"&{name}={value}" for name, value in said if value)

    def keep(self, one: Indication) -> bool:
        """Whether an indication is among them."""
        return lies_in(one.place, self.place) and self._asks(one.rule)

    def want(self, one: Unplaced) -> bool:
        """Whether a fact that wants its station is among them."""
        return lies_in(one.place, self.place) and any(self._asks(name) for name in one.rules)

    def _asks(self, name: str) -> bool:
        rule = rules().rule(name)
        return self.rule in {"", name} and (not self.opens or (rule is not None and rule.opens == self.opens))


@get(LIST, right=RIGHT, sync_to_thread=True)
def rules_page(
    request: AnyRequest, state: State, q: Short = "", unverified: FromQuery[Literal["", "1"]] = ""
) -> Response[str]:
    """Every rule by its chapter, with how many indications of it there are in this person's region."""
    words = reader_of(request).language
    wanted = [one for one in q.casefold().split() if one]
    found = [one for one in rules().rules if not unverified or not one.is_verified]
    shown = [one for one in found if all(word in _text(one, words) for word in wanted)]
    with rules_of(state).store.engine.connect().execution_options(read_only=True) as connection:
        here = _within_reach(request, state, connection)
    return renderer_of(state).page(
        request,
        "rules.html",
        chapters=[(name, [one for one in shown if one.chapter == key]) for key, name in CHAPTERS.items()],
        shown=len(shown),
        every=len(rules().rules),
        counts={one.id: sum(found.rule == one.id for found in here) for one in shown},
        text_of=lambda one: _text(one, words),
        q=q,
        only_unsure=unverified,
        **_words(words),
    )


@get(f"{LIST}/{{rule:str}}", right=RIGHT, sync_to_thread=True)
def rule_page(request: AnyRequest, state: State, rule: FromPath[str]) -> Response[str]:
    """One rule: its condition in words, what it opens, where it was read, and what it says now."""
    one, words = rules().rule(rule), reader_of(request).language
    if one is None:
        raise Missing(msg("aturan"), msg("aturan yang dikenal"), rule[:40])
    tree, desk = one.tree, rules_of(state)
    limit = next((known for known in deadlines() if known.id == one.deadline), None)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        here = [found for found in _within_reach(request, state, connection) if found.rule == one.id]
        reports = _reports(request, connection, here[:MOST_OF_RULE])
        studies = desk.studies(connection, here[:MOST_OF_RULE])
    return renderer_of(state).page(
        request,
        "rule.html",
        rule=one,
        conditions=[condition_words(part, one, words) for part in alternatives(tree)] if tree else [],
        deadline=limit,
        value_words=lambda parameter: value_words(parameter, words),
        path_note=grounds().path.beyond if "province" in one.path else None,
        readings=_readings(desk, state, limit) if limit else (),
        stands=STANDS,
        moment=lambda ending: moment_text(ending, desk.zone, words),
        rows=list(zip(here, studies, strict=False)),
        more_rows=len(here) - MOST_OF_RULE,
        reports=reports,
        registry=desk.registry(),
        **_words(words),
    )


@get(INDICATIONS, right=RIGHT, sync_to_thread=True)
def indications_page(
    request: AnyRequest,
    state: State,
    place: Place = "",
    rule: Short = "",
    opens: FromQuery[str] = "",
    start: Start = 0,
) -> Response[str]:
    """What may have to be studied in this person's region: the gravest first, then the newest; never a verdict."""
    desk, words = rules_of(state), reader_of(request).language
    filters = filters_of(place, rule, opens)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        here = _within_reach(request, state, connection)
        kept = [one for one in here if filters.keep(one)]
        rows = kept[start : start + MOST]
        reports = _reports(request, connection, rows)
        studies = desk.studies(connection, rows)
        unplaced = [one for one in desk.unplaced(connection) if who_of(request).may(RIGHT, desk.here(one.place))]
    wanted = [one for one in unplaced if filters.want(one)] if not start else []
    return renderer_of(state).page(
        request,
        "indications.html",
        rows=list(zip(rows, studies, strict=True)),
        reports=reports,
        found=len(kept),
        more_rows=len(kept) > start + MOST,
        start=start,
        most=MOST,
        filters=filters,
        regions=_regions(desk, {*(one.place for one in here), *(one.place for one in unplaced)}),
        wanting=wanting(wanted[:MOST_WANTING], desk.registry(), words),
        more_wanting=len(wanted) - MOST_WANTING,
        students=studying_roles(words),
        asked=[
            one
            for one in rules().rules
            if any(found.rule == one.id for found in here) or any(one.id in found.rules for found in unplaced)
        ],
        registry=desk.registry(),
        **_words(words),
    )


def filters_of(place: str, rule: str, opens: str) -> Filters:
    """The filters that are a place, a known rule, a known class; others filter nothing."""
    return Filters(
        place if set(place) <= set("0123456789.") else "",
        rule if rules().rule(rule) else "",
        opens if opens in OPENS else "",
    )


def rules_of(state: State) -> RulesDesk:
    """The desk of the rules of an application."""
    desk: RulesDesk = state["rules"]
    return desk


def _within_reach(request: AnyRequest, state: State, connection: Connection) -> list[Indication]:
    who, desk = who_of(request), rules_of(state)
    return [one for one in desk.indications(connection) if who.may(RIGHT, desk.here(one.place))]


def _readings(desk: RulesDesk, state: State, limit: Deadline) -> tuple[ReadAs, ...]:
    began = desk.voting_began() if limit.event == "voting_day" else None
    return readings_of(limit, began, desk.count.clock(), desk.zone, state["law"].calendar)


def _reports(request: AnyRequest, connection: Connection, rows: list[Indication]) -> frozenset[int]:
    """Which entries are reports, and so have a page of their own, that this person may open."""
    places = places_of_reports(connection, sorted({entry for one in rows for entry in one.entries}))
    return frozenset(entry for entry, place in places.items() if who_of(request).may("report.read", place))


def studying_roles(words: Language) -> list[str]:
    """Who opens a ground, by role."""
    return [words.say(ROLE_NAMES[one]) for one in roles_with("dispute.study")]


def _regions(desk: RulesDesk, places: set[str]) -> list[Region]:
    """The districts and wards in which something is said, each ward below its district."""
    wards = {ward_of(place) for place in places if is_station(place)}  # type: ignore[arg-type]
    codes = {str(ward) for ward in wards} | {ward[:8] for ward in wards} | places
    known = (desk.registry().region_by_code.get(code) for code in codes)  # type: ignore[call-overload]
    return sorted((one for one in known if one is not None), key=lambda one: one.code)


def _text(one: Rule, words: Language) -> str:
    """What a rule is found by: its id, title, article and condition, in small letters."""
    said = (
        one.id,
        one.title.say(words),
        one.cite(words),
        one.condition.say(words),
        words.say(OPENS_NAMES[one.opens]),
    )
    return " ".join(said).casefold()


def _words(words: Language) -> dict[str, Any]:
    """What the words of the rules are called, for their templates."""
    return {
        "rule_of": rules().rule,
        "opens_names": OPENS_NAMES,
        "opens_marks": OPENS_MARKS,
        "steps": STEPS,
        "places": PLACES,
        "confidences": CONFIDENCES,
        "assurances": ASSURANCES,
        "contest_names": CONTESTS,
        "fact_name": lambda name: fact_name(name, words),
        "is_station": is_station,
        "ward_level": Level.WARD,
    }


ROUTES = [rules_page, rule_page, indications_page]
