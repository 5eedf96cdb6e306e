"""Readiness worked by hand: what is lacking, when a gap is overdue, when a word that it is mended counts."""

from datetime import date

import pytest

from kawal.deployment.readiness.decide import AskOwner, CountItem, MarkMended, SignInspection, ask, count, mend, sign
from kawal.deployment.readiness.model import (
    Asked,
    Count,
    GapKey,
    Inspection,
    Mend,
    Noted,
    Signature,
    UnitReadiness,
    changes,
    current_of,
    fingerprint,
    gaps_of,
    items_of,
    lacking_first,
    lacks_of,
    strength_of,
)
from kawal.election.model import Person, Registry, Station, Unit
from kawal.jurisdiction.readiness import Item, checklist, decode_checklist
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.errors import Conflict, Rejected
from kawal.store.events import Sealed

LIST = checklist()
WARD = RegionCode("63.71.01.1001")
UNIT = Unit(id="LM-1", region=WARD, name="Satlinmas Mantuil", strength=5)
TODAY, VOTE = date(2024, 11, 21), date(2024, 11, 27)


def item(name: str) -> Item:
    """An item of the list."""
    found = LIST.item(name)
    assert found is not None
    return found


def counted(name: str, required: int, found: int, good: int) -> Count:
    """A count."""
    return Count(item=name, required=required, found=found, good=good)


def inspection(number: int, *counts: Count, start: int, signed: bool = False) -> Inspection:
    """An inspection whose counts are the entries from `start` on."""
    noted = {one.item: Noted(one, start + n, "2024-11-18T01:00:00+00:00", "a") for n, one in enumerate(counts)}
    made = Inspection(unit="LM-1", number=number, noted=noted)
    if not signed:
        return made
    signature = Signature("a", "2024-11-18T02:00:00+00:00", start + len(counts), fingerprint(made))
    return Inspection(unit="LM-1", number=number, noted=noted, signature=signature)


def unit(
    *inspections: Inspection,
    asked: dict[GapKey, Asked] | None = None,
    mends: dict[GapKey, Mend] | None = None,
    unit: Unit = UNIT,
) -> UnitReadiness:
    """A unit with everything but a boat."""
    items = tuple(one for one in LIST.items if one.only == "")
    current = current_of(inspections)
    return UnitReadiness(
        unit=unit,
        strength=5,
        items=items,
        inspections=inspections,
        current=current,
        gaps=gaps_of(unit.id, current, items, asked or {}, mends or {}),
    )


FULL = (
    counted("personnel", 5, 5, 4),
    counted("radio", 1, 1, 1),
    counted("lamp", 3, 2, 1),
    counted("first_aid", 1, 1, 1),
    counted("briefing", 5, 5, 5),
    counted("pledge", 5, 4, 4),
    counted("own_vote", 5, 5, 5),
    counted("contacts", 5, 5, 5),
    counted("reserve", 1, 1, 1),
)


@pytest.mark.parametrize(
    ("name", "count", "lacks"),
    [
        ("personnel", (5, 4, 3), {"absent": 1, "unfit": 1}),  # 5 - 4 did not come; 5 - 3 - 1 came and are not fit
        ("personnel", (5, 5, 5), {}),
        ("radio", (2, 0, 0), {"missing": 2}),
        ("radio", (2, 4, 1), {"broken": 1}),  # four are there, two must work, one does
        ("radio", (2, 4, 2), {}),  # two spare ones are broken: nothing lacks
        ("pledge", (5, 3, 3), {"undone": 2}),
    ],
)
def test_what_a_count_lacks(name: str, count: tuple[int, int, int], lacks: dict[str, int]) -> None:
    """First what is not there, then what is there and is no good; more than required makes up for broken ones."""
    assert lacks_of(item(name), counted(name, *count)) == lacks


def test_how_many_are_required() -> None:
    """Five officers: 5 people, ceil(5 / 5) = 1 radio, ceil(5 / 2) = 3 lamps, 1 kit, 1 reserve; ten: 2 radios."""
    names = ("personnel", "radio", "lamp", "first_aid", "reserve", "pledge")
    assert [item(name).required(5) for name in names] == [5, 1, 3, 1, 1, 5]
    assert item("radio").required(10) == 2


