"""What goes out: one reply a minute to who is known; sent once, tried again, given up; and its delivery is told."""

import itertools
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import httpx
import pytest

from kawal.access.throttle import Throttle
from kawal.field.channels.events import GateClosed
from kawal.field.channels.model import AdapterName, GateSettings
from kawal.field.channels.replies import Replies
from kawal.field.channels.sending import MOST_TRIES, gateway_client
from kawal.field.channels.work import GateWork
from kawal.field.events import TextDelivered, TextFailed
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.store.events import Recorded
from tests.conftest import exercise_clock
from tests.field.channels.providers import PHONE, SECRET, SMS, House, delivery, message


def accepting(house: House) -> None:
    """Every provider takes what it is given."""
    answers = {
        "api.telerivet.com": lambda: httpx.Response(200, json={"id": "SM1", "status": "queued"}),
        "kannel": lambda: httpx.Response(202, text="0: Accepted for delivery"),
        "api.twilio.com": lambda: httpx.Response(201, json={"sid": "SM1", "status": "queued"}),
        "gateway": lambda: httpx.Response(200, json={"id": "g-1"}),
    }
    house.outside.answer = lambda request: answers[request.url.host]()


def queue(house: House, name: AdapterName) -> tuple[str, str]:
    """(gateway, id) of a reply that waits."""
    gate = house.open(name)
    house.send(message(gate, "TPS 3 Mantuil sudah buka"))
    return gate, house.texts()[-1][0]


@pytest.mark.parametrize("name", SMS)
def test_a_reply_is_sent_once_and_its_delivery_told(house: House, name: AdapterName) -> None:
    """Queued, sent, delivered; a hundred words on it, in any order, are at most one entry of each kind."""
    accepting(house)
    gate, text = queue(house, name)
    assert [state for _, state, _ in house.texts()] == ["queued"]
    assert house.run_jobs() == 1
    assert house.run_jobs() == 0
    assert [state for _, state, _ in house.texts()] == ["sent"]
    assert len(house.outside.sent) == 1
    words = ["delivered", "failed", "under_way"] * 34
    Random(3).shuffle(words)  # noqa: S311
    for word in words:
        assert house.send(delivery(gate, text, word)).status_code == 200
    assert house.texts() == [(text, "delivered", house.texts()[0][2])]
    told = [one.event for one in events(house) if isinstance(one.event, TextDelivered | TextFailed)]
    assert len([one for one in told if isinstance(one, TextDelivered)]) == 1
    assert len(told) <= 2


def test_a_delivery_told_before_the_sending_was_recorded_stays_delivered(house: House) -> None:
    """The provider is faster than our own record."""
    gate, text = queue(house, "generic")

    def answer(_: httpx.Request) -> httpx.Response:
        assert house.send(delivery(gate, text, "delivered")).status_code == 200
        return httpx.Response(200, json={"id": "g-1"})

    house.outside.answer = answer
    house.run_jobs()
    assert house.texts() == [(text, "delivered", "")]


@pytest.mark.parametrize("name", SMS)
def test_a_forged_or_foreign_word_on_a_delivery_changes_nothing(house: House, name: AdapterName) -> None:
    """Another gateway's word, an unknown text: 200 and nothing; a wrong proof: 403."""
    _, text = queue(house, name)
    other = house.open(name)
    assert house.send(delivery(other, text, "failed")).status_code == 200
    assert house.send(delivery(other, "01936a2e-0000-7000-8000-000000000000", "failed")).status_code == 200
    house.gates.change(other, GateSettings(secret="another-secret"), "test")  # noqa: S106
    assert house.send(delivery(other, text, "failed")).status_code == 403
    assert house.texts()[0][1] == "queued"
    assert house.gates.counts.of(other).forged == 1


def test_what_is_refused_for_ever_has_failed_at_once(house: House) -> None:
    """One try; the provider's code is the reason."""
    _, text = queue(house, "twilio")
    house.outside.answer = lambda _: httpx.Response(
        400, json={"code": 21211, "message": "+628..., no", "status": 400}
    )
    assert house.run_jobs() == 1
    assert house.texts() == [(text, "failed", "21211")]
    assert house.jobs() == []


