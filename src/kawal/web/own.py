"""One's own account: where it is signed in, its password, its second factor. Secrets are shown once."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.codes import setup_address
from kawal.access.desk import AccessDesk
from kawal.access.roles import ROLE_NAMES
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.outputs.qr import qr_svg
from kawal.web.entrance import Short, local
from kawal.web.guards import is_name
from kawal.web.identity import account_of, session_cookie, token_of, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/saya"
WAY_NAMES: Mapping[str, Message] = {
    "password": msg("kata sandi"),
    "code": msg("kata sandi dan kode"),
    "passkey": msg("kunci sandi"),
    "provider": msg("penyedia identitas"),
    "provider_factor": msg("penyedia identitas, dua langkah"),
    "link": msg("tautan masuk"),
    "device": msg("ponsel terdaftar"),
    "": msg("cara tak tercatat"),
}


class ChangedPassword(msgspec.Struct, frozen=True):
    """Another password, twice."""

    password: Short
    again: Short


class OfferedCode(msgspec.Struct, frozen=True):
    """The first code of an app, with the ticket of the secret that it was offered."""

    ticket: Short
    code: Short


class SessionForm(msgspec.Struct, frozen=True):
    """A session to end, or all of them."""

    session: Annotated[str, msgspec.Meta(pattern="^(all|[0-9a-f]{64})$")]


class Offered(msgspec.Struct, frozen=True):
    """What an app takes up: the secret as text and as a QR code, or only the ticket, when they were shown before."""

    ticket: str
    secret: str = ""
    qr: str = ""


@get(PAGE, right="signed_in", sync_to_thread=True)
def own_page(request: AnyRequest, state: State, to: FromQuery[str | None] = None) -> Response[str]:
    """The account of who asks; `to` is where they were going when they were asked for a second factor."""
    return _page(request, state, to=None if to is None else local(to) or "/")


@post(f"{PAGE}/sandi", right="signed_in", sync_to_thread=True, status_code=SEE_OTHER)
def change_password(
    request: AnyRequest,
    state: State,
    data: Annotated[ChangedPassword, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Another password: every other session ends."""
    desk: AccessDesk = state["access"]
    session = desk.own.fresh(token_of(request))
    if data.password != data.again:
        return _page(request, state, fault=reader_of(request).language.text("kedua kata sandi tidak sama"))
    try:
        token = desk.own.change_password(session, data.password)
    except Rejected as error:
        return _page(request, state, fault=error.tell(reader_of(request).language))
    answer = Redirect(PAGE, status_code=SEE_OTHER)
    answer.set_cookie(session_cookie(request, token))
    return answer


@post(f"{PAGE}/sesi", right="signed_in", sync_to_thread=True, status_code=SEE_OTHER)
def end_session(
    request: AnyRequest, state: State, data: Annotated[SessionForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """End one session, or all."""
    desk: AccessDesk = state["access"]
    account = account_of(request).id
    if data.session == "all":
        desk.own.end_all(account)
    else:
        desk.own.end(account, data.session)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/kode/mulai", right="signed_in", sync_to_thread=True)
def offer_code(request: AnyRequest, state: State) -> Response[str]:
    """Offer an app its secret, shown on this answer only."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    account = account_of(request)
    ticket, secret = desk.factors.offer(account.id)
    address = setup_address(secret, account.login or account.id, f"Kawal {desk.founding.institution}")
    return _page(request, state, offered=Offered(ticket, secret, qr_svg(address)))


@post(f"{PAGE}/kode/pasang", right="signed_in", sync_to_thread=True)
def confirm_code(
    request: AnyRequest, state: State, data: Annotated[OfferedCode, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[str]:
    """The first code proves the app; the recovery codes are shown on this answer only."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    try:
        made = desk.factors.confirm(account_of(request).id, data.ticket, data.code)
    except Rejected as error:
        fault = error.tell(reader_of(request).language)
        return _page(request, state, fault=fault, offered=Offered(data.ticket))
    return _page(request, state, made=made)


@post(f"{PAGE}/kode/cadangan", right="signed_in", sync_to_thread=True)
def renew_recovery_codes(request: AnyRequest, state: State) -> Response[str]:
    """New recovery codes; the old ones stop working."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    return _page(request, state, made=desk.factors.renew(account_of(request).id))


@post(f"{PAGE}/kode/lepas", right="signed_in", sync_to_thread=True, status_code=SEE_OTHER)
def take_off_code(request: AnyRequest, state: State) -> Response[Any]:
    """Do without an app; all sessions end."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    account = account_of(request).id
    desk.factors.take_off(account, account)
    return Redirect(PAGE, status_code=SEE_OTHER)


def _page(
    request: AnyRequest,
    state: State,
    *,
    to: str | None = None,
    fault: str = "",
    offered: Offered | None = None,
    made: Sequence[str] = (),
) -> Response[str]:
    desk: AccessDesk = state["access"]
    account = account_of(request)
    session, provider = desk.own.present(token_of(request)), desk.provider.provider
    lacking = desk.lacks_factor(account, proven=who_of(request).proven)
    return renderer_of(state).page(
        request,
        "own.html",
        status=400 if fault else 200,
        path=PAGE,
        account=account,
        role_names=ROLE_NAMES,
        way_names=WAY_NAMES,
        sessions=desk.own.sessions(account.id),
        present=session,
        fresh=desk.own.is_fresh(session),
        has_password=desk.own.has_password(account.id),
        has_code=account.id in desk.factors.holders(),
        codes_left=desk.factors.left(account.id),
        passkeys=desk.passkeys.of(account.id),
        named=is_name(request.base_url.hostname or ""),
        provider=provider.name if provider else "",
        bound=account.id in desk.provider.holders(),
        offer=desk.provider.offer(account.id) if provider else "",
        wanted=lacking if lacking != "none" else "",
        to=to,
        fault=fault,
        offered=offered,
        made=made,
    )


ROUTES = [
    own_page,
    change_password,
    end_session,
    offer_code,
    confirm_code,
    renew_recovery_codes,
    take_off_code,
]
