"""Each provider's way of proving itself, and what is understood of what it says."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import msgspec
import pytest

from kawal.field.channels.adapters import ADAPTERS
from kawal.field.channels.model import (
    AdapterName,
    Delivery,
    GateSettings,
    Hook,
    Outcome,
    OutText,
    Part,
    Sms,
)
from kawal.field.channels.sms import generic, twilio
from kawal.kernel.errors import NotPermitted, Rejected

NOW = datetime(2024, 11, 27, 0, 0, tzinfo=UTC)
UNIX = 1732665600
"""The same moment: 20,054 days of 86,400 seconds after 1970."""
SECRET = "s3cret"  # noqa: S105
SETTINGS = GateSettings(
    address="https://posko.test",
    secret=SECRET,
    url="https://gateway.test/send",
    user="me",
    password="pass word",  # noqa: S106
    sender="12345",
)
TEXT = OutText("id-1", "+628123456789", "Tercatat & beres", "https://posko.test/gerbang/g/kabar-kirim?text=id-1")


def posted(fields: dict[str, str], url: str = "https://posko.test/gerbang/g/masuk", **headers: str) -> Hook:
    """A form post."""
    return Hook("POST", url, headers, urlsplit(url).query.encode(), urlencode(fields).encode())


def asked(query: str) -> Hook:
    """A GET."""
    return Hook("GET", f"https://posko.test/gerbang/g/masuk?{query}", {}, query.encode(), b"")


def signed(body: bytes, secret: str = SECRET, at: datetime = NOW) -> Hook:
    """A signed JSON post."""
    return Hook("POST", "https://posko.test/gerbang/g/masuk", generic.proof(secret, body, at), b"", body)


def incoming(name: AdapterName, hook: Hook, settings: GateSettings = SETTINGS) -> tuple[Sms, ...]:
    """What an adapter reads."""
    read = ADAPTERS[name].incoming
    assert read is not None
    return read(hook, settings, NOW)


def delivered(name: AdapterName, hook: Hook) -> Delivery | None:
    """What an adapter reads of a delivery."""
    read = ADAPTERS[name].delivery
    assert read is not None
    return read(hook, SETTINGS, NOW)


TELERIVET = {
    "event": "incoming_message",
    "id": "SM1",
    "message_type": "sms",
    "content": "TPS 3 buka",
    "from_number": "0812 3456 789",
    "from_number_e164": "+628123456789",
    "time_created": str(UNIX),
    "secret": SECRET,
}
TWILIO = {"MessageSid": "SM1", "From": "+628123456789", "Body": "TPS 3 buka"}
EXPECTED = Sms(sender="+628123456789", text="TPS 3 buka", key="SM1", at=NOW)


def test_twilio_signatures_are_those_of_its_own_documents() -> None:
    """Two vectors that Twilio published: its page on security, and the tests of its libraries."""
    url, numbers = "https://mycompany.com/myapp.php?foo=1&bar=2", ("+14158675309", "+12349013030")
    for number, expected in zip(
        numbers, ("RSOYDt4T1cUTdK1PDd93/VVr8B8=", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="), strict=True
    ):
        fields = {
            "CallSid": "CA1234567890ABCDE",
            "Digits": "1234",
            "From": number,
            "To": "+18005551212",
            "Caller": number,
        }
        assert twilio.signature("12345", url, list(fields.items())) == expected


def test_telerivet() -> None:
    """A message; nothing of calls, of other events, of what is sent by ourselves."""
    assert incoming("telerivet", posted(TELERIVET)) == (EXPECTED,)
    assert incoming("telerivet", posted(TELERIVET | {"message_type": "call"})) == ()
    assert incoming("telerivet", posted(TELERIVET | {"event": "default"})) == ()
    with pytest.raises(Rejected):
        incoming("telerivet", posted({"event": "incoming_message", "secret": SECRET}))


def test_kannel() -> None:
    """A GET; the header of a part is bytes, the moment may be Kannel's %t."""
    query = f"id=SM1&from=%2B628123456789&text=TPS+3+buka&time={UNIX}&secret={SECRET}"
    assert incoming("kannel", asked(query)) == (EXPECTED,)
    part = incoming("kannel", asked(query + "&udh=%05%00%03%AB%02%01"))[0].part
    assert part == Part(0xAB, 1, 2)
    said = incoming("kannel", asked(query.replace(str(UNIX), "2024-11-27+00:00")))
    assert said == (EXPECTED,)
    assert incoming("kannel", asked(query.replace(str(UNIX), "yesterday")))[0].at is None
    with pytest.raises(Rejected):
        incoming("kannel", asked(f"from=08123456789&id=1&secret={SECRET}"))
    with pytest.raises(Rejected):  # twice the same words an hour apart would be one
        incoming("kannel", asked(f"from=08123456789&text=aman&secret={SECRET}"))


