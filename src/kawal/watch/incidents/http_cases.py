"""Routes of incidents: the list of what needs a decision, one incident with its record, what is done about it."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from kawal.access.model import Account
from kawal.exchange.envelope import HELPS, KIND_NAMES, VERDICTS, Letter
from kawal.exchange.letters import LetterRow, Peer, load_peers
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.outputs.messenger import page_text
from kawal.watch.agencies.agencyview import dialled
from kawal.watch.agencies.noticeview import Notified, notified_of
from kawal.watch.board.boardmap import near_bases, spot_of
from kawal.watch.board.shown import MARKS
from kawal.watch.events import Result, Step
from kawal.watch.incidents.acting import LONGEST_NOTE, Act
from kawal.watch.incidents.casedesk import CaseDesk, agencies_of
from kawal.watch.incidents.cases import RESULTS, SEVERITIES, Case, alike
from kawal.watch.incidents.caseview import agencies_shown, clock_shown, incident_text, record_of
from kawal.watch.incidents.clocks import clocks_of
from kawal.watch.incidents.http_formal import notice_values, reported_words
from kawal.watch.incidents.legal import legal_rows, report_clock
from kawal.watch.incidents.links import invitees, make_link
from kawal.watch.incidents.mediation import last_word, next_words, whom_to_ask
from kawal.watch.incidents.teams import OFFERED, TEAM_PRESENCE, Offer, Team, TeamPresence, not_here
from kawal.watch.letters.lettershown import questions_of
from kawal.watch.shifts.handover import titled
from kawal.watch.sources import people_names
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

SEE_OTHER: Literal[303] = 303
Place = Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
What = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Note = Annotated[str, msgspec.Meta(max_length=20 * LONGEST_NOTE)]
"""Too long a note is told in a sentence by the desk."""


class StepForm(msgspec.Struct, frozen=True):
    """What is done about the incident at a place; the note is sealed."""

    place: Place
    what: What
    step: Step
    agency: Annotated[str, msgspec.Meta(max_length=40)] = ""
    other: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,12}$")] = ""
    team: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,4}$")] = ""
    note: Note = ""


class EndForm(msgspec.Struct, frozen=True):
    """How the incident at a place ended; the note is sealed."""

    place: Place
    what: What
    result: Result
    note: Note = ""


@get("/insiden", right="incident.read", sync_to_thread=True)
def cases_page(
    request: AnyRequest,
    state: State,
    agency: Annotated[str, QueryParameter(max_length=40)] = "",
    severity: FromQuery[Literal["", "minor", "moderate", "severe"]] = "",
    ended: FromQuery[Literal["", "1"]] = "",
) -> Response[str]:
    """What needs a decision: the severest first, then what falls due first; whose each is and who has it."""
    desk, account, words = _desk(state), account_of(request), reader_of(request).language
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        reached = [one for one in desk.all(connection) if desk.reaches(account, one)]
    shown = [
        one
        for one in reached
        if one.is_open != bool(ended)
        and (not severity or one.severity == severity)
        and (not agency or one.part_of(agency) is not None)
    ]
    open_cases = [one for one in reached if one.is_open]
    book, registry = desk.watch.field.book(), desk.watch.field.registry()
    rows = [
        {
            "case": one,
            "title": titled(book, one.heard, words),
            "place": registry.place_name(one.place),
            "owner": desk.agency_name(one.owner, words) if one.owner else words.text("posko"),
            "clock": clock_shown(one, desk),
            "legal": report_clock(desk.legal_clocks(one), desk.watch.now_ms()),
        }
        for one in shown
    ]
    concerned = {part.agency for one in open_cases for part in one.agencies}
    lines = [f"{row['title']}, {row['place']}: {row['owner']}" for row in rows]
    return renderer_of(state).page(
        request,
        "cases.html",
        rows=rows,
        counts={name: sum(one.severity == name for one in open_cases) for name in SEVERITIES},
        unhandled=sum(not one.handler for one in open_cases),
        filters={"agency": agency, "severity": severity, "ended": ended},
        agencies=sorted((desk.agency_name(one, words), one) for one in concerned),
        marks=MARKS,
        results=RESULTS,
        names=people_names(desk.watch, who_of(request)),
        now_ms=int(desk.watch.clock().timestamp() * 1000),
        text=page_text(words.text("Insiden"), lines, words),
    )


@get("/insiden/{index:int}", right="incident.read", sync_to_thread=True)
def case_page(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    place: Annotated[str, QueryParameter(max_length=13)] = "",
    what: Annotated[str, QueryParameter(max_length=40)] = "",
) -> Response[str]:
    """One incident: its record, clocks, agencies, what can be done; the other places of its entry as links."""
    desk, account = _desk(state), account_of(request)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        told = [one for one in desk.of_entry(connection, index) if desk.reaches(account, one)]
        if not told:
            raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
        case = next((one for one in told if one.place == place and what in ("", one.what)), told[0])
        merged = tuple(one for one in desk.merged_into(connection, index) if desk.reaches(account, one))
        words = {**desk.notes(connection, (case, *merged)), **reported_words(desk, connection, (case, *merged))}
        open_cases = [one for one in desk.all(connection) if one.is_open and desk.reaches(account, one)]
        teams = {one.number: one for one in desk.teams(connection)}
        ready = len(desk.ready_teams(connection))
        near = desk.offers(connection, case) if case.is_open else ()
        presence = desk.presence(connection) if case.is_open else {}
        peers = load_peers(connection)
        notified = notified_of(state["notices"], connection, case, who_of(request))
        letters = state["referrals"].about(connection, case)
    return _case(
        request,
        state,
        account,
        case,
        told,
        merged,
        words,
        open_cases,
        teams,
        ready,
        near,
        presence,
        peers,
        notified,
        letters,
    )


def _case(
    request: AnyRequest,
    state: State,
    account: Account,
    case: Case,
    told: list[Case],
    merged: tuple[Case, ...],
    words: dict[int, str],
    open_cases: list[Case],
    teams: dict[int, Team],
    ready: int,
    near: tuple[Offer, ...],
    presence: dict[int, TeamPresence],
    peers: tuple[Peer, ...],
    notified: Notified,
    letters: tuple[tuple[LetterRow, Letter | None], ...],
) -> Response[str]:
    desk, language = _desk(state), reader_of(request).language
    is_desk = account.may("incident.route", case.place)
    own = agencies_of(account, case.place)
    seen = words if account.may("report.private", case.place) else _towards(case, own, words)
    book, registry = desk.watch.field.book(), desk.watch.field.registry()
    institutions = {one.origin: one.institution for one in peers}
    own_acts = {"node": language.text("simpul ini")}  # what an answer of another node did here
    names = people_names(desk.watch, who_of(request)) | institutions | own_acts
    return renderer_of(state).page(
        request,
        "case.html",
        case=case,
        title=titled(book, case.heard, language),
        others=[(one, titled(book, one.heard, language)) for one in told if one is not case],
        similar=[(one, titled(book, one.heard, language)) for one in alike(case, open_cases)] if is_desk else [],
        record=record_of(case, merged, desk, names, seen, language),
        agencies=agencies_shown(case, desk, language),
        own=own,
        teams=teams,
        peers=peers,
        notified=notified,
        dialled=dialled,
        institutions=institutions,
        letters=letters if is_desk else (),
        questions=questions_of(letters) if case.is_open else frozenset(),
        kinds=KIND_NAMES,
        verdicts=VERDICTS,
        helps=HELPS,
        near=near[:OFFERED],
        ready=ready,
        reaching=len(near),
        presence=presence,
        absent_teams=[one for one in not_here(presence) if one in teams and one not in case.teams],
        team_presence=TEAM_PRESENCE,
        clocks=clocks_of(case, desk.rules),
        mediators=[(one, desk.agency_name(one, language), desk.agency_phone(one)) for one in whom_to_ask(case)],
        mediation=last_word(case),
        mediation_next=next_words(case) if case.is_open else (),
        agency_named=lambda agency: desk.agency_name(agency, language),
        legal=legal_rows(desk.legal_clocks(case), desk.watch.lines.zone, language),
        **notice_values(desk, case, language),
        first_call=[(desk.agency_name(one, language), desk.agency_phone(one)) for one in case.type.first_call],
        known=sorted((names_of[language.code == "en"], one) for one, names_of in desk.known_agencies().items()),
        invitees=invitees(desk.watch, case) if is_desk else (),
        is_desk=is_desk,
        may_close=account.may("incident.close", case.place),
        account=account,
        results=RESULTS,
        marks=MARKS,
        most=LONGEST_NOTE,
        names=names,
        registry=registry,
        spot=spot_of(registry, case.place),
        schematic=any(one.schematic for one in registry.boundaries),
        near_bases=near_bases(registry, case.place),
        path_of_map=_path(case.heard.index, case.place, case.what, "/peta"),
        now_ms=int(desk.watch.clock().timestamp() * 1000),
        text=incident_text([case], desk, language),
    )


@post("/insiden/{index:int}/langkah", right="incident.act", status_code=SEE_OTHER, sync_to_thread=True)
def case_stepped(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[StepForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Do something about it."""
    account = account_of(request)
    require(request, "incident.act", place=data.place)
    agencies = None if account.may("incident.route", data.place) else agencies_of(account, data.place)
    act = Act(
        step=data.step,
        agency=data.agency,
        other=int(data.other or -1),
        team=int(data.team or 0),
        note=data.note,
        actor=account.id,
        agencies=agencies,
    )
    _desk(state).act((index, data.place, data.what), act)
    return Redirect(_path(index, data.place, data.what), status_code=SEE_OTHER)


