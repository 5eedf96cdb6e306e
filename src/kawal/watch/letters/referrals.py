"""Letters between nodes at the desk: what is written, and what a letter that comes in does to incidents and board."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.profiles import Profile
from kawal.exchange.envelope import (
    STAGE_KINDS,
    VERDICTS,
    WITH_WORDS,
    Help,
    Letter,
    Stage,
    StageKind,
    Subject,
    Verdict,
)
from kawal.exchange.letters import LetterRow, Peer, letter_of, letters_about, load_letters, load_peers
from kawal.exchange.mail import MailDesk
from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.incoming import Author, Incoming
from kawal.field.line_queries import lines_of_keys
from kawal.field.withheld import without_figures
from kawal.jurisdiction.incidents import Severity
from kawal.kernel.direction import shown
from kawal.kernel.errors import Conflict, Missing, NotPermitted, Rejected
from kawal.kernel.language import language, msg
from kawal.store.events import Decision, Event, Job, Report, Sealed
from kawal.watch.events import Result, Step
from kawal.watch.incidents.acting import Act, World, decide_act
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import ACCEPTING, AgencyPart, Case
from kawal.watch.incidents.casewords import RESULTS
from kawal.watch.letters.fromletters import check_places, digest_of, line_of, news_of, stages_of, stations_of

MOST_STAGES = 60
FIRST_STAGES: frozenset[StageKind] = frozenset({"logistics", "opening"})
"""What a node that keeps order tells; one that takes results tells how the counting goes and that the box left."""
OF_SENDER: frozenset[Verdict] = frozenset({"asked", "answered", "noted"})
"""What who wrote a letter may add to it."""
STEP_OF: dict[Verdict, Step] = {
    "accepted": "accepted",
    "returned": "returned",
    "asked": "noted",
    "answered": "answered",
    "arrived": "arrived",
    "settled": "settled",
    "noted": "noted",
}
"""What an answer from another node is in the record of the incident."""
ROOTS = ("referral", "support")
"""What is answered."""
AGENCY_OF: dict[Profile, str] = {"supervision": "BAWASLU"}
"""The agency whose own node has this profile."""


class Referrals:
    """Letters of one node, written and read at its desk."""

    def __init__(self, cases: CaseDesk, mail: MailDesk, agency: str = "") -> None:
        """With the agency that this node itself is, if it is one."""
        self._cases, self._watch, self._agency = cases, cases.watch, agency
        self.mail = mail

    def refuse(self, letter: Letter) -> None:
        """Raise Rejected for votes in a letter to a node that takes none, and for a place that is not registered."""
        if not self._watch.lines.takes_results() and gives_votes(normal(letter.words)):
            raise Rejected(msg("surat"), msg("surat tanpa angka suara"), msg("angka suara"))
        registry = self._watch.field.registry()
        check_places(letter, lambda one: one in registry.station_by_id or one in registry.region_by_code)

    def react(self, connection: Connection, letter: Letter, peer: Peer) -> Sequence[Event | Sealed | Report]:
        """A referral or request is an incident here, a milestone a word on the board, an answer a step of an incident
        by the same decision as that of a liaison."""
        if letter.kind == "answer":
            return self._answered(connection, letter, peer)
        read = line_of(letter, peer, self._watch.field.book(), self._watch.clock())
        return (self._watch.lines.signed(*read),) if read else ()

    def refer(self, case: Case, peer: Peer, words: str, actor: str) -> str:
        """Hand an incident to another node; returns the letter's id. That its agency was told is a step of ours."""

        def write(connection: Connection) -> tuple[Letter, Sequence[Event | Sealed]]:
            subject = _subject(case, case.what)
            letter = self.mail.draft("referral", peer.origin, connection, subject=subject, words=_kept(words))
            told = Act(step="told", agency=peer.agency, actor=actor)
            return letter, self._step(case, told) if peer.agency else ()

        _not_peaceful(case)
        return self.mail.send(write, actor)

    def ask_help(
        self,
        receiver: str,
        helped: Help,
        place: str,
        words: str,
        actor: str,
        case: Case | None = None,
        severity: Severity | None = None,
    ) -> str:
        """Ask another node for support at a place, or at an incident of ours; that stands in its record. How severe
        it is says who asks, or the incident; Rejected when nobody does."""
        severity = case.severity if case else severity
        if severity is None:
            raise Rejected(msg("berat"), msg("ringan, sedang, atau berat"), msg("kosong"))
        if not words.strip():
            raise Rejected(msg("surat"), msg("isi"), msg("kosong"))
        _not_peaceful(case)
        subject = _subject(case, helped) if case else Subject(place=place, what=helped, severity=severity)

        def write(connection: Connection) -> tuple[Letter, Sequence[Event | Sealed]]:
            letter = self.mail.draft("support", receiver, connection, subject=subject, words=_kept(words))
            check_places(letter, self._known)
            asked = f"{_peer(connection, receiver).institution}: {_kept(words)}"
            return letter, self._step(case, Act(step="noted", note=asked, actor=actor)) if case else ()

        return self.mail.send(write, actor)

    def answer(self, row: LetterRow, verdict: Verdict, words: str, actor: str) -> str:
        """Answer a referral or request, or add to one of ours. Raises Conflict for what is neither, Rejected for an
        answer without the words it needs."""
        if verdict in WITH_WORDS and not words.strip():
            raise Rejected(msg("jawaban"), msg("alasan atau isi"), msg("kosong"))

        def write(connection: Connection) -> tuple[Letter, Sequence[Event | Sealed]]:
            root = letter_of(connection, row.re) if row.kind == "answer" else row
            if root is None or root.kind not in ROOTS:
                raise Conflict(msg("surat ini tidak menunggu jawaban"))
            if root.way == "out" and verdict not in OF_SENDER:
                raise Conflict(msg("surat ini dari simpul sendiri"))
            case = self._case_of(connection, root)
            if case is not None and case.end is not None and verdict != "noted":
                raise Conflict(msg("insiden ini sudah ditutup pada nomor %(n)s", n=case.end.index))
            letter = self.mail.draft("answer", root.peer, connection, re=root.id, verdict=verdict, words=_kept(words))
            return letter, self._own_step(connection, root, letter, actor)

        return self.mail.send(write, actor)

    def ended(self, connection: Connection, case: Case, result: Result) -> Decision:
        """The answers with which an incident that is closed here is told to whoever wrote of it, or of one that was
        merged into it: each letter once, unless it was told already that the matter is settled."""
        said = language("id").text("menutup: %(result)s", result=language("id").say(RESULTS[result]))
        peers = {one.origin for one in load_peers(connection)}
        events: list[Event | Sealed | Report] = []
        jobs: list[Job] = []
        for one in (case, *self._cases.merged_into(connection, case.heard.index)):
            letters = self.about(connection, one)
            told = {row.re for row, letter in letters if row.way == "out" and letter and letter.verdict == "settled"}
            for row, _ in letters:
                if row.way == "in" and row.kind in ROOTS and row.id not in told and row.peer in peers:
                    answer = self.mail.draft("answer", row.peer, connection, re=row.id, verdict="settled", words=said)
                    posted = self.mail.posted(connection, answer)
                    events += posted.events
                    jobs += posted.jobs
        return Decision(tuple(events), jobs=tuple(jobs))

    def ended_letters(self, connection: Connection) -> frozenset[str]:
        """The referrals and requests whose incident here has ended."""
        entries, still_open = self.entries(connection), self._cases.open_entries(connection)
        about = {row.id: entries.get(row.id, row.incident) for row in load_letters(connection) if row.kind in ROOTS}
        return frozenset(one for one, entry in about.items() if entry >= 0 and entry not in still_open)

    def tell(self, receiver: str, words: str, actor: str) -> str:
        """Tell another node in words how far stations are: what the grammar reads of it goes as stages."""
        if not words.strip():
            raise Rejected(msg("surat"), msg("isi"), msg("kosong"))
        kept = _kept(words)
        line = Incoming(channel="peer", text=kept, at=self._watch.clock())
        understood = self._watch.lines.look(line, Author(actor, "clerk", lambda _: True))
        at_ms = int(understood.at.timestamp() * 1000)
        stages = stages_of(understood.facts, at_ms, self._watch.stations())[:MOST_STAGES]
        return self.mail.send(
            lambda connection: (
                self.mail.draft("milestone", receiver, connection, words=kept, stages=stages),
                (),
            ),
            actor,
        )

    def tell_news(self, receiver: str, actor: str) -> str:
        """Tell another node which stages were reached since it was told last. Raises Conflict for nothing new."""

        def write(connection: Connection) -> tuple[Letter, Sequence[Event | Sealed]]:
            stages = self.news(connection, receiver)
            if not stages:
                raise Conflict(msg("tidak ada tahapan baru untuk simpul ini"))
            return self.mail.draft("milestone", receiver, connection, stages=stages[:MOST_STAGES]), ()

        return self.mail.send(write, actor)

    def news(self, connection: Connection, receiver: str) -> tuple[Stage, ...]:
        """The stages that another node was not told of yet."""
        told = {
            (stage.kind, station)
            for row, letter in self.mail.all(connection)
            if row.way == "out" and row.peer == receiver and letter is not None
            for stage in letter.stages
            for station in stations_of(stage)
        }
        kinds = set(STAGE_KINDS) - FIRST_STAGES if self._watch.lines.takes_results() else FIRST_STAGES
        board = self._watch.board(connection)
        stations = self._watch.field.registry().stations
        return news_of(((one.id, heard) for one in stations for heard in board.of(one.id)), kinds, told)

    def about(self, connection: Connection, case: Case) -> tuple[tuple[LetterRow, Letter | None], ...]:
        """The letters of an incident, in the order of the log."""
        roots = [letter for letter, entry in self.entries(connection).items() if entry == case.heard.index]
        rows = letters_about(connection, case.heard.index, roots)
        return tuple((row, self.mail.content(connection, row)) for row in rows)

    def entries(self, connection: Connection) -> Mapping[str, int]:
        """The entry of the incident or word that each letter became here, by the letter's id."""
        came = {digest_of(row.id): row.id for row in load_letters(connection) if row.way == "in"}
        return {came[key]: index for key, (index, _) in lines_of_keys(connection, list(came)).items()}

    def _answered(self, connection: Connection, letter: Letter, peer: Peer) -> Sequence[Event | Sealed]:
        root = letter_of(connection, letter.re)
        if root is None or root.peer != peer.origin or letter.verdict is None:
            return ()
        case, verdict = self._case_of(connection, root), letter.verdict
        if case is None:
            return ()
        said = f"{peer.institution} {_said(verdict)}: {letter.words}".removesuffix(": ")
        if verdict == "noted":  # the step names who noted it
            said = letter.words
        noted = Act(step="noted", note=said, actor=peer.origin)
        step = STEP_OF[verdict] if root.way == "out" and peer.agency else "noted"
        if step == "noted":
            return self._step(case, noted)
        note = letter.words or (_said(verdict) if verdict in WITH_WORDS else "")
        given: Sequence[Event | Sealed] = ()
        if root.kind == "referral" and step in ACCEPTING and case.is_open:
            given, case = self._given(case, peer.agency, f"{peer.institution} {_said(verdict)}", peer.origin)
        agencies = frozenset({peer.agency})
        act = Act(step=step, agency=peer.agency, note=note, actor=peer.origin, agencies=agencies)
        try:
            return (*given, *self._step(case, act))
        except (Conflict, NotPermitted, Rejected):  # it changes nothing; what it says besides is kept
            return self._step(case, noted) if letter.words else ()

    def _own_step(
        self, connection: Connection, root: LetterRow, letter: Letter, actor: str
    ) -> Sequence[Event | Sealed]:
        """What our own answer is in the record here."""
        case, verdict = self._case_of(connection, root), letter.verdict
        if case is None or verdict is None:
            return ()
        peer = _peer(connection, root.peer)
        if root.way == "out" and verdict == "asked" and peer.agency:
            return self._step(case, Act(step="asked", agency=peer.agency, note=letter.words, actor=actor))
        done = "" if verdict == "noted" else f"{_said(verdict)}, "  # the step says that it is noted
        said = f"{done}kepada {peer.institution}: {letter.words}".removesuffix(": ")
        noted = self._step(case, Act(step="noted", note=said, actor=actor))
        if root.way == "in" and verdict in ACCEPTING and case.is_open and self._agency:
            if root.kind == "referral":
                given, case = self._given(case, self._agency, f"{_said(verdict)}, {peer.institution}", actor)
                noted = (*noted, *given)
            if root.kind == "referral" or self._agency in case.way.chain:
                noted = (*noted, *self._own_agency(case, STEP_OF[verdict], actor))
        takes_it = verdict == "accepted" and case.is_open and not case.handler
        return (*noted, *(self._step(case, Act(step="taken", actor=actor)) if takes_it else ()))

    def _given(self, case: Case, agency: str, why: str, actor: str) -> tuple[Sequence[Event | Sealed], Case]:
        """The incident in the hands of an agency that took over a referral of it: it is handed on to it unless it has
        it already, or comes after the present one in its way and accepting alone makes it the owner."""
        if agency == case.owner or (agency in case.way.chain and not case.is_accepted):
            return (), case
        handed = self._step(case, Act(step="handed_on", agency=agency, note=why, actor=actor))
        rest = tuple(one for one in case.agencies if one.agency != agency)
        return handed, msgspec.structs.replace(case, owner=agency, agencies=(AgencyPart(agency, "owner", {}), *rest))

    def _own_agency(self, case: Case, step: Step, actor: str) -> Sequence[Event | Sealed]:
        """What our answer is where this node is an agency that is to act; nothing for what it has said before."""
        try:
            return self._step(case, Act(step=step, agency=self._agency, actor=actor))
        except Conflict:
            return ()

    def _case_of(self, connection: Connection, root: LetterRow) -> Case | None:
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

    def _step(self, case: Case, act: Act) -> Sequence[Event | Sealed]:
        events = decide_act(case, act, World(agencies=self._cases.known_agencies())).events
        return tuple(one for one in events if not isinstance(one, Report))

    def _known(self, place: str) -> bool:
        registry = self._watch.field.registry()
        return place in registry.station_by_id or place in registry.region_by_code


def _not_peaceful(case: Case | None) -> None:
    """A letter would make an incident of it over there."""
    if case is not None and case.is_peaceful:
        raise Rejected(msg("surat"), msg("insiden: kumpulan damai tidak dirujuk"), case.heard.index)


def _subject(case: Case, what: str) -> Subject:
    return Subject(case.heard.index, case.place, what, case.severity, case.heard.at_ms)


def _said(verdict: Verdict) -> str:
    """A verdict in the language of the log."""
    return language("id").say(VERDICTS[verdict])


def _peer(connection: Connection, origin: str) -> Peer:
    found = next((one for one in load_peers(connection) if one.origin == origin), None)
    if found is None:
        raise Missing(msg("simpul"), msg("simpul yang terdaftar"), origin[:80])
    return found


def _kept(words: str) -> str:
    """Words without vote figures: between institutions none is ever sent."""
    kept = shown(" ".join(words.split()))[:2_000]
    return without_figures(kept) if gives_votes(normal(kept)) else kept
