"""Files of results become readings: KPU's public feed or any table, looked at first, then taken whole or not."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.events import ReadingsImported
from kawal.count.files.profiles import FileProfile
from kawal.count.files.sirekap import Ignored
from kawal.count.files.table import ROW, FormTable, prefix, read_forms
from kawal.count.model import AGENT, SOURCES, ContestKind, Source, source_kind
from kawal.count.project import ImportedReading
from kawal.count.sums import contest_of, options_of
from kawal.count.tables import IMPORTED, READING, ROUND
from kawal.election.model import Registry
from kawal.field.desk import FieldDesk
from kawal.jurisdiction.forms import forms
from kawal.kernel.clock import Clock
from kawal.kernel.codes import StationId, is_station, ward_of
from kawal.kernel.errors import Conflict, Missing, NotPermitted, Refused, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision

MOST_NUMBER = 999_999_999
MOST_FAULTS, MOST_NAMED = 50, 20
MOST_WAITING = 8
FEED: Source = "public_feed"
Reach = Callable[[str], bool]
"""Whether someone may bring forms of a region."""


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would bring, looked at and not yet taken.

    `unknown` are stations that are not registered here or do not vote in this contest: their rows are left out, as
    are those in which no number stands (`empty`); `ignored` is what a feed had and nobody can use. `replaces` forms
    have a reading of the same source already, which stays in the record.
    """

    file: str
    file_sha256: str
    contest: ContestKind
    source: Source
    round: int
    is_feed: bool
    rows: int
    readings: tuple[ImportedReading, ...]
    unknown: tuple[str, ...]
    empty: int
    replaces: int
    as_of: str
    ignored: Ignored | None


class ImportDesk:
    """Takes files of results in, on one node."""

    def __init__(self, field: FieldDesk, clock: Clock) -> None:
        self.field, self.store, self.clock = field, field.store, clock
        self._waiting: dict[str, tuple[str, Brought]] = {}

    def look(
        self,
        path: Path,
        name: str,
        profile: FileProfile,
        contest: ContestKind,
        source: Source,
        round_: int,
        may: Reach,
    ) -> Brought:
        """What the file under `path`, called `name`, would bring as copies of this source.

        Raises Rejected for a source that is not known, a profile without station numbers and a file of which no row
        is of a station here; Refused with the rows that cannot be; NotPermitted for a station out of reach; Conflict
        for a file that has come before, or that is older than what is here.
        """
        registry = self.field.registry()
        _refuse_source(source, contest, registry)
        table = msgspec.structs.replace(read_forms(path, profile), file=name)
        if len(profile.key) != 1:
            raise Rejected(name, msg("profil dengan satu kolom kunci, nomor TPS 13 angka"), " ".join(profile.key))
        readings, unknown, empty = readings_of_table(table, contest, registry)
        if not readings:
            raise Rejected(name, msg("paling sedikit satu TPS yang terdaftar dengan pemilihan ini"), len(unknown))
        out = [one.station for one in readings if not may(ward_of(StationId(one.station)))]
        if out:
            raise NotPermitted(msg("di luar wilayah Anda: %(stations)s", stations=", ".join(out[:3])))
        brought = Brought(
            file=name,
            file_sha256=sum_of(path),
            contest=contest,
            source=source,
            round=round_,
            is_feed=profile.format == "sirekap",
            rows=len(table.frame),
            readings=readings,
            unknown=unknown,
            empty=empty,
            replaces=0,
            as_of=table.as_of,
            ignored=table.ignored,
        )
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            return msgspec.structs.replace(brought, replaces=_checked(connection, brought))

    def take(self, brought: Brought, actor: str) -> int:
        """Record what was looked at; how many forms came. Raises Conflict as `look` does, when it changed since."""
        body = msgspec.json.encode(brought.readings)
        event = ReadingsImported(
            contest=brought.contest,
            source=brought.source,
            reader="feed" if brought.is_feed else "file",
            round=brought.round,
            file=brought.file[:120],
            file_sha256=brought.file_sha256,
            rows=len(brought.readings),
            sha256=hashlib.sha256(body).hexdigest(),
            as_of=brought.as_of,
        )

        def decide(connection: Connection) -> Decision:
            _checked(connection, brought)
            return Decision((event,), (body,))

        self.store.writer.commit(decide, actor)
        return len(brought.readings)

    def keep(self, brought: Brought, account: str) -> str:
        """Keep what an account looked at until it is taken; its ticket. The oldest goes when many wait."""
        ticket = secrets.token_urlsafe(12)
        self._waiting = dict(list(self._waiting.items())[-MOST_WAITING + 1 :]) | {ticket: (account, brought)}
        return ticket

    def kept(self, ticket: str, account: str) -> Brought:
        """What waits under a ticket. Raises Missing when it is gone or another's."""
        owner, brought = self._waiting.get(ticket, ("", None))
        if brought is None or owner != account:
            raise Missing(msg("pratinjau"), msg("berkas yang baru diperiksa; unggah lagi"), ticket)
        return brought

    def drop(self, ticket: str) -> None:
        """Keep it no longer."""
        self._waiting.pop(ticket, None)


