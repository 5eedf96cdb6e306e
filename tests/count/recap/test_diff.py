"""The forms of the recapitulation against what they add up: what was put in is found, named, and nothing else."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kawal.count.recap.compare import Cell
from kawal.count.recap.diff import Correction, RecapDiff, recap_diff
from kawal.count.recap.forms import Recap
from kawal.count.recap.ladder import Count
from kawal.count.recap.outcome import Effect, Standing
from kawal.kernel.codes import StationId, district_of, ward_of
from tests.count.recap.towns import (
    CITY,
    CONTEST,
    DISTRICTS,
    OPTIONS,
    WARDS,
    changed,
    city,
    counted,
    form,
    recapitulate,
    shifted,
    without_annex,
    written,
)

FIRST, LAST = DISTRICTS
WARD = WARDS[0]


def cells(diff: RecapDiff) -> list[Cell]:
    return [cell for found in diff.differences for cell in found.cells]


@given(
    st.lists(st.lists(st.integers(0, 400), min_size=4, max_size=4), min_size=1, max_size=20),
    st.booleans(),
)
def test_a_recapitulation_of_untouched_forms_has_no_difference(votes: list[list[int]], annex: bool) -> None:
    """Whatever the stations wrote, even forms that do not add up: their sums are their sums, and all are asked."""
    stations = tuple(city())
    readings = {station: form(*numbers) for station, numbers in zip(stations, votes, strict=False)}
    count = written(readings, annex=annex)
    diff = recap_diff(count)
    assert (diff.differences, diff.coverage) == ((), ())
    assert diff.asked == sum(len(one.stated(place)) for one in count.recaps for place in one.places())


def test_one_vote_is_shown_with_its_cell() -> None:
    """101 + 102 + 103 + 104 + 105 = 515 for number 1 in the ward; its column says 516, the total 1,030 = 2 x 515.

    So the column differs from its stations by one, and the total from its columns by one the other way.
    """
    diff = recap_diff(changed(written(city()), FIRST, WARD, votes_1=1))
    assert set(cells(diff)) == {
        Cell("RECAP_CHAIN", FIRST, WARD, "votes_1", 515, 516),
        Cell("RECAP_SUM", FIRST, FIRST, "votes_1", 1031, 1030),
    }
    assert [(one.place, one.kind, one.effect.votes) for one in diff.differences] == [
        (FIRST, "pengurangan", 1),
        (WARD, "penggelembungan", 1),
    ]


def test_a_difference_shows_where_it_arises_and_not_again_above() -> None:
    """One vote more in a ward's column, in the district's total and in the city's form: one cell, in the ward."""
    count = written(city())
    for region, place in ((FIRST, WARD), (FIRST, FIRST), (CITY, FIRST), (CITY, CITY)):
        count = changed(count, region, place, votes_1=1)
    assert cells(recap_diff(count)) == [Cell("RECAP_CHAIN", FIRST, WARD, "votes_1", 515, 516)]


def test_a_difference_between_two_plenaries_is_in_the_column_of_the_higher_form() -> None:
    """The district wrote 1,030 = 2 x 515, the city's column for it says 1,050, and its total follows: 2,060 + 20."""
    count = changed(changed(written(city()), CITY, FIRST, votes_1=20), CITY, CITY, votes_1=20)
    assert cells(recap_diff(count)) == [Cell("RECAP_CHAIN", CITY, FIRST, "votes_1", 1030, 1050)]


def test_a_total_that_is_not_the_sum_of_its_columns_is_found_in_its_row() -> None:
    """The rows of the form itself: 515 + 515 = 1,030 where 1,130 stands, in one digit.

    1,130 + 900 + 400 + 100 = 2,530 votes are not above 600 for each of the 10 stations: a rise, no misread digit.
    """
    count = changed(written(city()), FIRST, FIRST, votes_1=100)
    count = changed(changed(count, CITY, FIRST, votes_1=100), CITY, CITY, votes_1=100)
    [found] = recap_diff(count).differences
    assert found.cells == (Cell("RECAP_SUM", FIRST, FIRST, "votes_1", 1030, 1130),)
    assert found.kind == "penggelembungan"


def test_swapped_columns_are_named() -> None:
    """515 for number 1 and 450 for number 2 change places: the lead falls by 2 x 65 = 130."""
    diff = recap_diff(changed(written(city()), FIRST, WARD, votes_1=-65, votes_2=65))
    [found] = [one for one in diff.differences if one.what == "RECAP_CHAIN"]
    assert (found.place, found.kind, found.moved, found.effect.votes) == (WARD, "kolom_tertukar", 65, 130)


