"""The law of one node: which deadlines a breach has, and the node's own file."""

from datetime import date
from pathlib import Path

import pytest

from kawal.jurisdiction.law import Law, read_local
from kawal.kernel.errors import Rejected

LOCAL = """
desk: {hours: 'Senin-Jumat 08.00-16.00', place: 'Jalan Contoh 1', phone: 0800-000-0102}
closed: [{day: 2024-12-04, name: Hari jadi, source: SE wali kota}]
"""


def test_a_breach_has_its_deadlines_and_anything_else_has_none() -> None:
    """A report within seven days for both classes; recount and re-poll for the procedure, Gakkumdu for a crime."""
    law = Law()
    assert [one.id for one in law.of_violation("criminal")] == ["report", "follow_up", "gakkumdu"]
    assert [one.id for one in law.of_violation("administrative")] == ["report", "recount", "repoll", "follow_up"]
    assert law.of_violation("") == ()


def test_a_local_file_gives_the_desk_and_closed_days(tmp_path: Path) -> None:
    """Both are optional."""
    path = tmp_path / "law.yaml"
    path.write_text(LOCAL)
    law = Law(read_local(path))
    assert law.local.desk is not None
    assert law.local.desk.phone == "0800-000-0102"
    assert not law.calendar.is_working(date(2024, 12, 4))
    path.write_text("{}")
    assert read_local(path).desk is None


@pytest.mark.parametrize(
    "text",
    [
        "desk: {hours: ''}",
        "closed: [{day: 2024-02-30, name: a, source: b}]",
        "closed: [{day: 2024-12-04, name: a}]",
        "door: 1",
        "- 1",
        "desk: [",
    ],
)
def test_an_odd_local_file_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    """It names the file."""
    path = tmp_path / "law.yaml"
    path.write_text(text)
    with pytest.raises(Rejected, match=r"law\.yaml"):
        read_local(path)
