"""The life of an incident: whose it is, who has it, what falls due; from a report and the steps after it."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from kawal.jurisdiction.incidents import incident_rules
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.watch.events import IncidentClosed, IncidentStepped, Step
from kawal.watch.incidents.acting import Act, World, decide_act, decide_end
from kawal.watch.incidents.cases import Case, alike
from kawal.watch.incidents.casesteps import case_of
from kawal.watch.incidents.clocks import clocks_of, urgency
from kawal.watch.model import Heard, Source, Value
from kawal.watch.queries import IncidentEnd, StepRow

RULES = incident_rules()
NINE = datetime(2024, 11, 27, 1, 0, tzinfo=UTC)
"""09.00 WITA."""
STATION, WARD = "6371011001013", "63.71.01.1001"
WORLD = World(agencies={"KPPS", "PPS", "POLRESTA", "POLDA", "BAWASLU", "TNI", "KPU_KOTA"}, teams=(1, 2), busy={2: 99})


def heard(index: int = 10, minutes: int = 0, **data: Value) -> Heard:
    """A report of that many minutes after nine."""
    at = NINE + timedelta(minutes=minutes)
    said: dict[str, Value] = {"what": "disturbance", "severity": "severe", **data}
    source = Source("radio", "clerk", "a-1")
    return Heard(index, f"r-{index}", "incident", int(at.timestamp() * 1000), at.isoformat(), source, said)


def step(index: int, name: Step, minutes: int, agency: str = "", *, team: int = 0) -> StepRow:
    """A step of that many minutes after nine."""
    at = (NINE + timedelta(minutes=minutes)).isoformat()
    return StepRow(index, 10, STATION, "disturbance", name, agency, -1, team, "op-1", at)


def case(*steps: StepRow, place: str = STATION, end: IncidentEnd | None = None, **data: Value) -> Case:
    """The case of a disturbance with these steps."""
    return case_of(place, heard(10, 0, **data), steps, end, RULES)


def minutes_due(of: Case) -> dict[str, int]:
    """What falls due, in minutes after nine."""
    start = int(NINE.timestamp() * 1000)
    return {one.title.msgid: (one.due_ms - start) // 60_000 for one in clocks_of(of, RULES)}


def act(name: Step, agency: str = "", **more: object) -> Act:
    """An act of the desk."""
    return Act(step=name, agency=agency, actor="op-2", **more)  # type: ignore[arg-type]


def test_inside_the_station_it_is_the_chairs_and_outside_the_polices() -> None:
    """A station's incident is inside until someone says otherwise; one of a ward is outside."""
    assert case().owner == "KPPS"
    assert case(step(11, "outside", 1)).owner == "POLRESTA"
    assert case(step(11, "outside", 1), step(12, "inside", 2)).owner == "KPPS"
    assert case(place=WARD).owner == "POLRESTA"


def test_who_hands_back_leaves_it_to_the_next_of_the_chain_and_at_its_end_to_the_desk() -> None:
    """KPPS, then PPS, then nobody: the desk decides. Handed on, it is whoever was named."""
    back = [step(11, "returned", 1, "KPPS"), step(12, "returned", 2, "PPS")]
    assert case(back[0]).owner == "PPS"
    assert case(*back).owner == ""
    assert case(*back, step(13, "handed_on", 3, "POLRESTA")).owner == "POLRESTA"


def test_the_clocks_run_from_what_happened_last() -> None:
    """Severe: accept within 5 minutes of the report, on the spot 15 after accepting, word 15 after the last step.

    Report at 0: 0 + 5 = 5 and 0 + 15 = 15. Accepted at 3: 3 + 15 = 18 for both. Arrived at 10: word 10 + 15 = 25.
    Handed on at 12: the new owner has until 12 + 5 = 17.
    """
    assert minutes_due(case()) == {"Instansi menerima": 5, "Kabar berikutnya": 15}
    accepted = step(11, "accepted", 3, "KPPS")
    assert minutes_due(case(accepted)) == {"Tiba di tempat": 18, "Kabar berikutnya": 18}
    arrived = step(12, "arrived", 10, "KPPS")
    assert minutes_due(case(accepted, arrived)) == {"Kabar berikutnya": 25}
    on = step(13, "handed_on", 12, "POLRESTA")
    assert minutes_due(case(accepted, arrived, on)) == {"Instansi menerima": 17, "Kabar berikutnya": 27}
    ended = IncidentEnd(14, "resolved", "op-1", NINE.isoformat())
    assert minutes_due(case(accepted, end=ended)) == {}


