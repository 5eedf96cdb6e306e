"""One ground of the exercise: two reports of voters without a right, an objection, the study up to the city."""

import re
from typing import TYPE_CHECKING, Any

from kawal.access.model import Grant
from kawal.cli.exercise_clock import StoryClock
from kawal.cli.exercise_copies import phone_of

"""Irregularities of the exercise: what station supervisors and an observer tell of; one station has a ground."""


from kawal.kernel.codes import StationId

if TYPE_CHECKING:
    from kawal.node import Node

STUDIED = "6371021001007"
TOLD: tuple[tuple[str, Grant, str, int], ...] = (
    ("ptps-637102", Grant("station_supervisor", "", "63.71.02"), "10:42", 268),
    ("pemantau", Grant("observer", "", "63.71"), "11:05", 245),
)
"""Who reports it: login, grant, at what time, how many minutes before ten past three."""
OBJECTION = {
    "level": "station",
    "objector": "agent",
    "pair": 2,
    "which_contest": "mayor",
    "form": "procedure",
    "accepted": "noted",
}
REASONS = (
    ("passed_up", "Contoh: dua laporan terpisah, daftar hadir dipegang KPPS."),
    ("passed_up", "Contoh: keterangan KPPS diminta, dua sumber cocok."),
)
"""What the station's and the district's supervisor say; the city's turn is left to the visitor."""


def study(node: "Node", client: Any, agent: str, adjudicator: str, clock: StoryClock) -> str:
    """Reports by phone, then the ground through the page's own forms; returns where its page is."""
    entries = []
    for login, grant, hour, minutes in TOLD:
        data = {"what": "voted_without_right", "how_many": 2, "known_by": "seen", "happened_at": hour}
        phone = phone_of(node, client, login, grant)
        entries.append(_sent(phone, "irregularity", 1, data, clock.ms() - 60_000 * minutes))
    account = node.access.directory().accounts[agent]
    own = phone_of(node, client, account.login, account.grants[0])
    _sent(
        own, "objection", 2, OBJECTION, clock.ms() - 60_000 * 30, note="Contoh: dua orang tanpa hak pilih dilayani."
    )
    return _studied(node, client, adjudicator, entries)


def _sent(phone: Any, kind: str, version: int, data: dict[str, Any], at_ms: int, **private: str) -> int:
    token = phone.write(kind, STUDIED, data, at_ms, v=version, private=private)
    return int(phone.send(token)[0]["index"])


def _studied(node: "Node", client: Any, adjudicator: str, entries: list[int]) -> str:
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(adjudicator, "session")))
    opened = {"rule": "PSU-112-2E", "station": STUDIED, "contest": "mayor", "entries": " ".join(map(str, entries))}
    page = _posted(client, "/sengketa/dasar/buka", opened | {"note": "Contoh: dua sumber menyebut dua orang."})
    held = {"exhibit": "attendance", "holder": "kpps", "pages": "4", "seal": "0047251"}
    _posted(client, f"{page}/bukti", held | {"seen": _newest(client, page)})
    for outcome, reason in REASONS:
        _posted(client, f"{page}/langkah", {"outcome": outcome, "reason": reason, "seen": _newest(client, page)})
    client.cookies.clear()
    return page


def _posted(client: Any, path: str, data: dict[str, str]) -> str:
    own = {"origin": str(client.base_url).rstrip("/")}
    answer = client.post(path, data=data, headers=own, follow_redirects=False)
    if answer.is_error:
        answer.raise_for_status()
    return str(answer.headers["location"]).partition("#")[0]


def _newest(client: Any, page: str) -> str:
    """The newest entry that the page shows."""
    found = re.findall(r'name="seen" value="([0-9]+)"', client.get(page).raise_for_status().text)
    return str(found[0])


MINUTE_MS = 60_000
TWO_PERSONS, ONE_PERSON = StationId("6371021003002"), StationId("6371021003003")
"""Two persons without the right voted at the first: a ground. One at the second, and lawful voters added: none."""
IN_THE_DARK = StationId("6371031001004")
_SEEN = {"known_by": "seen", "happened_at": "11:40"}
SUPERVISED: tuple[tuple[str, dict[str, Any], int], ...] = (
    (TWO_PERSONS, {"what": "voted_without_right", "how_many": 2} | _SEEN, 210),
    (ONE_PERSON, {"what": "voted_without_right", "how_many": 1} | _SEEN, 205),
    (ONE_PERSON, {"what": "added_on_day", "how_many": 14} | _SEEN, 130),
)
"""Where, what, and how many minutes ago, from the supervisors of one district."""
OBSERVED: tuple[tuple[str, dict[str, Any], int], ...] = (
    (TWO_PERSONS, {"what": "voted_without_right", "how_many": 1, "known_by": "told", "happened_at": "11:45"}, 200),
    (IN_THE_DARK, {"what": "count_dark", "known_by": "seen", "happened_at": "14:10"}, 55),
)
"""The same from an observer of the whole city."""


def send_irregularities(node: "Node", client: Any, now_ms: int) -> int:
    """Send them as signed reports through the node's interface; returns how many were recorded."""
    supervisor = phone_of(node, client, "ptps-637102", Grant("station_supervisor", "", "63.71.02"))
    observer = phone_of(node, client, "pemantau", Grant("observer", "", "63.71"))
    recorded = 0
    for phone, told in ((supervisor, SUPERVISED), (observer, OBSERVED)):
        tokens = [
            phone.write("irregularity", place, data, now_ms - ago * MINUTE_MS, private={"note": "Latihan, contoh."})
            for place, data, ago in told
        ]
        recorded += sum(1 for one in phone.send(*tokens) if one["status"] == 201)
    return recorded