def test_twilio() -> None:
    """A signed form; the moment is that of its arrival."""
    url = "https://posko.test/gerbang/g/masuk"
    proof = {"x-twilio-signature": twilio.signature(SECRET, url, list(TWILIO.items()))}
    assert incoming("twilio", posted(TWILIO, url, **proof)) == (msgspec.structs.replace(EXPECTED, at=None),)


def test_generic() -> None:
    """A signed JSON post with or without a part."""
    said = {"id": "SM1", "from": "+628123456789", "text": "TPS 3 buka", "sent_at": "2024-11-27T08:00:00+08:00"}
    assert incoming("generic", signed(msgspec.json.encode(said))) == (EXPECTED,)
    nameless = {name: value for name, value in said.items() if name in ("from", "text")}
    assert incoming("generic", signed(msgspec.json.encode(nameless)))[0].at == NOW
    part = {"part": {"ref": 7, "number": 2, "total": 3}}
    assert incoming("generic", signed(msgspec.json.encode(said | part)))[0].part == Part(7, 2, 3)
    for wrong in (b"", b"[]", b'{"from": 3}', msgspec.json.encode(said | {"sent_at": "2024-11-27T08:00:00"})):
        with pytest.raises(Rejected):
            incoming("generic", signed(wrong))


FORGED: list[tuple[AdapterName, Callable[[], Hook]]] = [
    ("telerivet", lambda: posted(TELERIVET | {"secret": "wrong"})),
    ("telerivet", lambda: posted({name: value for name, value in TELERIVET.items() if name != "secret"})),
    ("kannel", lambda: asked("id=SM1&from=08123456789&text=x&secret=S3CRET")),
    ("kannel", lambda: asked("id=SM1&from=08123456789&text=x")),
    ("kannel", lambda: asked("id=SM1&from=08123456789&text=x&secret=%FF%C3%A9")),
    ("twilio", lambda: posted(TWILIO)),
    ("twilio", lambda: posted(TWILIO, **{"x-twilio-signature": "é"})),
    (
        "twilio",
        lambda: posted(
            TWILIO | {"Body": "TPS 3 tutup"},
            **{
                "x-twilio-signature": twilio.signature(
                    SECRET, "https://posko.test/gerbang/g/masuk", list(TWILIO.items())
                )
            },
        ),
    ),
    (
        "twilio",
        lambda: posted(
            TWILIO,
            "https://posko.test/gerbang/other/masuk",
            **{
                "x-twilio-signature": twilio.signature(
                    SECRET, "https://posko.test/gerbang/g/masuk", list(TWILIO.items())
                )
            },
        ),
    ),
    ("generic", lambda: signed(b"{}", "wrong")),
    ("generic", lambda: msgspec.structs.replace(signed(b"{}"), body=b'{"a":1}')),
    ("generic", lambda: signed(b"{}", at=datetime(2024, 11, 26, 23, 54, tzinfo=UTC))),
    ("generic", lambda: signed(b"{}", at=datetime(2024, 11, 27, 0, 6, tzinfo=UTC))),
    ("generic", lambda: msgspec.structs.replace(signed(b"{}"), headers={"x-kawal-timestamp": "²"})),
]


