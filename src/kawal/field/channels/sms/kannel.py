"""Kannel: plain GETs in both directions; the secret stands in the address, so keep it on your own network.

Source: Kannel's user guide (sms-service get-url with %I %p %a %T %u; sendsms; dlr-mask and dlr-url with %d).
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from kawal.field.channels.model import Delivery, DeliveryState, GateSettings, Hook, Outcome, OutText, Sending, Sms
from kawal.field.channels.sms.gsm7 import fits
from kawal.field.channels.sms.protocol import Adapter, Setting, by_status, check_secret, key_of, sms_of, unix_time
from kawal.field.channels.sms.udh import part_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

GET_FIELDS = "id=%I&from=%p&text=%a&time=%T&udh=%u"
ALL_REPORTS = 31
STATES: dict[str, DeliveryState] = {
    "1": "delivered",
    "2": "failed",
    "4": "under_way",
    "8": "under_way",
    "16": "failed",
}
"""Delivered to the phone, not delivered, queued at the centre, taken by the centre, refused by the centre."""


def incoming(hook: Hook, settings: GateSettings, _now: datetime) -> tuple[Sms, ...]:
    """The message of a GET as `GET_FIELDS` asks for it."""
    fields = hook.fields()
    check_secret(fields.get("secret", ""), settings.secret)
    at = _time(fields.get("time", ""))
    if "text" not in fields or not (at or fields.get("id")):
        raise Rejected("id, time, text", GET_FIELDS, "")  # without a name or a moment a repeat looks like news
    header = next((value for name, value in hook.raw_fields() if name == b"udh"), b"")
    return (
        sms_of(
            fields.get("from", ""),
            fields["text"],
            key=key_of(fields.get("id", "")),
            at=at,
            part=part_of(header),
        ),
    )


def delivery(hook: Hook, settings: GateSettings, _now: datetime) -> Delivery | None:
    """What became of one of our texts (dlr-url)."""
    fields = hook.fields()
    check_secret(fields.get("secret", ""), settings.secret)
    state = fields.get("state", "")
    if state not in STATES:
        raise Rejected("state", "1, 2, 4, 8, 16", state)
    return Delivery(fields.get("text", ""), STATES[state], f"dlr {state}")


def outgoing(settings: GateSettings, text: OutText, _now: datetime) -> Sending:
    """A text for `sendsms`; Unicode only where the alphabet of short messages does not do."""
    said = {"username": settings.user, "password": settings.password, "to": text.to, "text": text.text}
    said |= {"charset": "UTF-8", "coding": "0" if fits(text.text) else "2"}
    if settings.sender:
        said["from"] = settings.sender
    if text.report_to:
        back = f"{text.report_to}&state=%d&secret={quote(settings.secret, safe='')}"
        said |= {"dlr-mask": str(ALL_REPORTS), "dlr-url": back}
    joint = "&" if urlsplit(settings.url).query else "?"
    return Sending("GET", f"{settings.url}{joint}{urlencode(said)}")


def outcome(status: int, body: bytes) -> Outcome:
    """202 with "0: Accepted for delivery" or "3: Queued for later delivery"; 503 is for now, the rest for ever."""
    code = body[:1]
    if status == 202 or (status == 200 and code in (b"0", b"3")):
        return Outcome("sent")
    return by_status(status)


def _time(text: str) -> datetime | None:
    """%T (seconds since 1970) or %t (YYYY-MM-DD HH:MM[:SS], UTC)."""
    try:
        return unix_time(text) or datetime.fromisoformat(text.replace("+", " ")).replace(tzinfo=UTC)
    except ValueError:
        return None


ADAPTER = Adapter(
    name="kannel",
    title="Kannel",
    settings=(
        Setting("secret", msg("Rahasia dalam alamat"), made=True, plain=True),
        Setting("url", msg("Alamat sendsms"), default="http://127.0.0.1:13013/cgi-bin/sendsms"),
        Setting("user", msg("Nama pengguna sendsms")),
        Setting("password", msg("Kata sandi sendsms")),
        Setting("sender", msg("Nomor pengirim"), required=False),
    ),
    incoming=incoming,
    delivery=delivery,
    outgoing=outgoing,
    outcome=outcome,
)
