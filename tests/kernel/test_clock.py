"""The civil clock of a rehearsal starts where it is told and runs as fast as it is told."""

from datetime import UTC, datetime, timedelta

import pytest

from kawal.kernel.clock import clock_at
from kawal.kernel.errors import Rejected


def test_a_rehearsal_runs_at_its_speed() -> None:
    """Ten real seconds at 120x are twenty civil minutes."""
    real = [datetime(2024, 11, 1, tzinfo=UTC)]
    clock = clock_at("2024-11-27T05:00+08:00@120x", lambda: real[0])
    assert clock().isoformat() == "2024-11-27T05:00:00+08:00"
    real[0] += timedelta(seconds=10)
    assert clock().isoformat() == "2024-11-27T05:20:00+08:00"
    assert clock_at("2024-11-27T05:00+08:00", lambda: real[0])().hour == 5


@pytest.mark.parametrize(
    "text",
    ["", "@120x", "yesterday", "2024-11-27T05:00@120x", "2024-11-27T05:00+08:00@0x", "2024-11-27T05:00+08:00@x"],
)
def test_what_is_no_clock_is_refused(text: str) -> None:
    """No moment, no zone, no speed."""
    with pytest.raises(Rejected):
        clock_at(text)