def readings_of_table(
    table: FormTable, contest: ContestKind, registry: Registry
) -> tuple[tuple[ImportedReading, ...], tuple[str, ...], int]:
    """The forms of a table as readings, the stations that are not known here, how many rows say nothing (pure).

    Raises Refused with every number that no form of the contest can have.
    """
    head, key = prefix(table.profile.readings[0].id), table.profile.key[0]
    fields = [name for name in table.frame.columns if name.startswith(head)]
    readings, unknown, faults, empty = [], [], list[Rejected](), 0
    known: dict[tuple[int, ...], frozenset[str]] = {}
    for row in table.frame.select(ROW, key, *fields).iter_rows(named=True):
        station = str(row[key])
        place = StationId(station)
        found = contest_of(registry, place, contest) if is_station(station) else None
        if found is None or place not in registry.station_by_id:
            unknown.append(station)
            continue
        numbers = {name.removeprefix(head): row[name] for name in fields if row[name] is not None}
        if not numbers:
            empty += 1
            continue
        options = options_of(found)
        if options not in known:
            known[options] = frozenset(name for field in forms().form.fields for name in field.names(options))
        where = msg("%(file)s, baris %(line)s", file=table.file, line=str(row[ROW]))
        for name, value in numbers.items():
            if name not in known[options]:
                faults.append(Rejected(where, msg("isian yang ada pada formulir pemilihan ini"), name))
            elif not 0 <= value <= MOST_NUMBER:
                faults.append(Rejected(where, msg("bilangan bulat, paling sedikit %(least)s", least=0), value))
        readings.append(ImportedReading(station, numbers))
    if faults:
        summary = msg("%(file)s: %(n)s kesalahan, tidak ada yang dimasukkan", file=table.file, n=len(faults))
        raise Refused(summary, tuple(faults[:MOST_FAULTS]))
    return tuple(readings), tuple(unknown), empty


def source_choices(kind: ContestKind, registry: Registry) -> tuple[Source, ...]:
    """Whose copies a file may hold: every source, an agent's with the number of the pair."""
    pairs = {
        option.number
        for one in registry.contests
        for option in one.options
        if one.kind == kind and option.kind == "pair"
    }
    agents = tuple(f"{AGENT}{number}" for number in sorted(pairs))
    return tuple(name for one in SOURCES for name in (agents if one == "agent" else (one,)))


def imports(connection: Connection, most: int = 50) -> Sequence[Mapping[str, object]]:
    """The files that have come, the newest first."""
    statement = select(IMPORTED).order_by(IMPORTED.c.position.desc()).limit(most)
    return [dict(row._mapping) for row in connection.execute(statement)]


def sum_of(path: Path) -> str:
    """The SHA-256 of a file; of a folder that of the names and contents of its files."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    total = hashlib.sha256()
    for one in sorted(path.rglob("*.json")):
        total.update(f"{one.relative_to(path).as_posix()}\0{hashlib.sha256(one.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _refuse_source(source: Source, contest: ContestKind, registry: Registry) -> None:
    if source_kind(source) not in SOURCES or source not in source_choices(contest, registry):
        known = ", ".join(source_choices(contest, registry))
        raise Rejected(msg("sumber"), msg("salah satu dari: %(choices)s", choices=known), source)


def _checked(connection: Connection, brought: Brought) -> int:
    """How many forms have a reading of this source already. Raises Conflict for a file that came before and a feed
    that is older than the newest here for any of its stations; Rejected for a round that was not ordered."""
    mine = {one.station for one in brought.readings}
    same = (IMPORTED.c.contest == brought.contest, IMPORTED.c.source == brought.source)
    again = connection.scalar(
        select(IMPORTED.c.position).where(
            *same, IMPORTED.c.round == brought.round, IMPORTED.c.file_sha256 == brought.file_sha256
        )
    )
    if again is not None:
        raise Conflict(msg("berkas ini sudah masuk, catatan %(index)s", index=str(again)))
    if brought.round > 1:
        ordered = set(
            connection.scalars(
                select(ROUND.c.station).where(ROUND.c.contest == brought.contest, ROUND.c.round == brought.round)
            )
        )
        if mine - ordered:
            where = msg("putaran %(number)s", number=brought.round)
            raise Rejected(
                where, msg("TPS yang diperintahkan untuk putaran itu"), ", ".join(sorted(mine - ordered)[:3])
            )
    if brought.as_of:
        newer = select(READING.c.station, IMPORTED.c.as_of).join(IMPORTED, IMPORTED.c.position == READING.c.position)
        rows = connection.execute(
            newer.where(*same, IMPORTED.c.round == brought.round, IMPORTED.c.as_of > brought.as_of)
        )
        held = [(row.as_of, row.station) for row in rows if row.station in mine]
        if held:
            raise Conflict(
                msg(
                    "umpan ini dari %(old)s; untuk %(n)s TPS sudah ada yang lebih baru, dari %(new)s",
                    old=brought.as_of,
                    n=len({station for _, station in held}),
                    new=max(held)[0],
                )
            )
    present = select(READING.c.station).where(
        READING.c.contest == brought.contest, READING.c.source == brought.source, READING.c.round == brought.round
    )
    return len(mine & set(connection.scalars(present.distinct())))
