"""What a re-poll, a recount or a later poll replaced: figures before and after, by order and by region."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import asdict
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.access.reach import inside
from kawal.count.events import RoundKind
from kawal.count.model import ContestKind
from kawal.count.rounddays import Round, rounds
from kawal.count.tables import FORM, ROUND
from kawal.kernel.codes import RegionCode, StationId, within

Numbers = Mapping[str, int]
_numbers = msgspec.json.Decoder(dict[str, int | None]).decode
_by_source = msgspec.json.Decoder(dict[str, dict[str, int]]).decode


class FormRow(msgspec.Struct, frozen=True, kw_only=True):
    """One form as a table shows it; `current` unless a later round of its station was ordered."""

    station: StationId
    round: int
    current: bool
    counted: bool
    differing: int
    faults: int
    numbers: Numbers
    by_source: Mapping[str, Numbers]
    latest_ms: int


class Ordered(Round, frozen=True, kw_only=True):
    """A round with the sums of its stations before and after: of the forms that counted until then, and of those that
    came since."""

    before: Numbers
    before_counted: int
    after: Numbers
    after_counted: int


class Replaced(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a region's stations that a later round replaced; `stations` of them had a form then."""

    place: str
    round: int
    stations: int
    numbers: Numbers
    by_source: Mapping[str, Numbers]
    kinds: tuple[RoundKind, ...]


def forms_in(
    connection: Connection, kind: ContestKind, place: str, *, only_replaced: bool = False
) -> tuple[FormRow, ...]:
    """The forms of a region in all their rounds, by station and round."""
    statement = select(FORM).where(FORM.c.contest == kind)
    if only_replaced:
        statement = statement.where(FORM.c.current.is_(False))
    statement = statement.where(inside(FORM.c.station, (place,)))
    return tuple(
        FormRow(
            station=StationId(row.station),
            round=row.round,
            current=row.current,
            counted=row.counted,
            differing=row.differing,
            faults=row.faults,
            numbers={name: value for name, value in _numbers(row.numbers).items() if value is not None},
            by_source=_by_source(row.by_source),
            latest_ms=row.latest_ms,
        )
        for row in connection.execute(statement.order_by(FORM.c.station, FORM.c.round))
    )


def replaced(connection: Connection, kind: ContestKind, places: Sequence[str]) -> dict[str, tuple[Replaced, ...]]:
    """Of each of these regions, the sums of the forms that later rounds replaced, a line for each round."""
    rows = [one for one in forms_in(connection, kind, "", only_replaced=True) if one.counted]
    kinds = _kinds(connection, kind)
    found: dict[str, tuple[Replaced, ...]] = {}
    for place in places:
        digits = place.replace(".", "")
        inside = [one for one in rows if one.station.startswith(digits)]
        found[place] = tuple(
            _replaced(place, number, [one for one in inside if one.round == number], kinds)
            for number in sorted({one.round for one in inside})
        )
    return found


def orders(connection: Connection, place: str = "") -> tuple[Ordered, ...]:
    """Every round that was ordered for stations of a region, the newest first."""
    digits, found = place.replace(".", ""), []
    for one in reversed(rounds(connection)):
        if not any(station.startswith(digits) for station in one.stations):
            continue
        before, after = _before_after(connection, one.contest, one.round, frozenset(one.stations))
        found.append(
            Ordered(
                **asdict(one),
                before=summed(form.numbers for form in before),
                before_counted=len(before),
                after=summed(form.numbers for form in after),
                after_counted=len(after),
            )
        )
    return tuple(found)


def standing(connection: Connection, kind: ContestKind, stations: Sequence[StationId]) -> dict[StationId, FormRow]:
    """The forms of these stations that count now."""
    wanted = frozenset(stations)
    return {
        one.station: one
        for prefix in sorted({station[:6] for station in wanted})
        for one in forms_in(connection, kind, prefix)
        if one.station in wanted and one.current and one.counted
    }


def newest_round(connection: Connection, kind: ContestKind, place: str) -> int:
    """The number of the last round that was ordered for stations of a region; 1 while none was."""
    statement = select(func.max(ROUND.c.round)).where(ROUND.c.contest == kind)
    if place:
        statement = statement.where(ROUND.c.station.startswith(place.replace(".", ""), autoescape=True))
    return connection.scalar(statement) or 1


def sums_until(connection: Connection, kind: ContestKind, place: str, number: int) -> tuple[int, dict[str, int]]:
    """What a region added up to when only rounds up to `number` had been held: stations with a form, and the sums."""
    held: dict[StationId, FormRow] = {}
    for row in forms_in(connection, kind, place):
        if row.counted and row.round <= number:
            held[row.station] = row
    return len(held), summed(one.numbers for one in held.values())


def summed(numbers: Iterable[Numbers]) -> dict[str, int]:
    """Numbers added up, name by name."""
    total: dict[str, int] = {}
    for one in numbers:
        for name, value in one.items():
            total[name] = total.get(name, 0) + value
    return total


def _before_after(
    connection: Connection, kind: ContestKind, number: int, stations: frozenset[StationId]
) -> tuple[list[FormRow], list[FormRow]]:
    before: dict[StationId, FormRow] = {}
    after: list[FormRow] = []
    for prefix in sorted({station[:6] for station in stations}):
        for row in forms_in(connection, kind, prefix):
            if row.station not in stations or not row.counted:
                continue
            if row.round < number:
                before[row.station] = row
            elif row.round == number:
                after.append(row)
    return list(before.values()), after


def _replaced(
    place: str, number: int, rows: Sequence[FormRow], kinds: Mapping[str, dict[int, RoundKind]]
) -> Replaced:
    sources = dict.fromkeys(source for one in rows for source in one.by_source)
    return Replaced(
        place=place,
        round=number,
        stations=len(rows),
        numbers=summed(one.numbers for one in rows),
        by_source={source: summed(one.by_source.get(source, {}) for one in rows) for source in sources},
        kinds=tuple(
            dict.fromkeys(
                kind for one in rows for at, kind in sorted(kinds.get(one.station, {}).items()) if at > number
            )
        ),
    )


def _kinds(connection: Connection, kind: ContestKind) -> dict[str, dict[int, RoundKind]]:
    found: dict[str, dict[int, RoundKind]] = {}
    for row in connection.execute(select(ROUND).where(ROUND.c.contest == kind)):
        found.setdefault(row.station, {})[row.round] = row.kind
    return found


def stations_named(text: str, stations: Sequence[tuple[StationId, RegionCode]]) -> tuple[list[StationId], list[str]]:
    """The stations of a pasted list: station numbers of 13 digits, or codes of regions for all of theirs; and what
    was not understood, as it was written (pure)."""
    by_id = {one for one, _ward in stations}
    found: dict[StationId, None] = {}
    odd: list[str] = []
    for word in text.replace(",", " ").replace(";", " ").split():
        if word in by_id:
            found[StationId(word)] = None
            continue
        inside = [one for one, ward in stations if word[:1].isdigit() and within(ward, RegionCode(word))]
        if not inside:
            odd.append(word[:40])
        found |= dict.fromkeys(inside)
    return list(found), odd
