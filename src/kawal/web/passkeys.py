"""Passkeys in the browser: made on the own page, used at the door. Spoken in JSON, since only a script can."""

from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, JSONBody
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.desk import AccessDesk
from kawal.access.passkeys import LONGEST_ANSWER, Site
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.web.entrance import Short, entered, local
from kawal.web.guards import is_name
from kawal.web.identity import account_of, address_of, browser_of, token_of
from kawal.web.own import PAGE
from kawal.web.render import AnyRequest

Answer = Annotated[str, msgspec.Meta(max_length=LONGEST_ANSWER)]


class Offer(msgspec.Struct, frozen=True):
    """What a browser is to ask its passkeys, as JSON, and the ticket under which the answer is awaited."""

    ticket: str
    options: str


class NewPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passkey that a browser made."""

    ticket: Short
    name: Short
    credential: Answer


class PasskeySignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A challenge that a passkey signed."""

    ticket: Short
    credential: Answer
    to: Short = ""


class Gone(msgspec.Struct, frozen=True):
    """Where to go."""

    to: str


class PasskeyForm(msgspec.Struct, frozen=True):
    """A passkey to remove."""

    id: Annotated[str, msgspec.Meta(max_length=1_400)]


@post(f"{PAGE}/kunci/tawaran", right="signed_in", sync_to_thread=True)
def offer_new(request: AnyRequest, state: State) -> Offer:
    """A challenge for a passkey to be made."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    return Offer(*desk.passkeys.offer_new(account_of(request), site_of(request)))


@post(f"{PAGE}/kunci", right="signed_in", sync_to_thread=True)
def add(request: AnyRequest, state: State, data: JSONBody[NewPasskey]) -> Gone:
    """Keep the passkey that was made."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    desk.passkeys.add(account_of(request).id, site_of(request), data.ticket, data.name, data.credential)
    return Gone(PAGE)


@post(f"{PAGE}/kunci/lepas", right="signed_in", sync_to_thread=True, status_code=SEE_OTHER)
def remove(
    request: AnyRequest, state: State, data: Annotated[PasskeyForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Do without a passkey."""
    desk: AccessDesk = state["access"]
    desk.own.fresh(token_of(request))
    account = account_of(request).id
    desk.passkeys.remove(account, data.id, account)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post("/masuk/kunci/tawaran", right="open", sync_to_thread=True)
def offer_sign_in(request: AnyRequest, state: State) -> Offer:
    """A challenge for whoever wants to come in."""
    desk: AccessDesk = state["access"]
    return Offer(*desk.passkeys.offer_sign_in(site_of(request), address_of(request)))


@post("/masuk/kunci", right="open", sync_to_thread=True)
def sign_in(request: AnyRequest, state: State, data: JSONBody[PasskeySignIn]) -> Response[Gone]:
    """Come in with a passkey."""
    desk: AccessDesk = state["access"]
    token = desk.entrance.sign_in_by_passkey(
        site_of(request), data.ticket, data.credential, address_of(request), browser_of(request)
    )
    return entered(request, state, token, Response(Gone(local(data.to) or "/")))


def site_of(request: AnyRequest) -> Site:
    """Where this browser sees the node; the guard has checked that the host is ours. Raises Rejected for a bare
    address, to which no passkey can be bound."""
    host = request.base_url.hostname or ""
    if not is_name(host):
        raise Rejected(msg("alamat simpul"), msg("nama, bukan alamat IP"), host)
    return Site(host, str(request.base_url).rstrip("/"))


ROUTES = [offer_new, add, remove, offer_sign_in, sign_in]
