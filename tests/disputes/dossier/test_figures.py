"""Every vote figure of a dossier rests on an entry or a file inside it, or is named as one that does not."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kawal.count.copyreport import copy_of
from kawal.count.files.profiles import profile_of
from kawal.disputes.dossier.figures import fitted, marked
from kawal.disputes.dossier.model import ResultsFile, Scope, StationRow
from kawal.disputes.dossier.pack import Built
from kawal.disputes.threshold.decide import Announce, announce
from kawal.field.model import read_public
from kawal.jurisdiction.zones import WITA
from kawal.record.dossier import open_dossier
from kawal.record.jws import Jws
from kawal.store.events import Decision
from kawal.upkeep import erase_body
from tests.count.test_recap_pages import FORM, STATIONS, WARD
from tests.disputes.dossier.test_pack import faults
from tests.disputes.dossier.test_recapitulation import Plenary
from tests.support.feed import feed_zip

FED = (*STATIONS[:2], *(f"6371011012{number:03d}" for number in (1, 2, 3)))
"""Two stations of the plenary's ward, and three of another of which nothing else is known."""
LATER = int(datetime(2024, 11, 28, 11, tzinfo=WITA).timestamp() * 1000)
MAYOR = Scope("contest", "mayor")
Votes = Mapping[tuple[int, str], Mapping[str, int]]


class Fed(Plenary):
    """Phones, two forms of a plenary, KPU's feed and a decree speak of one contest."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "node")
        desk, path = self.house.client.app.state["count_files"], feed_zip(folder / "umpan.zip", FED)
        look = desk.look(path, path.name, profile_of("sirekap"), "mayor", "public_feed", 1, lambda _region: True)
        desk.take(look, "test")
        numbers = {"votes_1": 4 * 61, "valid_total": 4 * 200}
        command = Announce(contest="mayor", region=WARD, source="decree", at_ms=LATER, reference="1", numbers=numbers)
        event = announce(command, self.house.desk.registry(), LATER, WITA)  # the node's clock stands before the vote
        self.house.node.writer.commit(lambda _rows: Decision((event,)), "test")


@pytest.fixture
def fed(tmp_path: Path) -> Iterator[Fed]:
    made = Fed(tmp_path)
    yield made
    made.house.close()


def opened(built: Built) -> dict[str, bytes]:
    assert faults(built.body) == ([], [])
    return dict(open_dossier(built.body)[0])


def votes_in(files: Mapping[str, bytes]) -> Votes:
    """What each entry of a ZIP says of each station, by the ZIP alone: a report, a clerk, a decision, a file."""
    found: dict[tuple[int, str], Mapping[str, int]] = {}
    for name in (one for one in files if one.startswith("entries/")):
        index, body = int(name[8:16]), files[name]
        if name.endswith(".jws"):
            copy = copy_of(read_public(Jws.parse(body.decode()).payload))
            found |= {(index, copy.station): copy.numbers} if copy else {}
            continue
        event: dict[str, Any] = json.loads(body)["event"]
        match event["type"].partition("/")[0]:
            case "readings_imported":
                blob = json.loads(files.get(f"blobs/{event['sha256']}.json", b"[]"))
                found |= {(index, station): numbers for station, numbers in blob}
            case "form_entered":
                found |= {(index, at): event["numbers"] for entry, at in [*found] if entry == event["copy"]}
            case "numbers_decided":
                found[index, event["station"]] = event["numbers"]
    return found


Lost = tuple[str, ...]
"""A figure that nothing in the ZIP says: which part of `dossier.json`, the entry, where it stands."""


def bare(told: Mapping[str, Any], files: Mapping[str, bytes]) -> list[Lost]:
    """All figures of `dossier.json` are walked."""
    votes, entries = votes_in(files), {int(name[8:16]) for name in files if name.startswith("entries/")}
    return [
        *(one for form in told["forms"] for one in _of_form(form, votes)),
        *(one for row in told["stations"] for one in _of_row(row, votes)),
        *(one for recap in told["recaps"] for one in _of_recap(recap, files)),
        *(one for result in told["results"] for one in _of_result(result, files)),
        *(
            (part, str(index))
            for part in ("found", "cited", "margins")
            for one in told[part]
            for index in one["entries"]
            if index not in entries
        ),
    ]


def _of_form(form: Mapping[str, Any], votes: Votes) -> Iterator[Lost]:
    place = form["station"]
    for at, copy in enumerate(form["copies"]):
        index = copy["index"]
        read = [*copy["numbers"].items(), *((row["name"], row["values"][at]) for row in form["rows"])]
        for name, value in read:
            if value is not None and votes.get((index, place), {}).get(name) != value:
                yield "copy", str(index), place, name
    rests = [copy["index"] for copy in form["copies"]] + form["decided"]
    for row in form["rows"]:
        if row["held"] not in {votes.get((one, place), {}).get(row["name"]) for one in rests}:
            yield "held", "", place, row["name"]


def _of_row(row: Mapping[str, Any], votes: Votes) -> Iterator[Lost]:
    for name, value in row["numbers"].items():
        if value not in {votes.get((one, row["station"]), {}).get(name) for one in row["entries"]}:
            yield "station", "", row["station"], name


def _of_recap(recap: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Lost]:
    numbers = json.loads(files[f"blobs/{recap['sha256']}.json"])
    known = {**numbers["columns"], recap["region"]: numbers["total"]}
    for column in recap["columns"]:
        for row, value in zip(recap["rows"], column["stated"], strict=True):
            if value is not None and known[column["place"]].get(row["name"]) != value:
                yield "recap", str(recap["index"]), column["place"], row["name"]


def _of_result(result: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[Lost]:
    for at, index in enumerate(result["entries"]):
        stated = json.loads(files[f"entries/{index:08d}.json"])["event"]["numbers"]
        for one in result["rows"]:
            if one["said"][at] != stated.get(one["name"]):
                yield "result", str(index), result["region"], one["name"]


def test_every_figure_of_a_contest_is_said_by_an_entry_or_a_file_inside_its_dossier(fed: Fed) -> None:
    """Two stations, on which the feed differs, are held in full, five are a row: the feed's entry is all that three
    of these rest on. The node adds up 4 x 61 = 244 and says so beside the decree."""
    files = opened(fed.draft(MAYOR))
    told = json.loads(files["dossier.json"])
    assert bare(told, files) == []
    rows = {row["station"]: row for row in told["stations"] if row["numbers"]}
    assert set(rows) == {*STATIONS, *FED}
    [file] = told["files"]
    assert [rows[station]["entries"] for station in FED[2:]] == [[file["index"]]] * 3
    assert [rows[one]["full"] for one in (*STATIONS, *FED[2:])] == [True] * 2 + [False] * 5
    assert all(row["proven"] for row in rows.values())
    [first] = [one for one in told["results"][0]["rows"] if one["name"] == "votes_1"]
    assert (first["own"], first["said"], first["off"]) == (4 * FORM["votes_1"], [4 * 61], [0])
    codes = {one["file"]: one["code"] for one in told["exhibits"]}
    assert f"blobs/{file['sha256']}.json" in codes


def test_the_file_of_other_places_comes_along_for_who_may_see_them_and_is_named_where_it_stays_out(fed: Fed) -> None:
    """Of a station the feed's file is in what a release and its keeper make; else its entry and its hash are said,
    and only the feed's own copy is not proven."""
    scope = Scope("station", STATIONS[0])
    whole, narrow = (opened(fed.draft(scope, all_of=all_of)) for all_of in (True, False))
    told = json.loads(narrow["dossier.json"])
    [file] = told["files"]
    name = f"blobs/{file['sha256']}.json"
    assert (name in whole, name in narrow, file["numbers"]) == (True, False, "apart")
    assert f"entries/{file['index']:08d}.json" in narrow
    [said] = [one["en"] for one in told["missing"] if file["sha256"] in one["en"]]
    assert f"entry {file['index']}, SHA-256" in said
    assert bare(json.loads(whole["dossier.json"]), whole) == []
    assert {one[1] for one in _of_form(told["forms"][0], votes_in(narrow)) if one[0] == "copy"} == {
        str(file["index"])
    }


