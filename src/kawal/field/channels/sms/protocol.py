"""What every gateway's module provides, and what they share: times, secrets, reasons (pure)."""

import hmac
import re
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from kawal.field.channels.model import (
    AdapterName,
    Delivery,
    GateSettings,
    Hook,
    Outcome,
    OutText,
    Sending,
    SettingName,
    Sms,
)
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Message, msg

MOST_KEY, MOST_NUMBER, MOST_SMS = 200, 40, 20_000
_REASON = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.:-]{0,39}")
_LONG_NUMBER = re.compile(r"[0-9]{7}")


class Setting(msgspec.Struct, frozen=True):
    """One thing that a gateway needs; `made` when the node may invent it, `default` when it is known already.

    A `plain` one is of letters, digits, "_" and "-" only, since it stands in addresses or headers as it is.
    """

    name: SettingName
    title: Message
    required: bool = True
    made: bool = False
    plain: bool = False
    default: str = ""


class Adapter(msgspec.Struct, frozen=True, kw_only=True):
    """How one provider speaks.

    `incoming` and `delivery` raise NotPermitted for a bad signature or secret and Rejected for what cannot be read;
    they are None where another part of Kawal reads what comes in. `answer` is what the provider is told, so that it
    neither asks again nor sends anything to the sender itself.
    """

    name: AdapterName
    title: str
    settings: tuple[Setting, ...]
    outgoing: Callable[[GateSettings, OutText, datetime], Sending]
    outcome: Callable[[int, bytes], Outcome]
    incoming: Callable[[Hook, GateSettings, datetime], tuple[Sms, ...]] | None = None
    delivery: Callable[[Hook, GateSettings, datetime], Delivery | None] | None = None
    answer: tuple[str, bytes] = ("text/plain", b"")


def check_secret(given: str, secret: str) -> None:
    """Raise NotPermitted unless both are the same and not empty; takes as long wherever they differ."""
    if not secret or not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
        raise NotPermitted(msg("tanda tangan atau rahasia gerbang tidak cocok"))


def sms_of(sender: str, text: str, **more: object) -> Sms:
    """A text with bounded fields; raises Rejected without a sender or with one that is none."""
    sender = sender.strip()
    if not 0 < len(sender) <= MOST_NUMBER:
        raise Rejected("from", msg("nomor pengirim"), sender)
    if len(text) > MOST_SMS:
        raise Rejected("text", msg("paling banyak %(n)s huruf", n=MOST_SMS), len(text))
    return msgspec.convert({"sender": sender, "text": text, **more}, Sms)


def key_of(text: str) -> str:
    """A gateway's name for a message; raises Rejected for one that is too long."""
    if len(text) > MOST_KEY:
        raise Rejected("id", msg("paling banyak %(n)s huruf", n=MOST_KEY), len(text))
    return text.strip()


def unix_time(text: str) -> datetime | None:
    """A moment in seconds since 1970, None for what is none."""
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 11):
        return None
    return datetime.fromtimestamp(int(text), UTC)


def by_status(status: int) -> Outcome:
    """What a status says on its own: the gateway may take it later (429, 5xx, a rejected login) or never."""
    if status in (401, 403, 408, 425, 429) or status >= 500:
        return Outcome("temporary", reason=f"HTTP {status}")
    return Outcome("permanent", reason=f"HTTP {status}")


def reason_of(text: str) -> str:
    """A gateway's reason as the log may hold it: a short code, nothing that could hold a telephone number."""
    text = text.strip()
    return text if _REASON.fullmatch(text) and not _LONG_NUMBER.search(text) else ""
