"""Lines of words become entries: read by the grammar, signed by the node, once each however often they come."""

import os
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

import msgspec
from sqlalchemy.engine import Connection

from kawal.election.model import Registry
from kawal.field.answers import check_answers
from kawal.field.desk import FieldDesk
from kawal.field.events import TextQueued
from kawal.field.grammar.gazetteer import Gazetteer, gazetteer_of
from kawal.field.grammar.model import Reading
from kawal.field.grammar.read import Grammar
from kawal.field.identity import new_identity
from kawal.field.incoming import Author, Incoming, Understood, place_of, role_of, understand
from kawal.field.kinds import KindBook
from kawal.field.line_queries import closed_by, lines_of_keys
from kawal.field.model import TYPE, is_identity
from kawal.field.project import known_reports
from kawal.field.withheld import without_figures
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.record.sdjwt import issue
from kawal.store.events import Decision, Job, Report, Sealed

MOST_TEXT = 2000
MOST_LINES = 6000
_SHEET = re.compile(r"[0-9]{1,6}")
SHEET_NUMBER = msg("nomor yang tercetak pada lembar, atau 0 untuk kertas lain")
SEND_TEXT = "send_text"


class Kept(msgspec.Struct, frozen=True):
    """What became of one line: its entry, whether it was there already, and how it was understood."""

    index: int
    identity: str
    repeated: bool
    understood: Understood


class Reply(msgspec.Struct, frozen=True):
    """Words that go back to a sender through a gateway."""

    to: str
    text: str


Replies = Callable[[Incoming, Understood], str]
"""What is said back to the sender of a new line; empty for nothing."""


class _Draft(msgspec.Struct, frozen=True):
    """A line on its way in: its id, its door's key as a digest, and how it was understood."""

    line: Incoming
    identity: str
    key: str
    understood: Understood

    @property
    def name(self) -> str:
        """What it is known by when it comes again: its door's key, else its id."""
        return self.key or self.identity


