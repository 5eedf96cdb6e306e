"""The identity provider in the browser: to it from the sign-in page or the own page, and back."""

from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.datastructures import Cookie, State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.decide import known
from kawal.access.desk import AccessDesk
from kawal.access.entrance import CodeNeeded
from kawal.access.provider import Journey, ProviderRefused
from kawal.access.providerdesk import JOURNEY_S
from kawal.kernel.errors import KawalError, NotPermitted, Unavailable
from kawal.web.entrance import code_page, entered, local, sign_in_form
from kawal.web.identity import account_of, actor_of, address_of, browser_of, token_of
from kawal.web.own import PAGE
from kawal.web.problems import status_of
from kawal.web.render import AnyRequest, reader_of

DOOR = "/masuk/penyedia"
BACK = f"{DOOR}/kembali"
COOKIE = "kawal_journey"
MOST_CODE = 2_000


class BindingForm(msgspec.Struct, frozen=True):
    """The account whose binding is taken off."""

    account: Annotated[str, msgspec.Meta(max_length=120)]


@get(DOOR, right="open", sync_to_thread=True)
def set_out(request: AnyRequest, state: State, to: FromQuery[str] = "") -> Response[Any]:
    """To the provider, to come in; the sign-in page with one sentence when that cannot be."""
    desk: AccessDesk = state["access"]
    try:
        ticket, there = desk.provider.begin(address_of(request), _returns(request), local(to)[:300])
    except (NotPermitted, Unavailable) as error:
        return _told(request, state, error, local(to)[:300])
    return _sent(request, ticket, there)


@get(f"{PAGE}/penyedia", right="signed_in", sync_to_thread=True)
def set_out_to_bind(request: AnyRequest, state: State, tawaran: FromQuery[str] = "") -> Response[Any]:
    """To the provider, to bind the own account."""
    desk: AccessDesk = state["access"]
    account = account_of(request)
    desk.own.fresh(token_of(request))
    ticket, there = desk.provider.begin_binding(account.id, tawaran, address_of(request), _returns(request))
    return _sent(request, ticket, there)


@get(BACK, right="open", sync_to_thread=True)
def come_back(request: AnyRequest, state: State) -> Response[Any]:
    """Back from the provider: in, or bound; one sentence when nothing is proven."""
    desk: AccessDesk = state["access"]
    code, given = (request.query_params.get(name, "")[:MOST_CODE] for name in ("code", "state"))
    try:
        journey = desk.provider.ended(request.cookies.get(COOKIE, ""), given)
    except NotPermitted as error:
        return _told(request, state, error)
    answer = _bound(request, desk, journey, code) if journey.account else _come_in(request, state, journey, code)
    answer.set_cookie(_cookie(request, "", 0))
    return answer


@post(f"{PAGE}/penyedia/lepas", right="signed_in", sync_to_thread=True, status_code=SEE_OTHER)
def take_off(request: AnyRequest, state: State) -> Response[Any]:
    """Do without the provider."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    account = account_of(request).id
    desk.provider.unbind(account, account)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post("/akun/penyedia/lepas", right="account.manage", sync_to_thread=True, status_code=SEE_OTHER)
def take_off_another(
    request: AnyRequest,
    state: State,
    data: Annotated[BindingForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Take the binding off an account; its sessions end."""
    desk: AccessDesk = state["access"]
    desk.provider.unbind(known(desk.directory(), data.account).id, actor_of(request))
    return Redirect("/akun", status_code=SEE_OTHER)


def _come_in(request: AnyRequest, state: State, journey: Journey, code: str) -> Response[Any]:
    desk: AccessDesk = state["access"]
    try:
        token = desk.entrance.sign_in_by_provider(journey, code, address_of(request), browser_of(request))
    except CodeNeeded as needed:
        return code_page(request, state, needed.ticket, journey.to)
    except (NotPermitted, Unavailable) as error:
        return _told(request, state, error, journey.to)
    who, to = desk.who(token), journey.to or "/"
    if who.account and desk.lacks_factor(who.account, proven=who.proven) != "none":
        to = f"{PAGE}?to={quote(journey.to, safe='')}"
    return entered(request, state, token, Redirect(to, status_code=SEE_OTHER))


def _bound(request: AnyRequest, desk: AccessDesk, journey: Journey, code: str) -> Response[Any]:
    """Only who set out, and is signed in still, is bound."""
    if account_of(request).id != journey.account:
        raise ProviderRefused
    desk.own.fresh(token_of(request))
    desk.provider.bind(journey.account, desk.provider.who_came(journey, code))
    return Redirect(PAGE, status_code=SEE_OTHER)


def _told(request: AnyRequest, state: State, error: KawalError, to: str = "") -> Response[Any]:
    fault = error.tell(reader_of(request).language)
    return sign_in_form(request, state, "", to, fault, status_of(error))


def _sent(request: AnyRequest, ticket: str, there: str) -> Response[Any]:
    answer = Redirect(there, status_code=SEE_OTHER)
    answer.set_cookie(_cookie(request, ticket, JOURNEY_S))
    return answer


def _returns(request: AnyRequest) -> str:
    return str(request.base_url).rstrip("/") + BACK


def _cookie(request: AnyRequest, ticket: str, max_age_s: int) -> Cookie:
    """Lax: the way back begins at another site."""
    return Cookie(
        key=COOKIE,
        value=ticket,
        max_age=max_age_s,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",
        path=BACK,
    )


ROUTES = [set_out, set_out_to_bind, come_back, take_off, take_off_another]
