"""The desk of dossiers: looks at what one would hold, builds drafts, releases on a written request."""

import threading
from collections.abc import Callable, Sequence
from datetime import date

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.events import DossierDrafted, DossierOpened, DossierReleased, Reason, Receiver
from kawal.disputes.dossier.gather import Asked, Gathered, Indicated, Source, everywhere, gather, nothing_indicated
from kawal.disputes.dossier.model import Scope, Side
from kawal.disputes.dossier.pack import Built, Shelf, build
from kawal.disputes.dossier.queries import Release, releases
from kawal.field.desk import FieldDesk
from kawal.jurisdiction.zones import zone_of
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.clock import Clock
from kawal.kernel.days import read_day
from kawal.kernel.errors import Conflict, Missing, NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.record.verify import JWS_START
from kawal.risk.assess import election_day
from kawal.store.events import Decision, Sealed
from kawal.store.tables import SEALED

RECEIVERS: dict[Receiver, Message] = {
    "court": msg("Mahkamah atau pengadilan"),
    "bawaslu": msg("Bawaslu"),
    "pairs": msg("semua pasangan calon, sama"),
}
MOST_LETTER, MOST_REASON = 120, 500
MOST_RELEASE_BYTES = 200_000_000
AT_ONCE = 500
May = Callable[[str], bool]
"""Whether who asks has a right at a place."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A written request: from whom, the number and the date (ISO 8601) of the letter."""

    to: Receiver
    letter: str
    letter_day: str

    def __post_init__(self) -> None:
        """Raises Rejected for a letter without a number or a date that is none."""
        if not self.letter.strip() or len(self.letter) > MOST_LETTER:
            raise Rejected(msg("nomor surat"), msg("1 sampai %(n)s huruf", n=MOST_LETTER), self.letter)
        read_day(self.letter_day, msg("tanggal surat"))