class LineDesk:
    """Takes lines in from every door, and says beforehand how they would be understood."""

    def __init__(self, field: FieldDesk, home: RegionCode, zone: tzinfo) -> None:
        self._field, self._home, self.zone = field, home, zone
        self._kept: tuple[Registry, Grammar] | None = None

    def grammar(self) -> Grammar:
        """The grammar of the present registry's places."""
        registry, kept = self._field.registry(), self._kept
        if kept is None or kept[0] is not registry:
            kept = self._kept = registry, Grammar(gazetteer_of(registry))
        return kept[1]

    def gazetteer(self) -> Gazetteer:
        """The places of the present registry."""
        return self.grammar().gazetteer

    def takes_results(self) -> bool:
        """Whether this node takes results; one that keeps order never does."""
        return self._field.book().takes_results

    def look(self, line: Incoming, author: Author) -> Understood:
        """How a line would be understood; nothing is kept."""
        return self.looking(author)(line)

    def looking(self, author: Author) -> Callable[[Incoming], Understood]:
        """`look` for many lines: with the registry and the kinds of this moment, which are asked for once."""
        grammar, book, now = self.grammar(), self._field.book(), self._field.now()

        def look(line: Incoming) -> Understood:
            reading = Reading() if line.dropped else grammar.read(line.text, line.ward)
            return understand(line, reading, book, grammar.gazetteer, author, self.zone, now)

        return look

    def take(self, lines: Sequence[Incoming], author: Author, replies: Replies | None = None) -> tuple[Kept, ...]:
        """Keep lines, all in one transaction, each once. A line that is there already changes nothing.

        Raises Rejected for a text that is empty or too long, Conflict for an answer to a line that was answered by
        someone else meanwhile and for other words under an id that is there; then none of them is kept.
        """
        _check(lines)
        look = self.looking(author)
        drafts = [_Draft(line, line.identity or new_identity(), line.digest, look(line)) for line in lines]
        store, book = self._field.store, self._field.book()
        with store.engine.connect().execution_options(read_only=True) as connection:
            known = self._known(connection, drafts)
        # signed before the writer's turn comes, so that a long paste does not keep others waiting
        signed = {one.identity: self._report(one, author, book) for one in drafts if one.name not in known}
        found: dict[str, tuple[int, str]] = {}
        fresh: list[str] = []

        def decide(connection: Connection) -> Decision:
            found.clear()
            found.update(self._known(connection, drafts))
            fresh.clear()
            events: list[Report | Sealed] = []
            jobs: list[Job] = []
            for one in drafts:
                if one.name in found or one.name in fresh:
                    self._refuse_other_words(connection, one, found)
                    continue
                _refuse_closed(connection, one.line)
                fresh.append(one.name)
                events.append(signed[one.identity])
                said = replies(one.line, one.understood) if replies and one.line.gate and one.line.sender else ""
                if said:
                    queued = TextQueued(id=new_identity(), gate=one.line.gate, re=one.identity)
                    events.append(Sealed(queued, msgspec.json.encode(Reply(one.line.sender, said))))
                    jobs.append(Job(SEND_TEXT, queued.id, msgspec.json.encode(queued.id)))
            return Decision(tuple(events), jobs=tuple(jobs))

        done = store.writer.run(decide, author.by)
        pairs = zip(done.entries, done.decision.events, strict=True)
        indexes = (entry.index for entry, event in pairs if isinstance(event, Report))
        new = dict(zip(fresh, indexes, strict=True))
        answers: list[Kept] = []
        for one in drafts:
            index, identity = found.get(one.name) or (new[one.name], one.identity)
            repeated = one.name in found or any(kept.index == index for kept in answers)
            answers.append(Kept(index, identity, repeated, one.understood))
        return tuple(answers)

    def signed(self, line: Incoming, understood: Understood, author: Author) -> Report:
        """A line that was understood elsewhere, signed by this node, to be kept in a decision of another desk."""
        return self._report(_Draft(line, new_identity(), line.digest, understood), author, self._field.book())

    def _refuse_other_words(
        self, connection: Connection, one: "_Draft", found: Mapping[str, tuple[int, str]]
    ) -> None:
        """A form's id stands for its words: the same again is harmless, others under it would be lost."""
        if one.key or not one.line.identity or one.name not in found:
            return
        private = self._field.private_part(connection, found[one.name][0])
        kept = str(private.get("text", "")) if private is not None else None
        if kept is not None and kept not in (one.line.text, without_figures(one.line.text)):
            raise Conflict(msg("nomor kiriman ini sudah dipakai untuk kabar lain; muat ulang halaman"))

    def _known(self, connection: Connection, drafts: Sequence["_Draft"]) -> dict[str, tuple[int, str]]:
        """(entry, id) of the drafts that are there already, by their names."""
        found = lines_of_keys(connection, [one.key for one in drafts if one.key])
        kid = self._field.store.keys.report_kid
        ids = {uuid.UUID(one.identity).bytes: one for one in drafts if not one.key and one.line.identity}
        for (raw, _), (_, index) in known_reports(connection, [(raw, kid) for raw in ids]).items():
            found[ids[raw].name] = (index, ids[raw].identity)
        return found

    def _report(self, one: "_Draft", author: Author, book: KindBook) -> Report:
        """The line as an SD-JWT of the node: what was understood is public, its words and people are sealed."""
        line, understood = one.line, one.understood
        kind = book.newest("line")
        if kind is None:
            raise Rejected("kind", "line", "")
        withheld = understood.state == "withheld"
        text = without_figures(line.text) if withheld else line.text
        role = role_of(understood.reading.source)
        given: dict[str, str | bool] = {
            "channel": line.channel,
            "state": understood.state,
            "asks": ",".join(dict.fromkeys(ask.code for ask in understood.asks)),
            "gate": line.gate,
            "key": one.key,
            "person": line.person,
            "role": role,
            "re": line.re,
            "sheet": line.sheet,
        }
        data = {name: value for name, value in given.items() if value}
        if line.corrects:
            data["corrects"] = True
        hidden = {"text": text, "sender": line.sender, "quoted": "" if role else understood.reading.source}
        private: dict[str, object] = {name: value for name, value in hidden.items() if value}
        check_answers(kind, data, private)
        said = {
            "id": one.identity,
            "kind": kind.id,
            "v": kind.version,
            "place": place_of(understood.facts, line.ward or author.home or self._home),
            "seq": 1,
            "at": int(understood.at.timestamp() * 1000),
            "data": data,
            "facts": [msgspec.to_builtins(fact) for fact in understood.facts],
            "by": author.by,
            "assurance": author.assurance,
        }
        keys = self._field.store.keys
        token = issue(said, private, keys.report, keys.report_kid, TYPE, os.urandom)
        return Report(token.jws.encode(), msgspec.json.encode(token.disclosures) if token.disclosures else b"")


def _refuse_closed(connection: Connection, line: Incoming) -> None:
    """A line is answered or corrected once; what comes through a gateway is kept all the same."""
    if not line.re or line.gate:
        return
    by = closed_by(connection, line.re)
    if by is not None:
        raise Conflict(msg("kabar ini sudah dijawab atau dibetulkan oleh nomor %(index)s", index=str(by)))


def check_line(line: Incoming) -> None:
    """Raise Rejected for a line that cannot be kept: empty, too long, with a sheet that can have no such number."""
    length = len(line.text.strip())
    if not line.dropped and not length:
        raise Rejected(msg("kabar"), msg("1 sampai %(n)s huruf", n=MOST_TEXT), msg("kosong"))
    if not line.dropped and length > MOST_TEXT:
        raise Rejected(msg("kabar"), msg("1 sampai %(n)s huruf", n=MOST_TEXT), msg("%(n)s huruf", n=length))
    if line.sheet and not _SHEET.fullmatch(line.sheet):
        raise Rejected(msg("lembar"), SHEET_NUMBER, line.sheet)
    if line.identity and not is_identity(line.identity):
        raise Rejected("id", "UUIDv7", line.identity)


def _check(lines: Sequence[Incoming]) -> None:
    """Raise Rejected for the first line that cannot be kept."""
    if len(lines) > MOST_LINES:
        raise Rejected(msg("baris"), msg("paling banyak %(n)s", n=MOST_LINES), len(lines))
    for line in lines:
        check_line(line)
