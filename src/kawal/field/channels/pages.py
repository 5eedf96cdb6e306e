"""Pages of gateways: which there are, what came through them, how they are made ready."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.model import Account
from kawal.access.secrets import LINK_HOURS
from kawal.field.channels.adapters import ADAPTERS
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.gateview import views_of
from kawal.field.channels.model import AdapterName, GateSettings
from kawal.field.channels.telegram.desk import TelegramDesk
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.outputs.qr import qr_svg
from kawal.web.identity import actor_of
from kawal.web.render import AnyRequest, renderer_of

Short = Annotated[str, msgspec.Meta(max_length=300)]
URL_ENCODED = RequestEncodingType.URL_ENCODED


class NewGate(msgspec.Struct, frozen=True):
    """A gateway that is to be opened."""

    adapter: AdapterName
    title: Short
    address: Short = ""
    secret: Short = ""
    url: Short = ""
    user: Short = ""
    password: Short = ""
    sender: Short = ""


class GateForm(msgspec.Struct, frozen=True):
    """Settings of a gateway; what is empty stays."""

    gate: Short
    address: Short = ""
    secret: Short = ""
    url: Short = ""
    user: Short = ""
    password: Short = ""
    sender: Short = ""


class GateOnly(msgspec.Struct, frozen=True):
    """A gateway."""

    gate: Short


class TestForm(msgspec.Struct, frozen=True):
    """A text of our own."""

    gate: Short
    to: Short
    text: Annotated[str, msgspec.Meta(max_length=1_000)]


class ChatForm(msgspec.Struct, frozen=True):
    """An account, for a bot."""

    gate: Short
    account: Short


@get("/gerbang", right="gate.manage", sync_to_thread=True)
def gates_page(request: AnyRequest, state: State, sent: FromQuery[str] = "") -> Response[str]:
    """All gateways."""
    return _gates(request, state, sent=sent)


@post("/gerbang/buka", right="gate.manage", sync_to_thread=True, status_code=200)
def open_gate(
    request: AnyRequest, state: State, data: Annotated[NewGate, Body(media_type=URL_ENCODED)]
) -> Response[str]:
    """Open a gateway; a secret that was made for it is shown once."""
    given = msgspec.structs.asdict(data)
    adapter, title, own = given.pop("adapter"), given.pop("title"), data.secret.strip()
    gate, settings = _desk(state).open(adapter, title, GateSettings(**given), actor_of(request))
    return _gates(request, state, made=(gate, settings.secret) if not own else None)


@post("/gerbang/atur", right="gate.manage", sync_to_thread=True, status_code=SEE_OTHER)
def change_gate(request: AnyRequest, state: State, data: Annotated[GateForm, Body(media_type=URL_ENCODED)]) -> Any:
    """Replace settings of a gateway."""
    given = msgspec.structs.asdict(data)
    _desk(state).change(given.pop("gate"), GateSettings(**given), actor_of(request))
    return Redirect("/gerbang", status_code=SEE_OTHER)


@post("/gerbang/tutup", right="gate.manage", sync_to_thread=True, status_code=SEE_OTHER)
def close_gate(request: AnyRequest, state: State, data: Annotated[GateOnly, Body(media_type=URL_ENCODED)]) -> Any:
    """Close a gateway."""
    _desk(state).close(data.gate, actor_of(request))
    return Redirect("/gerbang", status_code=SEE_OTHER)


@post("/gerbang/uji", right="gate.manage", sync_to_thread=True, status_code=SEE_OTHER)
def send_test(request: AnyRequest, state: State, data: Annotated[TestForm, Body(media_type=URL_ENCODED)]) -> Any:
    """Send a text, to see that the gateway works."""
    _desk(state).send(data.gate, data.to, data.text, actor_of(request))
    return Redirect(f"/gerbang?sent={data.gate}", status_code=SEE_OTHER)


@post("/gerbang/telegram/tautan", right="gate.manage", sync_to_thread=True, status_code=200)
def chat_link(
    request: AnyRequest, state: State, data: Annotated[ChatForm, Body(media_type=URL_ENCODED)]
) -> Response[str]:
    """A link by which a chat is bound to an account, shown once."""
    desk = _desk(state)
    found, settings = desk.opened(data.gate)
    if found.adapter != "telegram":
        raise NotPermitted(msg("gerbang ini bukan bot Telegram"))
    token = desk.field.access.link(data.account, "telegram")
    account = desk.field.access.directory().accounts[data.account]
    return _gates(request, state, link=(account, f"https://t.me/{settings.sender.lstrip('@')}?start={token}"))


@post("/gerbang/telegram/lepas", right="gate.manage", sync_to_thread=True, status_code=SEE_OTHER)
def unbind_chat(request: AnyRequest, state: State, data: Annotated[ChatForm, Body(media_type=URL_ENCODED)]) -> Any:
    """A chat speaks for an account no more."""
    bot: TelegramDesk = state["telegram"]
    bot.unbind(data.gate, data.account, actor_of(request))
    return Redirect("/gerbang", status_code=SEE_OTHER)


def _gates(
    request: AnyRequest,
    state: State,
    *,
    made: tuple[str, str] | None = None,
    link: tuple[Account, str] | None = None,
    sent: str = "",
) -> Response[str]:
    desk = _desk(state)
    base = str(request.base_url).rstrip("/")
    accounts = [one for one in desk.field.access.directory().accounts.values() if not one.closed]
    return renderer_of(state).page(
        request,
        "gates.html",
        views=views_of(desk, base),
        adapters=ADAPTERS,
        base=base,
        made=made,
        link=(link[1], qr_svg(link[1])) if link else None,
        link_for=link[0] if link else None,
        link_hours=LINK_HOURS["telegram"],
        sent=sent,
        accounts=[one for one in accounts if one.may("report.send")],
    )


def _desk(state: State) -> GateDesk:
    desk: GateDesk = state["gates"]
    return desk


ROUTES = [
    gates_page,
    open_gate,
    change_gate,
    close_gate,
    send_test,
    chat_link,
    unbind_chat,
]