class DossierDesk:
    """Dossiers of one node; an observer's node builds them and releases none."""

    def __init__(
        self, field: FieldDesk, clock: Clock, *, may_release: bool, indicated: Indicated = nothing_indicated
    ) -> None:
        self.field, self.clock, self.may_release = field, clock, may_release
        self._indicated, self._store = indicated, field.store
        self._building = threading.Lock()

    def look(self, connection: Connection, scope: Scope, side: Side) -> Gathered:
        """What a dossier would hold. Raises Missing or Rejected."""
        return gather(connection, self._source(), self._store.published, self._asked(scope, side))

    def must_reach(self, gathered: Gathered) -> tuple[str, ...]:
        """The places that who reads it must reach: of a whole contest its region, else all that it tells of."""
        scope = gathered.dossier.scope
        if scope.kind == "contest":
            return tuple(one.region for one in self.field.registry().contests if one.kind == scope.value)
        return gathered.about

    def sealed_parts(self, connection: Connection, gathered: Gathered) -> tuple[int, ...]:
        """The reports in it that have a sealed part which was not erased."""
        reports = [index for index, body in gathered.bodies.items() if body.startswith(JWS_START)]
        found: list[int] = []
        for start in range(0, len(reports), AT_ONCE):
            wanted = SEALED.c.position.in_(reports[start : start + AT_ONCE])
            found += connection.scalars(select(SEALED.c.position).where(wanted, SEALED.c.key.is_not(None)))
        return tuple(sorted(found))

    def draft(
        self,
        scope: Scope,
        side: Side,
        actor: str,
        *,
        reason: str = "",
        may: May | None = None,
        sees: May = everywhere,
        photos: May = everywhere,
    ) -> Built:
        """A dossier for one's own look, marked as a draft and recorded; with sealed parts when `may` is given, and a
        reason.

        `sees` is asked for each form of the recapitulation above the scope whether all of it may be seen, `photos`
        for each station whether the photos of its forms may.

        Raises Missing, Rejected; NotPermitted where one place of it is out of reach.
        """
        with self._building:
            opened = self._opened(scope, side, reason, may, actor)
            asked = msgspec.structs.replace(self._asked(scope, side), sees=sees, photos=photos)
            built = self._built(asked, opened)
            drafted = DossierDrafted(scope=scope, side=side, photos=built.photographed, opened=built.dossier.opened)
            self._store.writer.commit(lambda _: Decision((drafted,)), actor)
            return built

    def release(
        self, scope: Scope, side: Side, request: Request, actor: str, *, reason: str = "", may: May | None = None
    ) -> int:
        """Build it and record that it left the node; returns its number. One release is one file for all who get it.

        Raises NotPermitted on a node that releases none, Rejected for sealed parts to pairs, or a file beyond limits.
        """
        if not self.may_release:
            raise NotPermitted(msg("simpul pemantau menyusun berkas bukti dan tidak mengeluarkannya"))
        if may is not None and request.to == "pairs":
            raise Rejected(msg("bagian tertutup"), msg("tidak untuk pasangan calon"), request.to)
        self._dated(request)
        with self._building:
            opened = self._opened(scope, side, reason, may, actor)
            with self._store.engine.connect().execution_options(read_only=True) as connection:
                number = 1 + max((one.event.number for one in releases(connection)), default=0)
            told = f"{number}: {request.letter.strip()}, {request.letter_day}"
            built = self._built(self._asked(scope, side, told), opened)
            if len(built.body) > MOST_RELEASE_BYTES:
                raise Rejected("ZIP", msg("paling banyak %(n)s byte", n=MOST_RELEASE_BYTES), len(built.body))
            event = DossierReleased(
                number=number,
                to=request.to,
                letter=request.letter.strip(),
                letter_day=request.letter_day,
                scope=scope,
                side=side,
                sha256=sha256_hex(built.body),
                size=len(built.body),
                checkpoint=built.dossier.size,
                exhibits=tuple((one.code, one.sha256) for one in built.dossier.exhibits),
                opened=built.dossier.opened,
            )
            self._store.writer.commit(lambda rows: _released(rows, event, built.body), actor)
            return number

    def releases(self, connection: Connection) -> tuple[Release, ...]:
        """What was released, newest first."""
        return releases(connection)

    def file(self, connection: Connection, number: int, *, to: Receiver | None = None) -> tuple[Release, bytes]:
        """A released file, by its number; only of those to `to` when that is given. Raises Missing; Conflict when it
        was erased."""
        found = next((one for one in releases(connection) if one.event.number == number), None)
        if found is None or (to is not None and found.event.to != to):
            raise Missing(msg("berkas bukti"), msg("nomor yang dikeluarkan"), str(number)[:20])
        body = self._store.blobs.get(connection, found.event.sha256)
        if body is None:
            raise Conflict(msg("isi catatan %(index)s terhapus", index=str(found.index)))
        return found, body

    def _dated(self, request: Request) -> None:
        """Raise Rejected for a letter from the future, or from before the year of the vote."""
        written = date.fromisoformat(request.letter_day)
        today = self.clock().astimezone(zone_of(self.field.access.founding.region)).date()
        vote = election_day(self.field.registry())
        if vote is not None and written.year < vote.year:
            raise Rejected(msg("tanggal surat"), msg("tahun %(year)s atau sesudahnya", year=str(vote.year)), written)
        if written > today:
            raise Rejected(msg("tanggal surat"), msg("paling lambat hari ini"), written)

    def _opened(self, scope: Scope, side: Side, reason: str, may: May | None, actor: str) -> tuple[int, ...]:
        """The reports whose sealed parts go in: recorded with the reason before anything is opened."""
        if may is None:
            return ()
        if not reason.strip() or len(reason) > MOST_REASON:
            raise Rejected(msg("alasan membuka"), msg("1 sampai %(n)s huruf", n=MOST_REASON), reason)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            gathered = self.look(connection, scope, side)
            wanted = self.sealed_parts(connection, gathered)
        if not all(may(place) for place in gathered.about):
            raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
        if wanted:
            event = DossierOpened(scope=scope, opened=wanted)
            private = msgspec.json.encode(Reason(reason.strip()))
            self._store.writer.commit(lambda _: Decision((Sealed(event, private),)), actor)
        return wanted

    def _built(self, asked: Asked, opened: Sequence[int]) -> Built:
        shelf = Shelf(self._store.keys.log, self._store.blobs, self._store.published)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            return build(connection, self._source(), shelf, asked, opened)

    def _source(self) -> Source:
        field = self.field
        return Source(field.access.founding, field.registry(), field.book(), self._indicated)

    def _asked(self, scope: Scope, side: Side, release: str = "") -> Asked:
        return Asked(scope, side, int(self.clock().timestamp() * 1000), release)


def _released(connection: Connection, event: DossierReleased, body: bytes) -> Decision:
    if any(one.event.number >= event.number for one in releases(connection)):
        raise Conflict(msg("berkas lain dikeluarkan pada saat yang sama; ulangi"))
    return Decision((event,), (body,))
