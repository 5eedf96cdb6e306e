"""Names of wards, districts and cities in a row of words: short, misspelt, shared (pure)."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.lexicon import MOST_REMEMBERED, Lexicon
from kawal.kernel.codes import Level, RegionCode

SHORTEST_FUZZY = 5
JOINERS = frozenset({"&", "dan", "dn", "sama", "sm"})


class Match:
    """A place, or several that it may be, over the tokens `start` to `end`."""

    __slots__ = ("end", "places", "start")

    def __init__(self, start: int, end: int, places: tuple[RegionCode, ...]) -> None:
        self.start, self.end, self.places = start, end, places


class Places:
    """Finds names; made once for each gazetteer."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._variants: dict[str, set[str]] = {}
        self._names: dict[str, list[tuple[tuple[str, ...], RegionCode]]] = {}
        vocabulary: set[str] = set()
        for place in gazetteer.places:
            words = tuple(place.name.lower().split())
            self._names.setdefault(words[0], []).append((words, place.code))
            vocabulary.update(words)
            if len(words) > 1:  # written without its spaces
                self._names.setdefault("".join(words), []).append((("".join(words),), place.code))
                vocabulary.add("".join(words))
        by_name = {place.name.lower(): place.code for place in gazetteer.places}
        for alias, name in lexicon.data.place_aliases.items():
            if name.lower() in by_name:
                self._names.setdefault(alias.lower(), []).append(((alias.lower(),), by_name[name.lower()]))
                vocabulary.add(alias.lower())
        for names in self._names.values():
            names.sort(key=lambda one: -len(one[0]))
        for word in vocabulary:
            for written in (word, *lexicon.data.place_words.get(word, ())):
                self._variants.setdefault(written, set()).add(word)
        self._vocabulary = tuple(sorted(vocabulary))
        self._wards = frozenset(place.code for place in gazetteer.places if place.level is Level.WARD)
        self._seen: dict[str, frozenset[str]] = {}

    def find(self, tokens: Sequence[str]) -> list[Match]:
        """Every place in a row of tokens, in their order; a shared first word alone gives all that it may be."""
        found: list[Match] = []
        at = 0
        while at < len(tokens):
            match = self._at(tokens, at) or self._sibling(tokens, at, found)
            if match is None:
                at += 1
                continue
            found.append(match)
            at = match.end
        return found

    def nearest(self, words: Sequence[str], most: int = 3) -> tuple[RegionCode, ...]:
        """The wards whose names are nearest to words that are none."""
        text = " ".join(words)
        names = [
            (" ".join(name), code) for names in self._names.values() for name, code in names if code in self._wards
        ]
        ranked = sorted(names, key=lambda one: (OSA.normalized_distance(text, one[0]), one[0]))
        return tuple(dict.fromkeys(code for _, code in ranked))[:most]

    def _at(self, tokens: Sequence[str], at: int) -> Match | None:
        for first in self._words(tokens[at]):
            for name, code in self._names.get(first, ()):
                end = at + len(name)
                if end <= len(tokens) and all(
                    self._goes_on(token, word) for word, token in zip(name[1:], tokens[at + 1 : end], strict=True)
                ):
                    return Match(at, end, (code,))
        for first in self._words(tokens[at]):
            if first in self._lexicon.data.shared_words and first in self._names:
                return Match(at, at + 1, tuple(code for _, code in self._names[first]))
        return None

    def _sibling(self, tokens: Sequence[str], at: int, found: Sequence[Match]) -> Match | None:
        """ "Kertak Baru Ilir & Ulu": the last word of a name stands for the whole name beside its sibling."""
        if not found or at == 0 or tokens[at - 1] not in JOINERS or found[-1].end != at - 1:
            return None
        before = next(
            (name for names in self._names.values() for name, code in names if code == found[-1].places[0]), ()
        )
        for word in self._words(tokens[at]):
            wanted = (*before[:-1], word)
            for name, code in self._names.get(before[0], ()) if len(before) > 1 else ():
                if name == wanted:
                    return Match(at, at + 1, (code,))
        return None

    def _goes_on(self, token: str, word: str) -> bool:
        """Whether a token is the next word of a name that has begun: there short words too may have one slip."""
        if word in self._words(token):
            return True
        return len(token) > 3 and len(word) > 3 and OSA.distance(token, word, score_cutoff=1) <= 1

    def _words(self, token: str) -> frozenset[str]:
        """The words of names that a token may stand for."""
        known = self._seen.get(token)
        if known is None:
            known = frozenset(self._variants.get(token, ())) or self._near(token)
            if len(self._seen) < MOST_REMEMBERED:
                self._seen[token] = known
        return known

    def _near(self, token: str) -> frozenset[str]:
        lexicon = self._lexicon
        if len(token) < SHORTEST_FUZZY or token in lexicon.data.not_places or lexicon.is_known(lexicon.word(token)):
            return frozenset()
        slips = 1 if len(token) < 9 else 2
        near = [
            (OSA.distance(token, word, score_cutoff=slips), word)
            for word in self._vocabulary
            if len(word) >= SHORTEST_FUZZY - 1 and abs(len(word) - len(token)) <= slips
        ]
        best = min((distance for distance, _ in near), default=slips + 1)
        return frozenset(word for distance, word in near if distance == best <= slips)
