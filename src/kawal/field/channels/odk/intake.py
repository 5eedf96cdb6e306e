"""Submissions become reports: once each, whole or after ten minutes as far as they came, or they go to quarantine."""

import asyncio
import threading
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.access.throttle import Throttle
from kawal.field.assembly import Named
from kawal.field.channels.odk import parts
from kawal.field.channels.odk.apart import set_apart
from kawal.field.channels.odk.events import ReportReplaced
from kawal.field.channels.odk.identity import identity_of
from kawal.field.channels.odk.instance import MOST_XML_BYTES, Instance, read_instance
from kawal.field.channels.odk.tables import REPLACED
from kawal.field.desk import BURST, PER_S, FieldDesk, TooMany
from kawal.field.door import QUARANTINED, RECORDED
from kawal.field.photos import MOST_PHOTO_BYTES, media_type_of, store_photo
from kawal.field.queries import ReportRow, report_of
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.clock import Clock
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.record.merkle import ProofError
from kawal.store.events import Decision, Job
from kawal.store.jobs import add_jobs
from kawal.store.sealed import is_erased

FINISH = "odk_finish"
WAITING = 202
LOOK_AGAIN_S = 0.005


class TooLarge(Rejected):
    """More than a submission may be."""

    status = 413


class Taken(msgspec.Struct, frozen=True):
    """What became of a request: 201 recorded now or before, 202 waiting for files or in quarantine."""

    status: int
    message: Message
    waits: bool = False


