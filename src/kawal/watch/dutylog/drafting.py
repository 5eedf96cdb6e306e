"""The desk of drafts: what a pasted chat would be understood as, its questions, and its way into the log."""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from datetime import UTC

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.field.channels.importing.upload import Brought
from kawal.field.channels.senders import Senders
from kawal.field.drafts import Draft, DraftHead, DraftLine, drafts_of, drop_draft, keep_draft, load_draft
from kawal.field.grammar.model import Ask
from kawal.field.grammar.read import Grammar
from kawal.field.grammar.say import MOST_PLACES
from kawal.field.identity import new_identity
from kawal.field.incoming import Author, Channel, Incoming, Understood, key_digest
from kawal.field.line_queries import lines_of_keys
from kawal.field.lines import Kept
from kawal.field.withheld import kept_words
from kawal.kernel.codes import Level, RegionCode
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, msg
from kawal.kernel.numbers import written
from kawal.store.opened import Store
from kawal.watch.desk import WatchDesk

SAVED_AT_ONCE = 250
MOST_READ_KEPT = 8
"""Drafts whose readings are kept in memory: reading five thousand lines takes most of a second."""


class Looked(msgspec.Struct, frozen=True):
    """A line of a draft with how it is understood, how its answer is, and whether the log has it already."""

    number: int
    line: DraftLine
    understood: Understood
    answer: Understood | None
    there: int | None
    is_of_ward: bool = False
    """The log has it from the group of a ward, where it said more than here."""

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is still open about it."""
        if self.there is not None or self.line.accepted:
            return ()
        return self.understood.asks if self.answer is None else self.answer.asks

    @property
    def is_noise(self) -> bool:
        """Whether it reports nothing."""
        return self.understood.state == "noise"


class Choice(msgspec.Struct, frozen=True):
    """A button under a question: its word, and the words that it answers with; no words for "no answer needed"."""

    title: str
    words: str


class DraftDesk:
    """Drafts of one node."""

    def __init__(self, watch: WatchDesk) -> None:
        self._watch = watch
        self._read: OrderedDict[str, tuple[Draft, tuple[Looked, ...]]] = OrderedDict()
        self._known_senders: Senders | None = None

    @property
    def _store(self) -> Store:
        return self._watch.field.store

    def begin(self, title: str, channel: Channel, brought: Brought, ward: str, account: Account) -> str:
        """Keep lines as a draft; returns its id. Figures of votes are not kept where no results are taken."""
        grammar, takes_results = self._watch.lines.grammar(), self._watch.lines.takes_results()
        made = tuple(_kept(one, ward, grammar, takes_results=takes_results) for one in brought.lines)
        known = self._watch.lines.gazetteer().by_code
        for one in made:
            if one.ward and RegionCode(one.ward) not in known:
                raise Rejected(msg("kelurahan"), msg("kelurahan yang terdaftar"), one.ward)
        title = kept_words(title.strip()[:80], takes_results=self._watch.lines.takes_results())
        draft = Draft(new_identity(), title, channel, made, brought.older)
        self._keep(draft, account)
        return draft.id

    def all(self, account: Account) -> tuple[DraftHead, ...]:
        """The drafts of an account."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            return drafts_of(connection, self._store.blobs.sealer, account.id)

    def look(self, identity: str, account: Account, author: Author) -> tuple[Draft, tuple[Looked, ...]]:
        """A draft with its lines as they would be understood."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            draft = load_draft(connection, self._store.blobs.sealer, account.id, identity)
            kept = self._read.get(identity)
            if kept is None or kept[0] != draft:
                self._read[identity] = (draft, self._looked(draft, author, kept[1] if kept else ()))
                while len(self._read) > MOST_READ_KEPT:
                    self._read.popitem(last=False)
            looked = self._read[identity][1]
            there = self._there(connection, draft)
            of_ward = self._there_of_a_ward(connection, draft, [one for one in looked if one.number not in there])
        return draft, tuple(
            msgspec.structs.replace(one, there=(there | of_ward).get(one.number), is_of_ward=one.number in of_ward)
            for one in looked
        )

    def answer(self, identity: str, number: int, words: str, account: Account) -> None:
        """Answer what a line asks, in words; without words it needs no answer."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            draft = load_draft(connection, self._store.blobs.sealer, account.id, identity)
        if not 0 <= number < len(draft.lines):
            raise Rejected(msg("baris"), f"0..{len(draft.lines) - 1}", number)
        words = self._in_full(draft.lines[number], words.strip()[:400])
        kept = kept_words(words, takes_results=self._watch.lines.takes_results())
        changed = msgspec.structs.replace(draft.lines[number], answer=kept, accepted=not kept)
        lines = (*draft.lines[:number], changed, *draft.lines[number + 1 :])
        self._keep(msgspec.structs.replace(draft, lines=lines), account)

    def _in_full(self, line: DraftLine, words: str) -> str:
        """An answer that only names a time, with the words that it times; what stood there for a time is left out."""
        grammar = self._watch.lines.grammar()
        reading, said = grammar.read(words), grammar.read(line.text)
        if not reading.time or reading.facts or not (said.facts or said.asks):
            return words
        text = line.text
        for ask in said.asks:
            text = text.replace(ask.words, " ", 1) if ask.code == "time" and ask.words else text
        return f"{words} {' '.join(text.split())}"

    def save(self, identity: str, account: Account, author: Author) -> int:
        """Everything into the log: what is read counts, what is asked waits there; returns how many were new.

        In pieces, so that others who write need not wait for all of it. What broke off is saved once more: lines that
        are there already change nothing, and the draft is dropped only at the end.
        """
        draft, looked = self.look(identity, account, author)
        looked = tuple(one for one in looked if not one.is_of_ward)
        senders = self._senders()
        new = 0
        for start in range(0, len(looked), SAVED_AT_ONCE):
            piece = looked[start : start + SAVED_AT_ONCE]
            originals = [self._incoming(draft, one.line, one.line.text, senders) for one in piece]
            kept = self._watch.lines.take(originals, author)
            follow = [
                self._following(draft, one, entry, senders)
                for one, entry in zip(piece, kept, strict=True)
                if one.line.answer or (one.line.accepted and one.understood.asks and one.there is None)
            ]
            if follow:
                self._watch.lines.take(follow, author)
            new += sum(1 for one in kept if not one.repeated)
        self.drop(identity, account)
        return new

    def drop(self, identity: str, account: Account) -> None:
        """Throw a draft away."""
        self._read.pop(identity, None)
        with self._store.engine.begin() as connection:
            drop_draft(connection, account.id, identity)

    def _keep(self, draft: Draft, account: Account) -> None:
        created = self._watch.clock().astimezone(UTC).isoformat()
        with self._store.engine.begin() as connection:
            keep_draft(connection, self._store.blobs.sealer, account.id, created, draft)

    def _looked(self, draft: Draft, author: Author, before: Sequence[Looked]) -> tuple[Looked, ...]:
        """How the lines are understood; `before` is how they were, and stays for lines that did not change."""
        look, senders = self._watch.lines.looking(author), self._senders()
        found: list[Looked] = []
        for number, line in enumerate(draft.lines):
            if number < len(before) and before[number].line == line:
                found.append(before[number])
                continue
            understood = look(self._incoming(draft, line, line.text, senders))
            answer = look(self._answering(draft, line, senders)) if line.answer else None
            found.append(Looked(number, line, understood, answer, None))
        return tuple(found)

    def _there(self, connection: Connection, draft: Draft) -> dict[int, int]:
        """Which lines of a draft the log has already, with their entries."""
        digests = {key_digest(draft.channel, "", one.key): number for number, one in enumerate(draft.lines)}
        known = lines_of_keys(connection, list(digests))
        return {digests[key]: index for key, (index, _) in known.items()}

    def _there_of_a_ward(self, connection: Connection, draft: Draft, looked: Sequence[Looked]) -> dict[int, int]:
        """Lines that do not say their ward, which the log has from the group of one (other) ward."""
        wards = [one.code for one in self._watch.lines.gazetteer().places if one.level is Level.WARD]
        digests: dict[str, int] = {}
        for one in looked:
            line = one.line
            if not line.ward and any(ask.code == "place" for ask in one.understood.asks):
                keys = [line.of_ward(ward).key for ward in wards]
            elif line.base and line.at_ms:  # with its sender and minute it is one message, whichever group it was in
                keys = [msgspec.structs.replace(line, key=line.base).of_ward(ward).key for ward in wards]
            else:
                continue
            digests |= {key_digest(draft.channel, "", key): one.number for key in keys if key != line.key}
        known = lines_of_keys(connection, list(digests))
        several = Counter(digests[key] for key in known)
        return {digests[key]: index for key, (index, _) in known.items() if several[digests[key]] == 1}

    def _incoming(self, draft: Draft, line: DraftLine, text: str, senders: Senders) -> Incoming:
        """A line with the registered person whose telephone number the chat shows as its sender."""
        sender = senders.find(line.sender) if any(one.isdigit() for one in line.sender) else None
        made = line.incoming(draft.channel, text, self._watch.clock())
        if sender is None:
            return made
        return msgspec.structs.replace(made, person=sender.person, ward=made.ward or sender.ward)

    def _answering(self, draft: Draft, line: DraftLine, senders: Senders) -> Incoming:
        """The answer to a line, never of a moment to come."""
        made = self._incoming(draft, line, line.answer, senders)
        return msgspec.structs.replace(made, at=min(made.at, self._watch.clock()))

    def _following(self, draft: Draft, one: Looked, entry: Kept, senders: Senders) -> Incoming:
        """The answer to a line as a line of its own, or the word that it needs none."""
        line = one.line
        made = self._answering(draft, line, senders)
        settled = len(one.understood.asks) < 2  # an answer to one of several questions leaves the line open
        given = {"key": f"{line.key} {line.answer}", "dropped": not line.answer}
        given |= {"re": entry.identity} if settled or not line.answer else {}
        return msgspec.structs.replace(made, **given)

    def _senders(self) -> Senders:
        registry = self._watch.field.registry()
        if self._known_senders is None or self._known_senders.version != registry.version:
            self._known_senders = Senders(registry)
        return self._known_senders


