"""A line of words -> what it says (pure): votes, question or noise, source, times, places, phrases, facts."""

from collections.abc import Mapping

import msgspec

from kawal.field.grammar.assembly import Assembly
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.items import Clause, clauses_of, normal, seal_of
from kawal.field.grammar.lexicon import Lexicon, lexicon
from kawal.field.grammar.model import Answer, Ask, Fact, Reading
from kawal.field.grammar.places import Places
from kawal.field.grammar.sources import cut_source
from kawal.field.grammar.votes import gives_votes
from kawal.kernel.codes import RegionCode

MOST_READ = 1_000
"""A longer line is no line: what stands behind this many characters is asked."""


def read(line: str, gazetteer: Gazetteer, ward: RegionCode | None = None) -> Reading:
    """What one line says; `ward` is the ward that is known from elsewhere (the sender's, the group's).

    Never raises: what cannot be read is asked.
    """
    words = lexicon()
    text = normal(line)
    if gives_votes(text):
        return Reading(results=True)
    if _is_question(text):
        return Reading()
    text, source = cut_source(text[:MOST_READ])
    clauses = clauses_of(text, _places(gazetteer, words), words)
    if _is_noise(clauses, words):
        return Reading()
    facts, asks, time = Assembly(gazetteer, words, ward if ward in gazetteer.by_code else None).run(clauses)
    asks = asks + _unread(clauses, facts, asks, words) + _too_long(line)
    return Reading(facts=_sealed(facts, seal_of(line)), time=time, source=_as_written(line, source), asks=asks)


def _places(gazetteer: Gazetteer, words: Lexicon) -> Places:
    """The names of a gazetteer, made ready once."""
    kept: Mapping[str, Places] = gazetteer.__dict__
    found = kept.get("_places")
    if found is None:
        found = gazetteer.__dict__["_places"] = Places(gazetteer, words)
    return found


def _is_question(text: str) -> bool:
    return text.rstrip(" .!\n").endswith("?")


def _is_noise(clauses: list[Clause], words: Lexicon) -> bool:
    """Whether a line asks or tests: it has a word of that and says nothing."""
    noisy = any(word in words.noise for clause in clauses for word in clause.words)
    speaks = any(item.mark in ("say", "not", "unknown_place") for clause in clauses for item in clause.items)
    return noisy and not speaks


def _unread(clauses: list[Clause], facts: tuple[Fact, ...], asks: tuple[Ask, ...], words: Lexicon) -> tuple[Ask, ...]:
    """A line of which nothing was read, though it is more than politeness."""
    if facts or asks:
        return ()
    if any(item.mark in ("maybe",) for clause in clauses for item in clause.items):
        return ()
    said = [word for clause in clauses for word in clause.words]
    unknown = [word for clause in clauses for word in clause.unknown if len(word) > 3]
    meant = [word for word in said if word in words.meaning]
    named = any(item.mark in ("stations", "place") for clause in clauses for item in clause.items)
    alone = said in (["sudah"], ["belum"])
    if len(unknown) > 1 or (named and (unknown or meant)) or alone:
        return (Ask(code="words", words=" ".join(unknown or meant or said)),)
    return ()


def _too_long(line: str) -> tuple[Ask, ...]:
    return (Ask(code="words", words=line[MOST_READ : MOST_READ + 40]),) if len(line) > MOST_READ else ()


def _sealed(facts: tuple[Fact, ...], seal: str) -> tuple[Fact, ...]:
    """The seal number belongs to the box that was handed over."""
    if not seal:
        return facts
    return tuple(
        msgspec.structs.replace(fact, data=_with(fact.data, "seal", seal)) if fact.kind == "box_handed_over" else fact
        for fact in facts
    )


def _with(data: Mapping[str, Answer], name: str, value: Answer) -> dict[str, Answer]:
    return {**data, name: value}


def _as_written(line: str, source: str) -> str:
    """The source with the letters of the line."""
    at = line.lower().find(source) if source else -1
    return line[at : at + len(source)] if at >= 0 else source