def test_what_cannot_be_taken_now_is_tried_again_ever_more_rarely_and_then_given_up(house: House) -> None:
    """Waits of 5, 10, 20 ... seconds; after ten tries it has failed."""
    _, text = queue(house, "twilio")
    house.outside.answer = lambda _: httpx.Response(503)
    tries, passed = [], 0
    while house.jobs() and passed < 4 * 3600:
        if house.run_jobs(lambda: exercise_clock() + timedelta(seconds=passed)):  # noqa: B023
            tries.append(passed)
        passed += 5
    waits = [after - before for before, after in itertools.pairwise(tries)]
    assert waits[:4] == [5, 10, 20, 40]
    assert len(house.outside.sent) == MOST_TRIES == len(tries)
    assert house.texts() == [(text, "failed", "HTTP 503")]


def test_it_goes_out_when_the_gateway_is_back(house: House) -> None:
    """Busy twice, then not."""
    _, text = queue(house, "twilio")
    answers = iter([httpx.Response(429), httpx.Response(500), httpx.Response(201, json={"sid": "SM9"})])
    house.outside.answer = lambda _: next(answers)
    for seconds in (0, 5, 15):
        house.run_jobs(lambda: exercise_clock() + timedelta(seconds=seconds))  # noqa: B023
    assert house.texts() == [(text, "sent", "")]


def test_a_gateway_that_does_not_answer_holds_up_no_other(house: House) -> None:
    """Five texts wait for a dead gateway: it is asked once, not five times, before the living one is served."""
    accepting(house)
    dead = house.open("generic")
    for number in range(5):
        house.gates.send(dead, PHONE, f"Uji {number}", "test")
    alive = house.open("twilio")
    house.gates.send(alive, PHONE, "Uji", "test")
    take = house.outside.answer

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "gateway":
            raise httpx.ConnectTimeout("no answer")
        return take(request)

    house.outside.answer = answer
    house.run_jobs()
    assert [request.url.host for request in house.outside.sent] == ["gateway", "api.twilio.com"]
    assert [state for _, state, _ in house.texts()] == ["queued"] * 5 + ["sent"]


def test_a_closed_gateway_takes_nothing_and_sends_nothing(house: House) -> None:
    """403 for what comes in; what waited has failed; its secrets are gone; closing again is no second entry."""
    gate, text = queue(house, "generic")
    for _ in range(2):
        house.gates.close(gate, "test")
    assert house.send(message(gate, "TPS 4 buka", key="2")).status_code == 403
    house.run_jobs()
    assert house.texts() == [(text, "failed", "gate closed")]
    assert house.outside.sent == []
    assert len([one for one in events(house) if isinstance(one.event, GateClosed)]) == 1
    with pytest.raises(NotPermitted):
        house.gates.opened(gate)


def test_a_sender_is_answered_five_times_and_always_asked(house: House) -> None:
    """Seven lines at once: five are said back, not the sixth; the seventh must be asked and is."""
    gate = house.open("generic")
    for number in range(1, 7):
        house.send(message(gate, f"TPS {number} sudah buka", key=str(number)))
    house.send(message(gate, "TPS 99 sudah buka", key="7"))
    house.send(message(gate, "terima kasih", key="8", sender="0800-000-1013"))
    said = house.said()
    assert said[:5] == [f"Tercatat: TPS {number} Mantuil buka." for number in range(1, 6)]
    assert len(said) == 6
    assert "TPS nomor berapa?" in said[5]


def test_replies_begin_anew_after_a_minute(house: House) -> None:
    """By the clock of time-outs; how many senders are remembered is bounded by the throttle."""
    now = [0.0]
    lines = house.application.state["lines"]
    replies = Replies(lines.gazetteer, Throttle(1, 1 / 60, lambda: now[0]))
    from kawal.field.channels.senders import Senders  # noqa: PLC0415
    from kawal.field.incoming import Author, Incoming  # noqa: PLC0415

    sender = Senders(house.application.state["field"].registry()).find(PHONE)
    assert sender is not None
    line = Incoming(channel="sms", text="TPS 3 buka", at=exercise_clock(), gate="g", sender="+62", ward=sender.ward)
    understood = lines.look(line, Author("gate:g", "gateway", sender.reaches))
    answered = []
    for now[0] in (0.0, 30.0, 59.0, 60.0, 61.0):
        answered.append(bool(replies(line, understood)))
    assert answered == [True, False, False, True, False]


