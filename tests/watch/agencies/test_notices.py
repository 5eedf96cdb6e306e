"""Agencies are told of incidents: from the decision over a gateway that listens to the liaison's tap; never twice."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from kawal.field.channels.model import GateSettings
from kawal.store.jobs import JobRunner, waiting_jobs
from kawal.store.log import read_entries
from kawal.store.tables import JOB
from kawal.watch.agencies.contactqueries import Notice, notices
from kawal.watch.agencies.noticedesk import NoticeDesk
from kawal.watch.incidents.acting import LOOK
from kawal.web.identity import SESSION_COOKIE
from tests.field.channels.providers import SECRET, delivery
from tests.http.conftest import BASE, OWN, session
from tests.watch.agencies.test_contacts import save
from tests.watch.dutylog.test_dutylog import Desk
from tests.watch.incidents.test_case_pages import STATION, Hands, brawl, case, cases, desk, do, hands, liaison

__all__ = ["desk", "hands"]  # fixtures
DAY, SECOND = "+628000001303", "+628000001301"
"""The officer of the day and the head of the police of the exercise."""


class Listening:
    """A gateway that listens on this machine and remembers what it was given."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.status = 200
        listening = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if listening.status == 200:
                    listening.sent.append(json.loads(body))
                self.send_response(listening.status)
                self.end_headers()
                self.wfile.write(b'{"id": "g-1"}')

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}/send"


@pytest.fixture
def gateway() -> Iterator[Listening]:
    """A gateway."""
    made = Listening()
    yield made
    made.server.shutdown()
    made.server.server_close()


def open_gate(desk: Desk, url: str, address: str = BASE) -> str:
    """Open a gateway of the node that sends there."""
    settings = GateSettings(address=address, secret=SECRET, url=url)
    gate: str = desk.client.app.state["gates"].open("generic", "Uji", settings, "test")[0]
    return gate


def run(desk: Desk, hands: Hands) -> int:
    """Do what is due, with all the handlers of the node."""
    return JobRunner(desk.node.engine, desk.client.app.state["jobs"], hands).run_due()


def told(desk: Desk) -> tuple[Notice, ...]:
    """The notices of the node."""
    with desk.node.reading() as connection:
        return notices(connection)


def notice_desk(desk: Desk) -> NoticeDesk:
    """The desk of notices."""
    found: NoticeDesk = desk.client.app.state["notices"]
    return found


def pass_minutes(hands: Hands, minutes: float) -> None:
    """Time passes."""
    hands.now += timedelta(minutes=minutes)


