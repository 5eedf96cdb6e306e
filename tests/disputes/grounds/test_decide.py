"""A ground by hand: what opens one, whose word is its next step, what is refused; an objection and its plenaries."""

from datetime import date
from typing import Any

import msgspec
import pytest

from kawal.access.model import Account, Grant
from kawal.access.roles import Role
from kawal.count.model import ContestKind
from kawal.disputes.grounds.answering import Answering, answer
from kawal.disputes.grounds.decide import Open, Source, open_ground
from kawal.disputes.grounds.events import (
    ExhibitMarked,
    GroundCorrected,
    GroundOpened,
    GroundStepped,
    ObjectionAnswered,
)
from kawal.disputes.grounds.limits import limit_of
from kawal.disputes.grounds.marking import MarkExhibit, mark
from kawal.disputes.grounds.model import (
    Ground,
    Outcome,
    Step,
    Studied,
    is_ordered,
    may_step,
    outcomes_of,
    studied,
)
from kawal.disputes.grounds.objections import Answer, Answered, Objection
from kawal.disputes.grounds.steps import Say, say
from kawal.disputes.model import Fact, Indication
from kawal.field.queries import ReportRow
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.grounds import Stage, decode_grounds, grounds
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.store.events import Sealed

STATION = StationId("6371011001012")
LAW = grounds()
BOTH: tuple[ContestKind, ...] = ("governor", "mayor")
NEXT_DAY = date(2024, 11, 28)
WORDS = "dua saksi mata"


def account(role: Role = "adjudicator", region: str = "") -> Account:
    """Someone with one grant."""
    return Account("a-1", "a-1", "A", "", (Grant(role, "", region),))


def ground(*said: tuple[Stage, Outcome], rule: str = "PSU-112-2E", round_: int = 1) -> Ground:
    """A ground that entry 10 opened, with these steps at entries 11, 12 and so on."""
    known = LAW.of(rule)
    assert known is not None
    steps = tuple(
        Step(index=11 + n, stage=stage, outcome=outcome, decree="", decided_on="", actor="a-1", at="")
        for n, (stage, outcome) in enumerate(said)
    )
    return Ground(
        index=10,
        rule=rule,
        kind=known.kind,
        station=STATION,
        contest=None,
        round=round_,
        entries=(5,),
        actor="a-1",
        at="",
        steps=steps,
    )


def opening(rule: str = "PSU-112-2E", **more: object) -> Open:
    """A command that opens a ground from entry 5."""
    return Open(rule=rule, station=STATION, entries=(5,), **{"note": WORDS} | more)  # type: ignore[arg-type]


SEEN = Source(5, "irregularity", "voted_without_right")
UP: list[tuple[Stage, Outcome]] = [("station", "passed_up"), ("district", "passed_up"), ("city", "recommended")]


def test_every_ground_is_a_rule_of_law_that_opens_it() -> None:
    """Six rules for a re-poll, two for a recount, by `opens` of rules.yaml; each that opens one is here."""
    opens = {one.id: one.opens for one in rules().rules}
    for one in LAW.grounds:
        assert opens[one.rule] == {"re_poll": "ground_repoll", "recount": "ground_recount"}[one.kind]
    mine = {one.rule for one in LAW.grounds}
    assert mine == {name for name, what in opens.items() if what in ("ground_repoll", "ground_recount")} - {"PSU-MK"}
    assert {opens[one] for one in LAW.weaknesses} == {"weakness"}
    assert len(LAW.grounds) == 8


def test_an_exhibit_that_nobody_knows_is_refused_with_its_rule() -> None:
    """The loader names the file, the rule and the word."""
    text = b"""
path: {article: a, source: [{of: s}], confidence: high, beyond: {id: a, en: a}, assumed: {id: a, en: a}, stages: []}
exhibits: []
grounds: [{rule: PSU-112-2E, kind: re_poll, needs: [nothing]}]
weaknesses: []
bearing: [irregularity]
custody: {}
"""
    with pytest.raises(Rejected, match=r"x\.yaml: PSU-112-2E.*nothing"):
        decode_grounds(text, "x.yaml")


