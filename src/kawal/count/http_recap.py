"""Routes of the recapitulation: what differs and by how much; a record that explains a difference."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER
from sqlalchemy.engine import Connection

from kawal.access.people import account_names
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, OUTCOMES, RECAP_SOURCES, field_name, form_title
from kawal.count.raising import raising_of
from kawal.count.recap.diff import Difference
from kawal.count.recap.shifts import NAMES
from kawal.count.recap.signtest import PATTERNS, sign_tests
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapending import key_of, recap_endings, seen_of
from kawal.count.recapforms import chosen_contest, plenaries
from kawal.count.recapqueries import known_recaps
from kawal.count.sums import contests_at
from kawal.election.model import Registry
from kawal.kernel.codes import is_station
from kawal.kernel.language import Language
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung/rekap"
SHOWN = 100
Round = Annotated[int, msgspec.Meta(ge=1, le=9)]
PlaceText = Annotated[str, msgspec.Meta(min_length=2, max_length=13)]


class CorrectionForm(msgspec.Struct, frozen=True):
    """A record of C/D.KEJADIAN KHUSUS about a place; with `numbers` it corrects exactly what differs there now."""

    contest: ContestKind
    region: PlaceText
    place: PlaceText
    round: Round = 1
    numbers: Literal["", "1"] = ""
    note: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


@get(PAGE, right="count.read", sync_to_thread=True)
def recap_page(
    request: AnyRequest, state: State, contest: Annotated[str, QueryParameter(max_length=12)] = ""
) -> Response[str]:
    """What differs between the forms of the recapitulation and what they add up, what could change the outcome first;
    who gains where; which forms have come."""
    desk, words, who = recap_of(state), reader_of(request).language, who_of(request)
    registry = desk.count.registry()
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        chosen = chosen_contest(registry, contest or _busiest(desk, connection))
        known = known_recaps(connection, chosen)
        diff = desk.compared(connection, chosen)
        ended = recap_endings(connection, chosen.kind)
        raising = raising_of(request, state, connection, [one.place for one in diff.differences])
    seen = sorted(
        (one for one in diff.differences if who.may("count.read", one.place)), key=lambda one: key_of(one) in ended
    )
    return renderer_of(state).page(
        request,
        "recap.html",
        contest=chosen,
        known=[one for one in known if who.may("count.read", one.recap.region)],
        plenaries=plenaries(registry, chosen),
        diff=diff,
        differences=seen[:SHOWN],
        beyond=max(0, len(seen) - SHOWN),
        open=sum(not one.explained and key_of(one) not in ended for one in seen),
        ending_of=lambda one: ended.get(key_of(one)),
        seen_of=seen_of,
        outcomes=OUTCOMES,
        tests=[one for one in sign_tests(diff) if one.more + one.fewer and who.may("count.read", one.district)],
        patterns=PATTERNS,
        coverage=[one for one in diff.coverage if who.may("count.read", one.place)],
        may_enter=who.may("count.enter"),
        may_decide=who.may("count.decide"),
        **raising,
        **words_of(request, state, registry, words),
    )


@post(PAGE + "/pembetulan", right="count.decide", status_code=SEE_OTHER, sync_to_thread=True)
def correction_recorded(
    request: AnyRequest,
    state: State,
    data: Annotated[CorrectionForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """A record of C/D.KEJADIAN KHUSUS explains what differs in a place."""
    desk = recap_of(state)
    require(request, "count.decide", place=data.region)
    require(request, "count.decide", place=data.place)
    contest = desk.contest(data.contest, data.region)
    changes: Mapping[str, int] = {}
    if data.numbers:
        with desk.store.engine.connect().execution_options(read_only=True) as connection:
            differences = desk.compared(connection, contest).differences
        column = (data.region, data.place, data.round)
        changes = next((one.open for one in differences if (one.form, one.place, one.round) == column), {})
    desk.correct(data.contest, data.place, data.round, changes, data.note, account_of(request).id)
    return Redirect(f"{PAGE}?contest={data.contest}", status_code=SEE_OTHER)


def words_of(request: AnyRequest, state: State, registry: Registry, words: Language) -> dict[str, Any]:
    """What the templates of the recapitulation need to say things."""
    return {
        "contests": contests_at(registry, ""),
        "contest_names": CONTESTS,
        "source_names": RECAP_SOURCES,
        "kind_names": NAMES,
        "place_name": registry.place_name,
        "field": lambda name: field_name(name, words),
        "form_title": lambda region: form_title(region, words),
        "difference_path": _difference_path,
        "names": account_names(state["access"].directory(), registry, who_of(request), reader_of(request).language),
        "page": PAGE,
    }


def _difference_path(found: Difference) -> str:
    """Where the numbers of a difference can be looked at: the station's page, else the form."""
    if is_station(found.place):
        return f"/hitung/tps/{found.place}/{found.contest}"
    return f"{PAGE}/{found.form}/{found.contest}?round={found.round}"


def _busiest(desk: RecapDesk, connection: Connection) -> str:
    """The contest of which most forms of the recapitulation have come; "" while there is none."""
    contests = contests_at(desk.count.registry(), "")
    forms_in = {one.kind: len(known_recaps(connection, one)) for one in contests}
    return max(forms_in, key=lambda kind: forms_in[kind], default="") if any(forms_in.values()) else ""


def recap_of(state: State) -> RecapDesk:
    desk: RecapDesk = state["recap"]
    return desk


ROUTES = [recap_page, correction_recorded]
