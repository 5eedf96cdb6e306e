"""Providers as a test needs them: they send messages to a node the way the real ones do."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from litestar.testing import TestClient
from sqlalchemy import select

from kawal.access.profiles import Profile
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.model import AdapterName, GateSettings
from kawal.field.channels.sms import generic, twilio
from kawal.field.channels.work import GateWork
from kawal.field.desk import FieldDesk
from kawal.field.lines import Reply
from kawal.field.tables import LINE, OUTGOING, REPORT
from kawal.kernel.clock import Clock
from kawal.node import Node
from kawal.store.jobs import JobRunner, waiting_jobs
from kawal.store.sealed import open_entry
from tests.conftest import exercise_clock, filled_node
from tests.http.conftest import BASE

PHONE, ELSEWHERE = "0800-000-1011", "0800-000-1001"
"""A member of the ward unit of Mantuil, and the leader of the unit of a district, in the exercise."""
SECRET = KEY = "a-secret-of-the-tests"  # noqa: S105
SETTINGS: dict[AdapterName, GateSettings] = {
    "telerivet": GateSettings(address=BASE, secret=SECRET, user="PJ1", password=KEY),
    "kannel": GateSettings(address=BASE, secret=SECRET, url="http://kannel/cgi-bin/sendsms", user="u", password=KEY),
    "twilio": GateSettings(address=BASE, secret=SECRET, user="AC1", sender="+15005550006"),
    "generic": GateSettings(address=BASE, secret=SECRET, url="http://gateway/send"),
    "telegram": GateSettings(address=BASE, secret=SECRET, password=KEY, sender="kawalbot"),
}
SMS: tuple[AdapterName, ...] = ("telerivet", "kannel", "twilio", "generic")
Request = dict[str, Any]
"""What is given to `client.request`."""


class Gateway:
    """The outside: a client for outgoing requests that answers as it is told and remembers what it was sent."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        self.answer: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(200, json={"id": "X1"})
        self.client = httpx.Client(transport=httpx.MockTransport(self.handle))

    def handle(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        self.sent.append(request)
        return self.answer(request)


class House:
    """A node behind its interface, with one gateway of a kind, and the jobs under a clock that the test moves."""

    def __init__(
        self, folder: Path, profile: Profile = "training", clock: Clock = exercise_clock, node: Node | None = None
    ) -> None:
        self.clock = clock
        self.node = node or filled_node(folder, profile, clock)
        self.application = create_app(self.node, load_letterhead())
        self.client = TestClient(self.application, base_url=BASE, raise_server_exceptions=False)
        self.client.__enter__()
        self.outside = Gateway()
        state = self.application.state
        self.work = GateWork(state["field"], state["lines"], clock, self.outside.client)

    @property
    def gates(self) -> GateDesk:
        """The desk of gateways."""
        desk: GateDesk = self.application.state["gates"]
        return desk

    def open(self, adapter: AdapterName) -> str:
        """Open a gateway; returns its name."""
        return self.gates.open(adapter, f"Uji {adapter}", SETTINGS[adapter], "test")[0]

    def run_jobs(self, later: Clock | None = None) -> int:
        """Do what is due now, or at a later moment."""
        return JobRunner(self.node.engine, self.work.handlers(), later or self.clock).run_due()

    def jobs(self) -> list[str]:
        """The kinds of jobs that wait."""
        with self.node.reading() as connection:
            return [kind for kind, _, _ in waiting_jobs(connection)]

    def send(self, request: Request) -> httpx.Response:
        """Send what a provider made."""
        answer: httpx.Response = self.client.request(**request)
        return answer

    def lines(self) -> list[tuple[Any, ...]]:
        """What the lines of the log say, without what every node names anew."""
        columns = [LINE.c[name] for name in ("gate", "state", "asks", "at_ms", "person", "place", "facts")]
        statement = select(REPORT.c.channel, *columns).join(REPORT, REPORT.c.position == LINE.c.position)
        with self.node.reading() as connection:
            return sorted(tuple(row) for row in connection.execute(statement))

    def words(self) -> list[str]:
        """The sealed words of all lines, oldest first."""
        field: FieldDesk = self.application.state["field"]
        with self.node.reading() as connection:
            positions = list(connection.scalars(select(LINE.c.position).order_by(LINE.c.position)))
            return [str((field.private_part(connection, one) or {})["text"]) for one in positions]

    def texts(self) -> list[tuple[str, str, str]]:
        """(id, state, reason) of outgoing texts, oldest first."""
        with self.node.reading() as connection:
            rows = connection.execute(select(OUTGOING).order_by(OUTGOING.c.position))
            return [(row.id, row.state, row.reason) for row in rows]

    def said(self) -> list[str]:
        """The words of outgoing texts, oldest first."""
        with self.node.reading() as connection:
            positions = list(connection.scalars(select(OUTGOING.c.position).order_by(OUTGOING.c.position)))
            sealer = self.node.store.blobs.sealer
            return [
                msgspec.json.decode(open_entry(connection, sealer, one) or b"", type=Reply).text for one in positions
            ]

    def close(self) -> None:
        """End."""
        self.client.__exit__(None, None, None)
        self.work.close()
        self.node.close()


def message(
    gate: str, text: str, *, key: str = "M1", sender: str = PHONE, at: int | None = None, **more: Any
) -> Request:
    """A message as the provider of a gateway ("twilio-1") sends it; `part` is (ref, number, total)."""
    adapter = gate.partition("-")[0]
    path = f"/gerbang/{gate}/masuk"
    moment = int(time.time()) if at is None else at
    part = more.get("part")
    if adapter == "telerivet":
        fields = {
            "event": "incoming_message",
            "id": key,
            "message_type": "sms",
            "content": text,
            "from_number": sender,
            "time_created": str(moment),
            "phone_id": "PN1",
            "secret": SECRET,
        }
        return {"method": "POST", "url": path, "data": fields}
    if adapter == "kannel":
        fields = {"id": key, "from": sender, "text": text, "time": str(moment)}
        query = urlencode(fields)
        if part:
            ref, number, total = part
            query += "&udh=" + "".join(f"%{one:02X}" for one in (5, 0, 3, ref, total, number))
        return {"method": "GET", "url": f"{path}?{query}&secret={SECRET}"}
    if adapter == "twilio":
        fields = {"MessageSid": key, "From": sender, "To": "+15005550006", "Body": text, "NumSegments": "1"}
        return twilio_post(path, fields)
    said: dict[str, Any] = {"id": key, "from": sender, "text": text, "sent_at": datetime.fromtimestamp(moment, UTC)}
    if part:
        said["part"] = dict(zip(("ref", "number", "total"), part, strict=True))
    return generic_post(path, msgspec.json.encode(said))


def twilio_post(path: str, fields: dict[str, str], secret: str = SECRET) -> Request:
    """A signed form post."""
    proof = twilio.signature(secret, BASE + path, list(fields.items()))
    return {"method": "POST", "url": path, "data": fields, "headers": {"x-twilio-signature": proof}}


def generic_post(path: str, body: bytes, secret: str = SECRET, at: float | None = None) -> Request:
    """A signed JSON post."""
    moment = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    headers = {"content-type": "application/json", **generic.proof(secret, body, moment)}
    return {"method": "POST", "url": path, "content": body, "headers": headers}


def delivery(gate: str, text: str, state: str) -> Request:
    """A provider's word on a text of ours: "delivered", "failed" or "under_way"."""
    adapter = gate.partition("-")[0]
    path = f"/gerbang/{gate}/kabar-kirim"
    if adapter == "telerivet":
        word = {"delivered": "delivered", "failed": "not_delivered", "under_way": "sent"}[state]
        fields = {"event": "send_status", "id": "X1", "status": word, "secret": SECRET}
        return {"method": "POST", "url": f"{path}?text={text}", "data": fields}
    if adapter == "kannel":
        word = {"delivered": "1", "failed": "2", "under_way": "8"}[state]
        return {"method": "GET", "url": f"{path}?text={text}&state={word}&secret={SECRET}"}
    if adapter == "twilio":
        word = {"delivered": "delivered", "failed": "undelivered", "under_way": "sent"}[state]
        return twilio_post(f"{path}?text={text}", {"MessageSid": "SM1", "MessageStatus": word, "ErrorCode": "30003"})
    return generic_post(path, msgspec.json.encode({"text": text, "state": state, "reason": "no_signal"}))