def test_a_ground_is_opened_from_entries_and_its_words_are_sealed() -> None:
    """The event has the rule, the station and the entries; the reason is beside the log."""
    found = open_ground(opening(note=WORDS), [SEEN], [], LAW)
    assert isinstance(found, Sealed)
    assert found.private == WORDS.encode()
    assert found.event == GroundOpened(rule="PSU-112-2E", kind="re_poll", station=STATION, entries=(5,))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("BOX-CUSTODY", SEEN),
        ("PSU-112-2A", Source(5, "box_handed_over")),
        ("PSU-112-2A", Source(5, "incident", "custody")),
    ],
)
def test_a_gap_in_custody_alone_opens_nothing(rule: str, source: Source) -> None:
    """One sentence says why: it weakens evidence and is no reason for a re-poll."""
    with pytest.raises(Rejected, match="celah penguasaan kotak, yang melemahkan bukti dan bukan alasan PSU"):
        open_ground(opening(rule), [source], [], LAW)
    open_ground(opening("PSU-112-2A"), [source, Source(6, "irregularity", "box_opened")], [], LAW)


@pytest.mark.parametrize("kind", ["opening", "closing", "counting_starts", "turnout", "check_in", "nil", "welfare"])
def test_a_report_that_tells_of_no_breach_opens_no_rule(kind: str) -> None:
    """That the station opened is no reason to say that ballots were marked; beside a breach, or as what an
    indication of the rule rests on, it may stand. A gap in custody adds nothing."""
    only = [Source(5, kind), Source(6, "box_handed_over")]
    with pytest.raises(Rejected, match="hanya laporan tahap atau keadaan"):
        open_ground(opening("PSU-112-2B"), only, [], LAW)
    open_ground(opening("PSU-112-2B"), [*only, SEEN], [], LAW)
    open_ground(opening("PSU-112-2B"), [Source(5, kind, indicates=True)], [], LAW)


@pytest.mark.parametrize("kind", ["irregularity", "incident", "objection", "results_copy", "line", "free_note", ""])
def test_reports_of_breaches_words_and_numbers_of_the_count_open_a_rule(kind: str) -> None:
    """The last one is an entry of the count, which has no report."""
    open_ground(opening("RECOUNT-33-2"), [Source(5, kind)], [], LAW)


def test_the_same_ground_is_not_opened_twice_while_it_is_open() -> None:
    """Under study as number 10; once it ended as not proven, new evidence opens it again. Another round or rule is
    another ground."""
    with pytest.raises(Conflict, match="sebagai dasar 10"):
        open_ground(opening(), [SEEN], [ground()], LAW, contests=BOTH)
    open_ground(opening(), [SEEN], [ground(("station", "not_proven"))], LAW, contests=BOTH)
    open_ground(opening(round=2), [SEEN], [ground()], LAW, {1, 2}, BOTH)
    open_ground(opening("PSU-112-2D"), [SEEN], [ground()], LAW, contests=BOTH)


def test_open_grounds_of_one_rule_station_and_round_do_not_overlap_in_contests() -> None:
    """The mayor's is open: one for all is refused with its number and the contest that is free, one for the mayor
    too, one for the governor is opened; beside one for all nothing is; beside both nothing is free."""
    mayor, governor = of("mayor"), of("governor", index=12)
    taken = "sudah dalam kajian untuk Wali Kota sebagai dasar 10"
    assert refused(None, mayor) == f"{taken}; pilih pemilihan yang belum dikaji: Gubernur"
    assert refused("mayor", mayor) == refused(None, mayor, governor) == taken
    assert refused("governor", mayor) == ""
    for contest in (None, *BOTH):
        assert refused(contest, ground()) == "sudah dalam kajian untuk semua pemilihan sebagai dasar 10"


def refused(contest: ContestKind | None, *present: Ground) -> str:
    """Why a ground for this contest is not opened beside others; "" where it is."""
    try:
        open_ground(opening(contest=contest), [SEEN], present, LAW, contests=BOTH)
    except Conflict as conflict:
        return str(conflict.message)
    return ""


