"""Pages of gateways: which there are, what came through them, how they are made ready; and what went out."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect

from kawal.access.model import Account
from kawal.access.roles import TABLE
from kawal.access.secrets import LINK_HOURS
from kawal.field.channels.adapters import ADAPTERS
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.model import AdapterName, Gate, GateSettings
from kawal.field.channels.queries import (
    OutRow,
    chats_of,
    line_counts,
    load_gates,
    load_settings,
    out_counts,
    out_rows,
)
from kawal.field.channels.sms.kannel import GET_FIELDS
from kawal.field.channels.telegram.desk import TelegramDesk
from kawal.field.lines import Reply
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.outputs.qr import qr_svg
from kawal.store.sealed import open_entry
from kawal.web.identity import actor_of, who_of
from kawal.web.render import AnyRequest, renderer_of

SEE_OTHER: Literal[303] = 303
PAGE_ROWS = 60
Short = Annotated[str, msgspec.Meta(max_length=300)]
URL_ENCODED = RequestEncodingType.URL_ENCODED
OUT_STATES = {
    "queued": ("half", msg("antre")),
    "sent": ("ring", msg("terkirim")),
    "delivered": ("full", msg("sampai")),
    "failed": ("late", msg("gagal")),
}
"""The mark and word of each state of an outgoing text."""
REASONS = {
    "gate closed": msg("gerbang ditutup"),
    "no address": msg("gerbang tanpa alamat kirim"),
    "no answer": msg("gerbang tidak menjawab"),
    "erased": msg("terhapus"),
}
"""Our own reasons in words; those of a provider are shown as they are."""


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


class GateView(msgspec.Struct, frozen=True):
    """A gateway as its row shows it: where its provider must reach us, which settings it has, what came and went."""

    gate: Gate
    title: str
    address: str
    report_address: str
    given: frozenset[str]
    taken: int
    unknown: int
    forged: int
    hasty: int
    queued: int
    failed: int
    seen: str
    chats: tuple[Account, ...]


class OutView(msgspec.Struct, frozen=True):
    """An outgoing text; to whom and what only where it may be opened."""

    row: OutRow
    to: str
    text: str


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


@get("/gerbang/keluar", right="log.read", sync_to_thread=True)
def outgoing_page(
    request: AnyRequest,
    state: State,
    only: FromQuery[Literal["", "queued", "sent", "delivered", "failed"]] = "",
    before: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0,
) -> Response[str]:
    """What went out, newest first, with how far it came."""
    desk, who = _desk(state), who_of(request)
    store = desk.field.store
    views = []
    with store.engine.connect().execution_options(read_only=True) as connection:
        reach = _reach(who.account)
        rows = out_rows(connection, before=before or None, state=only, places=reach, most=PAGE_ROWS + 1)
        gates = {one.id: one for one in load_gates(connection)}
        for row in rows[:PAGE_ROWS]:
            opened = None
            if who.may("report.private", row.place):
                opened = open_entry(connection, store.blobs.sealer, row.index)
            reply = msgspec.json.decode(opened, type=Reply) if opened else Reply("", "")
            views.append(OutView(row, reply.to, reply.text))
    return renderer_of(state).page(
        request,
        "outgoing.html",
        views=views,
        older=rows[PAGE_ROWS - 1].index if len(rows) > PAGE_ROWS else None,
        gates=gates,
        only=only,
        states=OUT_STATES,
        reasons=REASONS,
        registry=desk.field.registry(),
    )


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
        views=_views(desk, base),
        adapters=ADAPTERS,
        base=base,
        made=made,
        link=(link[1], qr_svg(link[1])) if link else None,
        link_for=link[0] if link else None,
        link_hours=LINK_HOURS["telegram"],
        sent=sent,
        accounts=[one for one in accounts if one.may("report.send")],
    )


def _views(desk: GateDesk, base: str) -> list[GateView]:
    store = desk.field.store
    known = desk.field.access.directory().accounts
    views = []
    with store.engine.connect().execution_options(read_only=True) as connection:
        lines, out = line_counts(connection), out_counts(connection)
        for gate in load_gates(connection):
            settings = load_settings(connection, store.blobs.sealer, gate.id) or GateSettings()
            count, (kept, newest) = desk.counts.of(gate.id), lines.get(gate.id, (0, ""))
            where = f"{settings.address or base}/gerbang/{gate.id}"
            entry = f"{where}/masuk"
            if gate.adapter == "kannel":
                entry += f"?{GET_FIELDS}&secret=..."
            views.append(
                GateView(
                    gate=gate,
                    title=ADAPTERS[gate.adapter].title,
                    address=entry,
                    report_address=f"{where}/kabar-kirim",
                    given=frozenset(name for name, value in msgspec.structs.asdict(settings).items() if value),
                    taken=kept,
                    unknown=count.unknown,
                    forged=count.forged + count.unreadable,
                    hasty=count.hasty,
                    queued=out.get((gate.id, "queued"), 0),
                    failed=out.get((gate.id, "failed"), 0),
                    seen=count.seen.isoformat() if count.seen else newest,
                    chats=tuple(known[one] for one in chats_of(connection, gate.id) if one in known),
                )
            )
    return views


def _reach(account: Account | None) -> tuple[str, ...]:
    """Beginnings of the places whose log an account may read; empty for everywhere."""
    reach: list[str] = []
    for grant in account.grants if account else ():
        if "log.read" not in TABLE[grant.role]:
            continue
        if not grant.region:
            return ()
        reach += [grant.region, grant.region.replace(".", "")]
    return tuple(reach) or ("none",)


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
    outgoing_page,
]