def test_a_boat_is_asked_for_only_where_water_leads_to_a_station() -> None:
    """A ward with a station reached by river needs one; the same ward by land does not."""

    def names(access: str) -> set[str]:
        station = Station(id=StationId("6371011001001"), access=access)  # type: ignore[arg-type]
        return {one.id for one in items_of(UNIT, Registry(stations=(station,), units=(UNIT,)), LIST)}

    assert names("river") - names("land") == {"boat"}


def test_the_strength_is_what_is_registered() -> None:
    """The number of the unit; where six people are listed for a unit of five, six."""
    people = tuple(Person(id=f"P{n}", name="X", roster="linmas", unit="LM-1") for n in range(6))
    assert strength_of(UNIT, Registry(units=(UNIT,))) == 5
    assert strength_of(UNIT, Registry(units=(UNIT,), people=people)) == 6


def test_a_gap_is_overdue_the_day_after_its_date_and_done_until_it_is_counted_again() -> None:
    """Due on the 21st: open on the 21st, overdue on the 22nd. Said to be mended at entry 30, after the count at 12:
    done. Counted again at entry 40 and still lacking: open, with the owner and date as before."""
    first = inspection(1, *FULL, start=10, signed=True)
    key: GapKey = ("lamp", "missing")
    asked = {key: Asked("BPBD", date(2024, 11, 21), 25)}
    said = {key: Mend(True, 30, "2024-11-20T00:00:00+00:00", "a")}

    def lamp(present: UnitReadiness) -> tuple[str, str]:
        gap = next(one for one in present.gaps if (one.item, one.lack) == key)
        return gap.state(date(2024, 11, 21)), gap.state(date(2024, 11, 22))

    assert lamp(unit(first, asked=asked)) == ("open", "overdue")
    assert lamp(unit(first, asked=asked, mends=said)) == ("done", "done")
    again = inspection(2, counted("lamp", 3, 2, 2), start=40)
    assert lamp(unit(first, again, asked=asked, mends=said)) == ("open", "overdue")


def test_a_second_inspection_shows_what_changed_and_what_it_did_not_look_at_stays_known() -> None:
    """Lamps 2/1 of 3 became 3/3, all else not looked at: the pledge still lacks one, eight items wait."""
    first = inspection(1, *FULL, start=10, signed=True)
    second = inspection(2, counted("lamp", 3, 3, 3), start=40)
    now = unit(first, second)
    assert {(one.item, one.lack, one.number) for one in unit(first).gaps} == {
        ("personnel", "unfit", 1),
        ("lamp", "missing", 1),
        ("lamp", "broken", 1),
        ("pledge", "undone", 1),
    }
    assert {(one.item, one.number) for one in now.gaps} == {("personnel", 1), ("pledge", 1)}
    assert [(one.item, one.before and one.before.good, one.now.good) for one in changes(first, second)] == [
        ("lamp", 1, 3)
    ]
    assert (len(now.unchecked), now.next_number) == (8, 2)
    assert now.counted("equipment") == (5, 5)  # 1 radio + 3 lamps + 1 kit


def test_what_lacks_most_stands_first_and_unknown_is_not_in_order() -> None:
    """Overdue, then open gaps, then what nobody looked at, then what is in order."""
    whole = tuple(counted(one.item, one.required, one.required, one.required) for one in FULL)
    asked = {("pledge", "undone"): Asked("posko", date(2024, 11, 20), 30)}
    units = [
        unit(inspection(1, *whole, start=1), unit=Unit(id="ok", region=WARD, name="", strength=5)),
        unit(unit=Unit(id="unknown", region=WARD, name="", strength=5)),
        unit(inspection(1, *FULL, start=1), unit=Unit(id="open", region=WARD, name="", strength=5)),
        unit(
            inspection(1, counted("pledge", 5, 4, 4), start=1),
            asked=asked,  # type: ignore[arg-type]
            unit=Unit(id="overdue", region=WARD, name="", strength=5),
        ),
    ]
    assert [one.unit.id for one in lacking_first(units, TODAY)] == ["overdue", "open", "unknown", "ok"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"item": "personnel", "found": 6, "good": 5}, "dari 0 sampai 5, didapat 6"),
        ({"item": "personnel", "found": -1, "good": 0}, "dari 0 sampai 5, didapat -1"),
        ({"item": "personnel", "found": 4, "good": 5}, "sampai yang ada, 4, didapat 5"),
        ({"item": "radio", "found": 1, "good": -1}, "didapat -1"),
        ({"item": "horse", "found": 1}, "didapat horse"),
        ({"item": "boat", "found": 1, "good": 1}, "didapat boat"),
        ({"item": "pledge", "found": 5, "note": "x" * 501}, "500"),
    ],
)
def test_counts_that_cannot_be_are_refused(given: dict[str, object], sentence: str) -> None:
    """More present than registered, more fit than present, negative, unknown items: one sentence with what came."""
    with pytest.raises(Rejected, match=sentence):
        count(CountItem(unit="LM-1", number=1, **given), unit())  # type: ignore[arg-type]


