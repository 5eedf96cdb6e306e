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
