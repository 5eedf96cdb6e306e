"""What a known account sent and nobody could read: kept for a clerk, once; never votes on a node that takes none."""

import re
from collections.abc import Iterable
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.field.desk import FieldDesk
from kawal.field.events import QuarantinePhotosCame, ReportQuarantined
from kawal.field.kinds import KindBook
from kawal.field.photos import MOST_PHOTO_BYTES, media_type_of
from kawal.field.tables import QUARANTINE
from kawal.field.withheld import public_reason, without_figures
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.language import Message
from kawal.store.blobs import Erased
from kawal.store.events import Decision, Sealed

_FORM = re.compile(rb"""\bid\s*=\s*["']([a-z][a-z0-9_]{0,39})["']""")


def set_apart(field: FieldDesk, account: str, xml: bytes, reason: Message, photos: Iterable[bytes]) -> None:
    """Keep the XML of a submission in quarantine, with its photos where this node may hold them; the same again
    changes nothing."""
    digest = sha256_hex(xml)
    text = xml.decode("utf-8", "replace")
    kept = text if may_hold(field.book(), xml) else without_figures(text)
    said = public_reason(reason)
    images = {sha256_hex(one): one for one in photos if may_hold(field.book(), xml) and _is_photo(one)}

    def decide(connection: Connection) -> Decision:
        same = (QUARANTINE.c.source == account, QUARANTINE.c.sha256 == digest)
        if connection.execute(select(QUARANTINE.c.position).where(*same)).first() is not None:
            return Decision()
        event = ReportQuarantined(source=account, sha256=digest, reason=said)
        return Decision((Sealed(event, kept.encode()),))

    def add_photos(connection: Connection) -> Decision:
        same = (QUARANTINE.c.source == account, QUARANTINE.c.sha256 == digest, QUARANTINE.c.resolved.is_(None))
        row = connection.execute(select(QUARANTINE.c.position, QUARANTINE.c.photos).where(*same)).first()
        fresh = [one for one in images if row is not None and one not in row.photos.split()]
        if row is None or not fresh:
            return Decision()
        event = QuarantinePhotosCame(index=row.position, photos=tuple(fresh))
        return Decision((event,), tuple(images[one] for one in fresh))

    field.store.writer.commit(decide, "field")
    with suppress(Erased):
        field.store.writer.commit(add_photos, "field")


def _is_photo(content: bytes) -> bool:
    return len(content) <= MOST_PHOTO_BYTES and media_type_of(content) is not None


def may_hold(book: KindBook, xml: bytes) -> bool:
    """Whether this node may keep the figures of something that it could not read: never perhaps votes."""
    if any(kind.group == "result" for kind in book.current):
        return True
    found = _FORM.search(xml)
    kind = book.newest(found[1].decode()) if found else None
    return kind is not None and kind.group != "result" and book.takes(kind)