def test_an_indication_for_all_contests_is_studied_contest_by_contest() -> None:
    """By a ground for the mayor only for the mayor: the governor is left; by both, or one for all, nothing is. One
    that ended with all entries studies it still, one opened by mistake does not."""
    assert studied(hint(), [], BOTH) == Studied((), (None,))
    assert studied(hint(), [of("mayor")], BOTH) == Studied((of("mayor"),), ("governor",))
    assert studied(hint(), [of("mayor"), of("governor", index=12)], BOTH).left == ()
    assert studied(hint(), [ground()], BOTH).left == ()
    assert studied(hint("mayor"), [of("governor")], BOTH).left == ("mayor",)
    assert studied(hint("mayor"), [ground()], BOTH).left == ()
    assert studied(hint(), [ground(("station", "not_proven"))], BOTH).left == ()
    assert studied(hint(), [ground(("station", "mistaken"))], BOTH).left == (None,)


def of(contest: ContestKind, index: int = 10) -> Ground:
    """An open ground for one contest."""
    return msgspec.structs.replace(ground(), contest=contest, index=index)


def hint(contest: ContestKind | None = None) -> Indication:
    """An indication that rests on entry 5."""
    fact = Fact(
        name="voted_without_right", place=STATION, contest=contest, value=2, together=2, entries=(5,), assurance=()
    )
    return Indication(rule="PSU-112-2E", place=STATION, contest=contest, strength="one_source", facts=(fact,))


def test_the_path_is_station_district_city_kpu_and_ends_where_it_is_not_proven() -> None:
    """Each outcome hands on to the next stage; every other one is the end."""
    assert [ground(*UP[:n]).stage for n in range(4)] == ["station", "district", "city", "kpu"]
    assert [ground(*UP[:n]).standing for n in range(4)] == [
        "under_study",
        "under_study",
        "under_study",
        "recommended",
    ]
    assert ground(*UP, ("kpu", "ordered")).standing == "ordered"
    assert ground(*UP[:2], ("city", "not_proven")).stage is None


@pytest.mark.parametrize(
    ("role", "region", "allowed"),
    [
        ("adjudicator", "", ("station", "district", "city", "kpu")),
        ("commander", "63.71", ("station", "district", "city", "kpu")),
        ("commander", "63.71.01", ("station", "district")),
        ("adjudicator", "63.71.01.1001", ("station",)),
        ("adjudicator", "63.71.02", ()),
        ("lawyer", "", ()),
        ("auditor", "", ()),
    ],
)
def test_whose_step_it_is_follows_from_role_and_region(role: Role, region: str, allowed: tuple[Stage, ...]) -> None:
    """As wide a grant as the stage is high, over this station, of a role that decides."""
    stages: tuple[Stage, ...] = ("station", "district", "city", "kpu")
    who = account(role, region)
    assert tuple(one for one in stages if may_step(who, ground(), one)) == allowed
    if "station" not in allowed:
        with pytest.raises(NotPermitted):
            say(Say(outcome="passed_up", reason=WORDS, seen=10), ground(), who, NEXT_DAY)


def test_a_step_needs_its_reason_its_turn_and_the_newest_page() -> None:
    """Refused: no reason; an outcome of another stage; a page from before the last step; a ground that ended."""
    two = ground(("station", "passed_up"))
    with pytest.raises(Rejected, match="alasan"):
        say(Say(outcome="passed_up", reason="  ", seen=11), two, account(), NEXT_DAY)
    with pytest.raises(Rejected, match="salah satu dari: diteruskan ke atas, tidak terbukti"):
        say(Say(outcome="ordered", reason=WORDS, seen=11), two, account(), NEXT_DAY)
    with pytest.raises(Rejected):  # a re-poll is never done at once
        say(Say(outcome="done_at_once", reason=WORDS, seen=10), ground(), account(), NEXT_DAY)
    with pytest.raises(Conflict, match="muat ulang"):
        say(Say(outcome="passed_up", reason=WORDS, seen=10), two, account(), NEXT_DAY)
    with pytest.raises(Conflict, match="tidak terbukti"):
        say(Say(outcome="passed_up", reason=WORDS, seen=99), ground(("station", "not_proven")), account(), NEXT_DAY)


