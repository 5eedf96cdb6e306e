"""Lots and convoys by hand: how far, what is late, what differs, which stations have their supplies."""

import msgspec
import pytest

from kawal.kernel.codes import RegionCode, make_station_id
from kawal.kernel.errors import Conflict, Rejected
from kawal.store.events import Event, Sealed
from kawal.watch.convoys.alarm import convoy_alarms
from kawal.watch.convoys.decide import HandOver, SayStep, hand_over, plan, say
from kawal.watch.convoys.events import ConvoyPlanned, ConvoyStepped, LotHandedOver
from kawal.watch.convoys.model import Convoy, Handed, Leg, Lot, Plan, Step, Stepped
from kawal.watch.convoys.standing import rides_of, stranded, supply_of, to_decide, whereabouts

MANTUIL, BASIRIH = RegionCode("63.71.01.1001"), RegionCode("63.71.01.1012")
MINUTE = 60_000
EIGHT = 1_732_579_200_000
"""26 November 2024, 08:00 WITA (00:00 UTC: 1,732,579,200 s)."""
A = Lot(id="L-1", ward=MANTUIL, numbers="1-3", boxes=6, contests=("governor", "mayor"))
B = Lot(id="L-2", ward=BASIRIH, numbers="1-2", boxes=4, contests=("governor", "mayor"))


THERE: tuple[tuple[Step, int], ...] = (("left", 0), ("arrived", 50))


def planned(name: str = "K-1", leg: Leg = "ward", *lots: Lot, minutes: int = 60) -> Plan:
    """A convoy that departs at eight."""
    return Plan(
        id=name,
        leg=leg,
        mode="river",
        vehicle="Kelotok",
        escort="Polairud",
        route="",
        departs_ms=EIGHT,
        arrives_ms=EIGHT + minutes * MINUTE,
        lots=lots or (A,),
    )


def convoy(
    name: str = "K-1", leg: Leg = "ward", *lots: Lot, steps: tuple[tuple[Step, int], ...] = (), **got: int
) -> Convoy:
    """A convoy with steps at minutes past eight, and boxes counted of its lots (L_1=6)."""
    said = tuple(
        Stepped(index, step, EIGHT + minute * MINUTE, EIGHT + (minute + 60) * MINUTE, None, "op")
        for index, (step, minute) in enumerate(steps)
    )
    handed = {lot.replace("_", "-"): Handed(99, EIGHT, count, "chair", "op") for lot, count in got.items()}
    return Convoy(plan=planned(name, leg, *lots), index=0, steps=said, handed=handed)


def at(minute: int) -> int:
    """A moment in minutes past eight."""
    return EIGHT + minute * MINUTE


def test_a_convoy_goes_from_planned_to_handed_over() -> None:
    """Two lots: with one handed over it has arrived, with both it is done."""
    assert convoy().state == "planned"
    assert convoy(steps=(("left", 0),)).state == "on_way"
    assert convoy("K-1", "ward", A, B, steps=THERE, L_1=6).state == "arrived"
    assert convoy("K-1", "ward", A, B, steps=THERE, L_1=6, L_2=4).state == "handed_over"
    assert convoy(steps=(("left", 0), ("turned_back", 20))).state == "turned_back"


def test_it_is_late_after_its_arrival_and_a_delay_moves_that() -> None:
    """Planned for 9:00; said at 8:50 to come at 9:50: late at 9:51, not at 9:01. One that arrived is never late."""
    on_way = convoy(steps=(("left", 0),))
    assert (on_way.is_late(at(60)), on_way.is_late(at(61))) == (False, True)
    delayed = convoy(steps=(("left", 0), ("delayed", 50)))
    assert (delayed.state, delayed.is_late(at(61)), delayed.is_late(at(111))) == ("on_way", False, True)
    assert not convoy(steps=(("left", 0), ("arrived", 70))).is_late(at(200))
    assert convoy().is_late(at(61))  # nobody said that it left


