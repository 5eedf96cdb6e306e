"""What has happened to gateways, and to chats that are bound to accounts."""

from kawal.field.channels.model import AdapterName
from kawal.store.events import Event


class GateOpened(Event, frozen=True, tag="gate_opened/1", kw_only=True):
    """Messages come in through this gateway from now on; its secrets are in no log."""

    gate: str
    adapter: AdapterName
    title: str


class GateChanged(Event, frozen=True, tag="gate_changed/1", kw_only=True):
    """Someone replaced secrets or addresses of a gateway; who it was is the entry's actor."""

    gate: str


class GateClosed(Event, frozen=True, tag="gate_closed/1", kw_only=True):
    """Nothing comes in or goes out through this gateway any more."""

    gate: str


class ChatBound(Event, frozen=True, tag="chat_bound/1", kw_only=True):
    """A chat speaks for an account from now on; the chat's number is the private part."""

    gate: str
    account: str


class ChatUnbound(Event, frozen=True, tag="chat_unbound/1", kw_only=True):
    """The chat of this account is unknown again."""

    gate: str
    account: str


EVENTS: tuple[type[Event], ...] = (GateOpened, GateChanged, GateClosed, ChatBound, ChatUnbound)