def test_kpu_decides_by_a_decree_with_number_and_date() -> None:
    """Without either, or with tomorrow's date, it is refused; the reason is sealed, both are in the log."""
    last = ground(*UP)
    for decree, day in (("", "2024-11-28"), ("12", "2024-11-28"), ("123/2024", ""), ("123/2024", "2024-11-29")):
        with pytest.raises(Rejected):
            say(
                Say(outcome="ordered", reason=WORDS, decree=decree, decided_on=day, seen=13),
                last,
                account(),
                NEXT_DAY,
                ("mayor",),
            )
    found = say(
        Say(outcome="ordered", reason=WORDS, decree=" 123/2024 ", decided_on="2024-11-28", seen=13),
        last,
        account(),
        NEXT_DAY,
        ("mayor",),
    )
    assert isinstance(found, Sealed)
    assert found.event == GroundStepped(
        ground=10,
        stage="kpu",
        outcome="ordered",
        decree="123/2024",
        decided_on="2024-11-28",
        contests=("mayor",),
    )


@pytest.mark.parametrize(("day", "says"), [("2024-11-26", "paling awal"), ("2024-11-29", "hari ini")])
def test_a_decree_is_of_the_day_of_the_vote_or_later_and_not_of_tomorrow(day: str, says: str) -> None:
    """The vote was on the 27th, today is the 28th: the 26th and the 29th are refused, the two days are not."""
    vote = date(2024, 11, 27)
    odd = Say(outcome="ordered", reason=WORDS, decree="123/2024", decided_on=day, contests=BOTH, seen=13)
    with pytest.raises(Rejected, match=says):
        say(odd, ground(*UP), account(), NEXT_DAY, BOTH, vote)
    for fine in ("2024-11-27", "2024-11-28"):
        say(msgspec.structs.replace(odd, decided_on=fine), ground(*UP), account(), NEXT_DAY, BOTH, vote)


def decided(
    outcome: Outcome, *contests: ContestKind, left: tuple[ContestKind, ...] = (), index: int = 14, corrects: int = -1
) -> Step:
    """What KPU decided, at this entry."""
    return Step(
        index=index,
        stage="kpu",
        outcome=outcome,
        decree="" if outcome == "undecided" else "123/2024",
        decided_on="" if outcome == "undecided" else "2024-11-28",
        actor="a-1",
        at="",
        contests=contests,
        left=left,
        corrects=corrects,
    )


def at_kpu(*steps: Step) -> Ground:
    """A ground for every contest that came up to KPU, which said this."""
    return msgspec.structs.replace(ground(*UP), steps=(*ground(*UP).steps, *steps))


def test_kpu_decides_contest_by_contest_and_the_ground_ends_with_the_last() -> None:
    """Ordered for the mayor, the governor is left: still KPU's turn; then not ordered: over, ordered for a part.
    Named none of two, one that is decided or not voted here: refused."""
    fine = Say(outcome="ordered", reason=WORDS, decree="123/2024", decided_on="2024-11-28", seen=20)
    for odd in ((), ("regent",), ("mayor", "regent")):
        with pytest.raises(Rejected, match="sedikitnya satu dari: Gubernur, Wali Kota"):
            say(msgspec.structs.replace(fine, contests=odd), at_kpu(), account(), NEXT_DAY, BOTH)
    first = say(msgspec.structs.replace(fine, contests=("mayor",)), at_kpu(), account(), NEXT_DAY, BOTH).event
    assert isinstance(first, GroundStepped)
    assert (first.contests, first.left) == (("mayor",), ("governor",))
    part = at_kpu(decided("ordered", "mayor", left=("governor",)))
    assert (part.stage, part.standing, is_ordered(part, "mayor"), is_ordered(part, "governor")) == (
        "kpu",
        "partly_decided",
        True,
        False,
    )
    with pytest.raises(Rejected, match="sedikitnya satu dari: Gubernur, didapat mayor"):
        say(msgspec.structs.replace(fine, contests=("mayor",)), part, account(), NEXT_DAY, BOTH)
    last = say(msgspec.structs.replace(fine, outcome="not_ordered"), part, account(), NEXT_DAY, BOTH).event
    assert isinstance(last, GroundStepped)
    assert (last.contests, last.left) == (("governor",), ())
    both = at_kpu(part.steps[-1], decided("not_ordered", "governor", index=15))
    assert (both.stage, both.standing) == (None, "partly_ordered")
    assert at_kpu(decided("ordered")).standing == "ordered"  # of a log that names no contests: every one
    assert is_ordered(at_kpu(decided("ordered")), "governor")