@pytest.mark.parametrize(("got", "differs"), [(6, 0), (5, 1), (7, 1), (0, 1)])
def test_a_difference_of_one_box_is_a_difference(got: int, differs: int) -> None:
    """Six are packed: five and seven differ by one, each is shown and must be seen to."""
    one = convoy(steps=(("left", 0), ("arrived", 50)), L_1=got)
    assert len(one.differing) == differs
    assert len(to_decide([one], at(55))) == differs


def test_one_alarm_for_a_late_convoy_with_its_wards() -> None:
    """Lots for two wards with 3 + 2 stations: one alarm of five stations, since nine o'clock."""
    found = convoy_alarms([convoy("K-1", "ward", B, A, steps=(("left", 0),))], at(90), lambda _: None)
    assert [(one.convoy, one.wards, one.stations, one.since_ms) for one in found] == [
        ("K-1", (MANTUIL, BASIRIH), 5, at(60))
    ]


def test_a_lot_at_the_ward_is_the_milestone_of_its_stations() -> None:
    """Three stations of Mantuil have theirs; of Basirih Selatan's two one says that it has. Back is the district."""
    told = [make_station_id(BASIRIH, 2), make_station_id(BASIRIH, 9)]
    convoys = [convoy("K-1", "ward", A, steps=THERE, L_1=6), convoy("K-2", "district", B, steps=THERE, L_2=4)]
    supply = supply_of("logistics", convoys, told)
    assert (len(supply.planned), len(supply.reached)) == (5, 3 + 1)
    assert make_station_id(BASIRIH, 1) not in supply.reached
    assert supply_of("box", convoys).planned == frozenset()
    back = [*convoys, convoy("K-9", "back", A, steps=THERE, L_1=5)]
    assert len(supply_of("box", back).reached) == 3
    assert [one.id for one, _ in rides_of(make_station_id(MANTUIL, 2), back)] == ["K-1", "K-9"]


def test_a_station_in_two_lots_needs_both() -> None:
    """Ballots of the governor are there, those of the mayor are not."""
    governor = msgspec.structs.replace(A, contests=("governor",))
    mayor = msgspec.structs.replace(A, id="L-3", contests=("mayor",))
    convoys = [convoy("K-1", "ward", governor, steps=THERE, L_1=3), convoy("K-2", "ward", mayor)]
    assert len(supply_of("logistics", convoys).reached) == 0
    plan([one.plan for one in convoys], [])


def test_where_a_lot_is_follows_what_was_said_last() -> None:
    """In the warehouse; on the way; at the district; on the way again."""
    first, second = convoy("K-1", "district", steps=THERE, L_1=6), convoy("K-2", "ward", steps=(("left", 60),))
    assert whereabouts("L-1", [convoy("K-2"), convoy("K-3", steps=(("delayed", 0),))]) is None
    assert whereabouts("L-1", [first, convoy("K-2")]) is first
    assert whereabouts("L-1", [first, second]) is second


def test_a_convoy_that_turned_back_needs_another_one() -> None:
    """Until its lot is planned on that leg again."""
    back = convoy(steps=(("left", 0), ("turned_back", 20)))
    assert stranded([back]) == (back,)
    assert stranded([back, convoy("K-2", "district")]) == (back,)
    assert stranded([back, convoy("K-2")]) == ()
    assert [one.plan.id for one in events(plan([planned("K-2")], [back]))] == ["K-2"]


def events(found: tuple[Event, ...]) -> list[ConvoyPlanned]:
    """The events of a plan."""
    return [one for one in found if isinstance(one, ConvoyPlanned)]


def test_the_same_plan_again_changes_nothing_and_a_changed_one_only_that() -> None:
    """Before it leaves it may change; afterwards not."""
    assert plan([planned()], [convoy()]) == ()
    assert len(plan([planned(minutes=90)], [convoy()])) == 1
    assert plan([planned()], [convoy(steps=(("left", 0),))]) == ()
    with pytest.raises(Conflict, match="K-1 sudah di jalan"):
        plan([planned(minutes=90)], [convoy(steps=(("left", 0),))])


