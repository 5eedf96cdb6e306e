"""A line of words -> what it says (pure): votes, question or noise, source, times, places, phrases, facts."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from kawal.field.grammar.assembly import Assembly
from kawal.field.grammar.crowds import cut_crowd, served, tells_of_one, without_p3k
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.items import Clause, clauses_of
from kawal.field.grammar.lexicon import Predicate, lexicon
from kawal.field.grammar.model import Ask, Fact, Reading
from kawal.field.grammar.places import Places
from kawal.field.grammar.sources import cut_source
from kawal.field.grammar.spelling import normal, seals_of
from kawal.field.grammar.targets import TROUBLE
from kawal.field.grammar.times import cut_impossible
from kawal.field.grammar.votes import gives_votes
from kawal.kernel.codes import RegionCode

FIGURE = "•"
"""A figure that was taken out (`field.withheld`): the line still gives votes."""
MOST_READ = 1_000
"""A longer line is no line: what stands behind this many characters is asked."""
_DOUBT = re.compile(r"\(\s*\?+\s*\)")
"""What the writer could not read or is not sure of."""
_QUESTION = re.compile(r"[^,;.!?\n]*\?")
_NEGATIVE = re.compile(r"(?:[a-z]+\s+[-\N{MINUS SIGN}\N{EN DASH}]|\bminus\s*)\d{1,3}\b(?![.:]\d)")
"""A number below zero, which counts no station and no people: "TPS -5"; "TPS-5" and "1 -5" are none."""
_BEYOND = re.compile(r"(?<![\d.:,-])\d{1,3}\s*(?:-|\N{EN DASH}|\bsd\b|\bsampai\b)\s*(?:tps\s*)?\d{4}\b")
"""A range to a number that no ward has: "1-1000"."""


class Grammar:
    """Reads lines about the places of one gazetteer; made once, used for many lines."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._lexicon = lexicon()
        self._places = Places(gazetteer, self._lexicon)

    def read(self, line: str, ward: RegionCode | None = None) -> Reading:
        """What one line says; `ward` is the ward that is known from elsewhere (the sender's, the group's).

        Never raises: what cannot be read is asked.
        """
        text = without_p3k(normal(line))
        if 2 * FIGURE in text or gives_votes(text.replace(FIGURE, "0")):
            return Reading(results=True)
        cut, people = cut_crowd(text)
        if cut != text and tells_of_one((reading := self._read(cut, line, ward, people)).facts):
            return reading
        return self._read(text, line, ward)

    def _read(self, text: str, line: str, ward: RegionCode | None, people: int = 0) -> Reading:
        """The normal text of a line; `people` is the number of an assembly that was cut out of it."""
        text, source = cut_source(text[:MOST_READ])
        sure = _DOUBT.sub(" ", text) if "?" in text else text
        asking = "?" in sure
        told, questions = (_QUESTION.sub(" ", sure), _QUESTION.findall(sure)) if asking else (sure, [])
        if impossible := (*_NEGATIVE.findall(told), *_BEYOND.findall(told)):
            return Reading(asks=tuple(Ask(code="value", words=one) for one in impossible))
        told, no_times = cut_impossible(told)
        clauses = clauses_of(told, self._places, self._lexicon)
        if questions and not _speaks(clauses):
            return Reading(asks=self._asked_of(questions))
        if self._is_noise(clauses):
            return Reading()
        known = ward if ward in self.gazetteer.by_code else None
        assembly = Assembly(self.gazetteer, self._lexicon, known)
        facts, asks, time = assembly.run(clauses)
        facts, taken_back = self._taken_back(clauses, facts)
        seals = seals_of(line)
        doubtful = (Ask(code="words", words="(?)"),) if _DOUBT.search(text) else ()
        several = (Ask(code="words", words=f"segel {', '.join(seals)}"),) if len(seals) > 1 else ()
        unread = () if assembly.spoke or asks or taken_back else self._unread(clauses)
        asks = (
            *asks,
            *taken_back,
            *unread,
            *_too_long(line),
            *several,
            *doubtful,
            *(Ask(code="time", words=one) for one in no_times),
        )
        unsure = self._unsure(clauses) if facts else ()
        if tells_of_one(facts):
            unsure = tuple(word for word in unsure if word not in self._lexicon.of_services)
        return Reading(
            facts=served(_sealed(facts, seals[0] if len(seals) == 1 else ""), told, people, self._lexicon),
            time=time,
            source=_as_written(line, source),
            asks=asks,
            unsure=unsure,
        )

    def _asked_of(self, questions: Sequence[str]) -> tuple[Ask, ...]:
        """A question reports nothing, unless it speaks of trouble."""
        clauses = clauses_of(" ".join(questions).replace("?", " "), self._places, self._lexicon)
        values = [item.value for clause in clauses for item in clause.items]
        if any(isinstance(value, Predicate) and value.kind in TROUBLE for value in values):
            return (Ask(code="words", words=" ".join(questions).strip()),)
        return ()

    def _taken_back(
        self, clauses: Sequence[Clause], facts: Sequence[Fact]
    ) -> tuple[tuple[Fact, ...], tuple[Ask, ...]]:
        """Trouble that its own line withdraws ("ribut, batal") is neither there nor not: it is asked."""
        words = [said for clause in clauses for said in self._withdrawal(clause)]
        trouble = any(fact.kind in TROUBLE for fact in facts) or any(_is_trouble(clause) for clause in clauses)
        if not words or not trouble:
            return tuple(facts), ()
        return tuple(fact for fact in facts if fact.kind not in TROUBLE), (Ask(code="words", words=" ".join(words)),)

    def _withdrawal(self, clause: Clause) -> list[str]:
        """The words of a clause that take back; none where they speak of something else ("pencoblosan batal")."""
        said = f" {' '.join(clause.words)} "
        words = [one for one in self._lexicon.data.withdrawn if f" {one} " in said]
        spoken = {word for one in words for word in one.split()}
        other = [word for word in clause.words if word in self._lexicon.meaning and word not in spoken]
        return words if _is_trouble(clause) or not other else []

    def _is_noise(self, clauses: Sequence[Clause]) -> bool:
        """Whether a line asks or tests: it has a word of that and says nothing."""
        noisy = any(word in self._lexicon.noise for clause in clauses for word in clause.words)
        return noisy and not _speaks(clauses)

    def _unsure(self, clauses: Sequence[Clause]) -> tuple[str, ...]:
        """Words that are not of the lexicon, and those that were taken for a word that is spelt nearly so."""
        words: list[str] = []
        for clause in clauses:
            words += [word for word in clause.unknown if len(word) > 2]
            words += self._unused(clause)
        return tuple(dict.fromkeys(words))

    def _unused(self, clause: Clause) -> list[str]:
        """Words that say something and went into nothing that was read."""
        used = {word for item in clause.items for word in item.words.split()}
        for one in self._lexicon.data.loose:
            if all(set(group) & set(clause.words) for group in one.all):
                used |= {word for group in one.all for word in group}
        unused = [word for word in clause.words if word in self._lexicon.telling and word not in used]
        return [clause.spelt.get(word, word) for word in unused]

    def _unread(self, clauses: Sequence[Clause]) -> tuple[Ask, ...]:
        """A line of which nothing was read, though it is more than politeness."""
        marks = {item.mark for clause in clauses for item in clause.items}
        if "maybe" in marks:
            return ()
        said = [word for clause in clauses for word in clause.words]
        unknown = [word for clause in clauses for word in clause.unknown if len(word) > 3]
        meant = [word for word in said if word in self._lexicon.meaning]
        named = bool(marks & {"stations", "place"})
        if len(unknown) > 1 or (named and (unknown or meant)) or said in (["sudah"], ["belum"]):
            return (Ask(code="words", words=" ".join(unknown or meant or said)),)
        return ()


def _speaks(clauses: Sequence[Clause]) -> bool:
    return any(item.mark in ("say", "not", "unknown_place") for clause in clauses for item in clause.items)


def _is_trouble(clause: Clause) -> bool:
    return any(isinstance(item.value, Predicate) and item.value.kind in TROUBLE for item in clause.items)


def _too_long(line: str) -> tuple[Ask, ...]:
    return (Ask(code="words", words=line[MOST_READ : MOST_READ + 40]),) if len(line) > MOST_READ else ()


def _sealed(facts: Sequence[Fact], seal: str) -> tuple[Fact, ...]:
    """The seal number belongs to the box that was handed over."""
    return tuple(
        msgspec.structs.replace(fact, data=_with_seal(fact.data, seal))
        if seal and fact.kind == "box_handed_over"
        else fact
        for fact in facts
    )


def _with_seal(data: Mapping[str, str | int | bool], seal: str) -> dict[str, str | int | bool]:
    return {**data, "seal": seal}


def _as_written(line: str, source: str) -> str:
    """The source with the letters of the line."""
    found = re.search(re.escape(source), line, re.IGNORECASE) if source else None
    return found[0] if found else source