def test_a_file_that_was_erased_is_said_to_be_erased(fed: Fed) -> None:
    """The three stations that only the feed spoke of have no numbers any more; that it came in is proven and said."""
    entry = fed.draft(MAYOR).dossier.files[0].index
    erase_body(fed.house.node, entry, "UU 27/2022", "test")
    built = fed.draft(MAYOR)
    files = opened(built)
    rows = {one.station: one for one in built.dossier.stations}
    assert [(rows[one].numbers, rows[one].entries) for one in FED[2:]] == [({}, ())] * 3
    assert [(one.index, one.numbers) for one in built.dossier.files] == [(entry, "erased")]
    assert f"entries/{entry:08d}.json" in files
    assert any(f"entry {entry} were erased" in one["en"] for one in built.dossier.missing)


def row(number: int, *entries: int, full: bool = False) -> StationRow:
    station = f"6371011001{number:03d}"
    return StationRow(station=station, ward="63.71.01.1001", full=full, numbers={"votes_1": 1}, entries=entries)


def test_rows_whose_entries_do_not_fit_stay_with_the_word_that_they_are_not_proven() -> None:
    """Room for four entries: the station in full has 1 and 2 anyway; the one that brings one more comes before the
    one that brings two, and for that which brings three no room is left: 2 + 1 + 2 = 5 > 4."""
    rows = (row(1, 3, 4), row(2, 5), row(3, 1, 2, full=True))
    fitting = fitted(rows, {1, 2}, 4)
    assert [one.station[10:] for one in fitting] == ["003", "002"]
    inside = {1, 2}.union(*(one.entries for one in fitting))
    assert [one.proven for one in marked(rows, inside, ())] == [False, True, True]


def test_one_file_proves_the_rows_of_a_whole_province() -> None:
    """13,000 stations that came in one file bring one entry."""
    rows = [row(number, 7) for number in range(13_000)]
    assert len(fitted(rows, {1}, 2)) == 13_000


def test_a_row_is_not_proven_by_a_file_whose_numbers_are_not_here() -> None:
    """Its entry is inside, what it brought is not."""
    file = ResultsFile(
        contest="mayor",
        round=1,
        source={},
        file="a.csv",
        as_of="",
        forms=1,
        by={},
        at_ms=0,
        index=7,
        sha256="ab",
        numbers="erased",
    )
    assert [one.proven for one in marked([row(1, 7), row(2, 8)], {7, 8}, [file])] == [False, True]
