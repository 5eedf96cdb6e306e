"""What an answer between nodes does to the incident that it is about."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.exchange.envelope import WITH_WORDS, Letter, Verdict
from kawal.exchange.letters import LetterRow, Peer, known_peer, letter_of
from kawal.field.line_queries import lines_of_keys
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.store.events import Event, Report, Sealed
from kawal.watch.events import Step
from kawal.watch.incidents.acting import Act, World, decide_act
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import ACCEPTING, AgencyPart, Case
from kawal.watch.letters.fromletters import digest_of
from kawal.watch.letters.letterwords import in_words

STEPS: dict[Verdict, Step] = {
    "accepted": "accepted",
    "returned": "returned",
    "asked": "noted",
    "answered": "answered",
    "arrived": "arrived",
    "settled": "settled",
    "noted": "noted",
}
"""What an answer from another node is in the record of the incident."""


class Answers:
    """The steps that answers between nodes are in the record of this node's incidents."""

    def __init__(self, cases: CaseDesk, agency: str = "") -> None:
        """With the agency that this node itself is, if it is one."""
        self._cases, self._agency = cases, agency

    def theirs(self, connection: Connection, letter: Letter, peer: Peer) -> Sequence[Event | Sealed]:
        """What the answer of another node is here: a step by the same decision as that of a liaison, else a note."""
        root = letter_of(connection, letter.re)
        if root is None or root.peer != peer.origin or letter.verdict is None:
            return ()
        case, verdict = self.case_of(connection, root), letter.verdict
        if case is None:
            return ()
        said = f"{peer.institution} {in_words(verdict)}: {letter.words}".removesuffix(": ")
        if verdict == "noted":  # the step names who noted it
            said = letter.words
        noted = Act(step="noted", note=said, actor=peer.origin)
        step = STEPS[verdict] if root.way == "out" and peer.agency else "noted"
        if step == "noted":
            return step_of(self._cases, case, noted)
        note = letter.words or (in_words(verdict) if verdict in WITH_WORDS else "")
        given: Sequence[Event | Sealed] = ()
        if root.kind == "referral" and step in ACCEPTING and case.is_open:
            given, case = self._given(case, peer.agency, f"{peer.institution} {in_words(verdict)}", peer.origin)
        agencies = frozenset({peer.agency})
        act = Act(step=step, agency=peer.agency, note=note, actor=peer.origin, agencies=agencies)
        try:
            return (*given, *step_of(self._cases, case, act))
        except (Conflict, NotPermitted, Rejected):  # it changes nothing; what it says besides is kept
            return step_of(self._cases, case, noted) if letter.words else ()

    def ours(self, connection: Connection, root: LetterRow, letter: Letter, actor: str) -> Sequence[Event | Sealed]:
        """What our own answer is in the record here."""
        case, verdict = self.case_of(connection, root), letter.verdict
        if case is None or verdict is None:
            return ()
        peer = known_peer(connection, root.peer)
        if root.way == "out" and verdict == "asked" and peer.agency:
            return step_of(self._cases, case, Act(step="asked", agency=peer.agency, note=letter.words, actor=actor))
        done = "" if verdict == "noted" else f"{in_words(verdict)}, "  # the step says that it is noted
        said = f"{done}kepada {peer.institution}: {letter.words}".removesuffix(": ")
        noted = step_of(self._cases, case, Act(step="noted", note=said, actor=actor))
        if root.way == "in" and verdict in ACCEPTING and case.is_open and self._agency:
            if root.kind == "referral":
                given, case = self._given(case, self._agency, f"{in_words(verdict)}, {peer.institution}", actor)
                noted = (*noted, *given)
            if root.kind == "referral" or self._agency in case.way.chain:
                noted = (*noted, *self._own_agency(case, STEPS[verdict], actor))
        takes_it = verdict == "accepted" and case.is_open and not case.handler
        return (*noted, *(step_of(self._cases, case, Act(step="taken", actor=actor)) if takes_it else ()))

    def case_of(self, connection: Connection, root: LetterRow) -> Case | None:
        """The incident here that a letter is about: the one we wrote of, or the one that the letter became."""
        if root.way == "out":
            entry = root.incident
        else:
            entry = next((index for index, _ in lines_of_keys(connection, [digest_of(root.id)]).values()), -1)
        about = [one for one in self._cases.all(connection) if entry >= 0 and one.heard.index == entry]
        if root.way == "out":  # an entry may tell of several places, and of several things at one
            about = [one for one in about if one.place == root.place]
            about.sort(key=lambda one: one.what != root.what)
        return next(iter(about), None)

    def _given(self, case: Case, agency: str, why: str, actor: str) -> tuple[Sequence[Event | Sealed], Case]:
        """The incident in the hands of an agency that took over a referral of it: it is handed on to it unless it has
        it already, or comes after the present one in its way and accepting alone makes it the owner."""
        if agency == case.owner or (agency in case.way.chain and not case.is_accepted):
            return (), case
        handed = step_of(self._cases, case, Act(step="handed_on", agency=agency, note=why, actor=actor))
        rest = tuple(one for one in case.agencies if one.agency != agency)
        return handed, msgspec.structs.replace(case, owner=agency, agencies=(AgencyPart(agency, "owner", {}), *rest))

    def _own_agency(self, case: Case, step: Step, actor: str) -> Sequence[Event | Sealed]:
        """What our answer is where this node is an agency that is to act; nothing for what it has said before."""
        try:
            return step_of(self._cases, case, Act(step=step, agency=self._agency, actor=actor))
        except Conflict:
            return ()


def step_of(cases: CaseDesk, case: Case, act: Act) -> Sequence[Event | Sealed]:
    """The events of an act in an incident, by the decision that the desk's own acts go through."""
    events = decide_act(case, act, World(agencies=cases.known_agencies())).events
    return tuple(one for one in events if not isinstance(one, Report))
