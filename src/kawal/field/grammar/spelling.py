"""A line in one spelling: small letters, words and numbers apart, ranges and numbers written one way (pure)."""

import re
import unicodedata

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
_SO_MANY_WORDS = ("badua", "batiga", "baampat", "balima")
_SO_MANY = re.compile(rf"\b({'|'.join(_SO_MANY_WORDS)})\b")
_NUMBERED = re.compile(r"(^|[;\n,])\s*\d{1,2}[.)]\s+(?=tps)")
"""The number of a list's line: "3. TPS 5 belum"."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_RANGE = re.compile(r"\bs\s*[/.]\s*d\.?(?=\W|\d)|\bsd\b|\bs\.d\.(?=\W|\d)")
_TWICE = re.compile(r"\b(?:2|dua)\s*(?:x|kali|kl)\b")
_GLUED = re.compile(r"(?<=[a-z])(?=\d)(?!2\b)|(?<=\d)(?=[a-z])|(?<=\btps)(?=2\b)")
"""Letters and figures without a space between them; a last 2 doubles its word ("dan2")."""
_WHOLE_RANGE = re.compile(r"(?<=\d)\s*(?:-|–|sd|sampai|smp|hingga)\s*(?:dengan\s+|dgn\s+|dg\s+)?(?:tps|no)?\s*(?=\d)")
"""Between two numbers: "1 sampai dengan TPS 6"."""
_IN_BRACKETS = re.compile(r"\(\s*(\d{1,4}\s*(?:org|orang|urang|personil|personel|anggota|linmas))\s*\)")


def normal(line: str) -> str:
    """Small letters, one form of each letter, no marks that only decorate, words and figures apart."""
    text = _CONTROL.sub(" ", unicodedata.normalize("NFKC", line)).lower()
    text = _RANGE.sub(" sd ", _DOTTED.sub(r"\1 ", text.replace("’", "'").replace("“", '"')))
    return _GLUED.sub(" ", text)


def seals_of(line: str) -> tuple[str, ...]:
    """The seal numbers that a line names, as written."""
    return tuple(found.strip(" -.") for found in _SEAL.findall(line))


def plain(text: str) -> str:
    """Seals, radio words, list numbers and what a correction takes back taken out; numbers in words as figures."""
    text = _UNTRUE.sub(" hoaks ", _RADIO.sub(" ", _NUMBERED.sub(r"\1 ", text)))
    if "seal" in text or "segel" in text:
        text = _SEAL.sub(" segel ", text)
    if "bukan" in text:
        text = _INSTEAD.sub(" ", text)
    if "(" in text:
        text = _IN_BRACKETS.sub(r" \1 ", text)
    if "dr" in text or "dari" in text:
        text = _OF_ALL.sub(" ", _OF_VOTERS.sub(r"\1 pemilih ", text))
    if any(word in text for word in _NUMBER_WORDS):
        text = _WORD_COUNT.sub(lambda match: f"{_NUMBER_WORDS.index(match[1]) + 1} ", text)
        text = _SPELLED.sub(lambda match: str(_NUMBER_WORDS.index(match[1]) + 1), text)
    if any(word in text for word in _SO_MANY_WORDS):
        text = _SO_MANY.sub(lambda match: f" {_SO_MANY_WORDS.index(match[1]) + 2} orang ", text)
    return _TWICE.sub("dua kali", text)


def ranged(text: str) -> str:
    """Ranges of numbers in one way; after the times were taken out."""
    return _WHOLE_RANGE.sub("-", text)