def test_a_note_on_health_is_sealed_and_a_bare_count_is_not() -> None:
    """The event has counts only."""
    made = count(CountItem(unit="LM-1", number=1, item="personnel", found=5, good=4, note="LM-0003 demam"), unit())
    assert isinstance(made, Sealed)
    assert made.private == b"LM-0003 demam"
    assert "demam" not in repr(made.event)


def test_an_inspection_is_signed_once_it_is_finished_as_it_was_seen() -> None:
    """Not while an item waits, not with other counts than the signer saw, not twice."""
    half = inspection(1, *FULL[:-1], start=1)
    whole = inspection(1, *FULL, start=1)
    seen = fingerprint(whole)
    with pytest.raises(Rejected, match="Cadangan ditunjuk"):
        sign(SignInspection(unit="LM-1", number=1, sha256=fingerprint(half)), unit(half))
    with pytest.raises(Rejected, match="semua butir"):
        sign(SignInspection(unit="LM-1", number=1, sha256=seen), unit())
    with pytest.raises(Conflict):
        sign(SignInspection(unit="LM-1", number=1, sha256=fingerprint(half)), unit(whole))
    assert sign(SignInspection(unit="LM-1", number=1, sha256=seen), unit(whole)) is not None
    signed = inspection(1, *FULL, start=1, signed=True)
    for number in (1, 3):
        with pytest.raises(Conflict):
            count(CountItem(unit="LM-1", number=number, item="pledge", found=5), unit(signed))
    assert count(CountItem(unit="LM-1", number=2, item="pledge", found=5), unit(signed)) is not None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due": date(2024, 11, 20)}, "2024-11-20"),
        ({"due": date(2024, 11, 28)}, "pemungutan"),
        ({"owner": "nobody"}, "didapat nobody"),
        ({"lack": "missing"}, "pledge missing"),
        ({"item": "radio"}, "radio undone"),
    ],
)
def test_an_owner_that_cannot_be_is_refused(given: dict[str, object], sentence: str) -> None:
    """A day that is past, one after the vote, an unknown office, a gap that is none."""
    right: dict[str, object] = {"item": "pledge", "lack": "undone", "owner": "ward_head", "due": TODAY}
    present = unit(inspection(1, *FULL, start=1))
    assert ask(AskOwner(unit="LM-1", **right), present, LIST, TODAY, VOTE) is not None  # type: ignore[arg-type]
    with pytest.raises(Rejected, match=sentence):
        ask(AskOwner(unit="LM-1", **right | given), present, LIST, TODAY, VOTE)  # type: ignore[arg-type]


def test_after_the_vote_a_later_day_is_taken() -> None:
    """What is still broken on the day after may be mended later."""
    command = AskOwner(unit="LM-1", item="pledge", lack="undone", owner="posko", due=date(2024, 12, 5))
    assert ask(command, unit(inspection(1, *FULL, start=1)), LIST, date(2024, 11, 28), VOTE) is not None


def test_the_same_word_twice_is_a_conflict() -> None:
    """Not mended when it was said so already; not open again when it is open."""
    present = unit(inspection(1, *FULL, start=1))
    with pytest.raises(Conflict):
        mend(MarkMended(unit="LM-1", item="pledge", lack="undone", done=False), present)
    assert mend(MarkMended(unit="LM-1", item="pledge", lack="undone", done=True), present) is not None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (b"due_days: 5\nitems: []\nowners: []\n", "daftar periksa"),
        (
            b"due_days: 5\nitems: [{id: a_b, of: tick, name: {id: A, en: A}, source: x}]\n"
            b"owners: [{id: ab, name: {id: A, en: A}}]\n",
            "personel",
        ),
    ],
)
def test_a_list_that_is_none_is_refused(wrong: bytes, sentence: str) -> None:
    """An empty list; one without people."""
    with pytest.raises(Rejected, match=sentence):
        decode_checklist(wrong, "readiness.yaml")
