"""Routes of the handover: the sheet as it stands, promises, what was counted, both signatures, the printed page."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.model import Account
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Language, msg
from kawal.outputs.messenger import page_text
from kawal.watch.desk import require_desk
from kawal.watch.paper.handover import handover_pdf
from kawal.watch.queries import shifts
from kawal.watch.shifts.handover import MARKS, Sheet
from kawal.watch.shifts.shiftdesk import SIGNED_IN, ShiftDesk
from kawal.watch.sources import people_names
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, address_of, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/serah-jaga"
LONGEST_PROMISE = timedelta(hours=12)
_TIME = re.compile(r"([01]\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
Text = Annotated[str, msgspec.Meta(max_length=400)]


class PromiseForm(msgspec.Struct, frozen=True):
    """Who promised what, until which time of the day ("13:10")."""

    who: Text
    what: Text
    due: Text = ""


class PromiseEnd(msgspec.Struct, frozen=True):
    """A promise that ended."""

    id: Annotated[str, msgspec.Meta(max_length=40)]
    kept: Literal["1", "0"]


class CountForm(msgspec.Struct, frozen=True):
    """What was counted."""

    name: Text
    amount: Text
    complete: Literal["", "1"] = ""


class OfferForm(msgspec.Struct, frozen=True):
    """The message to the next shift."""

    message: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    uncounted: Literal["", "1"] = ""


@get(PAGE, right="report.private", sync_to_thread=True)
def shift_page(request: AnyRequest, state: State) -> Response[str]:
    """The sheet that was offered and waits, else the one that would be signed now."""
    desk, account = _desk(state), account_of(request)
    require_desk(request, desk.watch)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        given = shifts(connection)
        waiting = given[0] if given and given[0].waits else None
        words = reader_of(request).language
        sheet = desk.sheet(connection, waiting) if waiting else desk.present(connection, words)
        taken_back = given[0] if given and given[0].withdrawn is not None else None
        written = waiting or taken_back
        message = desk.message(connection, written) if written else ""
    return _page(state, request, account, sheet=sheet, shift=waiting, message=message, given=given)


@get(f"{PAGE}/{{number:int}}", right="report.private", sync_to_thread=True)
def old_shift_page(request: AnyRequest, state: State, number: FromPath[int]) -> Response[str]:
    """A sheet as it was signed."""
    desk, account = _desk(state), account_of(request)
    require_desk(request, desk.watch)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        shift = desk.shift(connection, number)
        sheet, message = desk.sheet(connection, shift), desk.message(connection, shift)
        given = shifts(connection)
    return _page(state, request, account, sheet=sheet, shift=shift, message=message, given=given)


@get(f"{PAGE}/{{number:int}}/lembar.pdf", right="report.private", sync_to_thread=True)
def shift_pdf(request: AnyRequest, state: State, number: FromPath[int]) -> Response[bytes]:
    """The sheet on paper, with both signatures as the log has them and lines to sign by hand."""
    desk = _desk(state)
    require_desk(request, desk.watch)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        shift = desk.shift(connection, number)
        sheet, message = desk.sheet(connection, shift), desk.message(connection, shift)
    renderer = renderer_of(state)
    body = handover_pdf(
        sheet,
        shift,
        message,
        people_names(desk.watch, who_of(request), reader_of(request).language),
        renderer.shell.institution,
        renderer.shell.zone,
        renderer.shell.exercise,
        reader_of(request).language,
        desk.watch.clock(),
    )
    state["access"].exported("handover", number, None, account_of(request).id)
    name = f"serah-jaga-{number:03d}.pdf"
    return Response(body, media_type="application/pdf", headers={"content-disposition": f'inline; filename="{name}"'})


@post(f"{PAGE}/janji", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def promise_noted(
    request: AnyRequest, state: State, data: Annotated[PromiseForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Note a promise, due at the next such time of the day."""
    desk = _desk(state)
    now = desk.watch.clock().astimezone(desk.watch.lines.zone)
    due = due_after(data.due, now)
    desk.promise(data.who, data.what, int(due.timestamp() * 1000), account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


def due_after(typed: str, now: datetime) -> datetime:
    """The next such time of the day ("13:10", "13.10"). Raises Rejected for no time, and for one that has just
    passed: what is promised further ahead than a shift was meant for today."""
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        raise Rejected(msg("sampai pukul"), msg("jam dan menit, seperti 13.10"), typed or msg("kosong"))
    due = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    if due <= now:
        due += timedelta(days=1)
    if due - now > LONGEST_PROMISE:
        raise Rejected(msg("sampai pukul"), msg("waktu yang akan datang, paling lama 12 jam lagi"), typed)
    return due


@post(f"{PAGE}/janji/selesai", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def promise_ended(
    request: AnyRequest, state: State, data: Annotated[PromiseEnd, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """A promise was kept, or is off."""
    _desk(state).end_promise(data.id, data.kept == "1", account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/barang", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def counted(
    request: AnyRequest, state: State, data: Annotated[CountForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Note what the desk holds."""
    _desk(state).count(data.name, data.amount, bool(data.complete), account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/serahkan", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def offered(
    request: AnyRequest, state: State, data: Annotated[OfferForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Sign the sheet for the outgoing shift."""
    _desk(state).offer(data.message, account_of(request).id, uncounted=bool(data.uncounted))
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/{{number:int}}/tarik", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def withdrawn(request: AnyRequest, state: State, number: FromPath[int]) -> Response[Any]:
    """Take the offered sheet back."""
    _desk(state).withdraw(number, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/{{number:int}}/terima", right="log.write", status_code=SEE_OTHER)
async def taken(request: AnyRequest, state: State, number: FromPath[int]) -> Response[Any]:
    """Sign for the incoming shift: as the one who has signed in, or with a name and password at the same desk."""
    desk, account = _desk(state), account_of(request)
    form = await form_of(request)
    ticked = [str(one) for one in form.getall("matter", [])]
    ill = [str(one) for one in form.getall("ill", [])]
    login, password = text_of(form, "login", 400).strip(), text_of(form, "password", 400)
    field = desk.watch.field
    signer = account
    if login:
        signer = await field.in_thread(_signed_in, desk, login, password, address_of(request))
    await field.in_thread(desk.take, number, ticked, ill, signer.id)
    return Redirect(f"{PAGE}/{number}", status_code=SEE_OTHER)


def _signed_in(desk: ShiftDesk, login: str, password: str, address: str) -> Account:
    """The account of a name and password, which may write the log; no session remains."""
    access = desk.watch.field.access
    token = access.entrance.sign_in(login, password, address)
    account = access.who(token).account
    access.sign_out(token)
    if account is None or not account.may("log.write"):
        raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
    return account


def _page(state: State, request: AnyRequest, account: Account, **values: Any) -> Response[str]:
    desk = _desk(state)
    return renderer_of(state).page(
        request,
        "handover.html",
        marks=MARKS,
        names=people_names(desk.watch, who_of(request), reader_of(request).language),
        may_write=account.may("log.write"),
        account=account,
        now_ms=int(desk.watch.clock().timestamp() * 1000),
        text=sheet_text(values["sheet"], SIGNED_IN if values["shift"] else reader_of(request).language),
        **values,
    )


def sheet_text(sheet: Sheet, language: Language) -> str:
    """The sheet as a text to pass on: what is open, how much is promised; who promised what is sealed."""
    lines = [f"{one.title}: {one.detail}" for one in sheet.matters]
    if sheet.promises:
        lines.append(language.text("%(n)s janji belum selesai", n=len(sheet.promises)))
    return page_text(language.text("Serah jaga, lembar %(n)s", n=sheet.number), lines, language)


def _desk(state: State) -> ShiftDesk:
    desk: ShiftDesk = state["shift"]
    return desk


ROUTES = [shift_page, old_shift_page, shift_pdf, promise_noted, promise_ended, counted, offered, withdrawn, taken]
