"""Photos of a chat: a job fetches them through Telegram and keeps each as a note with a scene photo."""

import asyncio
import logging
import uuid
from collections.abc import Sequence

import httpx
import msgspec

from kawal.access.desk import AccessDesk
from kawal.field.channels.intake import clean
from kawal.field.channels.queries import gate_at, load_settings
from kawal.field.channels.sending import ask
from kawal.field.channels.telegram.outgoing import call, file_of
from kawal.field.channels.telegram.update import Photo
from kawal.field.desk import FieldDesk
from kawal.field.kinds import KindBook
from kawal.field.photos import MOST_PHOTO_BYTES, media_type_of, store_photo
from kawal.field.project import known_reports
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.store.events import Job
from kawal.store.opened import Store

LOG = logging.getLogger("kawal.gates")
FETCH_PHOTO = "fetch_photo"
KIND = "free_note"
MOST_CAPTION = 1_000
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
        """Fetch one photo and keep it, once. One that is gone, too large or no photo is dropped.

        Raises Unavailable when Telegram does not answer, and it is tried again.
        """
        wanted = msgspec.msgpack.decode(body, type=_Wanted)
        store = self._field.store
        account = self._access.directory().accounts.get(wanted.account)
        key = uuid.UUID(wanted.identity).bytes
        with store.engine.connect().execution_options(read_only=True) as connection:
            known = known_reports(connection, [(key, store.keys.report_kid)])
            gate = gate_at(connection, wanted.gate)
            settings = load_settings(connection, store.blobs.sealer, wanted.gate)
        if known or account is None or account.closed or gate is None or gate.closed or settings is None:
            return
        place = f"job {wanted.identity}"
        private = msgspec.json.decode(store.blobs.sealer.open(place, wanted.key, wanted.private), type=_Private)
        found = file_of(settings, *ask(self._client, call(settings, "getFile", {"file_id": private.file})))
        if found is None:
            return
        status, photo = ask(self._client, found, MOST_PHOTO_BYTES)
        kind = self._field.book().newest(KIND)
        if status != 200 or media_type_of(photo) is None or kind is None:
            return
        sha256 = sha256_hex(photo)
        note = {"note": private.caption or WITHOUT_CAPTION}
        sending = self._field.send_for(
            account,
            wanted.identity,
            (kind.id, kind.version),
            wanted.place,
            {},
            note,
            (sha256,),
            "gateway",
        )
        try:
            asyncio.run(sending)
        except (Rejected, NotPermitted) as error:
            LOG.warning("photo of %s: %s", wanted.gate, error)
            return  # the account has lost the right, or the place is gone: trying again changes nothing
        store_photo(store, sha256, photo)
