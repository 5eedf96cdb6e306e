"""The field of the exercise: phones that enrol and report over HTTP, as real ones do."""

import hashlib
import secrets
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from kawal.access.model import Grant
from kawal.access.roles import Role
from kawal.jurisdiction.zones import WITA
from kawal.kernel.clock import Clock
from kawal.record.jws import b64url, raw_public, thumbprint
from kawal.record.sdjwt import issue

if TYPE_CHECKING:
    from kawal.deployment.model import FrozenPlan
    from kawal.kernel.codes import RegionCode
    from kawal.node import Node

SEED = 20241127
CREW: tuple[tuple[str, Role, str], ...] = (
    ("linmas-mantuil", "officer", "63.71.01.1012"),
    ("linmas-pelambuan", "officer", "63.71.03.1003"),
    ("danru-selatan", "team_leader", "63.71.01"),
    ("danru-barat", "team_leader", "63.71.03"),
    ("ptps-alalak", "station_supervisor", "63.71.05"),
)
LEADERS = tuple(login for login, role, _ in CREW if role == "team_leader")
EVERY_S = 4.0
DRILL = {"check_in": 6, "logistics": 5, "nil": 3, "incident": 2, "assembly": 1, "welfare": 1}
"""What the first reports are about: kinds with their weights."""
AFTERNOON = {"check_in": 15, "counting_ends": 12, "nil": 10, "incident": 1, "assembly": 1, "welfare": 1}
"""What goes on while a visitor looks."""


class Phone:
    """A phone of the exercise: its key, its sequence, where it may report from."""

    def __init__(self, client: Any, token: str, places: tuple[str, ...]) -> None:
        self._key = generate_private_key(SECP256R1())
        public = raw_public(self._key.public_key())
        self.kid, self.places, self.client = thumbprint(public), places, client
        self._seq = 0
        client.post("/api/devices", json={"invitation": token, "public_key": b64url(public)}).raise_for_status()

    def write(self, kind: str, place: str, data: dict[str, Any], at_ms: int, **more: Any) -> str:
        """A signed report."""
        from kawal.field.identity import new_identity  # noqa: PLC0415

        self._seq += 1
        private = more.pop("private", {})
        said = {
            "id": new_identity(),
            "kind": kind,
            "v": 1,
            "place": place,
            "seq": self._seq,
            "at": at_ms,
            "data": data,
        }
        return str(issue(said | more, private, self._key, self.kid, "kawal-report+sd-jwt", secrets.token_bytes))

    def send(self, *tokens: str) -> list[dict[str, Any]]:
        """Send a batch; one result each."""
        answer = self.client.post("/api/reports", json={"reports": list(tokens)})
        answer.raise_for_status()
        results: list[dict[str, Any]] = answer.json()["results"]
        return results


def enrol_crew(node: "Node", client: Any) -> list[Phone]:
    """Accounts and phones of the crew; accounts that are there stay, phones are new."""
    from kawal.cli.exercise_leaders import free_leader  # noqa: PLC0415
    from kawal.deployment.queries import load_plans  # noqa: PLC0415
    from kawal.election.queries import load_registry  # noqa: PLC0415
    from kawal.kernel.codes import RegionCode  # noqa: PLC0415

    with node.reading() as connection:
        registry, plans = load_registry(connection), load_plans(connection)
    known = {one.login: one.id for one in node.access.directory().accounts.values()}
    phones = []
    for login, role, region in CREW:
        if login not in known:
            name = login.replace("-", " ").title()
            person = _posted(plans[-1] if plans else None, RegionCode(region)) if role == "officer" else ""
            person = free_leader(node, region) if role == "team_leader" else person
            known[login] = node.access.open_account(login, name, (Grant(role, "", region),), "demo", person).id
        places = tuple(station.id for station in registry.stations_in(RegionCode(region)))
        phones.append(Phone(client, node.access.link(known[login], "device"), places))
    return phones


def _posted(plan: "FrozenPlan | None", region: "RegionCode") -> str:
    """Someone whom the plan puts at a station of a region."""
    from kawal.kernel.codes import ward_of, within  # noqa: PLC0415

    duties = plan.duties if plan else ()
    return next((one.person for one in duties if one.station and within(ward_of(one.station), region)), "")


def first_reports(phones: list[Phone], clock: Clock) -> dict[str, int]:
    """The first reports of the drill: presence, supplies, incidents with a photo, a repeat, a conflict, a riddle.

    Returns how many answers of each status came back.
    """
    random = Random(SEED)  # noqa: S311  an exercise, not a secret
    now = int(clock().timestamp() * 1000)
    answers: dict[str, int] = {}
    for phone in phones:
        tokens = [_report(phone, random, now - 60_000 * minute) for minute in range(12, 0, -1)]
        tokens.append(phone.write("unheard_of", phone.places[0], {}, now))
        twice = tokens[0]
        for result in phone.send(*tokens, twice):
            key = str(result["status"])
            answers[key] = answers.get(key, 0) + 1
    _photographed(phones[0], now)
    _long_on_duty(phones[0], now)
    _breach(phones[-1], now)
    return answers


