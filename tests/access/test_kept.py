"""What is kept is never older than the last change that was told."""

import threading
from pathlib import Path

from sqlalchemy.engine import Connection

from kawal.access.kept import Kept
from kawal.store.engine import open_engine


def test_a_change_during_a_reading_is_not_covered_by_it(tmp_path: Path) -> None:
    """A reading that began before the change ends before it is told: the next one reads anew, and once."""
    engine = open_engine(tmp_path / "a.sqlite3")
    present, reads = ["old"], []
    begun, go_on = threading.Event(), threading.Event()

    def load(_: Connection) -> str:
        value = present[0]
        reads.append(value)
        if value == "old":
            begun.set()
            go_on.wait(timeout=30)
        return value

    kept = Kept(engine, load)
    reader = threading.Thread(target=kept.get)
    reader.start()
    begun.wait(timeout=30)
    present[0] = "new"
    change = threading.Thread(target=kept.forget)
    change.start()
    go_on.set()
    for one in (reader, change):
        one.join(timeout=30)
    assert [kept.get(), kept.get()] == ["new", "new"]
    assert reads == ["old", "new"]
    engine.dispose()
