"""Pasted or exported chat text -> messages with sender and time (pure).

The forms that WhatsApp writes: "27/11/24 07.09 - Danru 4: ..." (Android), "[27/11/24 07.09.12] Danru 4: ..." (iOS),
with 12-hour clocks, invisible marks, lines that belong to the message before, system lines, and media that were left
out; and what people copy by hand: "07.09 Danru 4: ...", or lines without any head.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

import msgspec

MOST_CHARACTERS = 4_000_000
_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DATE = r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})[/.\-](?P<year>\d{2}|\d{4})"
_TIME = r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:](?P<second>\d{2}))?(?:\s?(?P<half>[AaPp]\.?[Mm]\.?))?"
_HEAD = re.compile(rf"^\[?{_DATE},?\s+(?:pukul\s+)?{_TIME}\]?\s*(?:[-–]\s*)?(?P<rest>.*)$")
_SHORT_HEAD = re.compile(
    r"^\[?(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)\]?\s+(?P<sender>[^:]{2,40}):\s+(?P<rest>.*)$"
)
_SENDER = re.compile(r"^(?P<sender>[^:]{1,60}):\s?(?P<rest>.*)$", re.DOTALL)
_LEFT_OUT = re.compile(
    r"^\W*(?:<?(?:media|gambar|video|audio|stiker|gif|image|sticker|dokumen|document|kontak|contact)[^>]{0,40}"
    r"(?:tidak disertakan|omitted|dihilangkan)>?|pesan ini (?:telah )?dihapus|anda menghapus pesan ini|"
    r"this message was deleted|you deleted this message|null)\W*$",
    re.IGNORECASE,
)
_FILE = r"(?<![^\s<>])[^\s<>]+\.(?:jpe?g|png|webp|gif|mp4|3gp|mov|opus|ogg|mp3|m4a|aac|pdf|docx?|xlsx?|pptx?|vcf|zip)"
_ATTACHED = re.compile(
    rf"<(?:attached|terlampir|lampiran)\s*:[^>]{{0,300}}>|"
    rf"{_FILE}\s*\((?:file terlampir|file attached|berkas terlampir)\)",
    re.IGNORECASE,
)
"""The name of a file that came with a message is no news. Here and below it is said where a match may begin, so that
a long line is walked through once and not once from each of its characters."""
_EDITED = re.compile(r"(?<!\s)\s*<(?:pesan ini diedit|this message was edited)>\s*$", re.IGNORECASE)


class ChatMessage(msgspec.Struct, frozen=True):
    """One message: when it was sent (None where the text has no clock), by whom, its words, its first line."""

    at: datetime | None
    sender: str
    text: str
    line: int


def messages_of(text: str, zone: tzinfo, today: date) -> tuple[ChatMessage, ...]:
    """The messages of a chat in their order, without system lines and media that were left out.

    `today` gives the day to heads that have only a time. A date is read day first, as Indonesia writes it, unless
    there is no such month.
    """
    found = []
    for at, sender, words, line in _whole(_MARKS.sub("", text).replace("\u202f", " ").splitlines(), zone, today):
        cleaned = _ATTACHED.sub("", _EDITED.sub("", words)).strip()
        if cleaned and not _LEFT_OUT.match(cleaned):
            found.append(ChatMessage(at, sender, cleaned, line))
    return tuple(found)


def _whole(lines: list[str], zone: tzinfo, today: date) -> Iterator[tuple[datetime | None, str, str, int]]:
    """Heads with all the lines that follow them; before the first head each line is a message of its own."""
    at: datetime | None = None
    sender, words, first = "", [""], -1
    for number, line in enumerate(lines, start=1):
        head = _head(line, zone, today)
        if head is None and first >= 0:
            words.append(line)
            continue
        if first >= 0:
            yield at, sender, "\n".join(words), first
            first = -1
        if head is None:
            if line.strip():
                yield None, "", line, number
            continue
        at, sender, rest, spoken = head
        if spoken:
            words, first = [rest], number
    if first >= 0:
        yield at, sender, "\n".join(words), first


def _head(line: str, zone: tzinfo, today: date) -> tuple[datetime | None, str, str, bool] | None:
    """(when, sender, words, whether someone spoke) of a line that begins a message; None for any other."""
    found = _HEAD.match(line)
    if found:
        moment = _moment(found, zone)
        if moment is None:
            return None
        spoken = _SENDER.match(found["rest"])
        return (moment, spoken["sender"].strip(" ~"), spoken["rest"], True) if spoken else (moment, "", "", False)
    short = _SHORT_HEAD.match(line)
    if short:
        moment = datetime(today.year, today.month, today.day, int(short["hour"]), int(short["minute"]), tzinfo=zone)
        return moment, short["sender"].strip(), short["rest"], True
    return None


def _moment(found: re.Match[str], zone: tzinfo) -> datetime | None:
    day, month, year = int(found["day"]), int(found["month"]), int(found["year"])
    if month > 12 >= day:
        day, month = month, day
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        whole = year + 2000 if year < 100 else year
        return datetime(whole, month, day, hour, int(found["minute"]), int(found["second"] or 0), tzinfo=zone)
    except ValueError:
        return None


def of_the_day(messages: tuple[ChatMessage, ...], day: date) -> tuple[ChatMessage, ...]:
    """The messages of one day and of the evening before; an export may hold months."""
    since = day - timedelta(days=1)
    return tuple(one for one in messages if one.at is None or since <= one.at.date() <= day)
