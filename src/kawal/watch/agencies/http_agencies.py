"""Routes of agencies: each with its doors, its people, what is with it; contacts edited and tried."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.people import shown_contact
from kawal.election.importers.contacts import MOST_DUTY
from kawal.election.model import Contact
from kawal.exchange.letters import load_letters, load_peers
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Missing, NotPermitted
from kawal.kernel.language import msg
from kawal.outputs.messenger import page_text
from kawal.watch.agencies.agencyview import agencies_of_reader, agency_views, dialled
from kawal.watch.agencies.contactdesk import ContactDesk
from kawal.watch.agencies.contactevents import TryOutcome
from kawal.watch.agencies.contactqueries import last_tries
from kawal.watch.agencies.contacts import OUTCOMES, call_order, is_on_duty, unverified
from kawal.watch.board.shown import MARKS
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.caseview import clock_shown
from kawal.watch.incidents.gatherings import SERVICE_NAMES
from kawal.watch.shifts.handover import titled
from kawal.watch.sources import people_names
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/instansi"
MOST_LETTERS_SHOWN = 50
Short = Annotated[str, msgspec.Meta(max_length=200)]


class ContactForm(msgspec.Struct, frozen=True):
    """A contact as typed; an empty id is a new one."""

    agency: Short
    region: Short
    name: Short
    contact_id: Short = ""
    role: Short = ""
    rank: Short = ""
    phone: Short = ""
    radio: Short = ""
    messenger: Short = ""
    account: Short = ""
    duty: Annotated[str, msgspec.Meta(max_length=MOST_DUTY)] = ""


class TryForm(msgspec.Struct, frozen=True):
    """How a try to reach a contact ended."""

    contact: Short
    outcome: TryOutcome


class GoneForm(msgspec.Struct, frozen=True):
    """Which contact is let go."""

    contact: Short


@get(PAGE, right="incident.read", sync_to_thread=True)
def agencies_page(request: AnyRequest, state: State, unsure: FromQuery[Literal["", "1"]] = "") -> Response[str]:
    """Every agency: what it handles, whom to call now, its doors, what is with it; or the contacts to verify."""
    desk, account, words = _desk(state), account_of(request), reader_of(request).language
    ids = agencies_of_reader(desk, account)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        views = agency_views(desk, connection, ids, account, words)
        tries = last_tries(connection)
    mine = [one for one in desk.watch.field.registry().contacts if one.agency in ids]
    who = who_of(request)
    unsafe = [shown_contact(one, who) for one in unverified(mine, tries)]
    lines = [
        words.text(
            "%(agency)s: %(open)s terbuka, %(late)s lewat tenggat",
            agency=one.name,
            open=len(one.open_cases),
            late=one.overdue,
        )
        for one in views
        if one.open_cases
    ]
    return renderer_of(state).page(
        request,
        "agencies.html",
        views=views,
        unsure=bool(unsure),
        unsafe=unsafe,
        tries=tries,
        outcomes=OUTCOMES,
        agency_name=lambda one: desk.agency_name(one, words),
        registry=desk.watch.field.registry(),
        dialled=dialled,
        text=page_text(words.text("Daftar instansi"), lines or [words.text("Tidak ada insiden terbuka.")], words),
    )


@get(f"{PAGE}/{{agency:str}}", right="incident.read", sync_to_thread=True)
def agency_page(request: AnyRequest, state: State, agency: FromPath[str]) -> Response[str]:
    """One agency: its contacts in the order in which they are called now, its incidents, its letters."""
    desk, account, words = _desk(state), account_of(request), reader_of(request).language
    if agency not in desk.known_agencies():
        raise Missing(msg("instansi"), msg("instansi yang dikenal"), agency[:40])
    if agency not in agencies_of_reader(desk, account):
        raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
    watch, who = desk.watch, who_of(request)
    registry, local = watch.field.registry(), watch.clock().astimezone(watch.lines.zone)
    with watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        (view,) = agency_views(desk, connection, (agency,), account, words)
        tries = last_tries(connection)
        ended = [
            one
            for one in desk.all(connection)
            if not one.is_open and one.owner == agency and desk.reaches(account, one)
        ]
        peers = {one.origin: one for one in load_peers(connection) if one.agency == agency}
        letters = load_letters(connection) if account.may("log.read") else ()
    people = call_order([one for one in registry.contacts if one.agency == agency], local, tries)
    return renderer_of(state).page(
        request,
        "agency.html",
        view=view,
        contacts=[
            (shown_contact(one, who), is_on_duty(one, local), account.may("log.write", one.region)) for one in people
        ],
        tries=tries,
        outcomes=OUTCOMES,
        cases=[
            (one, titled(watch.field.book(), one.heard, words), clock_shown(one, desk))
            for one in (*view.open_cases, *ended)
        ],
        gatherings=[(one, titled(watch.field.book(), one.heard, words)) for one in view.gatherings],
        service_names=SERVICE_NAMES,
        letters=[one for one in letters if one.peer in peers][:MOST_LETTERS_SHOWN],
        peers=peers,
        may_write=account.may("log.write"),
        names=people_names(watch, who, reader_of(request).language),
        region=watch.field.access.founding.region,
        registry=registry,
        marks=MARKS,
        dialled=dialled,
        most_duty=MOST_DUTY,
        now_ms=watch.now_ms(),
    )


@post(f"{PAGE}/kontak/simpan", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def contact_saved(
    request: AnyRequest, state: State, data: Annotated[ContactForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Keep a contact; of one that is there the old region counts too."""
    desk = _contacts(state)
    if data.contact_id:
        _reached(request, desk.one(data.contact_id))
    contact = desk.read(msgspec.to_builtins(data))
    _reached(request, contact)
    desk.save(contact, account_of(request).id)
    return Redirect(f"{PAGE}/{contact.agency}", status_code=SEE_OTHER)


@post(f"{PAGE}/kontak/hapus", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def contact_removed(
    request: AnyRequest, state: State, data: Annotated[GoneForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Let a contact go."""
    desk = _contacts(state)
    contact = desk.one(data.contact)
    _reached(request, contact)
    desk.remove(contact, account_of(request).id)
    return Redirect(f"{PAGE}/{contact.agency}", status_code=SEE_OTHER)


@post(f"{PAGE}/kontak/coba", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def contact_tried(
    request: AnyRequest, state: State, data: Annotated[TryForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Note how a try to reach a contact ended."""
    desk = _contacts(state)
    contact = desk.one(data.contact)
    _reached(request, contact)
    desk.tried(contact, data.outcome, account_of(request).id)
    return Redirect(f"{PAGE}/{contact.agency}", status_code=SEE_OTHER)


def _reached(request: AnyRequest, contact: Contact) -> None:
    """Who edits a contact sees whom it is: both rights, in its region."""
    require(request, "log.write", place=RegionCode(contact.region))
    require(request, "person.read", place=RegionCode(contact.region))


def _desk(state: State) -> CaseDesk:
    desk: CaseDesk = state["cases"]
    return desk


def _contacts(state: State) -> ContactDesk:
    desk: ContactDesk = state["contacts"]
    return desk


ROUTES = [agencies_page, agency_page, contact_saved, contact_removed, contact_tried]
