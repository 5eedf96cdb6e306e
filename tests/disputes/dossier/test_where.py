"""A station has one name in a dossier: TPS 007 Mantuil, alone and among others."""

from kawal.disputes.dossier.paper.words import ENTRY, HEADS
from kawal.disputes.dossier.where import where

NAMES = {f"6371011012{number:03d}": f"TPS {number:03d} Mantuil" for number in range(1, 9)} | {
    "6371011001012": "TPS 012 Pekauman",
    "63.71.01.1012": "Mantuil",
}


def test_a_station_is_named_the_same_alone_and_among_others() -> None:
    stations = list(NAMES)
    assert where(stations[6:7], NAMES) == "TPS 007 Mantuil"
    assert where([stations[6], "6371011001012"], NAMES) == "TPS 007 Mantuil; TPS 012 Pekauman"
    assert where([*stations[:3], stations[6], "63.71.01.1012"], NAMES) == "TPS 001–003, 007 Mantuil; Mantuil"


def test_a_column_of_exhibit_codes_is_not_headed_as_entry_numbers() -> None:
    """Findings name their entries by exhibit codes; only the list of exhibits has the numbers of entries."""
    assert [name for name, head in HEADS.items() if ENTRY in head] == ["exhibit_head"]
