"""The page of keys for ODK clients: made for an account, shown once, revoked."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.model import Account
from kawal.field.channels.odk.address import base_of
from kawal.field.channels.odk.desk import OdkDesk
from kawal.field.channels.odk.keys import settings_code
from kawal.outputs.qr import qr_svg
from kawal.web.identity import actor_of
from kawal.web.render import AnyRequest, Renderer

PAGE = "/kunci-odk"


class KeyForm(msgspec.Struct, frozen=True):
    """An account."""

    account: Annotated[str, msgspec.Meta(max_length=40)]


Form = Annotated[KeyForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


class Made(msgspec.Struct, frozen=True):
    """A key that was made just now, in every way in which a phone may be given it."""

    account: Account
    secret: str
    server: str
    by_key: str
    qr: str


@get(PAGE, right="device.manage", sync_to_thread=True)
def keys_page(request: AnyRequest, state: State) -> Response[str]:
    """Who has a key, and who may be given one."""
    return _page(request, state, None)


@post(f"{PAGE}/buat", right="device.manage", sync_to_thread=True, status_code=200)
def make_key(request: AnyRequest, state: State, data: Form) -> Response[str]:
    """Make a key; it is shown this once."""
    desk: OdkDesk = state["odk"]
    account, secret = desk.make_key(data.account, actor_of(request))
    server = base_of(request)
    code = settings_code(server, account.login, secret, desk.field.access.founding.institution)
    return _page(request, state, Made(account, secret, server, base_of(request, secret), qr_svg(code)))


@post(f"{PAGE}/cabut", right="device.manage", sync_to_thread=True, status_code=SEE_OTHER)
def revoke_key(request: AnyRequest, state: State, data: Form) -> Any:
    """A key does not work any more."""
    desk: OdkDesk = state["odk"]
    desk.revoke_key(data.account, actor_of(request))
    return Redirect(PAGE, status_code=SEE_OTHER)


def _page(request: AnyRequest, state: State, made: Made | None) -> Response[str]:
    desk: OdkDesk = state["odk"]
    renderer: Renderer = state["renderer"]
    known = desk.field.access.directory().accounts
    return renderer.page(
        request,
        "odk_keys.html",
        made=made,
        holders=[(known[name], moment) for name, moment in desk.holders().items() if name in known],
        accounts=[one for one in known.values() if not one.closed and one.may("report.send")],
    )


ROUTES = [keys_page, make_key, revoke_key]