class OdkIntake:
    """Takes submissions of accounts that have proved who they are."""

    def __init__(self, field: FieldDesk, clock: Clock) -> None:
        self._field, self._clock = field, clock
        self._throttle = Throttle(BURST, PER_S)
        self._busy: set[str] = set()
        self._guard = threading.Lock()

    async def submit(self, account: Account, xml: bytes, files: Mapping[str, bytes]) -> Taken:
        """One request of a submission: its XML, and files by their name.

        Raises Rejected for XML that is too large, Named for a photo or words where names have no place,
        NotPermitted for what this account or node may not take, and Unavailable when it comes too fast. Everything
        else that cannot be understood is quarantined.
        """
        if not self._throttle.allow(account.id):
            raise TooMany
        if len(xml) > MOST_XML_BYTES:
            raise TooLarge("xml_submission_file", msg("paling banyak %(n)s bita", n=MOST_XML_BYTES), len(xml))
        return await self._take(account, xml, files, last=False)

    def finish(self, body: bytes) -> None:
        """A submission has waited ten minutes for its files: it becomes a report with those that came."""
        asyncio.run(self._finish(msgspec.json.decode(body, type=str)))

    async def _finish(self, key: str) -> None:
        with self._field.store.engine.connect().execution_options(read_only=True) as connection:
            name = parts.holder(connection, key)
            xml = parts.held(connection, self._field.store.blobs.sealer, key, (parts.XML,)).get(parts.XML)
        account = self._field.access.directory().accounts.get(name)
        if account is not None and not account.closed and xml is not None:
            try:
                await self._take(account, xml, {}, last=True)
            except NotPermitted:
                self._field.access.denied(account.id, "", "report.send")
        self._forget(key)

    async def _take(self, account: Account, xml: bytes, files: Mapping[str, bytes], *, last: bool) -> Taken:
        try:
            instance = read_instance(xml, self._field.book())
        except Named:
            raise
        except Rejected as error:
            return await self._quarantine(account, xml, error.message, files)
        if not self._field.book().takes(instance.kind):
            raise NotPermitted(msg("simpul ini tidak menerima laporan jenis %(kind)s", kind=instance.kind.id))
        key = parts.submission_key(account.id, instance.key)
        async with self._alone(instance.identity):
            held = await self._field.in_thread(self._held, key, (parts.XML, *instance.photos))
            given = {name: files[name] for name in instance.photos if name in files}
            photos = {name: photo for name, photo in (held | given).items() if name != parts.XML}
            try:
                _check_photos(photos)
                taken = await self._decide(account, instance, key, xml, photos, last=last)
            except (Rejected, ProofError) as error:
                taken = await self._quarantine(account, xml, error.message, photos)
            if held and not taken.waits:
                await self._field.in_thread(self._forget, key)
        return taken

    async def _decide(
        self, account: Account, instance: Instance, key: str, xml: bytes, photos: Mapping[str, bytes], *, last: bool
    ) -> Taken:
        hashes = {sha256_hex(photos[name]): photos[name] for name in instance.photos if name in photos}
        known = await self._field.in_thread(self._known, instance, account)
        if known is not None:
            late = sorted(one for one in hashes if one not in known.photos)
            if not late:
                return await self._kept(known.index, instance.identity, instance.replaces, hashes)
            return await self._complete(account, instance, known, late, hashes)
        lacking = [name for name in instance.photos if name not in photos]
        if lacking and not last:
            await self._field.in_thread(self._hold, account, key, {parts.XML: xml, **photos})
            return Taken(WAITING, msg("Diterima; menunggu %(n)s foto lagi.", n=len(lacking)), waits=True)
        index = await self._send(account, instance, instance.identity, tuple(hashes))
        return await self._kept(index, instance.identity, instance.replaces, hashes)

    async def _complete(
        self, account: Account, instance: Instance, known: ReportRow, late: list[str], hashes: Mapping[str, bytes]
    ) -> Taken:
        """A photo came after its report was made without it: a new report with it replaces that one."""
        identity = identity_of(" ".join((instance.key, *late)), instance.begun)
        index = await self._send(account, instance, identity, (*known.photos, *late))
        return await self._kept(index, identity, instance.identity, hashes)

    async def _send(self, account: Account, instance: Instance, identity: str, photos: tuple[str, ...]) -> int:
        at = instance.ended or instance.begun
        answer = await self._field.send_for(
            account,
            identity,
            (instance.kind.id, instance.kind.version),
            instance.place,
            instance.public,
            instance.private,
            photos,
            "session",
            max(0, int(at.timestamp() * 1000)) if at is not None else None,
            "odk",
        )
        return answer.index

    async def _kept(self, index: int, identity: str, replaces: str, hashes: Mapping[str, bytes]) -> Taken:
        for sha256, photo in hashes.items():
            await self._field.in_thread(store_photo, self._field.store, sha256, photo)
        if replaces:
            await self._field.in_thread(self._replaced, identity, replaces)
        return Taken(RECORDED, msg("Tercatat sebagai nomor %(index)s.", index=str(index)))

    def _known(self, instance: Instance, account: Account) -> ReportRow | None:
        """The report that this submission became before. Raises Rejected when that one says something else."""
        with self._field.store.engine.connect().execution_options(read_only=True) as connection:
            known = report_of(connection, uuid.UUID(instance.identity).bytes)
            if known is None:
                return None
            private = self._field.private_part(connection, known.index) or {}
            erased = is_erased(connection, known.index)
        before = (known.account, known.kind, known.version, known.place, dict(known.data))
        now = (account.id, instance.kind.id, instance.kind.version, instance.place, dict(instance.public))
        if before != now or (not erased and dict(private) != dict(instance.private)):
            raise Rejected("instanceID", msg("isi yang sama dengan laporan %(index)s", index=str(known.index)), "")
        return known

    def _held(self, key: str, names: tuple[str, ...]) -> dict[str, bytes]:
        with self._field.store.engine.connect().execution_options(read_only=True) as connection:
            return parts.held(connection, self._field.store.blobs.sealer, key, names)

    def _hold(self, account: Account, key: str, files: Mapping[str, bytes]) -> None:
        now = self._clock()
        with self._field.store.engine.begin() as connection:
            parts.hold(connection, self._field.store.blobs.sealer, account.id, key, files, now)
            add_jobs(connection, [Job(FINISH, key, msgspec.json.encode(key))], now + parts.LONGEST_WAIT)

    def _forget(self, key: str) -> None:
        with self._field.store.engine.begin() as connection:
            parts.forget(connection, key)

    def _replaced(self, report: str, replaces: str) -> None:
        def decide(connection: Connection) -> Decision:
            told = connection.scalar(select(REPLACED.c.report).where(REPLACED.c.report == report))
            return Decision() if told else Decision((ReportReplaced(report=report, replaces=replaces),))

        self._field.store.writer.commit(decide, "field")

    async def _quarantine(self, account: Account, xml: bytes, reason: Message, files: Mapping[str, bytes]) -> Taken:
        await self._field.in_thread(set_apart, self._field, account.id, xml, reason, tuple(files.values()))
        return Taken(QUARANTINED, msg("Belum terbaca; petugas akan menghubungi: %(reason)s", reason=reason))

    @asynccontextmanager
    async def _alone(self, identity: str) -> AsyncIterator[None]:
        """One request of a submission after the other, on whichever loop they are served."""
        while not self._begin(identity):
            await asyncio.sleep(LOOK_AGAIN_S)
        try:
            yield
        finally:
            self._busy.discard(identity)

    def _begin(self, identity: str) -> bool:
        with self._guard:
            free = identity not in self._busy
            self._busy.add(identity)
            return free


def _check_photos(photos: Mapping[str, bytes]) -> None:
    for photo in photos.values():
        if len(photo) > MOST_PHOTO_BYTES or media_type_of(photo) is None:
            raise Rejected(msg("foto"), f"JPEG, PNG, 1..{MOST_PHOTO_BYTES}", len(photo))
