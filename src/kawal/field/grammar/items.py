"""A line as clauses of items: places, station numbers, times, counts, and what phrases say (pure)."""

import re
from collections.abc import Sequence
from typing import Literal

from kawal.field.grammar.lexicon import Lexicon
from kawal.field.grammar.places import Match, Places
from kawal.field.grammar.spelling import plain, ranged
from kawal.field.grammar.times import cut_times
from kawal.kernel.codes import RegionCode

TIME, COUNT, TPS_COUNT = "\x01", "\x02", "\x03"
_STATION_BEFORE = r"(?<!tps )(?<!tps)(?<!dan )(?<!sd )(?<!& )(?<![\d,–-])"
_PEOPLE = re.compile(
    rf"{_STATION_BEFORE}\b(\d{{1,4}})\s*(org|orang|urang|orng|jiwa|pemilih|pmlh|personil|personel|anggota|linmas|hansip|petugas)\b"
)
_STAFF = re.compile(r"\b(personil|personel|anggota|petugas)\s+(\d{1,3})\b(?!\s*(?:[-–,&]|tps\b|dan\b|sd\b))")
_VOTERS_LAST = re.compile(
    r"\b(pemilih|pmlh)((?:\s+(?:yg|yang|sdh|sudah|hadir|datang))*\s+(?:di\s+)?tps\s*\d{1,3}\s+[a-z][a-z ]*?)"
    r"\s(\d{2,4})\s*(?=$|[,.;\x01])"
)
"""Voters, their station with its ward, and their number at the end."""
_VOTERS = re.compile(
    r"\b(pemilih|pmlh|hadir|nyoblos|mencoblos)((?:\s+(?:yg|yang|sdh|sudah|udah|hadir|datang|dtg|masuk|nyoblos|mencoblos|baru|br))*)"
    r"\s*:?\s*(\d{1,6})\b(?!\s*(?:[-–&\d]|,\s*\d|(?:sd|sampai|smp|dan|sm)\s*(?:tps\s*)?\d))"
)
_NOT_STATIONS = re.compile(
    r"\b(gg|gang|jl|jln|jalan|rt|rw|blok|no|nomor|nmr|urut|lembar|lbr|baris|halaman|hal|km|danru|danton|regu|hp|telp|tlp|"
    r"kloter|lot|bilik|bilik suara|tinta|bantalan|paku)\.?\s*\d+"
)
_MEASURED = re.compile(
    r"\b\d+\s*(?=(?:lembar|lbr|buah|bh|unit|set|dus|meter|mtr|cm|menit|mnt|hari|botol|keping|persen|%))"
)
_TPS_COUNT = re.compile(r"(?<!tps )(?<!tps)(?<![\d,-])\b(\d{1,3})\s*tps\b(?!\s*\d)")
_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*2?|\d{1,3}(?!\d)|\d+|[,;.()&/:=!+\n–-]|[\x01\x03]|\x02\d+\x02")
BREAKS = frozenset(",;.():!=\n/-–")
JOINERS = frozenset({",", "dan", "dn", "&", "+", "/", "sm", "sama", "wan", "lawan", "serta", "tps"})
"""Between two numbers these make one list of them."""
LEADS = frozenset(":=")
"""Behind what is said these lead to the stations that it is said of ("sudah buka: 1-8"); elsewhere they break."""
Mark = Literal[
    "place",
    "stations",
    "all",
    "except",
    "say",
    "not",
    "time",
    "count",
    "severity",
    "maybe",
    "no",
    "rest",
    "unknown_place",
]


MARKS: dict[str, Mark] = {
    "belum": "not",
    "tidak": "no",
    "semua": "all",
    "lengkap": "all",
    "kecuali": "except",
    "akan": "maybe",
    "katanya": "maybe",
    "hoaks": "maybe",
    "lain": "rest",
    "lainnya": "rest",
    "sisanya": "rest",
    "selebihnya": "rest",
}
"""Words that change what stands beside them."""


class Item:
    """One thing in a clause; `value` is what its mark says: places, numbers, a predicate, a time, a count, a word."""

    __slots__ = ("mark", "value", "words")

    def __init__(self, mark: Mark, value: object, words: str = "") -> None:
        self.mark, self.value, self.words = mark, value, words


class Clause:
    """The items between two breaks, the full words of the clause, how they are spelt, and those that nobody knows."""

    __slots__ = ("items", "spelt", "unknown", "words")

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.words: list[str] = []
        self.spelt: dict[str, str] = {}
        self.unknown: list[str] = []


def clauses_of(text: str, places: Places, lexicon: Lexicon) -> list[Clause]:
    """The clauses of a normal line without its source."""
    text, times = cut_times(plain(text), f" {TIME} ")
    text = ranged(text)
    counts: list[tuple[int, str]] = []

    def people_of(number: str, word: str) -> str:
        counts.append((int(number), word))
        return f" {COUNT}{len(counts) - 1}{COUNT} {word} "

    def people(match: re.Match[str]) -> str:
        return people_of(match[1], match[2])

    def voters(match: re.Match[str]) -> str:
        counts.append((int(match[3]), match[1]))
        return f"{match[1]}{match[2]} {COUNT}{len(counts) - 1}{COUNT} "

    text = _STAFF.sub(lambda match: people_of(match[2], match[1]), _PEOPLE.sub(people, text))
    text = _VOTERS.sub(voters, text)
    if "pemilih" in text or "pmlh" in text:
        text = _VOTERS_LAST.sub(voters, text)
    text = _NOT_STATIONS.sub(r"\1 ", text)
    text = _MEASURED.sub(" ", text)
    sizes = [int(match[1]) for match in _TPS_COUNT.finditer(text)]
    text = _TPS_COUNT.sub(f" {TPS_COUNT} ", text)
    said = [token for token in _TOKEN.findall(text) if not (token.isdigit() and len(token) > 3)]
    tokens = [word for token in said for word in (lexicon.apart(token) if len(token) > 5 else (token,))]
    return _split(tokens, places.find(tokens), times, counts, sizes, lexicon)


