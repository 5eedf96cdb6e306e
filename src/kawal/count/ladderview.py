"""The results ladder as a page shows it: columns, lines with coverage and age, figures that were replaced (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from kawal.count.events import RoundKind
from kawal.count.exports.options import CANCELLED_VOTES, COUNTED, INVALID, VALID, cancelled, field, in_the_running
from kawal.count.model import ContestKind, Source
from kawal.count.rounds import FormRow, Numbers, Replaced
from kawal.count.sums import Total
from kawal.election.model import Contest, ContestOption
from kawal.jurisdiction.count_alarms import InvalidShare, Level
from kawal.kernel.language import Message, msg

Compared = Literal["", "equal", "differs", "incomplete", "forms"]
"""Of the sources in one line: nothing to compare, all the same, not the same, coverage is not full, the sums are the
same and forms below differ."""


class Column(msgspec.Struct, frozen=True):
    """A number of the form as a column; `note` for one that is no ordinary pair."""

    field: str
    title: Message
    note: Literal["", "blank", "cancelled"] = ""


class Said(msgspec.Struct, frozen=True):
    """What one source says of a line: None without a form; grey while `counted` is below `stations`."""

    source: Source
    value: int | None
    counted: int
    stations: int
    differs: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every form of it is there."""
        return self.counted >= self.stations > 0


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A region or a station: what counts; with `gone_round` figures that a later round replaced."""

    place: str
    depth: int
    stations: int
    counted: int
    differing: int
    faults: int
    numbers: Numbers
    latest_ms: int
    gone_round: int = 0
    gone_by: tuple[RoundKind, ...] = ()
    round: int = 1
    said: tuple[Said, ...] = ()

    @property
    def ballots(self) -> int:
        """Valid and invalid together."""
        return self.numbers.get(VALID, 0) + self.numbers.get(INVALID, 0)

    @property
    def invalid_share(self) -> float:
        """The share of invalid votes, 0..1."""
        return self.numbers.get(INVALID, 0) / self.ballots if self.ballots else 0.0

    def level(self, limits: InvalidShare) -> Level:
        """How grave that share is."""
        return limits.level(self.numbers.get(VALID, 0), self.numbers.get(INVALID, 0))

    @property
    def compared(self) -> Compared:
        """What the sources say together."""
        heard = [one for one in self.said if one.value is not None]
        if not heard or self.gone_round:
            return ""
        if any(one.differs for one in heard):
            return "differs"
        whole = [one for one in heard if one.is_whole]
        if len(whole) < 2:
            return "incomplete" if len(heard) > 1 or self.counted < self.stations else ""
        return "forms" if self.differing else "equal"


def columns_of(contest: Contest | None) -> tuple[Column, ...]:
    """The columns of a contest in the order of the ballot, then the sums; without a contest the sums only."""
    options = sorted((*in_the_running(contest), *cancelled(contest)), key=lambda one: one.number) if contest else ()
    return (
        *(_column(option) for option in options),
        Column(VALID, msg("Sah")),
        Column(INVALID, msg("Tidak sah")),
        Column(COUNTED, msg("Jumlah suara")),
    )


def has_cancelled(contest: Contest | None) -> bool:
    """Whether a pair of the ballot was cancelled, so that the form has a sub-tally for it."""
    return contest is not None and bool(cancelled(contest))


def fields_of(contest: Contest | None) -> tuple[Column, ...]:
    """The fields that sources can be compared in: every column, and the sub-tally of a cancelled pair."""
    columns = tuple(one for one in columns_of(contest) if one.note != "cancelled")
    return (*columns, Column(CANCELLED_VOTES, msg("Untuk yang dibatalkan"))) if has_cancelled(contest) else columns


def half_of_valid(contest: Contest | None, numbers: Numbers) -> tuple[ContestOption, int] | None:
    """Of a single pair against the blank column: the pair, and the number of votes that it must exceed."""
    if contest is None:
        return None
    running = in_the_running(contest)
    pairs = [one for one in running if one.kind == "pair"]
    if len(pairs) != 1 or len(running) != 2:
        return None
    return pairs[0], numbers.get(VALID, 0) // 2


def region_lines(
    totals: Sequence[Total],
    gone: Mapping[str, Sequence[Replaced]],
    by_source: Mapping[Source, Sequence[Total]],
    name: str,
) -> Iterator[Line]:
    """The region itself first, then those below it, each after the figures of it that were replaced.

    `by_source` has the sums of each source in the same order; `name` is the field in which they are compared.
    """
    for at, one in enumerate(totals):
        depth = 0 if at == 0 else 1
        for old in gone.get(one.place, ()):
            yield _gone_line(old, depth, by_source, name)
        yield Line(
            place=one.place,
            depth=depth,
            stations=one.stations,
            counted=one.counted,
            differing=one.differing,
            faults=one.faults,
            numbers=one.numbers if one.counted else {},
            latest_ms=one.latest_ms,
            said=tuple(_said(source, sums[at], one, name) for source, sums in by_source.items()),
        )


def station_lines(
    stations: Sequence[str],
    forms: Sequence[FormRow],
    sources: Sequence[Source],
    name: str,
    kinds: Mapping[str, tuple[RoundKind, ...]],
) -> Iterator[Line]:
    """Every station of a ward, those without a form too, each after its replaced rounds."""
    for station in stations:
        mine = [one for one in forms if one.station == station]
        for row in mine:
            yield _form_line(row, sources, name, kinds.get(station, ()))
        if not any(row.current for row in mine):
            yield Line(place=station, depth=2, stations=1, counted=0, differing=0, faults=0, numbers={}, latest_ms=0)


def _form_line(row: FormRow, sources: Sequence[Source], name: str, kinds: tuple[RoundKind, ...]) -> Line:
    value = row.numbers.get(name)
    said = tuple(
        Said(
            source,
            row.by_source.get(source, {}).get(name),
            1 if source in row.by_source else 0,
            1,
            differs=value is not None and row.by_source.get(source, {}).get(name, value) != value,
        )
        for source in sources
    )
    return Line(
        place=row.station,
        depth=2,
        stations=1,
        counted=int(row.counted),
        differing=int(row.differing > 0),
        faults=int(row.faults > 0),
        numbers=row.numbers,
        latest_ms=row.latest_ms,
        gone_round=0 if row.current else row.round,
        gone_by=() if row.current else kinds,
        round=row.round,
        said=said,
    )


def _said(source: Source, total: Total, held: Total, name: str) -> Said:
    value = total.numbers.get(name) if total.counted else None
    whole = total.counted >= total.stations > 0 and held.counted >= held.stations
    differs = whole and value is not None and value != held.numbers.get(name)
    return Said(source, value, total.counted, total.stations, differs)


def _gone_line(old: Replaced, depth: int, sources: Mapping[Source, Sequence[Total]], name: str) -> Line:
    return Line(
        place=old.place,
        depth=depth,
        stations=old.stations,
        counted=old.stations,
        differing=0,
        faults=0,
        numbers=old.numbers,
        latest_ms=0,
        gone_round=old.round,
        gone_by=old.kinds,
        said=tuple(Said(one, old.by_source.get(one, {}).get(name), old.stations, old.stations) for one in sources),
    )


def _column(option: ContestOption) -> Column:
    number = str(option.number)
    if option.status == "cancelled":
        return Column(field(option), msg("%(number)s. Dibatalkan", number=number), "cancelled")
    if option.kind == "blank":
        return Column(field(option), msg("%(number)s. Kolom kosong", number=number), "blank")
    return Column(field(option), msg("%(number)s. Paslon", number=number))


def heading(kind: ContestKind) -> Message:
    """What the page is called."""
    return {
        "governor": msg("Pemilihan gubernur"),
        "regent": msg("Pemilihan bupati"),
        "mayor": msg("Pemilihan wali kota"),
    }[kind]
