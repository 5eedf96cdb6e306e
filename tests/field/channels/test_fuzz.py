"""Whatever comes to a gateway's addresses, well signed or not, it is never answered with a 500."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.field.channels import pace
from kawal.field.channels.model import AdapterName
from tests.field.channels.providers import PHONE, SECRET, SMS, House, generic_post, message, twilio_post
from tests.http.test_fuzz import hard, json_values

FINE = frozenset({200, 400, 403, 405})
NAMES: tuple[AdapterName, ...] = (*SMS, "telegram")
NAMED = (
    *("id", "from", "text", "time", "udh", "sent_at", "part", "state"),
    *("event", "content", "from_number", "time_created", "message_type", "status"),
    *("MessageSid", "From", "Body", "MessageStatus", "ErrorCode"),
)
fields = st.dictionaries(
    st.sampled_from(NAMED),
    st.text(max_size=40) | st.sampled_from([PHONE, "incoming_message", "send_status", "sms", "1"]),
    max_size=9,
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, str]]]:
    """A node with a gateway of each kind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "BURST", 1_000_000)  # one sender writes as fast as the test can
        house = House(tmp_path_factory.mktemp("fuzz") / "node")
    yield house, {name: house.open(name) for name in NAMES}
    house.close()


def paths(gates: dict[str, str]) -> st.SearchStrategy[str]:
    """The addresses of the gateways."""
    return st.builds(
        "/gerbang/{}/{}".format, st.sampled_from(list(gates.values())), st.sampled_from(["masuk", "kabar-kirim"])
    )


@hard
@given(data=st.data())
def test_bytes_and_forms_from_anyone(opened: tuple[House, dict[str, str]], data: st.DataObject) -> None:
    """Any bytes as body and query, forms with any fields, on every address, with and without the secret."""
    house, gates = opened
    path = data.draw(paths(gates))
    if data.draw(st.booleans()):
        query = quote_from_bytes(data.draw(st.binary(max_size=60)), safe="&=%+")
        answer = house.client.request(
            data.draw(st.sampled_from(["GET", "POST"])),
            f"{path}?{query}&secret={SECRET}",
            content=data.draw(st.binary(max_size=200)),
            headers={"x-telegram-bot-api-secret-token": SECRET},
        )
    else:
        said = data.draw(fields) | {"secret": SECRET}
        answer = house.client.post(path, data=said)
        house.client.get(f"{path}?{urlencode(said)}")
    assert answer.status_code in FINE, (path, answer.text)


@hard
@given(data=st.data())
def test_well_signed_contents(opened: tuple[House, dict[str, str]], data: st.DataObject) -> None:
    """Any form and any JSON with the right proof."""
    house, gates = opened
    where = data.draw(st.sampled_from(["masuk", "kabar-kirim"]))
    said = {name: value for name, value in data.draw(fields).items() if value.isascii()}
    requests = [twilio_post(f"/gerbang/{gates['twilio']}/{where}", said)]
    value = data.draw(
        json_values | st.dictionaries(st.sampled_from(["id", "from", "text", "sent_at", "part"]), json_values)
    )
    body = msgspec.json.encode(value)
    requests.append(generic_post(f"/gerbang/{gates['generic']}/{where}", body))
    for request in requests:
        answer = house.send(request)
        assert answer.status_code in FINE, (request, answer.text)


@hard
@given(text=st.text(max_size=300), name=st.sampled_from(SMS), sender=st.sampled_from([PHONE, "0800-000-1001"]))
def test_any_words_of_a_known_sender_are_kept(
    opened: tuple[House, dict[str, str]], text: str, name: AdapterName, sender: str
) -> None:
    """Whatever is written: 200, and with anything in it, a line."""
    house, gates = opened
    try:
        request = message(gates[name], text, key=str(hash(text)), sender=sender)
    except UnicodeEncodeError:
        return  # half a character: no telephone can send it
    assert house.send(request).status_code == 200


@hard
@given(
    said=st.dictionaries(st.sampled_from(["message", "callback_query", "update_id"]), json_values),
    known=st.booleans(),
)
def test_updates(opened: tuple[House, dict[str, str]], said: dict[str, Any], known: bool) -> None:
    """Almost-updates with the right secret: 200 or 400."""
    house, gates = opened
    chat = {"chat": {"id": 7, "type": "private"}, "message_id": 1}
    if known and isinstance(said.get("message"), dict):
        said["message"] = said["message"] | chat
    body = msgspec.json.encode({"update_id": 1} | said)
    headers = {"x-telegram-bot-api-secret-token": SECRET, "content-type": "application/json"}
    answer = house.client.post(f"/gerbang/{gates['telegram']}/masuk", content=body, headers=headers)
    assert answer.status_code in (200, 400), answer.text


def test_a_body_that_is_too_large_is_refused(opened: tuple[House, dict[str, str]]) -> None:
    """100,001 bytes."""
    house, gates = opened
    answer = house.send(generic_post(f"/gerbang/{gates['generic']}/masuk", b"x" * 100_001))
    assert answer.status_code == 400
