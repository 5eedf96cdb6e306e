"""Routes of incidents: the list of what needs a decision, one incident with its record, what is done about it."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.kernel.numbers import read_grouped
from kawal.outputs.messenger import page_text
from kawal.outputs.qr import qr_svg
from kawal.watch.board.shown import MARKS
from kawal.watch.events import Result, Step
from kawal.watch.incidents.acting import LONGEST_NOTE, Act
from kawal.watch.incidents.casedesk import CaseDesk, agencies_of
from kawal.watch.incidents.caseform import CaseForm
from kawal.watch.incidents.caseview import case_path, clock_shown, incident_text
from kawal.watch.incidents.casewords import RESULTS
from kawal.watch.incidents.gatherings import SERVICE_NAMES, gathering_line
from kawal.watch.incidents.legal import report_clock
from kawal.watch.incidents.links import invitees, make_link
from kawal.watch.incidents.told import SEVERITIES
from kawal.watch.shifts.handover import titled
from kawal.watch.sources import people_names
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

Note = Annotated[str, msgspec.Meta(max_length=20 * LONGEST_NOTE)]
"""Too long a note is told in a sentence by the desk."""


class StepForm(CaseForm, frozen=True):
    """What is done about the incident at a place; the note is sealed."""

    step: Step
    agency: Annotated[str, msgspec.Meta(max_length=40)] = ""
    other: Annotated[str, msgspec.Meta(pattern=r"^[0-9.,]{0,20}$")] = ""
    team: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,4}$")] = ""
    note: Note = ""


class EndForm(CaseForm, frozen=True):
    """How the incident at a place ended; the note is sealed."""

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
        gatherings = [
            one
            for one in desk.gatherings(connection)
            if desk.reaches(account, one) and one.is_open != bool(ended) and (not agency or one.is_with(agency))
        ]
    shown = [
        one
        for one in reached
        if one.is_open != bool(ended)
        and (not severity or one.severity == severity)
        and (not agency or one.is_with(agency))
    ]
    open_cases = [one for one in reached if one.is_open]
    book, registry = desk.watch.field.book(), desk.watch.field.registry()
    rows = [
        {
            "case": one,
            "title": titled(book, one.heard, words, weighed=False),
            "place": registry.place_name(one.site),
            "mediator": desk.agency_name(one.mediator, words) if one.mediator else "",
            "owner": desk.agency_name(one.owner, words) if one.owner else words.text("posko"),
            "clock": clock_shown(one, desk),
            "legal": report_clock(desk.legal_clocks(one), desk.watch.now_ms()),
        }
        for one in shown
    ]
    concerned = {part.agency for one in open_cases for part in one.agencies if one.is_with(part.agency)}
    lines = [f"{row['title']}, {row['place']}: {row['owner']}" for row in rows]
    lines += [gathering_line(one, registry.place_name(one.site), words) for one in gatherings]
    return renderer_of(state).page(
        request,
        "cases.html",
        rows=rows,
        gatherings=[] if severity else [(one, titled(book, one.heard, words)) for one in gatherings],
        service_names=SERVICE_NAMES,
        agency_name=lambda one: desk.agency_name(one, words),
        registry=registry,
        counts={name: sum(one.severity == name for one in open_cases) for name in SEVERITIES},
        unhandled=sum(not one.is_handled for one in open_cases),
        filters={"agency": agency, "severity": severity, "ended": ended},
        agencies=sorted((desk.agency_name(one, words), one) for one in concerned),
        marks=MARKS,
        results=RESULTS,
        names=people_names(desk.watch, who_of(request), reader_of(request).language),
        now_ms=int(desk.watch.clock().timestamp() * 1000),
        text=page_text(words.text("Insiden"), lines, words),
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
    other = read_grouped(data.other)
    act = Act(
        step=data.step,
        agency=data.agency,
        other=-1 if other is None else other,
        team=int(data.team or 0),
        note=data.note,
        actor=account.id,
        agencies=agencies,
    )
    _desk(state).act((index, data.place, data.what), act)
    return Redirect(case_path(index, data.place, data.what), status_code=SEE_OTHER)


class PlaceForm(CaseForm, frozen=True):
    """Where it really is: a region, and the number of a station there (empty: all of it); the note is sealed."""

    region: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    station: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,3}$")] = ""
    note: Note = ""


@post("/insiden/{index:int}/tempat", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def case_placed(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[PlaceForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Say where it really is; what was told stays in its record."""
    site = f"{data.region.replace('.', '')}{int(data.station):03d}" if data.station else data.region
    for place in (data.place, site):
        require(request, "incident.route", place=place)
    act = Act(step="placed", site=site, note=data.note, actor=account_of(request).id)
    _desk(state).act((index, data.place, data.what), act)
    return Redirect(case_path(index, data.place, data.what), status_code=SEE_OTHER)


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
    return Redirect(case_path(index, data.place, data.what), status_code=SEE_OTHER)


@get("/insiden/{index:int}/tautan", right="incident.route", sync_to_thread=True)
def link_made(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    place: Annotated[str, QueryParameter(max_length=13)],
    what: Annotated[str, QueryParameter(max_length=40)],
    account: Annotated[str, QueryParameter(max_length=40)],
) -> Response[str]:
    """A one-tap link for a liaison, as text, as a message to open and as a code. Nothing is recorded: that the agency
    was told is a step for whoever sent it."""
    desk, language = _desk(state), reader_of(request).language
    require(request, "incident.route", place=place)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        case = desk.one(connection, index, place, what)
    invitee = next((one for one in invitees(desk.watch, case) if one.account == account), None)
    if invitee is None:
        raise NotPermitted(msg("instansi ini tidak punya penghubung di wilayah insiden"))
    link = str(request.base_url).rstrip("/") + make_link(desk.watch, case, invitee)
    text = f"{incident_text([case], desk, language)}\n{link}"
    part = case.part_of(invitee.agency)
    return renderer_of(state).page(
        request,
        "caselink.html",
        path=f"/insiden/{index}",
        case=case,
        invitee=invitee,
        agency=desk.agency_name(invitee.agency, language),
        is_told=part is not None and "told" in part.steps,
        link=link,
        qr=qr_svg(link),
        whatsapp=f"https://wa.me/?{urlencode({'text': text})}",
        text=text,
    )


def _desk(state: State) -> CaseDesk:
    desk: CaseDesk = state["cases"]
    return desk


ROUTES = [cases_page, case_stepped, case_placed, case_closed, link_made]
