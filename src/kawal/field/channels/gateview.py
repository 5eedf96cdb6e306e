"""A gateway as its row on the page shows it."""

import msgspec

from kawal.access.model import Account
from kawal.field.channels.adapters import ADAPTERS
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.model import Gate, GateSettings
from kawal.field.channels.queries import chats_of, line_counts, load_gates, load_settings, out_counts
from kawal.field.channels.sms.kannel import GET_FIELDS


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


def views_of(desk: GateDesk, base: str) -> list[GateView]:
    """All gateways; `base` is our address where a gateway has none of its own."""
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