@pytest.mark.parametrize(
    ("plans", "sentence"),
    [
        ([planned(minutes=0)], "tiba sesudah berangkat"),
        ([planned(minutes=-5)], "selisih -5 menit"),
        ([planned(minutes=7 * 24 * 60 + 1)], "paling lama 7 hari"),
        ([planned("K-1"), planned("K-2")], "K-2, lot L-1.*sekali saja.*K-1"),
        ([planned("K-1", "ward", A, A)], "sekali saja"),
        ([planned("K-1", "ward", A, msgspec.structs.replace(A, id="L-9", boxes=1))], "sudah dalam L-1.*TPS 001"),
        (
            [planned("K-1", "district"), planned("K-2", "ward", msgspec.structs.replace(A, boxes=5))],
            "6 kotak.*5 kotak",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(plans: list[Plan], sentence: str) -> None:
    """Moments that cannot be, a lot twice on a leg, a station in two lots, a lot with two contents."""
    with pytest.raises(Rejected, match=sentence):
        plan(plans, [])


@pytest.mark.parametrize(
    ("present", "step", "minute", "sentence"),
    [
        (convoy(), "turned_back", 0, "direncanakan"),
        (convoy(steps=(("left", 0),)), "left", 10, "di jalan"),
        (convoy(steps=(("left", 0),)), "called_off", 10, "di jalan"),
        (convoy(steps=(("left", 0), ("arrived", 5))), "delayed", 10, "tiba"),
        (convoy("K-1", "ward", A, B, steps=(("left", 0), ("arrived", 5)), L_1=6), "turned_back", 10, "sebagian lot"),
        (convoy(), "left", 300, "akan datang"),
        (convoy(steps=(("left", 50),)), "arrived", 49, "langkah sebelumnya"),
        (convoy(), "delayed", 0, "alasan"),
    ],
)
def test_a_step_that_cannot_follow_is_refused(present: Convoy, step: Step, minute: int, sentence: str) -> None:
    """Not before it left, not twice, not in the time to come, not before the last one, a delay not without why."""
    with pytest.raises((Conflict, Rejected), match=sentence):
        say(SayStep(convoy="K-1", step=step, at_ms=at(minute)), present, at(100))


def test_words_about_why_are_sealed() -> None:
    """The log has the reason from a list; a delay must come later than it is said."""
    command = SayStep(
        convoy="K-1", step="delayed", at_ms=at(5), arrives_ms=at(120), reason="tide", note="Pak Contoh menunggu"
    )
    found = say(command, convoy(), at(10))
    assert isinstance(found, Sealed)
    assert found.event == ConvoyStepped(convoy="K-1", step="delayed", at_ms=at(5), arrives_ms=at(120), reason="tide")
    with pytest.raises(Rejected, match="perkiraan tiba"):
        say(msgspec.structs.replace(command, arrives_ms=at(5)), convoy(), at(10))


def test_a_lot_is_handed_over_after_it_arrived_and_counted_again() -> None:
    """Five of six; the same again is a conflict, six is a new count."""
    command = HandOver(convoy="K-1", lot="L-1", at_ms=at(55), got=5, receiver="chair")
    with pytest.raises(Conflict, match="tiba"):
        hand_over(command, convoy(steps=(("left", 0),)), at(60))
    there = convoy(steps=(("left", 0), ("arrived", 50)))
    assert hand_over(command, there, at(60)) == LotHandedOver(
        convoy="K-1", lot="L-1", at_ms=at(55), expected=6, got=5, receiver="chair"
    )
    counted = convoy(steps=(("left", 0), ("arrived", 50)), L_1=5)
    with pytest.raises(Conflict, match="demikian"):
        hand_over(command, counted, at(60))
    assert hand_over(msgspec.structs.replace(command, got=6), counted, at(60))
    for wrong in ({"lot": "L-7"}, {"got": -1}, {"got": 10_000}):
        with pytest.raises(Rejected):
            hand_over(msgspec.structs.replace(command, **wrong), there, at(60))
