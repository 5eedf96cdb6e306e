"""Times in every usual way: 0712, 07.12, 7:12, jam 7 lewat 5, setengah 8, jam 1 siang (pure)."""

import re

_PART = r"(?:\s*(?P<part>pagi|subuh|siang|sore|petang|malam))?"
_ZONE = r"(?:\s*(?:wita|wib|wit)\b)?"
_AT = r"(?:\b(?:jam|pkl|pukul|jm|pk)(?:\b|(?=\d))\.?\s*)"
_CLOCK = rf"{_AT}?(?<![\d.,:-])(?P<h>[01]?\d|2[0-3])[.:](?P<m>[0-5]\d)(?![\d])(?:[.:][0-5]\d)?{_PART}{_ZONE}"
_MILITARY = rf"{_AT}?(?<![\d.,:/-])(?P<mh>[01]\d|2[0-3])(?P<mm>[0-5]\d)(?![\d-]){_ZONE}"
_WORDS = (
    rf"{_AT}(?P<half>(?:setengah|stgh|stngh)\s*)?(?P<wh>\d{{1,2}})(?!\d|[.:]\d)"
    rf"(?:\s*(?P<sign>lewat|liwat|lebih|lwt|kurang|krg)\s*(?P<off>\d{{1,2}}(?!\d)|seperempat))?(?:\s*pas\b)?{_PART}{_ZONE}"
)
_HALF = rf"\b(?:setengah|stgh|stngh)\s*(?P<hh>\d{{1,2}})(?!\d){_PART}{_ZONE}"
_TIME = re.compile("|".join((_WORDS, _HALF.replace("part", "part3"), _CLOCK.replace("part", "part2"), _MILITARY)))
_NO_TIME = re.compile(
    r"^\s*(?P<h>\d{2})[.:]?(?P<m>\d{2})(?=\s+[a-z])(?!\s+(?:org|orang|urang|jiwa|pemilih|pmlh|dpt|suara))"
)
_NO_HOUR = re.compile(rf"{_AT}(?P<h>\d{{1,2}})(?:[.:](?P<m>\d{{2}}))?(?![\d.:])")
"""At the head of a line, or behind "jam": where people write a time."""
AFTERNOON = frozenset({"siang", "sore", "petang", "malam"})


def cut_times(text: str, placeholder: str) -> tuple[str, list[str]]:
    """The text with every time replaced by a placeholder, and the times ("07:12") in their order."""
    found: list[str] = []

    def cut(match: re.Match[str]) -> str:
        time = _read(match)
        if time is None:
            return match[0]
        found.append(time)
        return placeholder

    return _TIME.sub(cut, text), found


def cut_impossible(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without what stands where a time stands and is none ("2555 TPS 3 buka", "jam 25"), and those words."""
    found = [
        match[0].strip() for pattern in (_NO_TIME, _NO_HOUR) if (match := pattern.search(text)) and _is_none(match)
    ]
    for words in found:
        text = text.replace(words, " ", 1)
    return text, tuple(found)


def _is_none(match: re.Match[str]) -> bool:
    hour, minute = int(match["h"]), int(match["m"] or 0)
    return hour > 23 or minute > 59


def _read(match: re.Match[str]) -> str | None:
    got = match.groupdict()
    part = got["part"] or got["part2"] or got["part3"] or ""
    if got["mh"] is not None:
        return f"{got['mh']}:{got['mm']}"
    written = got["wh"] or got["hh"] or got["h"]
    minutes = 60 * _of_day(int(written), part, written.startswith("0")) + int(got["m"] or 0)
    if got["half"] or got["hh"]:
        minutes -= 30
    if got["off"]:
        off = 15 if got["off"] == "seperempat" else int(got["off"])
        minutes += off if got["sign"] in ("lewat", "liwat", "lebih", "lwt") else -off
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if 0 <= minutes < 24 * 60 else None


def _of_day(hour: int, part: str, literal: bool) -> int:
    """The hour of 24: by the word for the part of the day, else 1 to 4 are afternoon unless written 01 to 04."""
    if part in AFTERNOON and hour < 12 and not (part == "siang" and hour >= 10):
        return hour + 12
    if not part and not literal and 0 <= hour <= 4:
        return hour + 12
    return hour
