"""Local figures mediate before a team is sent: where it fits, in which order, once at a time."""

import pytest

from kawal.kernel.errors import Conflict, Rejected
from kawal.watch.events import Step
from kawal.watch.incidents.acting import World, decide_act
from kawal.watch.incidents.mediation import last_word, next_words, whom_to_ask
from kawal.watch.queries import IncidentEnd
from tests.watch.incidents.test_cases import act, case, step


def test_a_quarrel_is_offered_to_neighbourhood_heads_and_a_severe_or_other_incident_is_not() -> None:
    """A disturbance up to moderate, and a threat; not money, not a severe one, not one that ended."""
    assert whom_to_ask(case(severity="moderate")) == ("RT_RW", "FKUB")
    assert whom_to_ask(case(what="intimidation", severity="minor")) == ("RT_RW", "FKUB")
    assert whom_to_ask(case(severity="severe")) == ()
    assert whom_to_ask(case(what="money", severity="minor")) == ()
    ended = IncidentEnd(30, "resolved", "op-1", "2024-11-27T02:00:00+00:00")
    assert whom_to_ask(case(severity="minor", end=ended)) == ()


def test_a_mediation_goes_on_in_its_order_and_another_may_be_asked_once_it_failed() -> None:
    """Asked, mediating, failed by RT_RW; then FKUB. Who was asked is part of the incident."""
    asked = step(11, "mediation_asked", 1, "RT_RW")
    going = step(12, "mediating", 2, "RT_RW")
    failed = step(13, "mediation_failed", 3, "RT_RW")
    assert next_words(case(severity="minor")) == ()
    assert next_words(case(asked, severity="minor")) == ("mediating", "mediated", "mediation_failed")
    assert next_words(case(asked, going, severity="minor")) == ("mediated", "mediation_failed")
    over = case(asked, going, failed, severity="minor")
    assert next_words(over) == ()
    assert last_word(over) == failed
    assert over.part_of("RT_RW") is not None
    decide_act(over, act("mediation_asked", "FKUB", note="Pak FKUB"), World(agencies={"FKUB"}))


@pytest.mark.parametrize(
    ("name", "agency", "refusal"),
    [
        ("mediation_asked", "POLRESTA", Rejected),
        ("mediation_asked", "", Rejected),
        ("mediation_asked", "FKUB", Conflict),
        ("mediating", "FKUB", Conflict),
        ("mediated", "FKUB", Conflict),
    ],
)
def test_words_out_of_their_order_are_refused(name: Step, agency: str, refusal: type[Exception]) -> None:
    """RT_RW was asked: nobody else is asked meanwhile, and nobody else answers; the police mediates nothing."""
    running = case(step(11, "mediation_asked", 1, "RT_RW"), severity="minor")
    with pytest.raises(refusal):
        decide_act(running, act(name, agency, note="Pak Contoh"), World(agencies={"FKUB", "POLRESTA"}))


def test_a_severe_incident_is_no_matter_for_mediation() -> None:
    """The desk is told so in a sentence."""
    with pytest.raises(Rejected, match="menengahi"):
        decide_act(case(severity="severe"), act("mediation_asked", "RT_RW", note="Pak RT"), World(agencies={"RT_RW"}))
