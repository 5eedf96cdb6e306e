"""The report in NIST's format keeps the rules of its schema, whatever was counted, and says what the count says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.count.exports.cdf import Issuer, election_report
from kawal.count.model import Tabulation
from kawal.kernel.codes import RegionCode, make_station_id
from tests.count.exports.nist.schema import faults
from tests.count.exports.world import (
    BLANK,
    CANCELLED,
    FIRST,
    MANTUIL,
    REGISTRY,
    SECOND,
    WITA,
    form,
    rolled_up,
    station,
    tabulations,
    three_stations,
)

ISSUER = Issuer("Bawaslu Kota Banjarmasin", "BAWASLU")


def report(tabulation: Tabulation, **how: bool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(election_report(tabulation, REGISTRY, ISSUER, WITA, **how))
    assert faults(found) == []
    return found


def unit(found: dict[str, Any], key: str) -> dict[str, Any]:
    [one] = [one for one in found["GpUnit"] if one["@id"] == key]
    return one  # type: ignore[no-any-return]


def votes(found: dict[str, Any], option: int) -> dict[str, int]:
    [selection] = [
        one for one in found["Election"][0]["Contest"][0]["ContestSelection"] if one["SequenceOrder"] == option
    ]
    return {one["GpUnitId"]: one["Count"] for one in selection.get("VoteCounts", [])}


@given(tabulations(), st.booleans(), st.booleans())
def test_every_report_keeps_the_rules_of_the_schema(tabulation: Tabulation, stations: bool, test: bool) -> None:
    """Required fields, types, enumerations, no other field, keys once, every reference to an object of its class."""
    found = report(tabulation, stations=stations, test=test)
    assert found["Format"] == ("precinct-level" if stations else "summary-contest")
    assert found["IsTest"] is test


@given(tabulations())
def test_a_count_is_told_for_the_places_that_have_it_and_no_other(tabulation: Tabulation) -> None:
    """Missing is left out, never 0."""
    found = report(tabulation)
    told = {key.rpartition("-")[2].replace("nation", ""): count for key, count in votes(found, 1).items()}
    assert told == {
        one.place: one.numbers["votes_1"]
        for one in (*tabulation.regions, *tabulation.stations)
        if "votes_1" in one.numbers
    }


def test_the_head_says_when_whose_and_how_final_it_is() -> None:
    """08:30:15 UTC is 16:30:15 in WITA; two of three stations are a part; never certified."""
    found = report(three_stations())
    told = ("GeneratedDate", "Issuer", "IssuerAbbreviation", "Status", "SequenceStart", "SequenceEnd")
    assert [found[name] for name in told] == [
        "2024-11-27T16:30:15+08:00", "Bawaslu Kota Banjarmasin", "BAWASLU", "unofficial-partial", 1, 1,
    ]  # fmt: skip
    whole = rolled_up([station(FIRST, form(100, 80, 5))])
    assert report(whole)["Status"] == "unofficial-complete"


def test_places_have_their_type_their_code_and_what_is_inside() -> None:
    """A city from the 71st code of its province on, a district by its own word, a station as a precinct."""
    found = report(three_stations())
    assert [(one["@id"], one["Type"]) for one in found["GpUnit"]][:5] == [
        ("region-nation", "country"),
        ("region-63", "state"),
        ("region-63.71", "city"),
        ("region-63.71.01", "other"),
        (f"region-{MANTUIL}", "ward"),
    ]
    assert unit(found, "region-63.71.01")["OtherType"] == "kecamatan"
    assert unit(found, f"region-{MANTUIL}")["ComposingGpUnitIds"] == [f"station-{FIRST}", f"station-{SECOND}"]
    first = unit(found, f"station-{FIRST}")
    assert first["Type"] == "precinct"
    assert first["ExternalIdentifier"][0]["Value"] == FIRST
    assert first["Name"]["Text"][0]["Content"] == "TPS 001 Mantuil"


def test_a_regency_is_a_county_and_a_place_of_the_contest_is_there_without_a_count() -> None:
    """Codes of regencies end at 70; the city of the contest is named by the contest, so it is a unit in any case."""
    found = report(rolled_up([station(make_station_id(RegionCode("63.03.05.2001"), 1), form(1, 2, 3))]))
    assert unit(found, "region-63.03")["Type"] == "county"
    assert unit(found, "region-63.71")["CountStatus"][0]["Status"] == "not-processed"


@pytest.mark.parametrize(
    ("place", "status", "reported"),
    [("region-63.71.01.1001", "completed", (2, 2)), ("region-63.71.01.1002", "not-processed", (0, 1)),
     ("region-63.71", "in-process", (2, 3))],
)  # fmt: skip
def test_a_place_says_how_far_it_is_counted(place: str, status: str, reported: tuple[int, int]) -> None:
    """Mantuil has both stations, Kelayan Selatan none of one, the city two of three."""
    one = unit(report(three_stations()), place)
    assert one["CountStatus"][0]["Status"] == status
    assert (one["SubUnitsReported"], one["TotalSubUnits"]) == reported


def test_a_station_with_differing_copies_is_not_completed() -> None:
    """Its numbers are told, and that they are still open."""
    found = report(rolled_up([station(FIRST, form(100, 80, 5), differing=1)]))
    assert unit(found, f"station-{FIRST}")["CountStatus"][0]["Status"] == "in-process"
    assert found["Status"] == "unofficial-partial"


def test_voters_are_told_of_a_place_when_all_its_forms_are_in() -> None:
    """Mantuil: 185 + 150 = 335 of 800 voted; of the city the third station's voters are not known."""
    found = report(three_stations())
    mantuil, city = unit(found, f"region-{MANTUIL}"), unit(found, "region-63.71")
    assert (mantuil["VotersParticipated"], mantuil["VotersRegistered"]) == (335, 800)
    assert "VotersParticipated" not in city
    assert "VotersRegistered" not in city