@contextmanager
def going_on(phones: list[Phone], address: str, clock: Clock) -> Iterator[None]:
    """While the block runs, a phone reports every few seconds over the network; what fails is not tried again."""
    import httpx  # noqa: PLC0415

    client = httpx.Client(base_url=address)
    for phone in phones:
        phone.client = client
    stopped = threading.Event()
    random = Random(SEED + 1)  # noqa: S311  as above

    def work() -> None:
        while not stopped.wait(EVERY_S):
            phone = random.choice(phones)
            with suppress(httpx.HTTPError):  # the server is starting or stopping
                phone.send(_report(phone, random, int(clock().timestamp() * 1000), AFTERNOON))

    thread = threading.Thread(target=work, name="kawal-exercise", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()


def _report(phone: Phone, random: Random, at_ms: int, kinds: dict[str, int] = DRILL) -> str:
    place = random.choice(phone.places)
    kind = random.choices(tuple(kinds), tuple(kinds.values()))[0]
    said: dict[str, dict[str, Any]] = {
        "check_in": {"present": random.randint(2, 10)},
        "logistics": {
            "box_sealed": True,
            "complete": random.random() > 0.1,
            "seal": f"KS-{random.randint(1000, 9999)}",
        },
        "counting_ends": {"copies_given": True},
        "nil": {"stations": random.randint(1, 8)},
        "incident": {
            "what": random.choice(("disturbance", "logistics", "injury", "hazard")),
            "severity": random.choice(("minor", "minor", "moderate")),
        },
        "assembly": {
            "size": random.choice(("under_50", "under_50", "from_50", "from_200")),
            "seen_at": datetime.fromtimestamp(at_ms / 1000, WITA).strftime("%H:%M"),
            "first_aid": random.random() < 0.3,
            "traffic": random.random() < 0.5,
        },
        "welfare": {"state": "sick", "who": "poll_worker"},
    }
    private = {"note": "Latihan: keterangan contoh."} if kind in ("incident", "welfare") else {}
    return phone.write(kind, place, said[kind], at_ms, private=private, v={"assembly": 2, "incident": 4}.get(kind, 1))


def _long_on_duty(phone: Phone, at_ms: int) -> None:
    """The first officer guards the supplies since the evening before, and rested once."""
    post = phone.places[0]
    hour = 3_600_000
    phone.send(
        phone.write("check_in", post, {}, at_ms - 13 * hour),
        phone.write("rest_break", post, {"step": "begins"}, at_ms - 6 * hour),
        phone.write("rest_break", post, {"step": "ends"}, at_ms - 5 * hour),
    )


def _photographed(phone: Phone, at_ms: int) -> None:
    """One incident with a photo, sent in pieces as phones do."""
    photo = _picture()
    sha256 = hashlib.sha256(photo).hexdigest()
    data = {"what": "hazard", "severity": "moderate", "process": "stopped"}
    private = {"note": "Latihan: air setinggi lutut di pintu masuk."}
    phone.send(phone.write("incident", phone.places[0], data, at_ms, private=private, photos=[sha256], v=4))
    upload(phone, photo)


def upload(phone: Phone, photo: bytes) -> None:
    """Send a photo that a report names, in pieces as phones do."""
    sha256 = hashlib.sha256(photo).hexdigest()
    offset, piece = 0, 20_000
    while offset < len(photo):
        headers = {
            "content-type": "application/offset+octet-stream",
            "upload-offset": str(offset),
            "upload-length": str(len(photo)),
        }
        answer = phone.client.patch(f"/api/photos/{sha256}", content=photo[offset : offset + piece], headers=headers)
        answer.raise_for_status()
        offset = int(answer.headers["upload-offset"])


def _breach(phone: Phone, at_ms: int) -> None:
    """A station supervisor tells of money that was offered: an alleged breach of election law."""
    data = {"what": "money", "severity": "severe"}
    private = {"note": "Latihan: dua orang membagikan amplop di gang dekat TPS."}
    phone.send(phone.write("incident", phone.places[0], data, at_ms, private=private))


def _picture(width: int = 320, height: int = 200) -> bytes:
    """A drawn scene as PNG: sky, a house, water."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            house = 110 < x < 210 and 60 < y < 130
            water = y > 120 + (x // 8 % 3)
            rows += bytes((40, 90, 140) if water else (150, 120, 90) if house else (205, 215, 225))

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows)))
        + chunk(b"IEND", b"")
    )