def test_one_further_up_the_chain_that_accepts_first_has_it() -> None:
    """PPS accepts before KPPS and must act; no clock waits for KPPS. After KPPS accepted, it stays with KPPS."""
    first, then = step(11, "accepted", 1, "PPS"), step(12, "accepted", 2, "KPPS")
    assert case(first).owner == "PPS"
    assert "Instansi menerima" not in minutes_due(case(first))
    assert case(then, step(13, "accepted", 3, "PPS")).owner == "KPPS"
    assert case(step(11, "arrived", 1, "POLRESTA")).owner == "KPPS"  # it helps, it is not of this chain


@pytest.mark.parametrize("said", ["arrived", "settled"])
def test_who_arrived_or_settled_it_needs_not_accept_it_any_more(said: Step) -> None:
    """No clock of accepting or arriving is left, only the next word: 5 + 15 minutes; handed back it runs again."""
    done = step(11, said, 5, "KPPS")
    assert minutes_due(case(done)) == {"Kabar berikutnya": 20}
    assert "Instansi menerima" in minutes_due(case(done, step(12, "returned", 6, "KPPS")))


def test_the_severest_stands_first_then_what_falls_due_first() -> None:
    """A severe one of 30 minutes later stands before a minor one; of two severe ones the older."""
    cases = [
        case_of(STATION, heard(20, severity="minor"), (), None, RULES),
        case_of(STATION, heard(21, 30), (), None, RULES),
        case_of(STATION, heard(22, 10), (), None, RULES),
    ]
    assert [one.heard.index for one in sorted(cases, key=lambda one: urgency(one, RULES))] == [22, 21, 20]


def test_what_may_be_the_same_is_of_one_place_and_type_within_an_hour() -> None:
    """61 minutes later, another place or type is another incident."""
    mine = case()
    near = case_of(STATION, heard(20, 59, what="crowd"), (), None, RULES)
    late = case_of(STATION, heard(21, 61), (), None, RULES)
    other = case_of(STATION, heard(22, 1, what="logistics"), (), None, RULES)
    ward = case_of(WARD, heard(23, 1), (), None, RULES)
    assert alike(mine, (mine, near, late, other, ward)) == (near,)


def test_two_clerks_never_do_the_same() -> None:
    """Taken by one it cannot be taken by another; another can take it away only with a reason."""
    taken = case(step(11, "taken", 1))
    with pytest.raises(Conflict):
        decide_act(taken, act("taken"), WORLD)
    with pytest.raises(Rejected, match="alasan"):
        decide_act(taken, act("released"), WORLD)
    assert len(decide_act(taken, act("released", note="sudah pulang"), WORLD).events) == 1


@pytest.mark.parametrize(
    ("steps", "wanted", "error"),
    [
        ((), act("accepted", "MARINES"), Rejected),
        ((), act("accepted", "KPU_KOTA"), Rejected),
        ((), act("returned", "KPPS"), Rejected),
        ((), act("handed_on", "POLRESTA"), Rejected),
        ((), act("handed_on", "KPPS", note="x"), Conflict),
        ((), act("answered", "KPPS", note="x"), Conflict),
        ((), act("reopened", note="x"), Conflict),
        ((), act("inside"), Conflict),
        ((), act("released"), Conflict),
        ((step(11, "accepted", 1, "KPPS"),), act("accepted", "KPPS"), Conflict),
        ((step(11, "read", 1, "BAWASLU"),), act("read", "BAWASLU"), Conflict),
    ],
)
def test_what_cannot_be_is_refused(steps: tuple[StepRow, ...], wanted: Act, error: type[Exception]) -> None:
    """An agency that nobody knows or that has no part, an act without words, one that was done already."""
    with pytest.raises(error):
        decide_act(case(*steps), wanted, WORLD)


