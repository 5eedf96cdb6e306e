"""The page of one incident: its record, clocks, agencies, teams, letters, what can be done."""

from typing import Annotated

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter

from kawal.access.blind import reads_blind
from kawal.access.model import Account
from kawal.count.names import finding_title
from kawal.election.model import Registry
from kawal.exchange.envelope import HELPS, KIND_NAMES, VERDICTS
from kawal.exchange.letters import load_peers
from kawal.field.withheld import kept_words
from kawal.kernel.codes import Level, RegionCode, parent_of
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.watch.agencies.agencyview import dialled
from kawal.watch.agencies.noticeview import notified_of
from kawal.watch.board.board import ward_of_place
from kawal.watch.board.boardmap import near_bases, spot_of
from kawal.watch.board.shown import MARKS
from kawal.watch.dutylog.calldown import contact
from kawal.watch.formchecks.queries import findings_of_incident
from kawal.watch.incidents.acting import LONGEST_NOTE
from kawal.watch.incidents.casedesk import CaseDesk, agencies_of
from kawal.watch.incidents.cases import Case, alike
from kawal.watch.incidents.caseview import agencies_shown, case_path, incident_text, record_of
from kawal.watch.incidents.casewords import RESULTS
from kawal.watch.incidents.clocks import clocks_of
from kawal.watch.incidents.gatherings import SERVICE_NAMES
from kawal.watch.incidents.http_formal import notice_values, reported_words
from kawal.watch.incidents.legal import legal_rows
from kawal.watch.incidents.links import invitees
from kawal.watch.incidents.mediation import last_word, next_words, whom_to_ask
from kawal.watch.incidents.teams import OFFERED, TEAM_PRESENCE, not_here
from kawal.watch.letters.lettershown import open_verdicts, questions_of, said_of
from kawal.watch.queries import last_calls
from kawal.watch.shifts.handover import titled
from kawal.watch.sources import people_names, reporter_of
from kawal.web.identity import account_of, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of


@get("/insiden/{index:int}", right="incident.read", sync_to_thread=True)
def case_page(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    place: Annotated[str, QueryParameter(max_length=13)] = "",
    what: Annotated[str, QueryParameter(max_length=40)] = "",
) -> Response[str]:
    """One incident: its record, clocks, agencies, what can be done; the other places of its entry as links."""
    desk: CaseDesk = state["cases"]
    account = account_of(request)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        told = [one for one in desk.of_entry(connection, index) if desk.reaches(account, one)]
        if not told:
            raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
        case = next((one for one in told if one.place == place and what in ("", one.what)), told[0])
        merged = tuple(one for one in desk.merged_into(connection, index) if desk.reaches(account, one))
        words = {**desk.notes(connection, (case, *merged)), **reported_words(desk, connection, (case, *merged))}
        like = desk.gatherings(connection) if case.is_peaceful else desk.all(connection)
        open_cases = [one for one in like if one.is_open and desk.reaches(account, one)]
        teams = {} if case.is_peaceful else {one.number: one for one in desk.teams(connection)}
        sendable = desk.ready_teams(connection)
        calls = last_calls(connection).get(ward_of_place(case.site), ())
        near = desk.offers(connection, case) if case.is_open and not case.is_peaceful else ()
        presence = desk.presence(connection) if case.is_open else {}
        peers = () if case.is_peaceful else load_peers(connection)
        notified = notified_of(state["notices"], connection, case, who_of(request))
        checks = findings_of_incident(connection, index)
        letters = state["referrals"].about(connection, case)
        studies = desk.studies(connection, index, who_of(request), reader_of(request).language)
        told_by = desk.watch.field.private_parts(connection, [index]).get(index, {})
    language = reader_of(request).language
    is_desk = account.may("incident.route", case.place)
    own = agencies_of(account, case.place)
    invited = invitees(desk.watch, case) if is_desk else ()
    seen = words if account.may("report.private", case.place) else _towards(case, own, words)
    if reads_blind(account, case.place):
        seen = {entry: kept_words(said, takes_results=False) for entry, said in seen.items()}
    book, registry = desk.watch.field.book(), desk.watch.field.registry()
    institutions = {one.origin: one.institution for one in peers}
    own_acts = {"node": language.text("simpul ini")}  # what an answer of another node did here
    names = people_names(desk.watch, who_of(request), language) | institutions | own_acts
    return renderer_of(state).page(
        request,
        "case.html",
        case=case,
        reporter=reporter_of(desk.watch, case.heard.source),
        sender=str(told_by.get("sender") or "") if account.may("report.private", case.place) else "",
        regions=_regions(registry, account),
        site_region=ward_of_place(case.site),
        title=titled(book, case.heard, language),
        others=[(one, titled(book, one.heard, language)) for one in told if one is not case],
        similar=[(one, titled(book, one.heard, language)) for one in alike(case, open_cases)] if is_desk else [],
        record=record_of(case, merged, desk, names, seen, language),
        agencies=agencies_shown(case, desk, language),
        studies=studies,
        checks=[one for one in checks if one.key.site == case.place and account.may("count.read", one.key.site)],
        check_title=lambda key: finding_title(key.what, key.part, language),
        place_name=registry.place_name,
        own=own,
        teams=teams,
        peers=peers,
        notified=notified,
        dialled=dialled,
        institutions=institutions,
        letters=letters if is_desk else (),
        questions=questions_of(letters) if case.is_open else frozenset(),
        said=said_of(letters, "out"),
        open_verdicts=open_verdicts,
        kinds=KIND_NAMES,
        verdicts=VERDICTS,
        helps=HELPS,
        near=near[:OFFERED],
        ready=len(sendable),
        unsure=sum(presence.get(one.number, "unknown") != "here" for one in sendable),
        local=contact(ward_of_place(case.site), registry, calls) if is_desk else None,
        with_link={one.agency for one in invited},
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
        known=sorted(
            (names_of[language.code == "en"], one)
            for one, names_of in desk.known_agencies().items()
            if not case.is_peaceful or case.part_of(one)
        ),
        service_names=SERVICE_NAMES,
        invitees=invited,
        is_desk=is_desk,
        may_close=account.may("incident.close", case.place),
        account=account,
        results=RESULTS,
        marks=MARKS,
        most=LONGEST_NOTE,
        names=names,
        registry=registry,
        spot=spot_of(registry, case.site),
        schematic=any(one.schematic for one in registry.boundaries),
        near_bases=near_bases(registry, case.site),
        path_of_map=case_path(case.heard.index, case.place, case.what, "/peta"),
        now_ms=int(desk.watch.clock().timestamp() * 1000),
        text=incident_text([case], desk, language),
    )


def _towards(case: Case, own: frozenset[str], words: dict[int, str]) -> dict[int, str]:
    """What a liaison may read: the words of steps that its own agency took or that were meant for it."""
    return {step.index: words[step.index] for step in case.steps if step.agency in own and step.index in words}


def _regions(registry: Registry, account: Account) -> list[tuple[str, RegionCode]]:
    """Where an account may say that an incident is: districts with their wards, by name."""
    reached = [one for one in registry.regions if account.may("incident.route", one.code)]
    names = {one.code: one.name for one in reached}
    wards = {one.ward for one in registry.stations}
    return sorted(
        (
            f"{names[above]}, {one.name}"
            if one.code in wards and (above := parent_of(one.code)) in names
            else one.name,
            one.code,
        )
        for one in reached
        if one.code in wards or one.level in (Level.CITY, Level.DISTRICT)
    )


ROUTES = [case_page]