@post("/insiden/{index:int}/tutup", right="incident.close", status_code=SEE_OTHER, sync_to_thread=True)
def case_closed(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[EndForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Close it."""
    require(request, "incident.close", place=data.place)
    _desk(state).close((index, data.place, data.what), data.result, data.note, account_of(request).id)
    return Redirect(_path(index, data.place, data.what), status_code=SEE_OTHER)


class LinkForm(msgspec.Struct, frozen=True):
    """For which liaison a link is made."""

    place: Place
    what: What
    account: Annotated[str, msgspec.Meta(max_length=40)]


@post("/insiden/{index:int}/tautan", right="incident.route", sync_to_thread=True)
def link_made(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[LinkForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """A one-tap link for a liaison, with the text to send; that the agency was told is a step of the record."""
    desk, account, language = _desk(state), account_of(request), reader_of(request).language
    require(request, "incident.route", place=data.place)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        case = desk.one(connection, index, data.place, data.what)
    invitee = next((one for one in invitees(desk.watch, case) if one.account == data.account), None)
    if invitee is None:
        raise NotPermitted(msg("instansi ini tidak punya penghubung di wilayah insiden"))
    path = make_link(desk.watch, case, invitee)
    told = Act(step="told", agency=invitee.agency, actor=account.id)
    desk.act((index, data.place, data.what), told)
    return renderer_of(state).page(
        request,
        "caselink.html",
        path=f"/insiden/{index}",
        case=case,
        invitee=invitee,
        agency=desk.agency_name(invitee.agency, language),
        text=f"{incident_text([case], desk, language)}\n{str(request.base_url).rstrip('/')}{path}",
    )


def _path(index: int, place: str, what: str, part: str = "") -> str:
    return f"/insiden/{index}{part}?{urlencode({'place': place, 'what': what})}"


def _towards(case: Case, own: frozenset[str], words: dict[int, str]) -> dict[int, str]:
    """What a liaison may read: the words of steps that its own agency took or that were meant for it."""
    return {step.index: words[step.index] for step in case.steps if step.agency in own and step.index in words}


def _desk(state: State) -> CaseDesk:
    desk: CaseDesk = state["cases"]
    return desk


ROUTES = [cases_page, case_page, case_stepped, case_closed, link_made]
