"""Differences as findings: the form to check, with its numbers."""

from kawal.count.model import Finding
from kawal.count.recap.diff import Correction, recap_diff
from kawal.count.recap.findings import findings, sentence
from kawal.count.recap.ladder import Count
from kawal.kernel.language import language
from tests.count.recap.towns import CITY, CONTEST, DISTRICTS, WARDS, changed, city, written

FIRST, WARD = DISTRICTS[0], WARDS[0]


def shift() -> Count:
    """25 votes from 1 to 2 in one ward, carried up to the city."""
    count = written(city())
    for region, place in ((FIRST, WARD), (FIRST, FIRST), (CITY, FIRST), (CITY, CITY)):
        count = changed(count, region, place, votes_1=-25, votes_2=25)
    return count


def test_a_difference_becomes_a_finding_with_the_cell_to_look_at() -> None:
    """515 - 25 = 490 stands for number 1; the lead falls by 50."""
    assert findings(recap_diff(shift())) == (
        Finding(
            what="RECAP_CHAIN", kind="pergeseran", severity="hard", place=WARD, contest=CONTEST,
            part="votes_1", expected=515, got=490, effect=50,
        ),
    )  # fmt: skip


def test_what_a_correction_explains_is_no_finding_and_one_that_explains_a_part_is_linked() -> None:
    whole = Correction(entry=7, place=WARD, contest=CONTEST, changes={"votes_1": -25, "votes_2": 25})
    part = Correction(entry=8, place=WARD, contest=CONTEST, changes={"votes_1": -25})
    assert findings(recap_diff(shift(), [whole])) == ()
    [found] = findings(recap_diff(shift(), [part]))
    assert (found.part, found.entries, found.effect) == ("votes_2", (8,), 25)


def test_the_sentence_says_check_the_form_in_both_languages() -> None:
    [found] = recap_diff(shift()).differences
    assert language("id").say(sentence(found)) == (
        "Periksa formulir 63.71.01, kolom 63.71.01.1001: votes_1 tertulis 490, jumlah bawahannya 515."
    )
    assert language("en").say(sentence(found)) == (
        "Check form 63.71.01, column 63.71.01.1001: votes_1 says 490, the sum below it is 515."
    )