def test_invalid_votes_are_rejected_ballots_among_the_cast_ones() -> None:
    """335 cast less 5 rejected are the 160 + 170 votes of Mantuil; the form does not say over- or undervote."""
    found = report(three_stations())
    [counts] = [one for one in found["Election"][0]["BallotCounts"] if one["GpUnitId"] == f"region-{MANTUIL}"]
    assert (counts["BallotsCast"], counts["BallotsRejected"]) == (335, 5)
    assert votes(found, 1)[f"region-{MANTUIL}"] + votes(found, 2)[f"region-{MANTUIL}"] == 335 - 5
    assert "OtherCounts" not in found["Election"][0]["Contest"][0]


def test_the_blank_column_is_a_choice_under_its_own_name() -> None:
    """A line of the ballot that can win; no name of a candidate stands anywhere."""
    found = report(three_stations(BLANK))
    pair, blank = found["Election"][0]["Candidate"]
    assert [one["Content"] for one in blank["BallotName"]["Text"]] == ["Kolom kosong", "Blank column"]
    assert [one["Content"] for one in pair["BallotName"]["Text"]] == ["Nomor 1", "Number 1"]
    assert [one["Value"] for one in blank["ExternalIdentifier"]] == ["2", "blank"]
    assert votes(found, 2)[f"station-{FIRST}"] == 80


def test_votes_for_a_cancelled_pair_are_told_as_invalid_ones() -> None:
    """31 of the 40 invalid; their type keeps them from being added to the valid."""
    found = report(rolled_up([station(FIRST, form(100, 0, 40, invalid_cancelled=31))], CANCELLED))
    [_active, dropped] = found["Election"][0]["Contest"][0]["ContestSelection"]
    assert {(one["Count"], one["Type"], one["OtherType"]) for one in dropped["VoteCounts"]} == {
        (31, "other", "invalid")
    }
    assert found["Election"][0]["Candidate"][1]["ExternalIdentifier"][1]["Value"] == "cancelled"


def test_the_rules_find_what_is_wrong() -> None:
    """A field that is missing, one too many, a word that is not in its list, a key that leads nowhere."""
    found = report(three_stations())
    del found["Issuer"]
    found["Winner"] = 1
    found["Status"] = "official"
    found["Election"][0]["ElectionScopeId"] = "region-99"
    assert sorted(fault.partition(":")[0] for fault in faults(found)) == [
        "$", "$", "$.Status", "ElectionResults.Election.ElectionScopeId",
    ]  # fmt: skip
