"""Referrals and requests between nodes at the desk: what is written, and what a letter that comes in becomes here."""

from collections.abc import Mapping, Sequence

from sqlalchemy.engine import Connection

from kawal.access.profiles import Profile
from kawal.exchange.envelope import WITH_WORDS, Help, Letter, Subject, Verdict
from kawal.exchange.letters import LetterRow, Peer, known_peer, letter_of, letters_about, load_letters, load_peers
from kawal.exchange.mail import MailDesk
from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.line_queries import lines_of_keys
from kawal.jurisdiction.incidents import Severity
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import language, msg
from kawal.store.events import Decision, Event, Job, Report, Sealed
from kawal.watch.events import Result
from kawal.watch.incidents.acting import Act
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.casewords import RESULTS
from kawal.watch.letters.answers import Answers, step_of
from kawal.watch.letters.fromletters import check_places, digest_of, line_of
from kawal.watch.letters.letterwords import without_votes

OF_SENDER: frozenset[Verdict] = frozenset({"asked", "answered", "noted"})
"""What who wrote a letter may add to it."""
ROOTS = ("referral", "support")
"""What is answered."""
AGENCY_OF: dict[Profile, str] = {"supervision": "BAWASLU"}
"""The agency whose own node has this profile."""


class Referrals:
    """Letters of one node, written and read at its desk."""

    def __init__(self, cases: CaseDesk, mail: MailDesk, agency: str = "") -> None:
        """With the agency that this node itself is, if it is one."""
        self._cases, self._watch, self._answers = cases, cases.watch, Answers(cases, agency)
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
            return self._answers.theirs(connection, letter, peer)
        read = line_of(letter, peer, self._watch.field.book(), self._watch.clock())
        return (self._watch.lines.signed(*read),) if read else ()

    def refer(self, case: Case, peer: Peer, words: str, actor: str) -> str:
        """Hand an incident to another node; returns the letter's id. That its agency was told is a step of ours."""

        def write(connection: Connection) -> tuple[Letter, Sequence[Event | Sealed]]:
            subject = _subject(case, case.what)
            letter = self.mail.draft("referral", peer.origin, connection, subject=subject, words=without_votes(words))
            told = Act(step="told", agency=peer.agency, actor=actor)
            return letter, step_of(self._cases, case, told) if peer.agency else ()

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
            letter = self.mail.draft("support", receiver, connection, subject=subject, words=without_votes(words))
            check_places(letter, self._known)
            asked = f"{known_peer(connection, receiver).institution}: {without_votes(words)}"
            return letter, step_of(self._cases, case, Act(step="noted", note=asked, actor=actor)) if case else ()

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
            case = self._answers.case_of(connection, root)
            if case is not None and case.end is not None and verdict != "noted":
                raise Conflict(msg("insiden ini sudah ditutup pada nomor %(n)s", n=case.end.index))
            letter = self.mail.draft(
                "answer", root.peer, connection, re=root.id, verdict=verdict, words=without_votes(words)
            )
            return letter, self._answers.ours(connection, root, letter, actor)

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

    def about(self, connection: Connection, case: Case) -> tuple[tuple[LetterRow, Letter | None], ...]:
        """The letters of an incident, in the order of the log."""
        roots = [letter for letter, entry in self.entries(connection).items() if entry == case.heard.index]
        rows = letters_about(connection, case.heard.index, roots)
        return tuple((row, self.mail.content(connection, row)) for row in rows)

    def entries(self, connection: Connection) -> Mapping[str, int]:
        """The entry of the incident or word that each letter became here, by the letter's id."""
        came = {digest_of(row.id): row.id for row in load_letters(connection) if row.way == "in"}
        return {came[key]: index for key, (index, _) in lines_of_keys(connection, list(came)).items()}

    def _known(self, place: str) -> bool:
        registry = self._watch.field.registry()
        return place in registry.station_by_id or place in registry.region_by_code


def _not_peaceful(case: Case | None) -> None:
    """A letter would make an incident of it over there."""
    if case is not None and case.is_peaceful:
        raise Rejected(msg("surat"), msg("insiden: kumpulan damai tidak dirujuk"), case.heard.index)


def _subject(case: Case, what: str) -> Subject:
    return Subject(case.heard.index, case.place, what, case.severity, case.heard.at_ms)