def test_a_decree_that_was_recorded_wrongly_is_corrected_with_a_reason_and_both_stay() -> None:
    """Refused: no reason, the same again, a day before the vote, a ward's adjudicator, an entry that recorded none.
    It was for the governor: the mayor is left then."""
    done = at_kpu(decided("ordered", *BOTH))
    fine = Say(
        outcome="not_ordered",
        reason=WORDS,
        decree="124/2024",
        decided_on="2024-11-28",
        contests=BOTH,
        corrects=14,
        seen=14,
    )
    vote = date(2024, 11, 27)
    for odd in ({"reason": " "}, {"decided_on": "2024-11-26"}, {"decree": ""}, {"outcome": "recommended"}):
        with pytest.raises(Rejected):
            say(msgspec.structs.replace(fine, **odd), done, account(), NEXT_DAY, BOTH, vote)
    with pytest.raises(NotPermitted):
        say(fine, done, account(region="63.71.01.1001"), NEXT_DAY, BOTH, vote)
    with pytest.raises(Conflict):
        say(fine, ground(*UP), account(), NEXT_DAY, BOTH, vote)
    said = say(fine, done, account(), NEXT_DAY, BOTH, vote)
    assert said.event == GroundCorrected(
        ground=10,
        step=14,
        outcome="not_ordered",
        decree="124/2024",
        decided_on="2024-11-28",
        contests=BOTH,
    )
    both = at_kpu(*done.steps[-1:], decided("not_ordered", *BOTH, index=20, corrects=14))
    assert ([one.index for one in both.decisions], both.standing, len(both.steps)) == ([20], "not_ordered", 5)
    same = msgspec.structs.replace(fine, outcome="ordered", decree="123/2024")
    with pytest.raises(Rejected, match="isi yang sama"):
        say(same, done, account(), NEXT_DAY, BOTH, vote)
    other = say(msgspec.structs.replace(same, contests=("governor",)), done, account(), NEXT_DAY, BOTH, vote).event
    assert isinstance(other, GroundCorrected)
    assert (other.contests, other.left) == (("governor",), ("mayor",))


def test_a_decision_that_kpu_never_took_is_taken_back_and_it_is_its_turn_again() -> None:
    """Recorded at the wrong ground: with a reason it is undecided; it may then end as opened by mistake."""
    done = at_kpu(decided("ordered", *BOTH))
    back = say(Say(outcome="undecided", reason=WORDS, corrects=14, seen=14), done, account(), NEXT_DAY, BOTH).event
    assert back == GroundCorrected(ground=10, step=14, outcome="undecided", decree="", decided_on="", left=BOTH)
    again = at_kpu(*done.steps[-1:], decided("undecided", left=BOTH, index=20, corrects=14))
    assert (again.stage, again.standing, again.decisions) == ("kpu", "recommended", ())
    say(Say(outcome="mistaken", reason=WORDS, seen=20), again, account(), NEXT_DAY, BOTH)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_stage_takes_its_last_step_back_until_the_next_one_spoke(n: int) -> None:
    """With a reason, by who may say it: it is its turn again, and nothing is said; an earlier one stays, and what was
    taken back is not taken back twice."""
    stage: Stage = ("station", "district", "city")[n - 1]
    up = ground(*UP[:n])
    back = Say(outcome="undecided", reason=WORDS, corrects=10 + n, seen=13)
    event = say(back, up, account(), NEXT_DAY, BOTH).event
    assert event == GroundCorrected(
        ground=10, step=10 + n, stage=stage, outcome="undecided", decree="", decided_on=""
    )
    again = msgspec.structs.replace(up, steps=(*up.steps, taken_back(up)))
    assert (again.stage, again.standing, again.is_open) == (stage, "under_study", True)
    assert outcomes_of(again) == outcomes_of(ground(*UP[: n - 1]))
    with pytest.raises(Rejected, match="salah satu dari: belum diputuskan"):
        say(msgspec.structs.replace(back, outcome="not_proven"), up, account(), NEXT_DAY, BOTH)
    with pytest.raises(Rejected, match="alasan"):
        say(msgspec.structs.replace(back, reason=""), up, account(), NEXT_DAY, BOTH)
    with pytest.raises(Conflict, match="tidak punya langkah"):
        say(msgspec.structs.replace(back, corrects=9 + n), up, account(), NEXT_DAY, BOTH)
    with pytest.raises(Conflict, match="tidak punya langkah"):
        say(msgspec.structs.replace(back, corrects=20, seen=20), again, account(), NEXT_DAY, BOTH)
    if n > 1:
        with pytest.raises(NotPermitted):
            say(back, up, account(region="63.71.01.1001"), NEXT_DAY, BOTH)