def test_a_question_goes_back_to_the_sender(house: House) -> None:
    """A station that is not there is asked, and nothing of it counts."""
    gate = house.open("generic")
    house.send(message(gate, "TPS 99 Mantuil sudah buka", key="1"))
    (said,) = house.said()
    assert said.endswith("?")
    assert len(said) <= 160


def test_every_reply_is_one_short_message(house: House) -> None:
    """A line with thirty things in it is answered in 160 characters of the alphabet."""
    gate = house.open("generic")
    house.send(message(gate, ", ".join(f"TPS {n} buka 07.{n:02d}" for n in range(1, 12)), key="1"))
    (said,) = house.said()
    assert len(said) <= 160
    assert said.isascii()


@pytest.mark.parametrize(
    ("given", "title"),
    [
        (GateSettings(url="http://g"), " "),
        (GateSettings(url="http://g"), "x" * 81),
        (GateSettings(url="file:///etc/passwd"), "ok"),
        (GateSettings(url="g"), "ok"),
        (GateSettings(address="posko", url="http://g"), "ok"),
        (GateSettings(secret="x" * 301, url="http://g"), "ok"),
        (GateSettings(secret="two\nlines", url="http://g"), "ok"),  # noqa: S106
    ],
)
def test_a_gateway_is_opened_with_sense_or_not_at_all(house: House, given: GateSettings, title: str) -> None:
    """A name, addresses of the web, secrets of one line; the refusal quotes no secret."""
    with pytest.raises(Rejected) as refused:
        house.gates.open("generic", title, given, "test")
    assert "xxxx" not in str(refused.value) or given.secret == ""
    assert house.gates.all_open() == []


def test_secrets_in_addresses_are_plain(house: House) -> None:
    """Kannel reads % in an address as its own; Telegram takes letters, digits, _ and - only."""
    for name in ("kannel", "telegram"):
        given = GateSettings(url="http://g", user="u", password="p", sender="s", secret="50%d")  # noqa: S106
        with pytest.raises(Rejected):
            house.gates.open(name, "ok", given, "test")


def test_made_secrets_differ(house: House) -> None:
    """Each gateway that is opened without a secret gets one of its own, of 32 characters."""
    made = {house.gates.open("generic", "ok", GateSettings(), "test")[1].secret for _ in range(3)}
    assert len(made) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", one) for one in made)


def test_no_secret_is_logged_or_lies_open(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Sent, refused, unanswered, at the finest level of logging: no secret in any line, nor in any file."""
    answers: list[Callable[[], httpx.Response]] = [
        lambda: httpx.Response(200, json={"id": "1"}),
        lambda: httpx.Response(400, text=SECRET),
        lambda: httpx.Response(503, text=SECRET),
    ]
    client = gateway_client(httpx.MockTransport(house.outside.handle))
    state = house.application.state
    house.work = GateWork(state["field"], state["lines"], house.clock, client)
    with caplog.at_level(logging.DEBUG):
        for name in SMS:
            gate = house.open(name)
            for answer in answers:
                house.outside.answer = lambda _, made=answer: made()  # type: ignore[misc]
                house.gates.send(gate, PHONE, "Uji kirim", "test")
                house.run_jobs()
            house.outside.answer = refuse
            house.gates.send(gate, PHONE, "Uji kirim", "test")
            house.run_jobs()
            house.send(message(gate, "TPS 3 buka"))
    assert len(house.outside.sent) >= 16
    assert SECRET not in caplog.text
    assert "0000001011" not in caplog.text
    files = b"".join(path.read_bytes() for path in house.node.folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in files


def refuse(_: httpx.Request) -> httpx.Response:
    """Nobody there."""
    raise httpx.ConnectError("refused")


def events(house: House) -> list[Recorded[Any]]:
    """All events of the log."""
    with house.node.reading() as connection:
        return [entry for entry in house.node.writer.entries(connection) if isinstance(entry, Recorded)]
