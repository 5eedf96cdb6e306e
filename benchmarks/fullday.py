"""A node at the end of a full day: every station of the exercise went through its stages; shared by benchmarks."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.conftest import fill, new_node
from tests.support.phone import Phone, enrolled

from kawal.election.queries import load_registry
from kawal.kernel.codes import StationId
from kawal.node import Node
from kawal.store.events import Decision, Report
from kawal.store.publish import publish

WITA = timezone(timedelta(hours=8))
MORNING = datetime(2024, 11, 27, 6, 0, tzinfo=WITA)
STAGES: tuple[tuple[int, str, dict[str, object]], ...] = (
    (20, "logistics", {"complete": True}),
    (60, "opening", {"opened_at": "07:02"}),
    (150, "turnout", {"arrived": 90}),
    (240, "turnout", {"arrived": 170}),
    (330, "turnout", {"arrived": 240}),
    (421, "closing", {"closed_at": "13:01"}),
    (440, "counting_starts", {}),
    (640, "counting_ends", {}),
    (700, "box_handed_over", {"seal": "B-1"}),
)
"""Minutes after six o'clock, the kind of report, its answers."""
INCIDENTS = ("disturbance", "medical", "other")
PHONES = 40


def full_day(
    folder: Path, stages: int = len(STAGES), incidents: int = 200
) -> tuple[Node, list[Phone], list[StationId]]:
    """A node with nine reports of each station and some incidents; its phones; its stations."""
    node = fill(new_node(folder, "order"))
    with node.reading() as connection:
        places = [one.id for one in load_registry(connection).stations]
    phones = [enrolled(node) for _ in range(PHONES)]
    tokens = []
    for minute, kind, data in STAGES[:stages]:
        at = int((MORNING + timedelta(minutes=minute)).timestamp() * 1000)
        for number, place in enumerate(places):
            said = phones[number % PHONES].report(kind=kind, place=place, at=at + number * 500, data=data)
            tokens.append(said.jws.encode())
    for number in range(incidents):
        at = int((MORNING + timedelta(minutes=60 + 3 * number)).timestamp() * 1000)
        data = {"what": INCIDENTS[number % len(INCIDENTS)], "severity": ("minor", "moderate", "severe")[number % 3]}
        place = places[number * 7 % len(places)]
        tokens.append(phones[number % PHONES].report(kind="incident", place=place, at=at, data=data).jws.encode())
    for start in range(0, len(tokens), 2_000):
        decision = Decision(tuple(Report(token) for token in tokens[start : start + 2_000]))
        node.writer.commit(lambda _, decision=decision: decision, "bench")  # type: ignore[misc]
    publish(node.engine, node.store.published)
    return node, phones, places