def _kept(line: DraftLine, ward: str, grammar: Grammar, *, takes_results: bool) -> DraftLine:
    """A line of the group of a ward, as this node may keep it: the same message in two groups is one, unless it means
    its own ward."""
    of_group = bool(ward) and not line.ward
    if not of_group and takes_results:
        return line
    alone = grammar.read(line.text)
    if alone.results and not takes_results:
        line = line.without_votes()
    if not of_group:
        return line
    means_ward = any(ask.code == "place" for ask in alone.asks)
    return line.of_ward(ward) if means_ward else msgspec.structs.replace(line, ward=ward)


def choices_of(line: DraftLine, ask: Ask, watch: WatchDesk, told: Language) -> tuple[Choice, ...]:
    """The buttons under a question: the places it may be, or what a word may mean; and that no answer is needed."""
    gazetteer = watch.lines.gazetteer()
    found: list[Choice] = []
    if ask.code == "place" and ask.places:
        for code in ask.places[:MOST_PLACES]:
            name = gazetteer.name(code)
            at = line.text.lower().find(ask.words.lower())
            words = line.text[:at] + name + line.text[at + len(ask.words) :] if at >= 0 else f"{name} {line.text}"
            found.append(Choice(name, words))
    if ask.code == "state" and ask.place:
        name = gazetteer.name(ask.place)
        found.append(Choice(told.text("Buka"), f"TPS {written(ask.stations)} {name} buka"))
        found.append(Choice(told.text("Belum buka"), f"TPS {written(ask.stations)} {name} belum buka"))
    return (*found, Choice(told.text("Tak perlu"), ""))