@pytest.mark.parametrize(("name", "made"), FORGED)
def test_a_wrong_proof_is_refused_before_anything_is_read(name: AdapterName, made: Callable[[], Hook]) -> None:
    """A wrong secret, none, a changed body, another address, a signature of six minutes ago or ahead."""
    with pytest.raises(NotPermitted):
        incoming(name, made())


@pytest.mark.parametrize("name", ["telerivet", "kannel", "twilio", "generic"])
def test_a_gateway_without_secret_believes_nobody(name: AdapterName) -> None:
    """Also when the proof is right for the empty secret."""
    hooks: dict[str, Hook] = {
        "telerivet": posted(TELERIVET | {"secret": ""}),
        "kannel": asked("from=08123456789&text=x&secret="),
        "twilio": posted(
            TWILIO,
            **{
                "x-twilio-signature": twilio.signature("", "https://posko.test/gerbang/g/masuk", list(TWILIO.items()))
            },
        ),
        "generic": signed(b"{}", ""),
    }
    with pytest.raises(NotPermitted):
        incoming(name, hooks[name], GateSettings())


def test_senders_and_texts_are_bounded() -> None:
    """A sender of 41 characters, a text of 20,001, an id of 201, 101 fields."""
    for wrong in (
        {"from_number_e164": "+" + "1" * 40},
        {"from_number_e164": "", "from_number": " "},
        {"content": "x" * 20_001},
        {"id": "x" * 201},
        {f"f{n}": "" for n in range(101)},
    ):
        with pytest.raises(Rejected):
            incoming("telerivet", posted(TELERIVET | wrong))


def test_words_on_deliveries() -> None:
    """Each provider's words; the reason is a short code, and never a text that could hold a number."""
    url = "https://posko.test/gerbang/g/kabar-kirim?text=id-1"
    status = {"event": "send_status", "secret": SECRET}
    assert delivered("telerivet", posted(status | {"status": "delivered"}, url)) == Delivery(
        "id-1", "delivered", "delivered"
    )
    assert delivered("telerivet", posted(status | {"status": "not_delivered"}, url)) == Delivery(
        "id-1", "failed", "not_delivered"
    )
    assert delivered("telerivet", posted(status | {"status": "queued"}, url)) == Delivery(
        "id-1", "under_way", "queued"
    )
    assert delivered("telerivet", posted({"event": "other", "secret": SECRET}, url)) is None
    states = {1: "delivered", 2: "failed", 4: "under_way", 8: "under_way", 16: "failed"}
    for number, state in states.items():
        said = delivered("kannel", asked(f"text=id-1&state={number}&secret={SECRET}"))
        assert said == Delivery("id-1", state, f"dlr {number}")  # type: ignore[arg-type]
    with pytest.raises(Rejected):
        delivered("kannel", asked(f"text=id-1&state=3&secret={SECRET}"))
    fields = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
    proof = {"x-twilio-signature": twilio.signature(SECRET, url, list(fields.items()))}
    assert delivered("twilio", posted(fields, url, **proof)) == Delivery("id-1", "failed", "30003")
    body = b'{"text":"id-1","state":"failed","reason":"to 08123456789 nobody answers"}'
    assert delivered("generic", signed(body)) == Delivery("id-1", "failed", "")