def test_a_shift_in_a_tenth_of_the_stations_of_a_district_is_found_station_by_station() -> None:
    """2 of 20 stations give 5 votes each from 2 to 1; the annex shows which, and nothing else differs."""
    readings = city(per_ward=10)
    moved = [one for one in readings if district_of(one) == FIRST][::10]
    diff = recap_diff(shifted(written(readings, annex=True), moved, "votes_1", "votes_2", 5))
    assert [(one.place, one.kind, one.moved, one.effect.votes) for one in diff.differences] == [
        (station, "pergeseran", 5, 10) for station in moved
    ]
    plain = shifted(written(readings, annex=True), moved, "votes_1", "votes_2", 5)
    plain = replace(plain, recaps=tuple(without_annex(recap) for recap in plain.recaps))
    assert [(one.place, one.moved) for one in recap_diff(plain).differences] == [
        (ward, 5 * sum(ward_of(station) == ward for station in moved)) for ward in WARDS[:2]
    ]


def test_invalid_votes_that_became_votes_are_named() -> None:
    """10 in each of 5 stations are invalid; 12 of the 50 stand with number 2: the lead falls by 12."""
    diff = recap_diff(changed(written(city()), FIRST, WARD, votes_2=12, invalid_total=-12, valid_total=12))
    [found] = [one for one in diff.differences if one.what == "RECAP_CHAIN"]
    assert (found.kind, found.effect.votes) == ("suara_tidak_sah_dialihkan", 12)
    assert {cell.field: cell.delta for cell in found.cells} == {
        "votes_2": 12,
        "invalid_total": -12,
        "valid_total": 12,
    }


def test_a_row_without_votes_is_found_and_moves_no_margin() -> None:
    """1,258 used ballots where 5 x 240 + 1 + 2 + 3 + 4 + 5 = 1,215 were counted: 43 more of them."""
    diff = recap_diff(changed(written(city()), FIRST, WARD, used_total=43))
    assert [(one.place, one.kind, one.effect.votes) for one in diff.differences if one.what == "RECAP_CHAIN"] == [
        (WARD, "penggelembungan", 0)
    ]


def test_the_greater_part_of_the_margin_comes_first() -> None:
    """2,060 against 1,800 and 800 votes: margins 260 and 1,260.

    In one ward number 2 has 65 votes more: 65 / 260 = 1/4 of its margin. In another number 3 has 252 more:
    252 / 1,260 = 1/5. Fewer votes, and still they could change more.
    """
    count = changed(changed(written(city()), FIRST, WARDS[0], votes_2=65), LAST, WARDS[2], votes_3=252)
    diff = recap_diff(count)
    assert diff.stands == Standing(1, ((2, 260), (3, 1260)))
    columns = [one for one in diff.differences if one.what == "RECAP_CHAIN"]
    assert [(one.place, one.effect.votes, one.effect.rival, one.effect.share) for one in columns] == [
        (WARDS[0], 65, 2, Fraction(1, 4)),
        (WARDS[2], 252, 3, Fraction(1, 5)),
    ]
    assert not any(one.effect.decides for one in columns)


def test_a_difference_as_large_as_the_margin_is_marked() -> None:
    """130 votes from 1 to 2 move the margin by 260 of 260."""
    diff = recap_diff(changed(written(city()), FIRST, WARD, votes_1=-130, votes_2=130))
    assert [one.effect for one in diff.differences if one.what == "RECAP_CHAIN"] == [Effect(260, 2, 260)]
    assert all(one.effect.decides for one in diff.differences)


def test_what_is_not_known_is_said_and_never_taken_as_zero() -> None:
    """Without the form of one station its ward cannot be asked: 4 of 5 are known; all other columns are asked."""
    readings = city()
    silent = next(iter(readings))
    count = written(readings)
    diff = recap_diff(replace(count, readings={1: {k: v for k, v in readings.items() if k != silent}}))
    assert diff.differences == ()
    [coverage] = diff.coverage
    assert (coverage.form, coverage.place, coverage.known, coverage.of) == (FIRST, WARD, 4, 5)
    assert coverage.missing == (silent,)
    assert set(coverage.unasked) == set(form(1, 1, 1, 1))


def test_a_plenary_that_is_being_read_aloud_is_asked_column_by_column() -> None:
    """One ward has been read, with one vote too many; the total is not asked before the other ward is read."""
    readings = city()
    spoken = Recap(region=FIRST, contest=CONTEST).with_column(WARD, form(516, 450, 200, 50), OPTIONS)
    [found] = recap_diff(counted(readings, spoken)).differences
    assert (found.place, found.deltas["votes_1"]) == (WARD, 1)
    closed = spoken.with_column(FIRST, form(1031, 900, 400, 100), OPTIONS)
    diff = recap_diff(counted(readings, closed))
    assert [(one.place, one.known, one.of, one.missing) for one in diff.coverage] == [(FIRST, 1, 2, (WARDS[1],))]