def test_from_the_decision_to_the_tap(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """The step leaves a job; the officer of the day gets one text with the link; its fate stands on the case."""
    account = liaison(desk)
    gate = open_gate(desk, gateway.url)
    index = brawl(desk)
    with desk.node.reading() as connection:
        assert LOOK in [kind for kind, _, _ in waiting_jobs(connection)]
    assert run(desk, hands) == 2  # the look, the sending
    (text,) = gateway.sent
    assert text["to"] == DAY
    assert text["text"].startswith(
        f"Insiden {index}: Gangguan kamtibmas, TPS 012 Mantuil, berat. Mohon jawab sebelum"
    )
    assert "Danru" not in text["text"]
    page = desk.page(f"/insiden/{index}")
    assert "belum dibaca" in page
    assert "terkirim" not in page
    (notice,) = told(desk)
    assert notice.account == account.id
    assert desk.client.request(**delivery(gate, notice.text, "delivered")).status_code == 200
    page = desk.page(f"/insiden/{index}")
    assert "terkirim" in page
    assert "belum dibaca" in page
    link = text["text"].rsplit(" ", 1)[1].removeprefix(BASE)
    desk.client.cookies.clear()
    assert desk.client.get(link).status_code == 200
    for step in ("read", "accepted"):
        assert desk.client.post(f"{link}/langkah", data={"step": step}, headers=OWN).status_code == 200
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator"))
    assert "sudah dibaca" in desk.page(f"/insiden/{index}")
    assert case(desk, index).agencies[0].has_accepted


def test_no_secret_lies_in_the_jobs_and_nobody_is_named_in_the_log(
    desk: Desk, hands: Hands, gateway: Listening
) -> None:
    """The token is made as it is sent; neither it nor name, number or contact stands in a job or an entry."""
    liaison(desk)
    open_gate(desk, gateway.url)
    gateway.status = 503
    brawl(desk)
    run(desk, hands)
    with desk.node.reading() as connection:
        jobs = repr([tuple(row) for row in connection.execute(select(JOB))])
        log = repr([str(one) for one in read_entries(connection)])
    for private in ("/tautan/", "1303", "Perwira", "K-POLRESTA"):
        assert private not in jobs
        assert private not in log


def test_a_job_that_runs_again_sends_nothing_more(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """Ten looks, as after a crash before the job's end was recorded: one text."""
    liaison(desk)
    open_gate(desk, gateway.url)
    brawl(desk)
    for _ in range(10):
        notice_desk(desk).look()
        run(desk, hands)
    assert len(gateway.sent) == 1
    assert len(told(desk)) == 1


def test_a_gateway_that_is_down_is_tried_again(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """503, then 200 ten seconds later: one text, the page says in between that it waits."""
    liaison(desk)
    open_gate(desk, gateway.url)
    gateway.status = 503
    index = brawl(desk)
    run(desk, hands)
    assert gateway.sent == []
    assert "pemberitahuan menunggu dikirim" in desk.page(f"/insiden/{index}")
    gateway.status = 200
    pass_minutes(hands, 10 / 60)
    run(desk, hands)
    assert len(gateway.sent) == 1


@pytest.mark.parametrize("end", ["closed", "accepted"])
def test_what_ended_or_was_accepted_meanwhile_is_not_sent(
    desk: Desk, hands: Hands, gateway: Listening, end: str
) -> None:
    """The gateway was down; when it is back nothing goes out, and the text says that it was not needed."""
    liaison(desk)
    open_gate(desk, gateway.url)
    gateway.status = 503
    index = brawl(desk)
    run(desk, hands)
    if end == "closed":
        given = {"place": STATION, "what": "disturbance", "result": "resolved", "note": ""}
        assert desk.client.post(f"/insiden/{index}/tutup", data=given, headers=OWN).status_code == 200
    else:
        assert do(desk, index, "accepted", "POLRESTA") == 303
    gateway.status = 200
    pass_minutes(hands, 1)
    run(desk, hands)
    assert gateway.sent == []
    (notice,) = told(desk)
    assert notice.failed


def test_an_incident_that_ended_before_the_look_tells_nobody(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """No notice, no text."""
    liaison(desk)
    open_gate(desk, gateway.url)
    index = brawl(desk)
    given = {"place": STATION, "what": "disturbance", "result": "resolved", "note": ""}
    assert desk.client.post(f"/insiden/{index}/tutup", data=given, headers=OWN).status_code == 200
    run(desk, hands)
    assert (gateway.sent, told(desk)) == ([], ())


def test_each_clock_that_runs_out_tells_one_more_and_at_last_the_next_agency_once(
    desk: Desk, hands: Hands, gateway: Listening
) -> None:
    """Severe: 5 minutes. The officer of the day, the head, the officer of the night, then the provincial police."""
    liaison(desk)
    liaison(desk, "POLDA")
    assert save(desk, agency="POLDA", name="Piket Polda", phone="0811-2222-9999") == 303
    open_gate(desk, gateway.url)
    index = brawl(desk)
    minutes: list[int] = []
    for _ in range(30):
        notice_desk(desk).look()
        run(desk, hands)
        minutes += [round((hands.now - started(desk, index)).total_seconds() / 60)] * (len(told(desk)) - len(minutes))
        pass_minutes(hands, 1)
    assert [one.reason for one in told(desk)] == ["routed", "overdue", "overdue", "escalated"]
    assert [one["to"] for one in gateway.sent] == [DAY, SECOND, "+628000001302", "+6281122229999"]
    assert minutes == [0, 5, 10, 15]
    assert [step.step for step in case(desk, index).steps if step.agency == "POLDA"] == ["told"]
    assert case(desk, index).owner == "POLRESTA"  # whose it is stays the desk's to say
    desk.node.writer.rebuild()
    assert len(told(desk)) == 4


def started(desk: Desk, index: int) -> Any:
    """When the incident was heard of."""
    from datetime import datetime  # noqa: PLC0415

    return datetime.fromisoformat(case(desk, index).heard.received)


def test_a_text_that_fails_for_ever_is_followed_by_one_to_the_next_contact(
    desk: Desk, hands: Hands, gateway: Listening
) -> None:
    """The gateway refuses the first number: the head is told at the next look, before any clock ran out."""
    liaison(desk)
    open_gate(desk, gateway.url)
    gateway.status = 400
    index = brawl(desk)
    run(desk, hands)
    assert "pemberitahuan gagal" in desk.page(f"/insiden/{index}")
    gateway.status = 200
    notice_desk(desk).look()
    run(desk, hands)
    assert [(one.reason, one.turn, bool(one.failed)) for one in told(desk)] == [
        ("routed", 0, True),
        ("routed", 1, False),
    ]
    assert [one["to"] for one in gateway.sent] == [SECOND]


def test_handing_on_and_asking_tell_the_agency_that_it_concerns(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """The supervisor is handed the case, the police are asked: a text to each, of what it is."""
    liaison(desk)
    liaison(desk, "BAWASLU")
    open_gate(desk, gateway.url)
    index = brawl(desk)
    run(desk, hands)
    pass_minutes(hands, 1)
    assert do(desk, index, "handed_on", "BAWASLU", note="pelanggaran") == 303
    pass_minutes(hands, 1)
    assert do(desk, index, "asked", "POLRESTA", note="berapa orang?") == 303
    run(desk, hands)
    assert [(one.agency, one.reason) for one in told(desk)] == [
        ("POLRESTA", "routed"),
        ("BAWASLU", "routed"),
        ("POLRESTA", "asked"),
    ]
    assert "Ada pertanyaan untuk Anda" in gateway.sent[-1]["text"]
    assert "berapa" not in gateway.sent[-1]["text"]


def test_without_liaison_gateway_or_address_nobody_is_told_and_the_case_says_so(
    desk: Desk, hands: Hands, gateway: Listening
) -> None:
    """No account: no link could speak for anyone. No address of the node: no link could be opened."""
    index = brawl(desk)
    open_gate(desk, gateway.url)
    run(desk, hands)
    assert "belum diberitahu: salin tautan atau telepon" in desk.page(f"/insiden/{index}")
    liaison(desk)
    assert "pemberitahuan disiapkan" in desk.page(f"/insiden/{index}")
    desk.client.app.state["gates"].close("generic-1", "test")
    open_gate(desk, gateway.url, address="")
    notice_desk(desk).look()
    run(desk, hands)
    assert "belum diberitahu: salin tautan atau telepon" in desk.page(f"/insiden/{index}")
    assert (gateway.sent, told(desk)) == ([], ())


def test_a_chat_that_is_bound_to_the_contacts_account_is_taken_before_the_telephone(
    desk: Desk, hands: Hands, gateway: Listening
) -> None:
    """Telegram's own interface, at an address of this machine: the chat of the officer of the day."""
    from kawal.access.model import Grant  # noqa: PLC0415
    from kawal.field.channels.events import ChatBound  # noqa: PLC0415
    from kawal.store.events import Decision, Sealed  # noqa: PLC0415

    grant = Grant("liaison", "POLRESTA", "")
    account = desk.node.access.open_account("penghubung-polresta", "Piket", (grant,), "test")
    open_gate(desk, gateway.url)
    settings = GateSettings(address=BASE, secret=SECRET, password="t", sender="b", url=gateway.url[:-5])  # noqa: S106
    bot, _ = desk.client.app.state["gates"].open("telegram", "Bot", settings, "test")
    bound = Sealed(ChatBound(gate=bot, account=account.id), b"4711")
    desk.node.writer.commit(lambda _: Decision((bound,)), "test")
    brawl(desk)
    run(desk, hands)
    (text,) = gateway.sent
    assert text["chat_id"] == "4711"
    assert "/tautan/" in text["text"]


def test_an_old_incident_wakes_nobody(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """Six hours after it was heard of: a node that comes back tells nobody of it by itself."""
    liaison(desk)
    brawl(desk)
    open_gate(desk, gateway.url)
    pass_minutes(hands, 360)
    run(desk, hands)
    assert told(desk) == ()


def test_the_look_of_every_minute_waits_for_the_next(desk: Desk, hands: Hands) -> None:
    """It runs once a minute and leaves one job; a quiet look adds no entry."""
    notice_desk(desk).start()
    size = desk.size()
    for _ in range(5):
        pass_minutes(hands, 1)
        assert run(desk, hands) == 1
    with desk.node.reading() as connection:
        assert [kind for kind, _, _ in waiting_jobs(connection)] == ["notice_due"]
    assert desk.size() == size


def test_other_texts_go_out_as_they_are(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """A text of the desk has no link; the word on an unknown text changes no notice."""
    gate = open_gate(desk, gateway.url)
    desk.client.app.state["gates"].send(gate, "0811-2222-3333", "Apel pukul 5", "test")
    run(desk, hands)
    assert [one["text"] for one in gateway.sent] == ["Apel pukul 5"]
    assert cases(desk).rules.clocks.accept_min.severe == 5
    assert msgspec.json.encode(gateway.sent[0]).count(b"tautan") == 0