def test_a_liaison_acts_for_the_own_agency_only() -> None:
    """The police accept nothing for Bawaslu, hand nothing on, and have no say where they have no part."""
    police = frozenset({"POLRESTA"})
    outside = case(step(11, "outside", 1))
    assert decide_act(outside, act("accepted", "POLRESTA", agencies=police), WORLD).events
    for wanted in (act("read", "BAWASLU", agencies=police), act("handed_on", "POLDA", note="x", agencies=police)):
        with pytest.raises(NotPermitted):
            decide_act(outside, wanted, WORLD)
    with pytest.raises(NotPermitted):
        decide_act(case(what="logistics"), act("accepted", "POLRESTA", agencies=police), WORLD)


def test_merging_ends_the_one_and_names_the_other() -> None:
    """Both events or none; into itself or into one that ended is refused."""
    main = case_of(STATION, heard(20), (), None, RULES)
    events = decide_act(case(), act("merged", other=20), msgspec.structs.replace(WORLD, incidents={20: main})).events
    assert [type(one) for one in events] == [IncidentStepped, IncidentClosed]
    ended = case_of(STATION, heard(21), (), IncidentEnd(30, "resolved", "op-1", NINE.isoformat()), RULES)
    for other in (10, 21, 99):
        with pytest.raises(Rejected):
            decide_act(
                case(), act("merged", other=other), msgspec.structs.replace(WORLD, incidents={10: case(), 21: ended})
            )


def test_an_ended_incident_takes_notes_and_can_be_opened_again() -> None:
    """Nothing else; opened again without a reason it is not."""
    ended = case(end=IncidentEnd(14, "resolved", "op-1", NINE.isoformat()))
    with pytest.raises(Conflict, match="14"):
        decide_act(ended, act("accepted", "KPPS"), WORLD)
    with pytest.raises(Rejected):
        decide_act(ended, act("reopened"), WORLD)
    for wanted in (act("noted", note="x"), act("reopened", note="kambuh")):
        assert decide_act(ended, wanted, WORLD).events


def test_someone_who_collapsed_is_severe_and_119s() -> None:
    """A welfare report is a medical incident: collapsed is severe, sick is moderate."""
    source = Source("radio", "clerk", "a-1")
    for state, severity in (("collapsed", "severe"), ("sick", "moderate")):
        one = Heard(10, "r", "welfare", 0, NINE.isoformat(), source, {"state": state, "who": "poll_worker"})
        ill = case_of(STATION, one, (), None, RULES)
        assert (ill.owner, ill.severity, ill.type.first_call) == ("PSC_119", severity, ("PSC_119",))


def test_a_team_is_sent_once_answers_arrives_and_is_free_again() -> None:
    """Team 2 is out for incident 99; nobody has a team 7; on the spot it does not confirm any more."""
    with pytest.raises(Conflict, match="99"):
        decide_act(case(), act("sent", team=2), WORLD)
    with pytest.raises(Rejected):
        decide_act(case(), act("sent", team=7), WORLD)
    with pytest.raises(Conflict):
        decide_act(case(), act("on_site", team=1), WORLD)
    assert decide_act(case(), act("sent", team=1), WORLD).events
    there = [step(11, "sent", 1, team=1), step(12, "on_site", 9, team=1)]
    with pytest.raises(Conflict):
        decide_act(case(*there), act("confirmed", team=1), WORLD)
    assert decide_act(case(*there), act("freed", team=1), WORLD).events
    assert case(*there).teams == (1,)
    assert case(*there, step(13, "freed", 20, team=1)).teams == ()


def test_the_end_of_an_incident_frees_its_teams() -> None:
    """One event for each team that is out, before the end itself; a team on the spot stops the clock of arriving."""
    out = case(step(11, "accepted", 1, "KPPS"), step(12, "sent", 2, team=1), step(13, "on_site", 9, team=1))
    assert minutes_due(out) == {"Kabar berikutnya": 24}
    freed, _ = decide_end(out, "resolved", "").events
    assert isinstance(freed, IncidentStepped)
    assert (freed.step, freed.team) == ("freed", 1)
