"""The record as a page and as static files: size, checkpoint, witnesses, a check of a receipt; tiles and bundles."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath

from kawal.access.model import Directory
from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, Message, msg
from kawal.outputs.messenger import page_text
from kawal.record.checkpoint import Checkpoint
from kawal.record.evidence import Evidence, Shown
from kawal.record.merkle import ProofError, hash_leaf
from kawal.record.note import Note
from kawal.record.policy import cosignatures, lacking
from kawal.record.receipt import Receipt
from kawal.record.tiles import WIDTH, write_bundle
from kawal.store.events import REPORT_START
from kawal.store.folder import CHECKPOINT
from kawal.store.jobs import waiting_jobs
from kawal.store.log import read_entries, read_head
from kawal.store.opened import Store
from kawal.store.publish import published_note
from kawal.web.names import ACTOR_NAMES, JOB_NAMES, REPORT, entry_name
from kawal.web.render import AnyRequest, reader_of, renderer_of

SHOWN_ENTRIES = 20
MOST_TILE_PATH = 60
NOBODY = Message("")


class CheckForm(msgspec.Struct, frozen=True):
    """A receipt, and the report or entry that it is about."""

    receipt: Annotated[str, msgspec.Meta(max_length=120_000)]
    entry: Annotated[str, msgspec.Meta(max_length=70_000)] = ""


class EntryLine(msgspec.Struct, frozen=True):
    """An entry as the list shows it."""

    index: int
    at: str
    name: Message
    actor: Message
    is_report: bool = False


@get("/catatan", right="record.read", sync_to_thread=True)
def record_page(request: AnyRequest, state: State) -> Response[str]:
    """Size, checkpoint, witnesses, the last entries."""
    return _page(request, state, None, None)


@post("/catatan/periksa", right="record.read", sync_to_thread=True, status_code=200)
def check_receipt(
    request: AnyRequest,
    state: State,
    data: Annotated[CheckForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """Check a receipt against this log's key. The same check runs without this server: `kawal verify`."""
    store: Store = state["store"]
    try:
        receipt = Receipt.parse(data.receipt.replace("\r\n", "\n").strip("\n") + "\n")
        given = data.entry.strip() or (Evidence.decode(receipt.extra).report if receipt.extra else "")
        entry = Shown.parse(given.encode()).entry if given else _entry(store, receipt.index)
        checkpoint = receipt.verify(hash_leaf(entry), store.keys.log.verifier)
    except ProofError as error:
        return _page(request, state, error.message, None)
    good = msg(
        "Cocok: catatan %(index)s ada dalam log berukuran %(size)s dan tidak berubah.",
        index=str(receipt.index),
        size=str(checkpoint.size),
    )
    return _page(request, state, None, good)


@get("/log/checkpoint", right="open", sync_to_thread=True)
def checkpoint_file(state: State) -> Response[str]:
    """The published checkpoint with its cosignatures (C2SP tlog-checkpoint)."""
    store: Store = state["store"]
    note = published_note(store.published)
    if not note:
        raise Missing(CHECKPOINT, msg("log yang sudah terbit"), msg("belum terbit"))
    return Response(note, media_type="text/plain")


@get("/log/tile/{path:path}", right="open", sync_to_thread=True)
def tile_file(state: State, path: FromPath[str]) -> Response[bytes]:
    """A hash tile (C2SP tlog-tiles). Entry bundles are not here: they are served by right."""
    store: Store = state["store"]
    parts = [part for part in str(path).split("/") if part]
    known = (
        len(path) <= MOST_TILE_PATH
        and bool(parts)
        and all(part.lstrip("x").replace(".p", "").isdigit() for part in parts)
        and len(parts) < 8
    )
    file = store.published.joinpath("tile", *parts)
    if not known or not file.is_file():
        raise Missing(msg("ubin"), msg("ubin yang sudah terbit"), "/".join(parts)[:60])
    return Response(file.read_bytes(), media_type="application/octet-stream")


@get("/log/entries/{index:int}", right="record.entries", sync_to_thread=True)
def bundle_file(state: State, index: FromPath[int]) -> Response[bytes]:
    """256 entries from `index * 256` on, as a bundle (C2SP tlog-tiles), for who audits."""
    store: Store = state["store"]
    if not 0 <= index < 2**40:
        raise Missing(msg("berkas catatan"), msg("nomor yang ada"), str(index))
    with store.engine.connect().execution_options(read_only=True) as connection:
        entries = [body for _, body in read_entries(connection, index * WIDTH, (index + 1) * WIDTH)]
    return Response(write_bundle(entries), media_type="application/octet-stream")


def _page(request: AnyRequest, state: State, fault: Message | None, good: Message | None) -> Response[str]:
    store: Store = state["store"]
    with store.engine.connect().execution_options(read_only=True) as connection:
        head = read_head(connection)
        witnesses = load_witnesses(connection)
        jobs = waiting_jobs(connection)
        first = max(0, head.size - SHOWN_ENTRIES)
        lines = _lines(read_entries(connection, first, head.size), state["access"].directory())
    note = published_note(store.published)
    signed = {one.witness.name: one for one in cosignatures(note, witnesses)} if note else {}
    published = Checkpoint.parse(Note.parse(note).text) if note else None
    return renderer_of(state).page(
        request,
        "record.html",
        path="/catatan",
        status=400 if fault else 200,
        head=head,
        root=head.edge.root.hex(),
        origin=store.keys.log.verifier.name,
        log_key=str(store.keys.log.verifier),
        published=published,
        witnesses=witnesses,
        signed=signed,
        lacking=lacking(tuple(signed.values())),
        lines=lines[::-1],
        jobs=[(JOB_NAMES.get(kind, Message(kind)), attempts, error) for kind, attempts, error in jobs],
        fault=fault,
        good=good,
        text=record_text(store.keys.log.verifier.name, published, len(signed), reader_of(request).language),
    )


def record_text(origin: str, published: Checkpoint | None, witnesses: int, language: Language) -> str:
    """The published checkpoint as a text to pass on: others can hold this node to it."""
    if published is None:
        return page_text(language.text("Catatan log"), [origin, language.text("belum terbit")], language)
    lines = [
        origin,
        language.text("%(n)s catatan", n=language.integer(published.size)),
        language.text("akar %(root)s", root=published.root.hex()),
        language.text("ditandatangani %(n)s saksi catatan", n=witnesses),
    ]
    return page_text(language.text("Catatan log"), lines, language)


def _entry(store: Store, index: int) -> bytes:
    with store.engine.connect().execution_options(read_only=True) as connection:
        for _, body in read_entries(connection, index, index + 1):
            return body
    raise ProofError(msg("nomor %(index)s tidak ada dalam log ini", index=str(index)))


class _Event(msgspec.Struct):
    type: str


class _Head(msgspec.Struct):
    actor: str
    at: str
    event: _Event


def _lines(entries: Iterable[tuple[int, bytes]], directory: Directory) -> list[EntryLine]:
    """Entries with their moments; a report's is that of the node event before it."""
    lines: list[EntryLine] = []
    at = ""
    for index, body in entries:
        if body.startswith(REPORT_START):
            lines.append(EntryLine(index, at, REPORT, NOBODY, is_report=True))
            continue
        entry = msgspec.json.decode(body, type=_Head)
        at = entry.at
        account = directory.accounts.get(entry.actor)
        actor = Message(account.name or account.id) if account else ACTOR_NAMES.get(entry.actor, Message(entry.actor))
        lines.append(EntryLine(index, at, entry_name(entry.event.type), actor))
    return lines


ROUTES = [record_page, check_receipt, checkpoint_file, tile_file, bundle_file]