def test_a_total_alone_is_asked_against_the_stations() -> None:
    """2 x 515 = 1,030; the total of the district, all that was read, says 1,029."""
    spoken = Recap(region=FIRST, contest=CONTEST, total={"votes_1": 1029})
    assert cells(recap_diff(counted(city(), spoken))) == [Cell("RECAP_CHAIN", FIRST, FIRST, "votes_1", 1030, 1029)]


def test_a_missing_form_is_passed_over_to_the_next_below() -> None:
    """Without the district's form the city's column is asked against the stations: 1,030, not 1,040."""
    count = changed(changed(written(city()), CITY, FIRST, votes_1=10), CITY, CITY, votes_1=10)
    count = replace(count, recaps=tuple(one for one in count.recaps if one.region != FIRST))
    assert cells(recap_diff(count)) == [Cell("RECAP_CHAIN", CITY, FIRST, "votes_1", 1030, 1040)]


def test_a_class_is_not_guessed_from_half_a_column() -> None:
    """Without the invalid votes nobody can say whether the sum stayed the same; the cell is shown all the same."""
    spoken = Recap(region=FIRST, contest=CONTEST, columns={WARD: {"votes_1": 520, "votes_2": 450, "votes_3": 200}})
    [found] = recap_diff(counted(city(), spoken)).differences
    assert (found.kind, found.effect.votes) == ("", 5)


def test_a_written_correction_is_linked_and_explains_its_votes() -> None:
    """Five votes more in the ward; the record of its third station says + 5, another one + 3, which leaves 2."""
    station = [one for one in city() if ward_of(one) == WARD][2]
    count = changed(changed(written(city()), FIRST, WARD, votes_1=5), FIRST, FIRST, votes_1=5)
    count = changed(changed(count, CITY, FIRST, votes_1=5), CITY, CITY, votes_1=5)
    for votes, open_, effect in ((5, {}, 0), (3, {"votes_1": 2}, 2)):
        record = Correction(entry=77, place=station, contest=CONTEST, changes={"votes_1": votes})
        [found] = recap_diff(count, [record]).differences
        assert (found.place, found.explained_by, found.open, found.effect.votes) == (WARD, (77,), open_, effect)
        assert found.explained == (not open_)
        assert [cell.delta for cell in found.cells] == [5]


def test_a_record_without_numbers_explains_its_own_column_only() -> None:
    """A record of one station does not account for whatever differs in its ward, but it is linked."""
    station = next(one for one in city() if ward_of(one) == WARD)
    count = changed(written(city()), FIRST, WARD, votes_1=5)
    for place, explained in ((WARD, True), (station, False)):
        diff = recap_diff(count, [Correction(entry=9, place=place, contest=CONTEST)])
        [found] = [one for one in diff.differences if one.place == WARD]
        assert (found.explained_by, found.explained) == ((9,), explained)
        [total] = [one for one in diff.differences if one.place == FIRST]
        assert (total.explained_by, total.explained) == ((), False)


def test_explained_differences_come_last_and_stay_visible() -> None:
    count = changed(changed(written(city()), FIRST, WARDS[0], votes_1=50), FIRST, WARDS[1], votes_1=1)
    record = Correction(entry=9, place=WARDS[0], contest=CONTEST)
    assert [one.place for one in recap_diff(count, [record]).differences][-1] == WARDS[0]


def test_a_correction_of_another_contest_explains_nothing() -> None:
    count = changed(written(city()), FIRST, WARD, votes_1=5)
    diff = recap_diff(count, [Correction(entry=9, place=WARD, contest="governor")])
    assert not any(one.explained_by for one in diff.differences)


def repoll(named: list[StationId], again: dict[StationId, dict[str, int]]) -> Count:
    """Round 1 written; the named stations vote again."""
    count = written(city())
    return replace(count, readings={1: city(), 2: again}, repolls={2: named})


