"""The chronology follows the events, not the log."""

from datetime import datetime
from pathlib import Path

import pytest

from kawal.disputes.dossier.chronology import happened_ms
from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Scope
from kawal.field.kinds import KindBook, shipped_kinds
from kawal.jurisdiction.zones import WITA
from kawal.watch.model import Heard, Source
from tests.disputes.rules.test_facts import Rules
from tests.support.phone import STATION

BOOK = KindBook("training", shipped_kinds())


def ms(day: int, hour: int, minute: int) -> int:
    return int(datetime(2024, 11, day, hour, minute, tzinfo=WITA).timestamp() * 1000)


@pytest.mark.parametrize(
    ("sent", "stated", "happened"),
    [
        (ms(27, 13, 5), "11:40", ms(27, 11, 40)),
        (ms(27, 10, 20), "11:40", ms(27, 11, 40)),  # a clock that is behind
        (ms(28, 0, 10), "23:50", ms(27, 23, 50)),  # told after midnight of what was before it
        (ms(27, 13, 5), "siang", ms(27, 13, 5)),
    ],
)
def test_the_clock_time_that_a_report_states_is_when_it_happened(sent: int, stated: str, happened: int) -> None:
    said = {"what": "count_dark", "happened_at": stated}
    heard = Heard(1, "x", "irregularity", sent, "", Source("", "device", "a"), said)
    assert happened_ms(heard, STATION, BOOK) == happened


def test_what_happened_first_stands_first_though_it_was_reported_last(tmp_path: Path) -> None:
    """Sent as first, second, third; they tell of 11:40, 09:10 and again 09:10: by time, then by entry."""
    node = Rules(tmp_path / "node")
    for hour in ("11:40", "09:10", "09:10"):
        node.tell(node.supervisor, "count_dark", happened_at=hour)
    desk: DossierDesk = node.house.client.app.state["dossiers"]
    lines = desk.draft(Scope("station", STATION), "PK", "test").dossier.chronology
    first, second, third = sorted(one.index for one in lines)
    assert [one.index for one in lines] == [second, third, first]
    assert [one.at_ms for one in lines] == sorted(one.at_ms for one in lines)
    node.house.close()