def _split(
    tokens: Sequence[str],
    matches: Sequence[Match],
    times: list[str],
    counts: list[tuple[int, str]],
    sizes: list[int],
    lexicon: Lexicon,
) -> list[Clause]:
    starts = {match.start: match for match in matches}
    clauses = [Clause()]
    at = 0
    while at < len(tokens):
        token, clause = tokens[at], clauses[-1]
        match = starts.get(at)
        if match is not None:
            clause.items.append(Item("place", match.places, " ".join(tokens[at : match.end])))
            at = match.end
        elif token.isdigit():
            numbers, at = _numbers(tokens, at)
            clause.items.append(Item("stations", numbers))
        elif token == TIME:
            clause.items.append(Item("time", times.pop(0)))
            at += 1
        elif token[0] == COUNT:
            clause.items.append(Item("count", *counts[int(token[1:-1])]))
            at += 1
        elif token == TPS_COUNT:
            clause.items.append(Item("all", sizes.pop(0)))
            at += 1
        elif token in BREAKS:
            if token not in LEADS or not _leads(tokens, at, clause):
                clauses.append(Clause())
            at += 1
        else:
            end = _phrase(tokens, at, starts, clause, lexicon)
            inside = [one for one in tokens[at:end] if one[0] == COUNT]
            clause.items += [Item("count", *counts[int(one[1:-1])]) for one in inside]
            at = end
    return [clause for clause in clauses if clause.items or clause.unknown or clause.words]


def _leads(tokens: Sequence[str], at: int, clause: Clause) -> bool:
    """Whether a colon leads to the stations of which the clause before it spoke ("Gadang sudah buka: tps 1, 3")."""
    marks = {item.mark for item in clause.items}
    if "stations" in marks:
        return False
    numbered = any(_is_number(tokens, after) for after in (at + 1, at + 2) if tokens[at + 1 : after] in ([], ["tps"]))
    return numbered if "place" in marks else bool(marks & {"say", "not"})


def _numbers(tokens: Sequence[str], at: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """Ranges of a list of numbers that begins at `at` ("1-12,14-23", "1,2,5 dan 7"), and where it ends."""
    ranges: list[tuple[int, int]] = []
    while True:
        first = last = int(tokens[at])
        at += 1
        if (
            at + 1 < len(tokens)
            and tokens[at] in ("-", "–", "sd", "sampai", "smp", "hingga", "sampe")
            and _is_number(tokens, at + 1)
        ):
            last = int(tokens[at + 1])
            at += 2
        ranges.append((first, last))
        after = at
        while after < len(tokens) and tokens[after] in JOINERS:
            after += 1
        if not _is_number(tokens, after):
            return tuple(ranges), at
        at = after


def _is_number(tokens: Sequence[str], at: int) -> bool:
    return at < len(tokens) and tokens[at].isdigit()


def _phrase(tokens: Sequence[str], at: int, starts: dict[int, Match], clause: Clause, lexicon: Lexicon) -> int:
    """Take the longest phrase that begins at `at`, else one word; returns where it ends."""
    word = lexicon.word(tokens[at].removesuffix("2"))
    for phrase, predicate in lexicon.phrases.get(word, ()):
        end = _ends(tokens, at, starts, phrase, lexicon)
        if end:
            clause.items.append(Item("say", predicate, " ".join(phrase)))
            clause.words += phrase
            return end
    clause.words.append(word)
    clause.spelt[word] = tokens[at]
    mark = MARKS.get(word) or ("severity" if word in lexicon.data.severity else None)
    if mark:
        clause.items.append(Item(mark, None if mark == "all" else word, word))
    elif at + 1 < len(tokens) and f"{word} {tokens[at + 1]}" in lexicon.data.severity:
        clause.items.append(Item("severity", f"{word} {tokens[at + 1]}"))
        return at + 2
    elif word in ("kelurahan", "kel", "kecamatan", "kec") and _names_unknown(tokens, at + 1, starts, lexicon):
        clause.items.append(Item("unknown_place", tokens[at + 1], tokens[at + 1]))
        return at + 2
    elif not lexicon.is_known(word) and len(word) > 1:
        clause.unknown.append(tokens[at])
    return at + 1


def _ends(tokens: Sequence[str], at: int, starts: dict[int, Match], phrase: tuple[str, ...], lexicon: Lexicon) -> int:
    """Where a phrase that begins at `at` ends, 0 when it does not stand there; fillers may stand between."""
    here = at + 1
    for wanted in phrase[1:]:
        while here < len(tokens) and here not in starts:
            word = lexicon.word(tokens[here])
            if word == wanted:
                break
            if word not in lexicon.fillers and COUNT not in (tokens[here - 1][0], tokens[here][0]):
                return 0
            here += 1
        else:
            return 0
        here += 1
    return here


def _names_unknown(tokens: Sequence[str], at: int, starts: dict[int, Match], lexicon: Lexicon) -> bool:
    """Whether the word after "kelurahan" is a name that the registry does not have."""
    if at >= len(tokens) or at in starts or not tokens[at].isalpha():
        return False
    return len(tokens[at]) > 3 and not lexicon.is_known(lexicon.word(tokens[at]))


def placed(item: Item) -> tuple[RegionCode, ...]:
    """The places of an item."""
    return item.value if item.mark == "place" else ()  # type: ignore[return-value]
