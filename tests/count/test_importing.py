"""Files of results become readings: looked at first, taken whole or not at all, never older over newer."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kawal.app import open_results
from kawal.count.desk import CountDesk
from kawal.count.events import EVENTS
from kawal.count.files.profiles import decode_profile, profile_of
from kawal.count.importing import Brought, ImportDesk
from kawal.count.sums import sources_of, totals
from kawal.kernel.errors import Conflict, Missing, NotPermitted, Refused, Rejected
from kawal.node import Node
from tests.conftest import filled_node
from tests.support.feed import feed_zip
from tests.support.rows import all_rows

WARD = "63.71.01.1012"
STATIONS = tuple(f"6371011012{number:03d}" for number in (1, 2, 3, 4))
OWN = b"""
id: salinan
title: {id: Salinan, en: Copies}
options: [1, 2, 3]
key: [tps]
readings:
  - id: a
    fields: {votes_1: n1, votes_2: n2, votes_3: n3, valid_total: sah, invalid_total: tsah}
identities: [VALID_SUM]
"""
HEAD = "tps,n1,n2,n3,sah,tsah\n"


def anywhere(_place: str) -> bool:
    return True


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    made = filled_node(tmp_path / "node", "supervision")
    yield made
    made.close()


@pytest.fixture
def desk(node: Node) -> Iterator[ImportDesk]:
    with open_results(node) as made:
        yield made


def look(desk: ImportDesk, path: Path, source: str = "public_feed", round_: int = 1) -> Brought:
    return desk.look(path, path.name, profile_of("sirekap"), "mayor", source, round_, anywhere)


def table(folder: Path, *rows: str) -> Path:
    path = folder / "salinan.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n")
    return path


def look_table(desk: ImportDesk, path: Path, source: str = "supervisor") -> Brought:
    return desk.look(path, path.name, decode_profile(OWN, "own.yaml"), "mayor", source, 1, anywhere)


def test_a_feed_comes_in_as_readings_of_one_source_and_is_summed_up(
    node: Node, desk: ImportDesk, tmp_path: Path
) -> None:
    """Four stations with 60, 61, 62, 63 votes for number 1: 246. Before it is taken nothing is there."""
    brought = look(desk, feed_zip(tmp_path / "umpan.zip", STATIONS))
    assert (len(brought.readings), brought.unknown, brought.empty, brought.replaces) == (4, (), 0, 0)
    assert brought.as_of == "2024-11-28 10:15:04"
    with node.reading() as rows:
        assert sources_of(rows, "mayor") == ()
    assert desk.take(brought, "clerk") == 4
    with node.reading() as rows:
        assert sources_of(rows, "mayor") == ("public_feed",)
        [total] = totals(rows, desk.field.registry(), "mayor", [WARD])
    assert (total.counted, total.numbers["votes_1"]) == (4, 60 + 61 + 62 + 63)


def test_stations_that_are_not_known_and_rows_without_numbers_are_counted_and_left_out(
    desk: ImportDesk, tmp_path: Path
) -> None:
    path = feed_zip(
        tmp_path / "umpan.zip",
        [*STATIONS[:2], "1101012001001"],
        lambda number: None if number == 1 else (60, 100, 40),
    )
    brought = look(desk, path)
    assert ([one.station for one in brought.readings], brought.unknown, brought.empty) == (
        [STATIONS[0]],
        ("1101012001001",),
        1,
    )
    assert brought.ignored is not None
    assert brought.ignored.null_chart == 1


def test_a_file_comes_once_and_an_older_feed_never_replaces_a_newer_one(desk: ImportDesk, tmp_path: Path) -> None:
    first = feed_zip(tmp_path / "satu.zip", STATIONS)
    desk.take(look(desk, first), "clerk")
    with pytest.raises(Conflict, match="sudah masuk"):
        look(desk, first)
    older = feed_zip(tmp_path / "lama.zip", STATIONS[3:], lambda _: (1, 1, 1), ts="2024-11-27 23:45:00")
    with pytest.raises(Conflict, match="untuk 1 TPS sudah ada yang lebih baru"):
        look(desk, older)
    other = feed_zip(tmp_path / "lain.zip", ["6371011012005"], ts="2024-11-27 23:45:00")
    assert len(look(desk, other).readings) == 1  # of a station that the newer feed did not have


def test_what_was_looked_at_is_looked_at_again_when_it_is_taken(desk: ImportDesk, tmp_path: Path) -> None:
    """Two clerks look at the same file; the second to take it is told."""
    path = feed_zip(tmp_path / "umpan.zip", STATIONS)
    one, other = look(desk, path), look(desk, path)
    desk.take(one, "clerk-1")
    with pytest.raises(Conflict):
        desk.take(other, "clerk-2")


def test_a_newer_feed_takes_the_place_of_the_older_which_stays(node: Node, desk: ImportDesk, tmp_path: Path) -> None:
    desk.take(look(desk, feed_zip(tmp_path / "satu.zip", STATIONS)), "clerk")
    newer = feed_zip(tmp_path / "dua.zip", STATIONS, lambda _: (70, 100, 40), ts="2024-11-28 11:00:00")
    brought = look(desk, newer)
    assert brought.replaces == 4
    desk.take(brought, "clerk")
    with node.reading() as rows:
        [total] = totals(rows, desk.field.registry(), "mayor", [WARD])
        assert len(all_rows(rows)["count_reading"]) == 8
    assert total.numbers["votes_1"] == 4 * 70


def test_a_table_brings_copies_of_any_source_by_its_own_profile(node: Node, desk: ImportDesk, tmp_path: Path) -> None:
    brought = look_table(desk, table(tmp_path, f"{STATIONS[0]},61,100,39,200,5"))
    desk.take(brought, "clerk")
    with node.reading() as rows:
        assert sources_of(rows, "mayor") == ("supervisor",)


def test_numbers_that_no_form_of_the_contest_has_refuse_the_whole_file(desk: ImportDesk, tmp_path: Path) -> None:
    """A feed with four options for a contest of three."""
    path = feed_zip(tmp_path / "umpan.zip", STATIONS[:1], lambda _: (1, 2, 3, 4))
    with pytest.raises(Refused) as refused:
        look(desk, path)
    assert [fault.got for fault in refused.value.faults] == ["votes_4"]
    huge = table(tmp_path, f"{STATIONS[0]},1000000000,1,1,3,5", f"{STATIONS[1]},1,1,1,3,5")
    with pytest.raises(Refused):
        look_table(desk, huge)


def test_unknown_sources_files_of_elsewhere_and_stations_out_of_reach_are_refused(
    desk: ImportDesk, tmp_path: Path
) -> None:
    path = feed_zip(tmp_path / "umpan.zip", STATIONS)
    for source in ("", "kpu", "agent_9"):
        with pytest.raises(Rejected, match="sumber"):
            look(desk, path, source)
    with pytest.raises(Rejected, match="paling sedikit satu TPS"):
        look(desk, feed_zip(tmp_path / "jauh.zip", ["1101012001001"]))
    two_keys = tmp_path / "kpu.csv"
    two_keys.write_text(
        "provinsi,kabkota,kecamatan,kelurahan,kel_id,tps,dpt_l,dpt_p,"
        "kpu_pas1,kpu_pas2,kpu_sah,kpu_tsah,kpu_jum,kp_pas1,kp_pas2,kp_sah,kp_tsah,kp_jum\n"
        "K,B,S,M,1,1,100,100,50,50,100,2,102,50,50,100,2,102\n"
    )
    with pytest.raises(Rejected, match="satu kolom kunci"):
        desk.look(two_keys, "kpu.csv", profile_of("situng2019"), "mayor", "official", 1, anywhere)
    with pytest.raises(NotPermitted):
        desk.look(path, "umpan.zip", profile_of("sirekap"), "mayor", "public_feed", 1, lambda _place: False)


def test_a_later_round_takes_only_stations_that_were_ordered_for_it(
    node: Node, desk: ImportDesk, tmp_path: Path
) -> None:
    desk.take(look(desk, feed_zip(tmp_path / "satu.zip", STATIONS)), "clerk")
    CountDesk(desk.field, node.clock).rounds.order("mayor", STATIONS[:2], "re_poll", "21/PHP.KOT-XIX/2021", "judge")
    with pytest.raises(Rejected, match="diperintahkan"):
        look(desk, feed_zip(tmp_path / "semua.zip", STATIONS, lambda _: (1, 2, 3)), round_=2)
    desk.take(look(desk, feed_zip(tmp_path / "psu.zip", STATIONS[:2], lambda _: (50, 90, 30)), round_=2), "clerk")
    with node.reading() as rows:
        [total] = totals(rows, desk.field.registry(), "mayor", [WARD])
    assert total.numbers["votes_1"] == 50 + 50 + 62 + 63


def test_a_preview_waits_for_its_own_account_only(desk: ImportDesk, tmp_path: Path) -> None:
    brought = look(desk, feed_zip(tmp_path / "umpan.zip", STATIONS))
    ticket = desk.keep(brought, "a-1")
    assert desk.kept(ticket, "a-1") == brought
    with pytest.raises(Missing):
        desk.kept(ticket, "a-2")
    for _ in range(8):
        desk.keep(brought, "a-1")
    with pytest.raises(Missing):
        desk.kept(ticket, "a-1")


def test_imports_and_rounds_are_built_again_from_the_log_as_they_were(
    node: Node, desk: ImportDesk, tmp_path: Path
) -> None:
    desk.take(look(desk, feed_zip(tmp_path / "satu.zip", STATIONS)), "clerk")
    CountDesk(desk.field, node.clock).rounds.order("mayor", STATIONS[:2], "re_poll", "21/PHP.KOT-XIX/2021", "judge")
    desk.take(look(desk, feed_zip(tmp_path / "psu.zip", STATIONS[:2], lambda _: (50, 90, 30)), round_=2), "clerk")
    with node.reading() as rows:
        before = all_rows(rows)
    node.writer.rebuild()
    with node.reading() as rows:
        assert all_rows(rows) == before
    assert [len(before[name]) for name in ("count_imported", "count_round", "count_reading")] == [2, 2, 6]


def test_an_import_of_before_there_was_a_moment_is_still_read() -> None:
    old = {
        "type": "readings_imported/1",
        "contest": "mayor",
        "source": "official",
        "reader": "file",
        "file": "a.csv",
        "file_sha256": "0" * 64,
        "rows": 1,
        "sha256": "0" * 64,
    }
    [kind] = [one for one in EVENTS if one.__name__ == "ReadingsImported"]
    assert msgspec.convert(old, kind).as_of == ""  # type: ignore[attr-defined]
