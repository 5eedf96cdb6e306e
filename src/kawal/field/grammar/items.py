"""A line as clauses of items: places, station numbers, times, counts, and what phrases say (pure)."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from kawal.field.grammar.lexicon import Lexicon
from kawal.field.grammar.places import Match, Places
from kawal.field.grammar.times import cut_times
from kawal.kernel.codes import RegionCode

TIME, COUNT, TPS_COUNT = "\x01", "\x02", "\x03"
_SEAL = re.compile(
    r"\b(?:segel|seal)\s*(?:no\.?|nomor|nmr)?\s*[:.]?\s*([A-Za-z]{1,6}[ -]?\d{2,}[\w-]*|\d{4,})", re.IGNORECASE
)
_NUMBER_WORDS = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_WORD_COUNT = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})\s+(?=org\b|orang\b|urang\b|anggota\b|personil\b)")
_RADIO = re.compile(r"(?<!tps )(?<![\d–-])\b(?:86|8-6|813|10-4)\b(?!\s*[-–\d])")
_SPELLED = re.compile(rf"(?:(?<=tps )|(?<=dan )|(?<=sampai )|(?<=smp )|(?<=sd ))({'|'.join(_NUMBER_WORDS)})\b")
_DOTTED = re.compile(r"\b(kel|kec|tps|no|jl|jln|gg|rt|rw|sei|kp|bjm|pkl|jam|lap|sit|kab|ds)\.(?=\s|\w)")
_OF_ALL = re.compile(r"\b(?:dari|dr)\s+(?:total\s+)?(?:dpt(?:\s*:?\s*\d+)?|\d+\b(?:\s*dpt)?)")
_OF_VOTERS = re.compile(r"\b(\d{1,4})\s+(?=(?:dari|dr)\s+(?:total\s+)?(?:dpt|\d+\s*dpt))")
"""A number of all who may vote is a number of voters."""
_INSTEAD = re.compile(r"\bbukan\s+(?:tps\s*)?\d+\b")
"""What a correction takes back: "TPS 6, bukan TPS 9"."""
_UNTRUE = re.compile(r"\b(?:(?:tidak|tdk|gak|kada)\s+(?:benar|bnr|betul)|hoax|hoaks|bohong)\b")
_GLUED = re.compile(r"\b(tps)(?=\d)")
_SO_MANY_WORDS = ("badua", "batiga", "baampat", "balima")
_SO_MANY = re.compile(rf"\b({'|'.join(_SO_MANY_WORDS)})\b")
_NUMBERED = re.compile(r"(^|[;\n,])\s*\d{1,2}[.)]\s+(?=tps)")
"""The number of a list's line: "3. TPS 5 belum"."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_RANGE = re.compile(r"\bs\s*[/.]\s*d\.?(?=\W|\d)|\bsd\b|\bs\.d\.(?=\W|\d)")
_TWICE = re.compile(r"\b(?:2|dua)\s*(?:x|kali|kl)\b")
_STATION_BEFORE = r"(?<!tps )(?<!tps)(?<!dan )(?<!sd )(?<!& )(?<![\d,–-])"
_PEOPLE = re.compile(
    rf"{_STATION_BEFORE}\b(\d{{1,4}})\s*(org|orang|urang|orng|jiwa|pemilih|pmlh|personil|personel|anggota)\b"
)
_VOTERS = re.compile(
    r"\b(pemilih|pmlh|hadir|nyoblos|mencoblos)((?:\s+(?:yg|yang|sdh|sudah|udah|hadir|datang|dtg|masuk|nyoblos|mencoblos|baru|br))*)"
    r"\s*:?\s*(\d{1,4})\b(?!\s*(?:[-–,&\d]|sd\b|sampai\b|smp\b|dan\b|sm\b))"
)
_NOT_STATIONS = re.compile(
    r"\b(gg|gang|jl|jln|jalan|rt|rw|blok|no|nomor|nmr|km|danru|danton|regu|hp|telp|tlp|kloter|lot)\.?\s*\d+"
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
    """The items between two breaks, the full words of the clause, and those that nobody knows."""

    __slots__ = ("items", "unknown", "words")

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.words: list[str] = []
        self.unknown: list[str] = []


def normal(line: str) -> str:
    """Small letters, one form of each letter, no marks that only decorate."""
    text = _CONTROL.sub(" ", unicodedata.normalize("NFKC", line)).lower()
    text = _RANGE.sub(" sd ", _DOTTED.sub(r"\1 ", text.replace("’", "'").replace("“", '"')))
    return _GLUED.sub(r"\1 ", text)


def seals_of(line: str) -> tuple[str, ...]:
    """The seal numbers that a line names, as written."""
    return tuple(found.strip(" -.") for found in _SEAL.findall(line))


def clauses_of(text: str, places: Places, lexicon: Lexicon) -> list[Clause]:
    """The clauses of a normal line without its source."""
    text = _NUMBERED.sub(r"\1 ", text)
    text = _UNTRUE.sub(" hoaks ", _INSTEAD.sub(" ", _RADIO.sub(" ", _SEAL.sub(" segel ", text))))
    text = _OF_ALL.sub(" ", _OF_VOTERS.sub(r"\1 pemilih ", text))
    text = _WORD_COUNT.sub(lambda match: f"{_NUMBER_WORDS.index(match[1]) + 1} ", text)
    text = _SO_MANY.sub(lambda match: f" {_SO_MANY_WORDS.index(match[1]) + 2} orang ", text)
    text = _SPELLED.sub(lambda match: str(_NUMBER_WORDS.index(match[1]) + 1), text)
    text, times = cut_times(text, f" {TIME} ")
    text = _TWICE.sub("dua kali", text)
    counts: list[tuple[int, str]] = []

    def people(match: re.Match[str]) -> str:
        counts.append((int(match[1]), match[2]))
        return f" {COUNT}{len(counts) - 1}{COUNT} {match[2]} "

    def voters(match: re.Match[str]) -> str:
        counts.append((int(match[3]), match[1]))
        return f"{match[1]}{match[2]} {COUNT}{len(counts) - 1}{COUNT} "

    text = _VOTERS.sub(voters, _PEOPLE.sub(people, text))
    text = _NOT_STATIONS.sub(r"\1 ", text)
    text = _MEASURED.sub(" ", text)
    sizes = [int(match[1]) for match in _TPS_COUNT.finditer(text)]
    text = _TPS_COUNT.sub(f" {TPS_COUNT} ", text)
    tokens = [token for token in _TOKEN.findall(text) if not (token.isdigit() and len(token) > 3)]
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
            marks = {item.mark for item in clause.items}
            if token not in LEADS or marks & {"place", "stations"} or not marks & {"say", "not"}:
                clauses.append(Clause())
            at += 1
        else:
            end = _phrase(tokens, at, starts, clause, lexicon)
            inside = [one for one in tokens[at:end] if one[0] == COUNT]
            clause.items += [Item("count", *counts[int(one[1:-1])]) for one in inside]
            at = end
    return [clause for clause in clauses if clause.items or clause.unknown or clause.words]


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
