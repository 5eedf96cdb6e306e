"""One ground of the exercise: voters without a right at one station, an objection, the study up to the city."""

import re
from typing import TYPE_CHECKING, Any

from kawal.cli.exercise_copies import phone_of
from kawal.cli.exercise_disputes import MINUTE_MS, TWO_PERSONS
from kawal.field.queries import latest_reports

if TYPE_CHECKING:
    from kawal.node import Node

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


def study(node: "Node", client: Any, agent: str, adjudicator: str, now_ms: int) -> str:
    """The agent's objection by phone, then the ground through the page's own forms; returns where its page is."""
    account = node.access.directory().accounts[agent]
    phone = phone_of(node, client, account.login, account.grants[0])
    private = {"note": "Contoh: dua orang tanpa hak pilih dilayani."}
    phone.send(phone.write("objection", TWO_PERSONS, OBJECTION, now_ms - 30 * MINUTE_MS, v=2, private=private))
    with node.reading() as connection:
        told = latest_reports(connection, kind="irregularity", places=(TWO_PERSONS,))
    return _studied(node, client, adjudicator, sorted(one.index for one in told))


def _studied(node: "Node", client: Any, adjudicator: str, entries: list[int]) -> str:
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(adjudicator, "session")))
    opened = {
        "rule": "PSU-112-2E",
        "station": TWO_PERSONS,
        "contest": "mayor",
        "entries": " ".join(map(str, entries)),
    }
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
