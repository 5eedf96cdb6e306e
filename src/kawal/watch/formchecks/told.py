"""A finding of the count in sentences, for forms on paper: what does not hold, with which numbers on which copies.

The numbers are read when a form is printed and for whom may see them; no entry about an incident holds one.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo

import msgspec
from sqlalchemy.engine import Connection

from kawal.count.entrytold import entries_told
from kawal.count.findings import fields_of
from kawal.count.formqueries import form_view
from kawal.count.model import ContestKind, Finding, FindingKey
from kawal.count.names import CONTESTS, field_name, finding_title, form_title
from kawal.count.recap.diff import Difference
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapqueries import known_recaps
from kawal.count.sources import CONTEST_KINDS
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.watch.formchecks.queries import RaisedFinding

MOST_CELLS = 40
BREACHED_BY_A_DIFFERENCE = "RECAP-MECH"
"""The rule of columns that differ. That one may object (the rule OBJECTION) is a right, and no article in breach."""


class ToldFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding: `event` says what does not hold, `facts` with which numbers on which copies; `titles` are what the
    entries are that show it, `happened` is when the first of them came (None: not known)."""

    event: str
    contest: ContestKind
    facts: tuple[str, ...]
    articles: tuple[str, ...] = ()
    titles: Mapping[int, str]
    happened: datetime | None = None


class Asking(msgspec.Struct, frozen=True):
    """For whom it is told: whether the numbers of a place may be seen, by which clock, in which language."""

    sees: Callable[[str], bool]
    zone: tzinfo
    words: Language


class FindingTeller:
    """Tells findings of one node."""

    def __init__(self, recap: RecapDesk) -> None:
        self._recap = recap

    def tell(self, connection: Connection, key: FindingKey, asking: Asking) -> ToldFinding:
        """A finding that stands. Raises Missing for one that does not."""
        found = self._standing(connection, key, asking)
        if found is None:
            raise Missing(msg("temuan"), msg("temuan yang masih ada"), f"{key.what or key.place} {key.part}"[:60])
        return found

    def raised(
        self, connection: Connection, raised: Iterable[RaisedFinding], asking: Asking
    ) -> tuple[ToldFinding, ...]:
        """Those for which an incident was opened; of one that no longer stands, what it was and its entries."""
        return tuple(
            self._standing(connection, one.key, asking) or self._gone(connection, one, asking.words) for one in raised
        )

    def _standing(self, connection: Connection, key: FindingKey, asking: Asking) -> ToldFinding | None:
        if key.form:
            differences = self._recap.compared(connection, self._recap.contest(_kind(key), key.form)).differences
            column = next((one for one in differences if one.key == key), None)
            return self._column(connection, column, asking) if column else None
        if not is_station(key.place):
            return None
        waiting = form_view(connection, StationId(key.place), _kind(key), key.round).findings
        found = next((one.finding for one in waiting if one.finding.key == key), None)
        return _on_form(connection, found, asking) if found else None

    def _gone(self, connection: Connection, one: RaisedFinding, words: Language) -> ToldFinding:
        copies = entries_told(connection, one.entries, one.key.place, words)
        event = self._column_event(one.key.place, words)
        if not one.key.form:
            event = finding_title(one.key.what, one.key.part, words)
        gone = words.text("Pada angka yang sekarang berlaku temuan ini tidak ada lagi.")
        return ToldFinding(
            event=event,
            contest=_kind(one.key),
            facts=(f"{event}. {gone}",),
            titles={index: copies[index].title if index in copies else event for index in one.entries},
        )

    def _column(self, connection: Connection, found: Difference, asking: Asking) -> ToldFinding:
        words, place_name = asking.words, self._recap.count.registry().place_name
        event = self._column_event(found.place, words)
        cells = tuple(
            words.text(
                "%(field)s: tertulis %(got)s, jumlah di bawahnya %(expected)s",
                field=field_name(one.field, words),
                got=one.got,
                expected=one.expected,
            )
            for one in found.cells[:MOST_CELLS]
        )
        contest = self._recap.contest(_kind(found.key), found.form)
        came = {one.recap.index: one for one in known_recaps(connection, contest)}
        forms = {index: came[index].recap.region for index in found.entries if index in came}
        titles = {index: f"{form_title(region, words)} {place_name(region)}" for index, region in forms.items()}
        return ToldFinding(
            event=event,
            contest=_kind(found.key),
            facts=cells if asking.sees(found.place) and asking.sees(found.form) else (f"{event}.",),
            articles=articles_of(BREACHED_BY_A_DIFFERENCE, words),
            titles={index: titles.get(index, event) for index in found.entries},
            happened=_moment((came[index].at_ms for index in forms), asking.zone),
        )

    def _column_event(self, place: str, words: Language) -> str:
        return words.text("Selisih pada kolom %(name)s", name=self._recap.count.registry().place_name(place))


def articles_of(rule: str, words: Language) -> tuple[str, ...]:
    """The article of a rule; none for "" and for an unknown one."""
    law = rules().rule(rule) if rule else None
    if law is None:
        return ()
    sure = "" if law.is_verified else f" ({words.text('belum diverifikasi')})"
    return (f"{law.title.say(words)}: {law.cite(words)}{sure}",)


def _on_form(connection: Connection, found: Finding, asking: Asking) -> ToldFinding:
    words, kind, shown = asking.words, _kind(found.key), asking.sees(found.place)
    event = finding_title(found.what, found.part, words)
    fact = f"{event} ({words.say(CONTESTS[kind])})"
    if shown and found.got is not None and found.expected is not None:
        fact += f": {words.text('%(a)s lawan %(b)s', a=found.got, b=found.expected)}"
    copies = entries_told(connection, found.entries, found.place, words)
    read = []
    for one in copies.values():
        figures = one.figures(fields_of(found.what, found.part, one.numbers), words) if shown else ()
        head = f"{one.title} ({words.text('catatan %(n)s', n=one.index)})"
        read.append("; ".join((head, one.told(asking.zone, words), *figures)))
    return ToldFinding(
        event=event,
        contest=kind,
        facts=(f"{fact}.", *read),
        articles=articles_of(found.hook, words),
        titles={index: copies[index].title if index in copies else event for index in found.entries},
        happened=_moment((one.at_ms for one in copies.values()), asking.zone),
    )


def _moment(moments: Iterable[int], zone: tzinfo) -> datetime | None:
    first = min(moments, default=None)
    return datetime.fromtimestamp(first / 1000, zone) if first is not None else None


def _kind(key: FindingKey) -> ContestKind:
    return next(one for one in CONTEST_KINDS if one == key.contest)