def test_what_goes_out_to_each_provider() -> None:
    """Address, login, recipient, words, and where the delivery is to be told."""
    made = {name: ADAPTERS[name].outgoing(SETTINGS, TEXT, NOW) for name in ADAPTERS}
    assert made["telerivet"].url == "https://gateway.test/send/v1/projects/me/messages/send"
    assert made["telerivet"].headers["authorization"] == "Basic " + base64.b64encode(b"pass word:").decode()
    assert msgspec.json.decode(made["telerivet"].body) == {
        "to_number": TEXT.to,
        "content": TEXT.text,
        "phone_id": "12345",
        "status_url": TEXT.report_to,
        "status_secret": SECRET,
    }
    kannel = dict(parse_qsl(urlsplit(made["kannel"].url).query))
    assert (kannel["username"], kannel["password"], kannel["to"], kannel["text"]) == (
        "me",
        "pass word",
        TEXT.to,
        TEXT.text,
    )
    assert (kannel["dlr-mask"], kannel["coding"]) == ("31", "0")
    assert kannel["dlr-url"] == f"{TEXT.report_to}&state=%d&secret={SECRET}"
    assert made["twilio"].url.endswith("/2010-04-01/Accounts/me/Messages.json")
    assert parse_qs(made["twilio"].body.decode()) == {
        "To": [TEXT.to],
        "Body": [TEXT.text],
        "From": ["12345"],
        "StatusCallback": [TEXT.report_to],
    }
    service = msgspec.structs.replace(SETTINGS, sender="MG1")
    assert b"MessagingServiceSid=MG1" in ADAPTERS["twilio"].outgoing(service, TEXT, NOW).body
    sent = made["generic"]
    assert sent.headers["x-kawal-signature"] == generic.signature(SECRET, str(UNIX), sent.body)
    assert msgspec.json.decode(sent.body) == {
        "id": "id-1",
        "to": TEXT.to,
        "text": TEXT.text,
        "report_to": TEXT.report_to,
    }
    assert made["telegram"].url == "https://gateway.test/send/botpass word/sendMessage"


@pytest.mark.parametrize(
    ("name", "status", "body", "expected"),
    [
        ("telerivet", 200, b'{"id":"SM1","status":"queued"}', Outcome("sent", "SM1")),
        ("telerivet", 200, b'{"id":"SM1","status":"failed"}', Outcome("permanent", reason="failed")),
        ("telerivet", 200, b"<html>", Outcome("sent")),
        ("telerivet", 402, b"{}", Outcome("permanent", reason="HTTP 402")),
        ("telerivet", 429, b"{}", Outcome("temporary", reason="HTTP 429")),
        ("kannel", 202, b"0: Accepted for delivery", Outcome("sent")),
        ("kannel", 202, b"3: Queued for later delivery", Outcome("sent")),
        ("kannel", 403, b"Authorization failed", Outcome("temporary", reason="HTTP 403")),
        ("kannel", 400, b"Empty text", Outcome("permanent", reason="HTTP 400")),
        ("kannel", 503, b"Temporal failure", Outcome("temporary", reason="HTTP 503")),
        ("twilio", 201, b'{"sid":"SM1","status":"queued","error_code":null}', Outcome("sent", "SM1")),
        ("twilio", 201, b'{"sid":"SM1","status":"failed","error_code":30005}', Outcome("permanent", reason="30005")),
        ("twilio", 400, b'{"code":21211,"message":"no number","status":400}', Outcome("permanent", reason="21211")),
        ("twilio", 429, b'{"code":20429}', Outcome("temporary", reason="20429")),
        ("twilio", 500, b"", Outcome("temporary", reason="HTTP 500")),
        ("generic", 200, b'{"id":"g-1"}', Outcome("sent", "g-1")),
        ("generic", 204, b"", Outcome("sent")),
        ("generic", 409, b"", Outcome("sent")),
        ("generic", 422, b"", Outcome("permanent", reason="HTTP 422")),
        ("telegram", 200, b'{"ok":true,"result":{"message_id":7}}', Outcome("sent", "7")),
        ("telegram", 403, b'{"ok":false}', Outcome("permanent", reason="HTTP 403")),
        ("telegram", 401, b'{"ok":false}', Outcome("temporary", reason="HTTP 401")),
        ("telegram", 429, b'{"ok":false}', Outcome("temporary", reason="HTTP 429")),
    ],
)
def test_what_the_answer_to_a_sending_means(name: AdapterName, status: int, body: bytes, expected: Outcome) -> None:
    """Taken, not for now (busy, a rejected login), or never."""
    assert ADAPTERS[name].outcome(status, body) == expected