def test_what_ended_is_not_taken_back_while_another_studies_the_same() -> None:
    """Ended as not proven, then opened anew as number 30: the end stays; beside one
    of another rule it is taken back."""
    ended = ground(("station", "not_proven"))
    back = Say(outcome="undecided", reason=WORDS, corrects=11, seen=13)
    other = msgspec.structs.replace(ground(), index=30)
    with pytest.raises(Conflict, match="sebagai dasar 30"):
        say(back, ended, account(), NEXT_DAY, BOTH, others=[other])
    say(back, ended, account(), NEXT_DAY, BOTH, others=[msgspec.structs.replace(other, rule="PSU-112-2D")])


def taken_back(one: Ground) -> Step:
    """The last step of a ground is taken back, at entry 20."""
    last = one.steps[-1]
    return msgspec.structs.replace(last, index=20, outcome="undecided", corrects=last.index)


def test_a_study_needs_a_reason_and_a_round_that_the_station_has() -> None:
    """Round 3 where only the first was held, or two: the answer says which there are."""
    with pytest.raises(Rejected, match="alasan"):
        open_ground(opening(note="  "), [SEEN], [], LAW)
    with pytest.raises(Rejected, match="putaran yang ada di TPS ini: 1, didapat 3"):
        open_ground(opening(round=3), [SEEN], [], LAW, {1})
    with pytest.raises(Rejected, match="1, 2, didapat 3"):
        open_ground(opening(round=3), [SEEN], [], LAW, {2, 1})
    open_ground(opening(round=2), [SEEN], [], LAW, {1, 2})


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_a_ground_that_was_opened_by_mistake_ends_as_such_and_not_as_unproven(n: int) -> None:
    """At every stage, KPU's too and then without a decree, with a reason; it is over and may be opened again."""
    stage: Stage = ("station", "district", "city", "kpu")[n]
    say(Say(outcome="mistaken", reason=WORDS, seen=13), ground(*UP[:n]), account(), NEXT_DAY, BOTH)
    with pytest.raises(Rejected):
        say(Say(outcome="mistaken", reason="", seen=13), ground(*UP[:n]), account(), NEXT_DAY)
    ended = ground(*UP[:n], (stage, "mistaken"))
    assert (ended.stage, ended.standing) == (None, "mistaken")
    open_ground(opening(), [SEEN], [ended], LAW)


def test_what_kpu_decided_in_part_was_not_opened_by_mistake() -> None:
    """Its decree stands; the rest is ordered or not."""
    part = at_kpu(decided("ordered", "mayor", left=("governor",)))
    assert outcomes_of(part) == ("ordered", "not_ordered")
    with pytest.raises(
        Rejected, match="diputuskan dilaksanakan, diputuskan tidak dilaksanakan, didapat dibuka keliru"
    ):
        say(Say(outcome="mistaken", reason=WORDS, seen=14), part, account(), NEXT_DAY, BOTH)


