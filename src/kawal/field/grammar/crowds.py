"""A peaceful assembly in a line: how many people it has, and the services that the line asks for (pure)."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from kawal.field import assembly
from kawal.field.grammar.lexicon import Lexicon
from kawal.field.grammar.model import Answer, Fact

_FIRST_AID = re.compile(r"\bp\s?3\s?k\b")
"""Its figure is no station."""
_SPEAKS = re.compile(r"\b(?:damai|\w*kumpul\w*|konvoi)\b")
"""A line without one of these tells of no assembly."""
_ONES = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_TENS: Mapping[str, int] = {"belas": 1, "puluh": 10, "ratus": 100, "ribu": 1_000}
_SO_MANY: Mapping[str, int] = {"ratusan": 200, "ribuan": 1_000}
"""The least that such a word can mean."""
_OF_PEOPLE = r"\s*(?=(?:org|orang|urang|orng|jiwa|peserta)\b)"
_FIGURES = re.compile(rf"(?<![\d.,])(\d{{1,3}}(?:[.,]\d{{3}})+|\d{{4,6}}){_OF_PEOPLE}")
_FIRST, _UNIT = rf"(?:se|(?:{'|'.join(_ONES)})\s+)", rf"(?:{'|'.join(_TENS)})\s*"
_WORDS = re.compile(
    rf"\b({_FIRST}{_UNIT}(?:{_FIRST}?{_UNIT})*(?:{'|'.join(_ONES)})?|{'|'.join(_SO_MANY)}){_OF_PEOPLE}"
)
_KEPT_AWAY = re.compile(r"(?<=jauhkan )(?:dari |dr )?tps\s*\d{0,3}|(?<=dekat )(?:dengan |dgn |dg )?tps\b(?!\s*\d)")
"""The station from which loudspeakers are to be kept away is not where the assembly is."""


def without_p3k(text: str) -> str:
    """The text with P3K (first aid) as a word without a figure."""
    return _FIRST_AID.sub("medis", text)


def cut_crowd(text: str) -> tuple[str, int]:
    """A normal line without the large number of an assembly, and that number; the line itself and 0 for any other.

    Small numbers stay, and are read as those of all people are."""
    if not _SPEAKS.search(text):
        return text, 0
    text = _KEPT_AWAY.sub("", text)
    found = _FIGURES.search(text)
    if found:
        return text[: found.start()] + text[found.end() :], int(re.sub(r"\D", "", found[1]))
    found = _WORDS.search(text)
    if found:
        return text[: found.start()] + text[found.end() :], _number(found[1])
    return text, 0


def tells_of_one(facts: Sequence[Fact]) -> bool:
    """Whether one of the facts is an assembly."""
    return any(fact.kind == assembly.KIND for fact in facts)


def served(facts: Sequence[Fact], text: str, people: int, lexicon: Lexicon) -> tuple[Fact, ...]:
    """Facts as the form of an assembly answers them: the number of its people falls into a band, what the line asks
    for is asked for it. A number that no assembly has stays a number, which is asked (`field.incoming`)."""
    if not tells_of_one(facts):
        return tuple(facts)
    wanted: dict[str, Answer] = dict.fromkeys(_wanted(text, lexicon), True)
    return tuple(
        msgspec.structs.replace(fact, data={**_banded(fact.data, people), **wanted})
        if fact.kind == assembly.KIND
        else fact
        for fact in facts
    )


def _banded(data: Mapping[str, Answer], people: int) -> dict[str, Answer]:
    told = data.get("people", people)
    if not isinstance(told, int) or not told:
        return dict(data)
    if told > assembly.MOST_PEOPLE:
        return {**data, "people": told}
    return {name: value for name, value in data.items() if name != "people"} | {"size": assembly.band_of(told)}


def _number(words: str) -> int:
    """A number in words: "dua ratus lima puluh" -> 250, "seribu" -> 1,000, "ratusan" -> 200."""
    if words in _SO_MANY:
        return _SO_MANY[words]
    total, held = 0, 0
    for word in re.sub(r"\bse(?=belas|puluh|ratus|ribu)", "satu ", words).split():
        if word in _ONES:
            held = _ONES.index(word) + 1
            continue
        if word == "ribu":
            total, held = (total + held) * _TENS[word], 0
            continue
        total, held = total + (held + 10 if word == "belas" else held * _TENS[word]), 0
    return total + held


def _wanted(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The services of a normal line: those named where something is wanted, or behind that in the same sentence; what
    is there already or is not wanted is none, nor what a sentence about a station wants."""
    found: set[str] = set()
    for sentence in re.split(r"[;.\n]", text):
        if "tps" in sentence and not _SPEAKS.search(sentence):
            continue
        wants = False
        for part in sentence.split(","):
            if lexicon.not_wanted.search(part):
                continue
            wants = wants or lexicon.wanted.search(part) is not None
            if wants:
                found |= {service for service, words in lexicon.services.items() if words.search(part)}
    return tuple(one for one in assembly.SERVICES if one in found)
