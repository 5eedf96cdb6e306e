"""Telerivet: form posts with a shared secret in them; texts go out through its REST interface.

Sources: Telerivet's webhook interface (event, id, from_number, content, time_created, secret; status_url and
status_secret with event=send_status) and its REST interface (projects/ID/messages/send, the key as user name).
"""

from base64 import b64encode
from datetime import datetime

import msgspec

from kawal.field.channels.model import Delivery, DeliveryState, GateSettings, Hook, Outcome, OutText, Sending, Sms
from kawal.field.channels.sms.protocol import (
    Adapter,
    Setting,
    by_status,
    check_secret,
    key_of,
    reason_of,
    sms_of,
    unix_time,
)
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.kernel.outside import from_json

API = "https://api.telerivet.com"
SPOKEN = frozenset({"", "sms", "mms", "chat"})
STATES: dict[str, DeliveryState] = {
    "delivered": "delivered",
    "read": "delivered",
    "failed": "failed",
    "failed_queued": "failed",
    "not_delivered": "failed",
    "cancelled": "failed",
    "ignored": "failed",
}


class _Sent(msgspec.Struct):
    id: str = ""
    status: str = ""


def incoming(hook: Hook, settings: GateSettings, _now: datetime) -> tuple[Sms, ...]:
    """The message of a post; nothing for calls and for events that are no message."""
    fields = hook.fields()
    check_secret(fields.get("secret", ""), settings.secret)
    if fields.get("event") != "incoming_message" or fields.get("message_type", "") not in SPOKEN:
        return ()
    if "content" not in fields or "id" not in fields:
        raise Rejected("id, content", msg("isi pesan"), "")
    sender = fields.get("from_number_e164") or fields.get("from_number", "")
    at = unix_time(fields.get("time_sent", "")) or unix_time(fields.get("time_created", ""))
    return (sms_of(sender, fields["content"], key=key_of(fields["id"]), at=at),)


def delivery(hook: Hook, settings: GateSettings, _now: datetime) -> Delivery | None:
    """What became of one of our texts; which one stands in the address that we gave."""
    fields = hook.fields()
    check_secret(fields.get("secret", ""), settings.secret)
    if fields.get("event") != "send_status":
        return None
    status = fields.get("status", "")
    return Delivery(hook.told("text"), STATES.get(status, "under_way"), reason_of(status))


def outgoing(settings: GateSettings, text: OutText, _now: datetime) -> Sending:
    """A text for Telerivet's REST interface."""
    said = {"to_number": text.to, "content": text.text}
    if settings.sender:
        said["phone_id"] = settings.sender
    if text.report_to:
        said |= {"status_url": text.report_to, "status_secret": settings.secret}
    token = b64encode(f"{settings.password}:".encode()).decode()
    return Sending(
        "POST",
        f"{(settings.url or API).rstrip('/')}/v1/projects/{settings.user}/messages/send",
        {"authorization": f"Basic {token}", "content-type": "application/json"},
        msgspec.json.encode(said),
    )


def outcome(status: int, body: bytes) -> Outcome:
    """Taken under an id; a message that has failed already is a permanent failure."""
    if not 200 <= status < 300:
        return by_status(status)
    try:
        sent = from_json(body, _Sent)
    except msgspec.MsgspecError:
        return Outcome("sent")
    if STATES.get(sent.status) == "failed":
        return Outcome("permanent", reason=reason_of(sent.status))
    return Outcome("sent", key_of(sent.id[:200]))


ADAPTER = Adapter(
    name="telerivet",
    title="Telerivet",
    settings=(
        Setting("secret", msg("Rahasia webhook (webhook secret)")),
        Setting("user", msg("Nomor proyek (project ID)")),
        Setting("password", msg("Kunci API")),
        Setting("sender", msg("Telepon atau rute pengirim (phone ID)"), required=False),
        Setting("url", msg("Alamat API"), required=False, default=API),
    ),
    incoming=incoming,
    delivery=delivery,
    outgoing=outgoing,
    outcome=outcome,
)
