"""Two languages: texts are written in Indonesian and translated by a gettext catalogue (`kawal/locale`).

Numbers, dates and times follow the language: 1.629.456 and 23,4 in Indonesian, 1,629,456 and 23.4 in English. Where
English tells one from more, its translation has both.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

LanguageCode = Literal["id", "en"]
LANGUAGES: tuple[LanguageCode, ...] = ("id", "en")
ONE_OR_MORE = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")
"""Words of a translation that go by a number among its places: `%(n)s {n:station|stations}`."""


class Message(msgspec.Struct, frozen=True):
    """A text that is not yet in a language: an Indonesian template with named places, and what fills them."""

    msgid: str
    params: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return language("id").say(self)


def msg(msgid: str, **params: object) -> Message:
    """Mark `msgid` for translation; places are written %(name)s. Numbers are formatted by the language."""
    return Message(msgid, tuple(params.items()))


class Language:
    """One language: says messages, and writes numbers, dates and times as its readers do."""

    def __init__(self, code: LanguageCode, translations: dict[str, str]) -> None:
        self.code = code
        self._translations = translations
        self._locale = "id_ID" if code == "id" else "en_GB"

    def text(self, msgid: str, **params: object) -> str:
        """Translate one Indonesian text and fill its places."""
        template = self._translations.get(msgid, msgid)
        if not params:
            return template
        filled = {name: self._fill(value) for name, value in params.items()}
        return ONE_OR_MORE.sub(lambda found: found[2] if filled[found[1]] == "1" else found[3], template) % filled

    def say(self, message: Message) -> str:
        """Translate a message."""
        return self.text(message.msgid, **dict(message.params))

    def _fill(self, value: object) -> str:
        match value:
            case Message():
                text = self.say(value)
            case tuple():
                text = ", ".join(map(self._fill, value))
            case bool():
                text = str(value)
            case int():
                text = self.integer(value)
            case float():
                text = self.decimal(value)
            case date():
                text = self.day(value)
            case time():
                text = self.clock(value.isoformat("seconds" if value.second else "minutes"))
            case _:
                text = str(value)
        return text

    def span(self, minutes: int) -> str:
        """How long something lasts, as exact as matters: "95 mnt", "3 j 5 mnt", "6 hari"."""
        if minutes < 100:
            return self.text("%(n)s mnt", n=self.integer(minutes))
        if minutes < 48 * 60:
            return self.text("%(hours)s j %(minutes)s mnt", hours=minutes // 60, minutes=minutes % 60)
        return self.text("%(n)s hari", n=self.integer(minutes // (24 * 60)))

    def integer(self, value: int) -> str:
        """A count with grouped thousands: 485.145."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.code == "id" else grouped

    def decimal(self, value: float, digits: int = 3) -> str:
        """A decimal number with a fixed number of digits: 0,041."""
        text = f"{value:,.{digits}f}"
        return text.translate(str.maketrans(",.", ".,")) if self.code == "id" else text

    def percent(self, share: float, digits: int = 0) -> str:
        """A share in 0..1 as a percentage: 56,1%."""
        return self.decimal(share * 100, digits) + "%"

    def day(self, value: date) -> str:
        """A day in words: Rabu 27 November 2024."""
        from babel.dates import format_date  # noqa: PLC0415  babel is loaded by what writes dates only

        return format_date(value, "EEEE d MMMM y", locale=self._locale)

    def short_day(self, value: date) -> str:
        """A day in short: 27 Nov."""
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(value, "d MMM", locale=self._locale)

    def clock(self, text: str) -> str:
        """A time of the day as it is kept ("14:32", "24:00", "18:00-06:00"), as its readers write it: 14.32."""
        return text.replace(":", ".") if self.code == "id" else text

    def time(self, value: datetime) -> str:
        """A time of the day: 14.32 in Indonesian, 14:32 in English."""
        return self.clock(f"{value:%H:%M}")

    def moment(self, value: datetime) -> str:
        """A day and time with its zone: 27 Nov 14.32.05 WITA."""
        return f"{self.short_day(value)} {self.clock(f'{value:%H:%M:%S}')} {value.tzname() or ''}".strip()

    def listing(self, items: Iterable[str]) -> str:
        """Items in one sentence, parted by commas."""
        return ", ".join(items)


@cache
def language(code: LanguageCode) -> Language:
    """The language of a code; Indonesian is the source language and needs no catalogue."""
    if code == "id":
        return Language("id", {})
    from babel.messages.pofile import read_po  # noqa: PLC0415  read only when someone wants the other language

    with files("kawal").joinpath("locale", code, "LC_MESSAGES", "kawal.po").open("rb") as source:
        catalogue = read_po(source, locale=code)
    return Language(code, {str(m.id): str(m.string) for m in catalogue if m.id and m.string})
