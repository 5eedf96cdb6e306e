"""Any gateway that can be taught: JSON posts, signed with HMAC-SHA256 over a moment and the body, both ways.

The headers are `x-kawal-timestamp` (seconds since 1970) and `x-kawal-signature` (`sha256=` and 64 hexadecimal digits
of HMAC-SHA256(secret, timestamp "." body)). A signature older than five minutes is refused; the same message may be
signed and sent again at any time.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from kawal.field.channels.model import Delivery, GateSettings, Hook, Outcome, OutText, Sending, Sms
from kawal.field.channels.sms.protocol import (
    MOST_KEY,
    MOST_NUMBER,
    MOST_SMS,
    Adapter,
    Setting,
    by_status,
    check_secret,
    key_of,
    reason_of,
    sms_of,
    unix_time,
)
from kawal.field.channels.sms.udh import checked
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.kernel.outside import from_json
from kawal.web.misfit import json_misfit

T = TypeVar("T")
LATEST_S = 300
Small = Annotated[int, msgspec.Meta(ge=0, le=65_535)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ref: Small
    number: Small
    total: Annotated[int, msgspec.Meta(ge=1, le=255)]


class _Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    sender: Annotated[str, msgspec.Meta(max_length=MOST_NUMBER)]
    text: Annotated[str, msgspec.Meta(max_length=MOST_SMS)]
    id: Annotated[str, msgspec.Meta(max_length=MOST_KEY)] = ""
    sent_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    part: _Part | None = None


class _Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(max_length=36)]
    state: Literal["under_way", "delivered", "failed"]
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class _Taken(msgspec.Struct):
    id: str = ""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of the signature header."""
    text = timestamp.encode("utf-8", "replace") + b"." + body
    return "sha256=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def incoming(hook: Hook, settings: GateSettings, now: datetime) -> tuple[Sms, ...]:
    """The message of a signed post."""
    signed_at = _check(hook, settings, now)
    said = _decoded(hook.body, _Message)
    part = checked(said.part.ref, said.part.number, said.part.total) if said.part else None
    return (sms_of(said.sender, said.text, key=key_of(said.id), at=said.sent_at or signed_at, part=part),)


def delivery(hook: Hook, settings: GateSettings, now: datetime) -> Delivery | None:
    """What became of one of our texts, named by our own id."""
    _check(hook, settings, now)
    said = _decoded(hook.body, _Report)
    return Delivery(said.text, said.state, reason_of(said.reason))


def outgoing(settings: GateSettings, text: OutText, now: datetime) -> Sending:
    """A signed post; `id` is ours, so that a gateway that has it already can say so."""
    body = msgspec.json.encode({"id": text.id, "to": text.to, "text": text.text, "report_to": text.report_to})
    return Sending(
        "POST", settings.url, {"content-type": "application/json", **proof(settings.secret, body, now)}, body
    )


def proof(secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that sign a body at a moment."""
    timestamp = str(int(now.timestamp()))
    return {"x-kawal-timestamp": timestamp, "x-kawal-signature": signature(secret, timestamp, body)}


def outcome(status: int, body: bytes) -> Outcome:
    """Any 2xx has taken it; 409 says that it was taken before."""
    if status == 409:
        return Outcome("sent")
    if not 200 <= status < 300:
        return by_status(status)
    try:
        return Outcome("sent", from_json(body, _Taken).id[:200])
    except msgspec.MsgspecError:
        return Outcome("sent")


def _check(hook: Hook, settings: GateSettings, now: datetime) -> datetime:
    """The moment of a good signature."""
    timestamp = hook.headers.get("x-kawal-timestamp", "")
    given = hook.headers.get("x-kawal-signature", "")
    check_secret(given, signature(settings.secret, timestamp, hook.body) if settings.secret else "")
    moment = unix_time(timestamp)
    if moment is None or abs((now - moment).total_seconds()) > LATEST_S:
        raise NotPermitted(msg("tanda tangan gerbang lebih tua dari lima menit"))
    return moment


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return from_json(body, kind)
    except msgspec.MsgspecError as error:
        raise json_misfit(error, "JSON") from None


ADAPTER = Adapter(
    name="generic",
    title="JSON + HMAC-SHA256",
    settings=(
        Setting("secret", msg("Rahasia tanda tangan"), made=True),
        Setting("url", msg("Alamat yang mengirim pesan kami"), required=False),
    ),
    incoming=incoming,
    delivery=delivery,
    outgoing=outgoing,
    outcome=outcome,
)