def test_a_re_poll_replaces_the_named_stations_and_no_others() -> None:
    """Two stations of the ward vote again: 515 - 101 - 102 + 60 + 61 = 433 for number 1. The forms of round 1 are
    asked against round 1, those of round 2 against the merged stations; a column of round 2 that still says 515 is
    found.
    """
    named = [one for one in city() if ward_of(one) == WARD][:2]
    count = repoll(named, {named[0]: form(60, 130, 40, 10), named[1]: form(61, 131, 40, 10)})
    again = recapitulate(count, [FIRST, CITY], round_=2)
    assert again[0].columns[WARD]["votes_1"] == 433
    count = replace(count, recaps=(*count.recaps, *(without_annex(one) for one in again)))
    assert recap_diff(count).differences == ()
    stale = tuple(
        replace(one, columns={**one.columns, WARD: {**one.columns[WARD], "votes_1": 515}})
        if (one.round, one.region) == (2, FIRST)
        else one
        for one in count.recaps
    )
    found = cells(recap_diff(replace(count, recaps=stale)))
    assert Cell("RECAP_CHAIN", FIRST, WARD, "votes_1", 433, 515) in found


def test_a_named_station_without_its_new_form_is_missing() -> None:
    """Its form of round 1 counts for nothing any more, and neither does the district's form of round 1."""
    named = [one for one in city() if ward_of(one) == WARD][:1]
    count = repoll(named, {})
    spoken = Recap(region=CITY, contest=CONTEST, round=2, columns={FIRST: {"votes_1": 1}, LAST: {"votes_1": 1030}})
    diff = recap_diff(replace(count, recaps=(*count.recaps, spoken)))
    assert diff.differences == ()
    assert [(one.form, one.place, one.known, one.of) for one in diff.coverage] == [(CITY, FIRST, 1, 2)]


def test_a_form_of_the_re_poll_alone_adds_up_its_stations_only() -> None:
    """60 + 61 = 121 for number 1 in the two stations that voted again."""
    named = [one for one in city() if ward_of(one) == WARD][:2]
    count = repoll(named, {named[0]: form(60, 130, 40, 10), named[1]: form(61, 131, 40, 10)})
    for votes, found in ((121, []), (122, [Cell("RECAP_CHAIN", FIRST, WARD, "votes_1", 121, 122)])):
        spoken = Recap(region=FIRST, contest=CONTEST, round=2, alone=True, columns={WARD: {"votes_1": votes}})
        assert cells(recap_diff(replace(count, recaps=(spoken,)))) == found


def test_the_re_poll_of_banjarmasin_2021_merges_as_published() -> None:
    """80 stations voted again. Untouched parts and the re-poll as read at the Court: 34,448 + 427 = 34,875,
    84,386 + 4,992 = 89,378, 29,343 + 582 = 29,925, 69,625 + 11,637 = 81,262: together 235,440, while the Court's
    valid total is 235,441. The open vote is shown, in the row of the valid votes.
    """
    ward_a, ward_b = (ward.replace(".", "") for ward in WARDS[:2])
    untouched, again = StationId(ward_a + "001"), StationId(ward_b + "001")
    parts = ((34448, 84386, 29343, 69625), (427, 4992, 582, 11637))
    rows = [{f"votes_{n}": v for n, v in enumerate(part, 1)} | {"valid_total": sum(part)} for part in parts]
    court = {"votes_1": 34875, "votes_2": 89378, "votes_3": 29925, "votes_4": 81262, "valid_total": 235441}
    count = Count(
        contest=CONTEST,
        options=(1, 2, 3, 4),
        readings={1: {untouched: rows[0], again: {}}, 2: {again: rows[1]}},
        recaps=(Recap(region=CITY, contest=CONTEST, round=2, total=court),),
    )
    diff = recap_diff(count)
    assert cells(diff) == [Cell("RECAP_CHAIN", CITY, CITY, "valid_total", 235440, 235441)]
    assert diff.stands == Standing(2, ((1, 89378 - 34875), (3, 89378 - 29925), (4, 8116)))


def test_two_contests_do_not_mix() -> None:
    count = written(city())
    other = Recap(region=FIRST, contest="governor", total={"votes_1": 5})
    assert recap_diff(replace(count, recaps=(*count.recaps, other))).differences == ()


@pytest.mark.parametrize("annex", [True, False])
@given(data=st.data())
def test_every_single_change_is_found_in_its_cell(annex: bool, data: st.DataObject) -> None:
    """Any number of any column, one vote or many more: the changed cell is among the cells that are shown."""
    count = written(city(per_ward=2), annex=annex)
    recap = data.draw(st.sampled_from(count.recaps))
    place = data.draw(st.sampled_from(recap.places()))
    field = data.draw(st.sampled_from(sorted(recap.stated(place))))
    more = data.draw(st.integers(1, 99))
    diff = recap_diff(changed(count, recap.region, place, **{field: more}))
    assert (recap.region, place, field, more) in {(c.form, c.place, c.field, c.delta) for c in cells(diff)}
    assert {cell.field for cell in cells(diff)} == {field}
