"""The words of the practice, as data of the jurisdiction, made ready for reading (pure)."""

import re
from collections.abc import Mapping
from functools import cache

import msgspec
from rapidfuzz.distance import OSA

from kawal.field.grammar.model import Answer
from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.kernel.language import msg

FILE = "grammar.yaml"
_DRAWN = re.compile(r"([a-z])\1+$")
"""A last letter that is drawn out: bukaa, amannn."""
OPENING = frozenset({"belum", "sudah", "mulai", "selesai", "masih", "listrik", "antre", "aman", "di", "tps"})
"""Words to which people write the next one without a space."""
SHORTEST_FUZZY = 6
"""Shorter words are read only as listed: one slip in a short word is another word."""


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that say one kind of report, with the answers they give."""

    kind: str
    say: tuple[str, ...]
    data: Mapping[str, Answer] = {}


class Loose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of report that a clause says when it has a word of each group, in any order."""

    kind: str
    all: tuple[tuple[str, ...], ...]
    data: Mapping[str, Answer] = {}


class Welfare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for who is unwell and how."""

    states: Mapping[str, str]
    who: Mapping[str, str]


class Services(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for the services that an assembly may want, as people write them, and those that want or do not."""

    want: tuple[str, ...]
    not_wanted: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]


class LexiconFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`jurisdiction/id/grammar.yaml`."""

    words: Mapping[str, tuple[str, ...]]
    fillers: str
    noise: tuple[str, ...]
    phrases: tuple[Said, ...]
    loose: tuple[Loose, ...]
    missing_supplies: frozenset[str]
    withdrawn: tuple[str, ...]
    welfare: Welfare
    services: Services
    severity: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    place_words: Mapping[str, tuple[str, ...]]
    place_aliases: Mapping[str, str]
    shared_words: frozenset[str]
    not_places: frozenset[str]


class Predicate(msgspec.Struct, frozen=True):
    """What a phrase says."""

    kind: str
    data: Mapping[str, Answer] = {}


class Lexicon:
    """Looks words and phrases up."""

    def __init__(self, data: LexiconFile) -> None:
        self.data = data
        self.noise = frozenset(data.noise)
        self.fillers = frozenset(data.fillers.split())
        self._canonical = {short: word for word, shorts in data.words.items() for short in (word, *shorts)}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Predicate]]] = {}
        """By first word: the words of a phrase and what it says, the longest first."""
        for said in data.phrases:
            for phrase in said.say:
                words = tuple(phrase.split())
                self.phrases.setdefault(words[0], []).append((words, Predicate(said.kind, said.data)))
        for known in self.phrases.values():
            known.sort(key=lambda one: -len(one[0]))
        spoken = {word for first in self.phrases.values() for words, _ in first for word in words}
        grouped = {word for one in data.loose for group in one.all for word in group}
        helping = {
            *data.severity,
            *data.ambiguous,
            *data.welfare.states,
            *data.welfare.who,
            "belum",
            "semua",
            "kecuali",
        }
        self.meaning = frozenset(spoken | grouped | helping) - {"ada", "di", "orang"}
        """Words that say something; a word close to one of them is taken for it."""
        self.telling = self.meaning - {*helping, *self.fillers, "suara", "tps", "tidak", "sampai"}
        """Of these the words that a line would hardly have without something to tell."""
        self.wanted, self.not_wanted = _any_of(data.services.want), _any_of(data.services.not_wanted)
        self.services = {service: _any_of(words) for service, words in data.services.words.items()}
        """Patterns of a normal line, by service."""
        named = [phrase for words in data.services.words.values() for phrase in words]
        self._services = frozenset(word for phrase in named for word in phrase.split())
        asking = (*data.services.want, *data.services.not_wanted)
        self.of_services = self._services | {word for phrase in asking for word in phrase.split()}
        """Words with which a service is asked for: where one is, none of them is unknown."""
        self._long = tuple(word for word in sorted(self.meaning) if len(word) >= SHORTEST_FUZZY)
        self._seen: dict[str, str] = {}
        self._apart: dict[str, tuple[str, ...]] = {}

    def word(self, token: str) -> str:
        """A token as the full word that it stands for; itself when it is none that is known."""
        found = self._seen.get(token)
        if found is None:
            found = self._listed(token) or self._near(token)
            if len(self._seen) < MOST_REMEMBERED:
                self._seen[token] = found
        return found

    def _listed(self, token: str) -> str | None:
        """Of the listed spellings: the token, without a drawn out letter, without -nya."""
        for spelt in (token, _DRAWN.sub(r"\1", token), token.removesuffix("nya")):
            if spelt in self._canonical or (spelt != token and spelt in self.meaning):
                return self._canonical.get(spelt, spelt)
        return None

    def apart(self, token: str) -> tuple[str, ...]:
        """A token as the two words that were written without a space ("blmbuka"), else the token alone."""
        found = self._apart.get(token)
        if found is None:
            found = (token,) if self._listed(token) or token in self.fillers else self._divided(token)
            if len(self._apart) < MOST_REMEMBERED:
                self._apart[token] = found
        return found

    def _divided(self, token: str) -> tuple[str, ...]:
        for at in range(2, len(token) - 2):
            first, second = token[:at], token[at:]
            if self._canonical.get(first, first) not in OPENING:
                continue
            rest = self.apart(second)
            if len(rest) > 1 or self._listed(second) or second in self.fillers or second in self.meaning:
                return first, *rest
        return (token,)

    def is_known(self, word: str) -> bool:
        """Whether a full word is one of the lexicon."""
        return word in self.fillers or word in self.meaning or word in self._canonical or word in self._services

    def _near(self, token: str) -> str:
        if len(token) < SHORTEST_FUZZY or token in self.fillers:
            return token
        for word in self._long:
            if abs(len(word) - len(token)) <= 1 and OSA.distance(token, word, score_cutoff=1) <= 1:
                return word
        return token


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of these phrases, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(one) for one in phrases)})\b")


MOST_REMEMBERED = 20_000
"""Tokens whose word is remembered; a flood of invented words takes no more memory than that."""


@cache
def lexicon() -> Lexicon:
    """The lexicon as shipped."""
    return Lexicon(decoded(shipped(FILE), LexiconFile, FILE, msg("kata dan tata bahasa baris laporan")))
