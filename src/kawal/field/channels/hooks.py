"""Routes for gateways: what comes in, and what became of what went out. Each carries its own secret or signature."""

import msgspec
from litestar import Response, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.params import FromPath

from kawal.field.channels.desk import GateDesk
from kawal.field.channels.model import Hook
from kawal.field.channels.telegram.desk import TelegramDesk
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.web.render import AnyRequest

BOTH = [HttpMethod.GET, HttpMethod.POST]
"""Kannel asks with GET; one handler for both, since two on one path would get in each other's way."""
MOST_HOOK_BYTES = 100_000
JSON = "application/json"


@route("/gerbang/{gate:str}/masuk", http_method=BOTH, right="open", signed=True, status_code=200)
async def message_in(request: AnyRequest, state: State, gate: FromPath[str]) -> Response[bytes]:
    """A message of a gateway: 200 when it is kept, was there already, or comes from someone unknown."""
    desk: GateDesk = state["gates"]
    found, settings = await desk.field.in_thread(desk.opened, gate)
    hook = await hook_of(request, settings.address)
    if found.adapter == "telegram":
        bot: TelegramDesk = state["telegram"]
        said = await bot.receive(found, settings, hook)
        return Response(msgspec.json.encode(said) if said else b"{}", media_type=JSON, status_code=200)
    media_type, body = await desk.field.in_thread(desk.receive, gate, hook)
    return Response(body, media_type=media_type, status_code=200)


@route("/gerbang/{gate:str}/kabar-kirim", http_method=BOTH, right="open", signed=True, status_code=200)
async def delivery_in(request: AnyRequest, state: State, gate: FromPath[str]) -> Response[bytes]:
    """A gateway's word on a text that we sent."""
    desk: GateDesk = state["gates"]
    _, settings = await desk.field.in_thread(desk.opened, gate)
    media_type, body = await desk.field.in_thread(desk.delivered, gate, await hook_of(request, settings.address))
    return Response(body, media_type=media_type, status_code=200)


async def hook_of(request: AnyRequest, address: str) -> Hook:
    """A request as adapters read it; raises Rejected for one that is too large."""
    body = await request.body()
    if len(body) > MOST_HOOK_BYTES:
        raise Rejected("body", msg("paling banyak %(n)s bita", n=MOST_HOOK_BYTES), len(body))
    query: bytes = request.scope["query_string"]
    base = address or str(request.base_url).rstrip("/")
    url = base + request.url.path + (f"?{query.decode('latin-1')}" if query else "")
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Hook(request.method, url, headers, query, body)


ROUTES = [message_in, delivery_in]
