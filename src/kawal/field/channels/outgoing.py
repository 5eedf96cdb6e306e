"""The page of what went out through gateways, with how far it came."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from kawal.access.reach import reach_of
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.queries import OutRow, load_gates, out_rows
from kawal.field.lines import Reply
from kawal.kernel.language import msg
from kawal.store.sealed import open_entry
from kawal.web.identity import account_of, who_of
from kawal.web.render import AnyRequest, renderer_of

PAGE_ROWS = 60
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


class OutView(msgspec.Struct, frozen=True):
    """An outgoing text; to whom and what only where it may be opened."""

    row: OutRow
    to: str
    text: str


@get("/gerbang/keluar", right="log.read", sync_to_thread=True)
def outgoing_page(
    request: AnyRequest,
    state: State,
    only: FromQuery[Literal["", "queued", "sent", "delivered", "failed"]] = "",
    before: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0,
) -> Response[str]:
    """What went out, newest first, with how far it came."""
    desk: GateDesk = state["gates"]
    who = who_of(request)
    store = desk.field.store
    views = []
    with store.engine.connect().execution_options(read_only=True) as connection:
        reach = reach_of(account_of(request), "log.read")
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


ROUTES = [
    outgoing_page,
]
