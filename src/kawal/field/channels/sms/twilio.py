"""Twilio: form posts, signed over the address and the sorted fields; texts go out through its REST interface.

Sources: Twilio's pages "Validating requests" (X-Twilio-Signature), "Incoming messages", "Message status callbacks",
"Message resource". Its error codes change by its own word, so a failure is judged by its HTTP status.
"""

import hashlib
import hmac
from base64 import b64encode
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from kawal.field.channels.model import Delivery, DeliveryState, GateSettings, Hook, Outcome, OutText, Sending, Sms
from kawal.field.channels.sms.protocol import Adapter, Setting, by_status, check_secret, key_of, reason_of, sms_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.kernel.outside import from_json

API = "https://api.twilio.com"
NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
STATES: dict[str, DeliveryState] = {
    "delivered": "delivered",
    "read": "delivered",
    "failed": "failed",
    "undelivered": "failed",
    "canceled": "failed",
}
SERVICE = "MG"
"""A sender that begins so is a messaging service, not a number."""


class _Answer(msgspec.Struct):
    sid: str = ""
    status: str | int = ""
    """A word for a message, the HTTP status for an error."""
    code: int | None = None
    error_code: int | None = None


def signature(token: str, url: str, fields: list[tuple[str, str]]) -> str:
    """Base64 of HMAC-SHA1 over the address and every field's name and value, sorted; of equal ones, one."""
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    return b64encode(hmac.new(token.encode(), text.encode("utf-8", "replace"), hashlib.sha1).digest()).decode()


def incoming(hook: Hook, settings: GateSettings, _now: datetime) -> tuple[Sms, ...]:
    """The message of a signed post."""
    fields = _signed(hook, settings)
    key = fields.get("MessageSid") or fields.get("SmsSid", "")
    if not key or "Body" not in fields:
        raise Rejected("MessageSid, Body", msg("isi pesan"), "")
    return (sms_of(fields.get("From", ""), fields["Body"], key=key_of(key)),)


def delivery(hook: Hook, settings: GateSettings, _now: datetime) -> Delivery | None:
    """A status callback; which text it is about stands in the address that we gave."""
    fields = _signed(hook, settings)
    status = fields.get("MessageStatus") or fields.get("SmsStatus", "")
    return Delivery(hook.told("text"), STATES.get(status, "under_way"), reason_of(fields.get("ErrorCode") or status))


def outgoing(settings: GateSettings, text: OutText, _now: datetime) -> Sending:
    """A text for the Messages resource."""
    said = {"To": text.to, "Body": text.text}
    said["MessagingServiceSid" if settings.sender.startswith(SERVICE) else "From"] = settings.sender
    if text.report_to:
        said["StatusCallback"] = text.report_to
    token = b64encode(f"{settings.user}:{settings.secret}".encode()).decode()
    return Sending(
        "POST",
        f"{(settings.url or API).rstrip('/')}/2010-04-01/Accounts/{settings.user}/Messages.json",
        {"authorization": f"Basic {token}", "content-type": "application/x-www-form-urlencoded"},
        urlencode(said).encode(),
    )


def outcome(status: int, body: bytes) -> Outcome:
    """Taken under a SID, or refused with a code."""
    try:
        answer = from_json(body, _Answer)
    except msgspec.MsgspecError:
        answer = _Answer()
    if not 200 <= status < 300:
        found = by_status(status)
        return msgspec.structs.replace(found, reason=str(answer.code)) if answer.code else found
    if STATES.get(str(answer.status)) == "failed":
        return Outcome("permanent", reason=str(answer.error_code or answer.status))
    return Outcome("sent", key_of(answer.sid[:200]))


def _signed(hook: Hook, settings: GateSettings) -> dict[str, str]:
    pairs = [(name.decode("utf-8", "replace"), value.decode("utf-8", "replace")) for name, value in hook.raw_fields()]
    signed = pairs if hook.method == "POST" else []
    given = hook.headers.get("x-twilio-signature", "")
    check_secret(given, signature(settings.secret, hook.url, signed) if settings.secret else "")
    return dict(pairs)


ADAPTER = Adapter(
    name="twilio",
    title="Twilio",
    settings=(
        Setting("user", msg("Nomor akun (Account SID)")),
        Setting("secret", msg("Kunci akun (Auth Token)")),
        Setting("sender", msg("Nomor pengirim atau Messaging Service SID")),
        Setting("url", msg("Alamat API"), required=False, default=API),
    ),
    incoming=incoming,
    delivery=delivery,
    outgoing=outgoing,
    outcome=outcome,
    answer=("text/xml", NOTHING_TO_SAY),
)