def test_a_recount_may_be_done_at_once_at_the_station() -> None:
    """It ends there: the law wants it on voting day, by the committee itself."""
    found = say(Say(outcome="done_at_once", reason=WORDS, seen=10), ground(rule="RECOUNT-113"), account(), NEXT_DAY)
    assert isinstance(found, Sealed)
    assert ground(("station", "done_at_once"), rule="RECOUNT-113").standing == "done_at_once"


def test_an_exhibit_is_marked_with_what_points_to_it_and_who_is_sealed() -> None:
    """The attendance list by holder, pages and seal, never a scan; a person only in the sealed part."""
    listed = MarkExhibit(exhibit="attendance", holder="kpps", pages=4, seal="0047251", seen=10)
    assert mark(listed, ground(), LAW, ()) == ExhibitMarked(
        ground=10, exhibit="attendance", present=True, holder="kpps", pages=4, seal="0047251"
    )
    person = mark(MarkExhibit(exhibit="who", words="Fulan, Jalan X", seen=10), ground(), LAW, ())
    assert isinstance(person, Sealed)
    assert b"Fulan" in person.private
    assert "Fulan" not in str(person.event)


@pytest.mark.parametrize(
    "odd",
    [
        MarkExhibit(exhibit="who", seen=10),
        MarkExhibit(exhibit="closed_doors", words=WORDS, seen=10),
        MarkExhibit(exhibit="who", entry=77, seen=10),
        MarkExhibit(exhibit="attendance", seal="<b>", seen=10),
        MarkExhibit(exhibit="who", words="x" * 2_001, seen=10),
    ],
)
def test_a_mark_that_says_nothing_or_points_elsewhere_is_refused(odd: MarkExhibit) -> None:
    """Empty; of another rule; an entry that is not about this station; an odd seal; too long."""
    with pytest.raises(Rejected):
        mark(odd, ground(), LAW, {5})


def test_the_deadline_of_a_re_poll_is_ten_days_read_two_ways_and_runs_not_from_an_unknown_day() -> None:
    """Voting day 27 November as day 1: to 6 December 24:00 WITA; the day after as day 1: to the 7th."""
    limit = limit_of(ground(), date(2024, 11, 27), WITA, Calendar(()))
    assert limit.span is not None
    assert [one.last_day for one in (limit.span.safe, limit.span.arguable)] == [date(2024, 12, 6), date(2024, 12, 7)]
    assert not limit.deadline.is_verified
    assert limit_of(ground(round_=2), None, WITA, Calendar(())).span is None


def objection(*said: tuple[str, Answer], **data: object) -> Objection:
    """An objection at entry 20, with these answers after it."""
    report = ReportRow(
        id="r",
        source="k",
        index=20,
        kind="objection",
        version=2,
        place=STATION,
        seq=1,
        at_ms=0,
        received="",
        assurance="device",
        account="p",
        data={"level": "station", "accepted": "noted", **data},  # type: ignore[dict-item]
        photos=(),
    )
    answers = tuple(
        Answered(index=21 + n, level=level, answer=what, actor="a-1", at="")  # type: ignore[arg-type]
        for n, (level, what) in enumerate(said)
    )
    return Objection(report=report, said=answers)


def test_an_objection_is_carried_up_until_it_is_settled() -> None:
    """Mayor: station, district, city, then nobody is left and it stays for the Court; governor: the province too."""
    up: list[tuple[str, Answer]] = [("district", "carried"), ("city", "carried"), ("province", "carried")]
    assert [objection(*up[:n], which_contest="mayor").waits_at for n in range(3)] == ["district", "city", None]
    assert [objection(*up[:n], which_contest="governor").waits_at for n in range(4)] == [
        "district",
        "city",
        "province",
        None,
    ]
    assert not objection(*up[:2], which_contest="mayor").is_settled
    assert objection(("district", "corrected")).is_settled
    assert objection(accepted="corrected").waits_at is None


