"""The desk of gateways: opens and closes them, keeps their secrets, believes what they bring, sends for people."""

import re
import secrets
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import delete
from sqlalchemy.engine import Connection

from kawal.field.channels.adapters import ADAPTERS
from kawal.field.channels.counts import Counts
from kawal.field.channels.events import GateChanged, GateClosed, GateOpened
from kawal.field.channels.intake import Intake
from kawal.field.channels.model import SETTING_NAMES, AdapterName, Delivery, Gate, GateSettings, Hook
from kawal.field.channels.numbers import number_of
from kawal.field.channels.pace import Pace
from kawal.field.channels.queries import (
    chats_of,
    gate_at,
    load_gates,
    load_settings,
    next_gate,
    outgoing_at,
    save_settings,
)
from kawal.field.channels.sending import queued
from kawal.field.channels.sms.protocol import Adapter
from kawal.field.channels.tables import GATE_SECRET
from kawal.field.desk import FieldDesk, TooMany
from kawal.field.events import TextDelivered, TextFailed
from kawal.field.lines import LineDesk
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision

MOST_TITLE, MOST_VALUE, MOST_OUT = 80, 300, 1_000
SECRET_BYTES = 24
WEB = ("http", "https")
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


class GateDesk:
    """Everything that is asked about gateways, and everything that they bring but Telegram's updates."""

    def __init__(self, field: FieldDesk, lines: LineDesk, clock: Clock, real: Clock = system_clock) -> None:
        self.field, self.lines, self.clock, self.real = field, lines, clock, real
        self.counts = Counts()
        self._intake = Intake(field, lines, clock, real)
        self._pace = Pace()

    def opened(self, gate: str) -> tuple[Gate, GateSettings]:
        """An open gateway and its secrets; raises NotPermitted when there is none or it was not made ready."""
        store = self.field.store
        with store.engine.connect().execution_options(read_only=True) as connection:
            found = gate_at(connection, gate)
            settings = load_settings(connection, store.blobs.sealer, gate) if found and not found.closed else None
        if found is None or settings is None:
            raise NotPermitted(msg("gerbang ini tidak dibuka"))
        return found, settings

    def receive(self, gate: str, hook: Hook) -> tuple[str, bytes]:
        """Messages of a gateway, kept or counted; returns what it is told (media type, body).

        Raises NotPermitted for a wrong proof, Rejected for what cannot be read, TooMany for a sender who floods.
        """
        found, settings = self.opened(gate)
        adapter = ADAPTERS[found.adapter]
        if adapter.incoming is None:
            raise Rejected("gerbang", msg("gerbang pesan singkat"), found.adapter)
        try:
            messages = adapter.incoming(hook, settings, self.real())
        except NotPermitted:
            self.counts.add(gate, "forged", self.clock())
            raise
        except Rejected:
            self.counts.add(gate, "unreadable", self.clock())
            raise
        for sms in messages:
            if self._intake.sender(sms.sender) is not None:
                self.keep_pace(gate, sms.sender, sms.key or f"{sms.at}{sms.part}{sms.text}")
            known = self._intake.take(gate, sms)
            self.counts.add(gate, "taken" if known else "unknown", self.clock())
        return adapter.answer

    def keep_pace(self, gate: str, sender: str, message: str) -> None:
        """Raise TooMany for a known sender who brings more than anyone types; nothing of it is kept."""
        if not self._pace.allow(f"{gate}\n{sender}", message):
            self.counts.add(gate, "hasty", self.clock())
            raise TooMany

    def delivered(self, gate: str, hook: Hook) -> tuple[str, bytes]:
        """A gateway's word on one of our texts, however often and in whatever order: delivered is the last word."""
        found, settings = self.opened(gate)
        adapter = ADAPTERS[found.adapter]
        if adapter.delivery is None:
            raise Rejected("gerbang", msg("gerbang yang memberi kabar kirim"), found.adapter)
        try:
            said = adapter.delivery(hook, settings, self.real())
        except NotPermitted:
            self.counts.add(gate, "forged", self.clock())
            raise
        if said is not None and said.state != "under_way" and self._moves(gate, said):
            self.field.store.writer.commit(lambda connection: _told(connection, gate, said), f"gate:{gate}")
        return adapter.answer

    def open(self, adapter: AdapterName, title: str, given: GateSettings, actor: str) -> tuple[str, GateSettings]:
        """Open a gateway; returns its name and its settings with what was made for it. Raises Rejected."""
        kind = ADAPTERS[adapter]
        title = title.strip()
        if not 1 <= len(title) <= MOST_TITLE:
            raise Rejected(msg("nama gerbang"), msg("1 sampai %(n)s huruf", n=MOST_TITLE), title)
        made = {one.name: secrets.token_urlsafe(SECRET_BYTES) for one in kind.settings if one.made}
        filled = {name: getattr(given, name).strip() or made.get(name, "") for name in SETTING_NAMES}
        settings = checked(kind, GateSettings(address=given.address.strip().rstrip("/"), **filled))
        store = self.field.store
        opened: list[str] = []

        def decide(connection: Connection) -> Decision:
            opened[:] = [next_gate(connection, adapter)]
            save_settings(connection, store.blobs.sealer, opened[0], settings)
            return Decision((GateOpened(gate=opened[0], adapter=adapter, title=title),))

        store.writer.commit(decide, actor)
        return opened[0], settings

    def change(self, gate: str, given: GateSettings, actor: str) -> None:
        """Replace the settings that are given; what is empty stays as it was. Raises Rejected."""
        found, settings = self.opened(gate)
        named = {name: getattr(given, name).strip() for name in (*SETTING_NAMES, "address")}
        changed = msgspec.structs.replace(settings, **{name: value for name, value in named.items() if value})
        changed = msgspec.structs.replace(changed, address=changed.address.rstrip("/"))
        checked(ADAPTERS[found.adapter], changed)
        store = self.field.store

        def decide(connection: Connection) -> Decision:
            save_settings(connection, store.blobs.sealer, gate, changed)
            return Decision((GateChanged(gate=gate),))

        store.writer.commit(decide, actor)

    def close(self, gate: str, actor: str) -> None:
        """Nothing comes in or goes out any more, and its secrets are gone. A closed one stays closed."""

        def decide(connection: Connection) -> Decision:
            found = gate_at(connection, gate)
            if found is None:
                raise Rejected(msg("gerbang"), msg("gerbang yang ada"), gate)
            connection.execute(delete(GATE_SECRET).where(GATE_SECRET.c.gate == gate))
            return Decision() if found.closed else Decision((GateClosed(gate=gate),))

        self.field.store.writer.commit(decide, actor)

    def send(self, gate: str, to: str, text: str, actor: str) -> str:
        """Queue a text of our own; returns its id. `to` is a telephone number, with Telegram a bound account."""
        found, _ = self.opened(gate)
        text = text.strip()
        if not 0 < len(text) <= MOST_OUT:
            raise Rejected(msg("pesan"), msg("1 sampai %(n)s huruf", n=MOST_OUT), text)
        address = self._chat(gate, to) if found.adapter == "telegram" else number_of(to)
        if not address:
            raise Rejected(msg("penerima"), msg("nomor telepon atau akun yang terhubung"), to)
        identity, decision = queued(gate, address if found.adapter == "telegram" else f"+{address}", text)
        self.field.store.writer.commit(lambda _: decision, actor)
        return identity

    def all_open(self) -> list[Gate]:
        """The gateways that are open."""
        with self.field.store.engine.connect().execution_options(read_only=True) as connection:
            return [one for one in load_gates(connection) if not one.closed]

    def _chat(self, gate: str, account: str) -> str:
        with self.field.store.engine.connect().execution_options(read_only=True) as connection:
            return chats_of(connection, gate).get(account, "")

    def _moves(self, gate: str, said: Delivery) -> bool:
        """Whether a word changes anything: looked at before the writer is asked."""
        with self.field.store.engine.connect().execution_options(read_only=True) as connection:
            return bool(_told(connection, gate, said).events)


