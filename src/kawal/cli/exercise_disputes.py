"""Irregularities of the exercise: what station supervisors and an observer tell of; one station has a ground."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from kawal.access.model import Grant
from kawal.cli.exercise_copies import phone_of
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import StationId

if TYPE_CHECKING:
    from kawal.node import Node

MINUTE_MS = 60_000
TWO_PERSONS, ONE_PERSON = StationId("6371021003002"), StationId("6371021003003")
"""Two persons without the right voted at the first: a ground. One at the second, and lawful voters added: none."""
IN_THE_DARK = StationId("6371031001004")
TOLD_AFTER = timedelta(minutes=10)
"""How long after it happened each of them is sent."""
SUPERVISED: tuple[tuple[str, dict[str, Any], int], ...] = (
    (TWO_PERSONS, {"what": "voted_without_right", "how_many": 2, "known_by": "seen"}, 210),
    (ONE_PERSON, {"what": "voted_without_right", "how_many": 1, "known_by": "seen"}, 205),
    (ONE_PERSON, {"what": "added_on_day", "how_many": 14, "known_by": "seen"}, 130),
)
"""Where, what, and how many minutes ago, from the supervisors of one district."""
OBSERVED: tuple[tuple[str, dict[str, Any], int], ...] = (
    (TWO_PERSONS, {"what": "voted_without_right", "how_many": 1, "known_by": "told"}, 200),
    (IN_THE_DARK, {"what": "count_dark", "known_by": "seen"}, 55),
)
"""The same from an observer of the whole city."""


def send_irregularities(node: "Node", client: Any, now_ms: int) -> int:
    """Send them as signed reports through the node's interface; returns how many were recorded."""
    supervisor = phone_of(node, client, "ptps-637102", Grant("station_supervisor", "", "63.71.02"))
    observer = phone_of(node, client, "pemantau", Grant("observer", "", "63.71"))
    recorded = 0
    for phone, told in ((supervisor, SUPERVISED), (observer, OBSERVED)):
        tokens = []
        for place, data, ago in told:
            at_ms = now_ms - ago * MINUTE_MS
            said = data | {"happened_at": f"{datetime.fromtimestamp(at_ms / 1000, WITA) - TOLD_AFTER:%H:%M}"}
            tokens.append(phone.write("irregularity", place, said, at_ms, private={"note": "Latihan, contoh."}))
        recorded += sum(1 for one in phone.send(*tokens) if one["status"] == 201)
    return recorded
