"""Gateways: what the node knows of each, and what they hand over and take (pure)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import parse_qsl

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

AdapterName = Literal["telerivet", "kannel", "twilio", "generic", "telegram"]
ADAPTER_NAMES: tuple[AdapterName, ...] = get_args(AdapterName)
SettingName = Literal["secret", "url", "user", "password", "sender"]
SETTING_NAMES: tuple[SettingName, ...] = get_args(SettingName)
MOST_FIELDS = 100


class Gate(msgspec.Struct, frozen=True):
    """A gateway that was opened; `id` stands in its addresses and in the lines that came through it."""

    id: str
    adapter: AdapterName
    title: str
    opened: str
    closed: bool = False


class GateSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a gateway needs to be believed and to be spoken to. Kept sealed; what is empty was not given.

    `address` is where the provider reaches this node ("https://posko.example.go.id"), `secret` what it proves itself
    with, the rest is for sending: its address, our name and password there, the number or bot that sends.
    """

    address: str = ""
    secret: str = ""
    url: str = ""
    user: str = ""
    password: str = ""
    sender: str = ""


class Hook(msgspec.Struct, frozen=True):
    """A request of a gateway, as far as an adapter looks at it.

    `url` is the address as the provider was given it, with its query; header names are in lower case.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    query: bytes
    body: bytes

    def fields(self) -> dict[str, str]:
        """The query, or for a POST the form of its body; of a name that comes twice the last. Raises Rejected."""
        return {
            name.decode("utf-8", "replace"): value.decode("utf-8", "replace") for name, value in self.raw_fields()
        }

    def told(self, name: str) -> str:
        """A field of the query, whatever the method; empty when it is not there."""
        return next(
            (value.decode("utf-8", "replace") for key, value in _pairs(self.query) if key == name.encode()), ""
        )

    def raw_fields(self) -> Sequence[tuple[bytes, bytes]]:
        """The same as bytes, in their order, for what is no text."""
        return _pairs(self.body if self.method == "POST" else self.query)


def _pairs(source: bytes) -> Sequence[tuple[bytes, bytes]]:
    try:
        pairs = parse_qsl(
            source.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="latin-1"
        )
    except ValueError:
        raise Rejected("body", msg("paling banyak %(n)s isian", n=MOST_FIELDS), len(source)) from None
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]  # a letter for each byte


class Part(msgspec.Struct, frozen=True):
    """Which part of a longer message a text is: `number` of `total` under a reference of the sender's phone."""

    ref: int
    number: int
    total: int


class Sms(msgspec.Struct, frozen=True, kw_only=True):
    """A text that a gateway hands over. `key` is the gateway's own name for it, `at` when it was sent, if known."""

    sender: str
    text: str
    key: str = ""
    at: datetime | None = None
    part: Part | None = None


DeliveryState = Literal["under_way", "delivered", "failed"]


class Delivery(msgspec.Struct, frozen=True):
    """What a gateway says became of one of our texts, by our own id; `reason` is its code for a failure."""

    text: str
    state: DeliveryState
    reason: str = ""


class OutText(msgspec.Struct, frozen=True):
    """A text on its way out: our id for it, to whom, what, and where its delivery is to be told (may be empty)."""

    id: str
    to: str
    text: str
    report_to: str = ""


class Sending(msgspec.Struct, frozen=True):
    """The request that sends a text."""

    method: Literal["GET", "POST"]
    url: str
    headers: Mapping[str, str] = {}
    body: bytes = b""


OutcomeState = Literal["sent", "temporary", "permanent"]


class Outcome(msgspec.Struct, frozen=True):
    """What the answer to a sending means: taken under `name`, or not, for now or for ever."""

    state: OutcomeState
    name: str = ""
    reason: str = ""