def checked(adapter: Adapter, settings: GateSettings) -> GateSettings:
    """The settings when an adapter can work with them; raises Rejected, which never quotes a secret."""
    for one in adapter.settings:
        value = getattr(settings, one.name)
        if one.required and not value:
            raise Rejected(one.title, msg("isian wajib"), msg("kosong"))
        if len(value) > MOST_VALUE or not value.isprintable():
            raise Rejected(one.title, msg("paling banyak %(n)s huruf", n=MOST_VALUE), msg("tertutup"))
        if one.plain and not _PLAIN.fullmatch(value):
            raise Rejected(one.title, msg("huruf, angka, _ dan - saja"), msg("tertutup"))
    for name, address in (("address", settings.address), ("url", settings.url)):
        if address and (urlsplit(address).scheme not in WEB or not urlsplit(address).hostname):
            raise Rejected(name, "https://...", msg("alamat lain"))
    return settings


def _told(connection: Connection, gate: str, said: Delivery) -> Decision:
    row = outgoing_at(connection, said.text)
    if row is None or row[1] != gate:
        return Decision()
    state = row[2]
    if said.state == "delivered" and state != "delivered":
        return Decision((TextDelivered(id=said.text),))
    if said.state == "failed" and state in ("queued", "sent"):
        return Decision((TextFailed(id=said.text, reason=said.reason),))
    return Decision()
