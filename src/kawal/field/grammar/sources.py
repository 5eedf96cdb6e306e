"""Whom a line names as the source of its news, cut out of it (pure)."""

import re

_ROLE = (
    r"(?:(?:pak|bu|bpk|ibu|bapak|bang)\s+)?(?:ketua\s+)?(?:danru|danton|danki|dantim|pps|ppk|kpps|ptps|pkd|panwas\w*|pengawas|"
    r"babinsa|bhabin\w*|rajawali|garuda|elang|harimau|macan|kijang|alfa|bravo|charlie|delta|lurah|camat|sekcam|seklur|rt|rw|operator|polsek|koramil|satpol\s?pp|linmas|warga|saksi)(?:\s*\.?\s*\d{1,3}\b)?"
)
_PERSON = r"(?:(?:pak|bu|bpk|ibu|bapak|bang)\s+[a-z]{3,})"
_TOLD = re.compile(
    rf"\b(?:dr|dari|info|inf|kata|jar|ujar|sumber|menurut|lap|laporan)\b:?\s+(?:keterangan\s+|info\s+)?(?:dari\s+|dr\s+)?(?P<who>{_ROLE}|{_PERSON})\b",
    re.IGNORECASE,
)
_TIME = r"(?:\d{1,2}[.:]?\d{2}\s*(?:wita|wib)?\s*)?"
_OPENS = re.compile(
    rf"^\W*(?P<time>{_TIME})(?P<who>{_ROLE})\s*(?::|\b(?:lapor|melapor\w*|izin|ijin|melaporkan)\b)", re.IGNORECASE
)
_SAYS = re.compile(
    rf"^\W*(?P<time>{_TIME})(?P<who>{_ROLE}|{_PERSON})\s+"
    r"(?:bilang|blg|ujar|ujarnya|jar|kata|cerita|info|infokan|menginfokan|sampaikan|menyampaikan|mengabarkan|ngabari)\b:?",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[,;.(]\s*(?:info|inf|kata|menurut|lap|laporan|sumber)\s+(?:dari\s+|dr\s+)?(?P<who>[a-z]+(?:\s+[a-z]+){0,2})\s*[.!)]*\s*$",
    re.IGNORECASE,
)
_ACTS = "diganti|tinggalkan|meninggalkan|pulang|sakit|pingsan|hadir|standby|siap|pindah|tugas|lepas|dan|di|sudah|sdh"
_CALLS = re.compile(rf"^\W*(?P<time>{_TIME})(?P<who>danru\s*\d{{1,3}})\b[:,]?(?!\s*(?:{_ACTS})\b)\s*", re.IGNORECASE)
_CLOSES = re.compile(rf"[,;.]\s*(?P<who>{_ROLE})\s*[.!]*\s*$", re.IGNORECASE)
WAITED = frozenset(
    {"menunggu", "tunggu", "nunggu", "kiriman", "minta", "bantuan", "arahan", "perintah", "krn", "karena"}
)


def cut_source(line: str) -> tuple[str, str]:
    """The line without the words that name its source, and that source as written; empty when it names none."""
    told = _TOLD.search(line)
    if told and "".join(line[: told.start()].split()[-1:]).lower() not in WAITED:
        return f"{line[: told.start()]} , {line[told.end() :]}", told["who"].strip()
    opens = (
        _OPENS.search(line) or _SAYS.search(line) or _CALLS.search(line)
    )  # "Pak Lurah, ..." speaks to him, it does not name him
    if opens:
        return f"{opens['time']} {line[opens.end() :]}", opens["who"].strip()
    closes = _CLOSES.search(line) or _ENDS.search(line)
    if closes:
        return line[: closes.start()], closes["who"].strip()
    return line, ""