def test_the_first_version_of_the_report_is_read_as_one_of_a_station() -> None:
    """It has neither level nor contest: refused there, it waits at the district."""
    report = msgspec.structs.replace(objection().report, version=1, data={"accepted": "refused"})
    old = Objection(report=report)
    assert (old.level, old.contest, old.waits_at) == ("station", None, "district")


VOTE = date(2024, 11, 27)


def answering(said: Answer = "carried", seen: int = 20, **more: object) -> Answering:
    """What a person records as the answer of a plenary."""
    return Answering(answer=said, seen=seen, **{"reason": WORDS} | more)  # type: ignore[arg-type]


def test_whoever_speaks_for_the_plenary_records_its_answer() -> None:
    """A ward's adjudicator does not; the district's does, with a reason, from the newest page; the day of the plenary
    and the number of its minutes are kept, or empty."""
    with pytest.raises(NotPermitted):
        answer(answering("corrected"), objection(), account(region="63.71.01.1001"), NEXT_DAY)
    with pytest.raises(Rejected):
        answer(answering("corrected", reason=" "), objection(), account(region="63.71.01"), NEXT_DAY)
    with pytest.raises(Conflict):
        answer(answering("corrected"), objection(("district", "carried")), account(), NEXT_DAY)
    with pytest.raises(Conflict):
        answer(answering(seen=99), objection(("district", "corrected")), account(), NEXT_DAY)
    found = answer(answering(), objection(), account(region="63.71.01"), NEXT_DAY, VOTE)
    assert found.event == ObjectionAnswered(objection=20, level="district", answer="carried")
    dated = answering(held_on="2024-11-28", minutes=" 12/BA/PPK  2024 ")
    assert answer(dated, objection(), account(), NEXT_DAY, VOTE).event == ObjectionAnswered(
        objection=20, level="district", answer="carried", held_on="2024-11-28", minutes="12/BA/PPK 2024"
    )


@pytest.mark.parametrize(
    ("odd", "says"),
    [
        ({"held_on": "2024-11-29"}, "hari pleno: diharapkan paling lambat hari ini"),
        ({"held_on": "2024-11-26"}, "hari pleno: diharapkan paling awal hari pemungutan suara"),
        ({"held_on": "besok"}, "hari pleno: diharapkan tanggal seperti"),
        ({"minutes": "x" * 121}, "nomor berita acara: diharapkan paling banyak 120 huruf, didapat 121"),
    ],
)
def test_a_plenary_is_of_a_day_from_the_vote_to_today(odd: dict[str, Any], says: str) -> None:
    """The vote was on the 27th, today is the 28th."""
    with pytest.raises(Rejected, match=says):
        answer(answering(**odd), objection(), account(), NEXT_DAY, VOTE)


def test_the_last_answer_is_corrected_by_its_level_until_the_next_one_answered() -> None:
    """Carried on, and really corrected: settled, both in the log. Refused: the same again, who does not speak for
    that level, an answer before the last one."""
    once = objection(("district", "carried"))
    fine = answering("corrected", seen=21, corrects=21)
    event = answer(fine, once, account(region="63.71.01"), NEXT_DAY).event
    assert event == ObjectionAnswered(objection=20, level="district", answer="corrected", corrects=21)
    fixed = Answered(index=22, level="district", answer="corrected", actor="a-1", at="", corrects=21)
    both = msgspec.structs.replace(once, said=(*once.said, fixed))
    assert ([one.index for one in both.answers], both.waits_at, both.is_settled, both.newest) == (
        [22],
        None,
        True,
        22,
    )
    with pytest.raises(Rejected, match="isi yang sama"):
        answer(answering("carried", seen=21, corrects=21), once, account(), NEXT_DAY)
    with pytest.raises(NotPermitted):
        answer(fine, once, account(region="63.71.01.1001"), NEXT_DAY)
    twice = objection(("district", "carried"), ("city", "carried"), which_contest="governor")
    with pytest.raises(Conflict, match="hanya jawaban yang terakhir"):
        answer(answering("corrected", seen=22, corrects=21), twice, account(), NEXT_DAY)
    with pytest.raises(Conflict, match="hanya jawaban yang terakhir"):
        answer(answering("corrected", corrects=20), objection(), account(), NEXT_DAY)
