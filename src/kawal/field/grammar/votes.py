"""Whether a line gives votes: of pairs, of the blank column, valid or invalid ones (pure).

Rather too often than too seldom: a node that keeps order must never hold a vote figure.
"""

import re

_PAIR_WORD = r"(?:p[ae]?s+l[ao]n\w*|pasangan|calon|kandidat|kolom)"
_OPTION = rf"(?:(?:{_PAIR_WORD}|no|nomor|nmr|nomer|urut|nourut)\s*\.?\s*)+"
_ONE = r"(?:0?[1-9]|nol\s+\w+|satu|dua|tiga|empat|lima)"
_VOTES = (
    re.compile(
        rf"\b{_OPTION}(?:urut\s*)?0?[1-9]\b\s*(?:dapat|dpt|dpat|memperoleh|mendapat|peroleh|unggul|menang|=|:)*\s*\d"
    ),
    re.compile(r"\b0?[1-9]\s*(?:dapat|dpt|dpat|mendapat|peroleh|memperoleh)\s*\d"),
    re.compile(r"\bkolom\s*kosong\b|\bkotak\s*kosong\b(?=\W*\d|\W*(?:menang|unggul))"),
    re.compile(r"\b(?:tidak|tdk|tak|gak|ga)?\s*sah\b\s*[:=]?\s*\d"),
    re.compile(r"(?<!tps )(?<!tps)\b\d+\s*suara\b(?!\s*(?:bising|berisik|keras|gaduh|speaker|toa))"),
    re.compile(r"\b(?:perolehan|peroleh|memperoleh|unggul|menang|rekap\w*)\b.*(?:suara|paslon|\bno\b|nomor|\d)"),
    re.compile(r"\b(?:paslon|pasangan|calon)\s*(?:no\w*\s*)?0?[1-9]\b.*\b(?:unggul|menang|kalah|memimpin)"),
)
_MORE = (
    re.compile(rf"\b{_PAIR_WORD}\s*(?:no|nomor|nmr|urut)*\s*{_ONE}\s*(?:dapat|dpt|=|:|-)?\s*\d"),
    re.compile(r"(?<!surat )(?<!kertas )\bsuara\s*(?:rusak|batal|gugur|sah|tidak sah|tdk sah)\s*[:=]?\s*\d"),
)
_LISTED = (
    re.compile(r"(?<![\d.,/-])0[1-9]\s*[-–]\s*\d{2,6}(?![\d.:-])"),
    re.compile(r"(?<![\d.])[1-9]\s*\)\s*\d{2,3}\b(?!\s*(?:[.:]\d|tps|org|orang))"),
    re.compile(r"\bp\s*[1-9]\b\s*[:=-]?\s*\d{2,6}\b"),
)
"""Pairs with their figures in a list, two at least: "01-210 02-150", "1) 123 2) 99", "p1 210 p2 150"."""
_SPOKEN = (
    r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|\w*belas|\w*puluh|seratus|"
    r"ratus|seribu|ribu)"
)
_CALLED = re.compile(rf"\b(?:kosong|nol)\s+(?:satu|dua|tiga|empat|lima)\b\W+{_SPOKEN}\b")
"""Pairs and figures called over the radio: "kosong satu seratus dua belas"."""
_FIGURE = r"(?:\d{1,3}(?:[.,]\d{3})+|(?!0)\d{4,6}|\d{1,3})"
"""The votes of a station, or of a ward and more: 87, 1.234, 7873."""
_PAIR = re.compile(rf"(?<![\d.:])0?[1-9]\s*[:=]\s*{_FIGURE}(?![\d:]|\.\d)")
_CLOCK = re.compile(r"(?:0\d|1\d|2[0-3]|\d):[0-5]\d")


def gives_votes(text: str) -> bool:
    """Whether a line, in small letters, gives votes."""
    if any(pattern.search(text) for pattern in _VOTES):
        return True
    if any(pattern.search(text) for pattern in _MORE) or len(_CALLED.findall(text)) >= 2:
        return True
    if any(len(pattern.findall(text)) >= 2 for pattern in _LISTED):
        return True
    pairs = [match[0] for match in _PAIR.finditer(text)]
    return len([pair for pair in pairs if not _CLOCK.fullmatch(pair)]) >= 1 and len(pairs) >= 2
