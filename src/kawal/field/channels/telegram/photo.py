"""Photos of a chat: a job fetches them through Telegram and keeps each as a note with a scene photo."""

import asyncio
import logging
import uuid
from collections.abc import Sequence

import httpx
import msgspec

from kawal.access.desk import AccessDesk
from kawal.access.model import Account
from kawal.field.channels.intake import clean
from kawal.field.channels.model import GateSettings
from kawal.field.channels.queries import chats_of, gate_at, load_settings
from kawal.field.channels.sending import TooLong, ask, queued
from kawal.field.channels.telegram.outgoing import call, file_of
from kawal.field.channels.telegram.update import Photo
from kawal.field.desk import FieldDesk
from kawal.field.kinds import KindBook
from kawal.field.photos import MOST_PHOTO_BYTES, media_type_of, store_photo
from kawal.field.queries import report_of, stored_photos
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.store.events import Job
from kawal.store.opened import Store

LOG = logging.getLogger("kawal.gates")
FETCH_PHOTO = "fetch_photo"
KIND = "free_note"
MOST_CAPTION = 1_000
KEPT, NOT_KEPT = "Foto tercatat.", "Foto tidak dapat disimpan. Kirim lagi, sebagai foto."
WITHOUT_CAPTION = "Foto lewat Telegram"


class _Wanted(msgspec.Struct, frozen=True):
    """A photo to fetch; `key` and `private` hold its caption and Telegram's name for it, sealed."""

    gate: str
    account: str
    identity: str
    place: str
    key: bytes
    private: bytes


class _Private(msgspec.Struct, frozen=True):
    file: str
    caption: str


def takes_photos(book: KindBook, roles: Sequence[str]) -> bool:
    """Whether this node takes notes with photos from someone with these roles."""
    kind = next((one for one in book.current if one.id == KIND), None)
    return kind is not None and kind.photos == "scene" and bool(set(kind.roles) & set(roles))


def fetch_job(store: Store, gate: str, account: str, identity: str, place: str, photo: Photo) -> Job:
    """The job that fetches a photo; the same update gives the same report."""
    private = msgspec.json.encode(_Private(photo.file, clean(photo.caption)[:MOST_CAPTION]))
    key, sealed = store.blobs.sealer.seal(f"job {identity}", private)
    return Job(FETCH_PHOTO, identity, msgspec.msgpack.encode(_Wanted(gate, account, identity, place, key, sealed)))


class PhotoFetcher:
    """Does these jobs."""

    def __init__(self, field: FieldDesk, access: AccessDesk, client: httpx.Client) -> None:
        self._field, self._access, self._client = field, access, client

    def fetch(self, body: bytes) -> None:
        """Fetch one photo and keep it, once; its sender is told what became of it.

        Raises Unavailable when Telegram does not answer, and it is tried again.
        """
        wanted = msgspec.msgpack.decode(body, type=_Wanted)
        store = self._field.store
        account = self._access.directory().accounts.get(wanted.account)
        with store.engine.connect().execution_options(read_only=True) as connection:
            known = report_of(connection, uuid.UUID(wanted.identity).bytes)
            complete = known is not None and set(known.photos) == stored_photos(connection, known.index)
            gate = gate_at(connection, wanted.gate)
            settings = load_settings(connection, store.blobs.sealer, wanted.gate)
            chat = chats_of(connection, wanted.gate).get(wanted.account, "")
        if complete or account is None or account.closed or gate is None or gate.closed or settings is None:
            return
        place = f"job {wanted.identity}"
        private = msgspec.json.decode(store.blobs.sealer.open(place, wanted.key, wanted.private), type=_Private)
        photo = self._fetched(settings, private.file)
        done = photo is not None and self._keep(account, wanted, private.caption, photo)
        if chat:
            _, decision = queued(wanted.gate, chat, KEPT if done else NOT_KEPT)
            store.writer.commit(lambda _: decision, "node")

    def _fetched(self, settings: GateSettings, file: str) -> bytes | None:
        """The photo; None when it is gone, is too large or is none."""
        found = file_of(settings, *ask(self._client, call(settings, "getFile", {"file_id": file})))
        if found is None:
            return None
        try:
            status, photo = ask(self._client, found, MOST_PHOTO_BYTES)
        except TooLong:
            return None
        return photo if status == 200 and media_type_of(photo) is not None else None

    def _keep(self, account: Account, wanted: _Wanted, caption: str, photo: bytes) -> bool:
        """The report, then its photo. False when this account may not send it from there (any more)."""
        kind = self._field.book().newest(KIND)
        if kind is None:
            return False
        sha256 = sha256_hex(photo)
        sending = self._field.send_for(
            account,
            wanted.identity,
            (kind.id, kind.version),
            wanted.place,
            {},
            {"note": caption or WITHOUT_CAPTION},
            (sha256,),
            "gateway",
            channel="telegram",
        )
        try:
            asyncio.run(sending)
            store_photo(self._field.store, sha256, photo)
        except (Rejected, NotPermitted) as error:
            LOG.warning("photo of %s: %s", wanted.gate, error)
            return False
        return True
