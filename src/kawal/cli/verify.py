"""`kawal verify`: hash everything anew and compare, without believing the server, the database or the tiles."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import Message, language, msg
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.merkle import ProofError, hash_leaf
from kawal.record.note import Note, VerifierKey
from kawal.record.receipt import HEADER, Receipt
from kawal.record.tiles import WIDTH, bundle_path, read_bundle, tile_path
from kawal.record.verify import check_entries, check_signatures, check_tiles

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

FAULTS = 1
Read = Callable[[str], bytes | None]


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "verify",
        help="check a log, a backup or a receipt without trusting who keeps it",
        description=(
            "TARGET is a data folder, a backup, a folder or URL with a published log, or a receipt. Give --key "
            "from a place that the keeper does not control; without it the key that the log itself names is used, "
            "and that is said."
        ),
        epilog=(
            "example:\n  kawal verify kawal-data --signatures\n"
            "  kawal verify https://posko.example/log --key 'kawal/x+1234abcd+...'\n"
            "  kawal verify receipt.tlog-proof --entry report.jwt --key 'kawal/x+1234abcd+...'"
        ),
    )
    parser.add_argument("target", help="folder, URL or receipt file")
    parser.add_argument("--key", default="", metavar="VKEY", help="verifier key of the log")
    parser.add_argument("--entry", type=Path, help="the report or entry that a receipt is about")
    parser.add_argument("--signatures", action="store_true", help="check the signature of every report too")
    parser.set_defaults(run=run)


class Checked(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was checked; `faults` is empty when all of it holds."""

    target: str
    checked: list[str]
    faults: list[str]
    size: int = 0
    root: str = ""


def run(args: argparse.Namespace) -> int:
    """Check; 0 when everything holds, 1 when something does not."""
    told = language(args.lang)
    done: list[Message] = []
    faults: list[Message] = []
    checkpoint: Checkpoint | None = None
    try:
        checkpoint = _check(args, done)
    except ProofError as error:
        faults.append(error.message)
    if args.json:
        result = Checked(
            args.target,
            [told.say(one) for one in done],
            [told.say(one) for one in faults],
            checkpoint.size if checkpoint else 0,
            checkpoint.root.hex() if checkpoint else "",
        )
        print(msgspec.json.encode(result).decode())
    else:
        for one in done:
            print(f"● {told.say(one)}")
        for one in faults:
            print(f"▲ {told.say(one)}")
    return FAULTS if faults else 0


def _check(args: argparse.Namespace, done: list[Message]) -> Checkpoint:
    target: str = args.target
    if target.startswith(("http://", "https://")):
        return _published(_from_url(target), args, done)
    path = Path(target)
    if path.is_file():
        return _receipt(path, args, done)
    if (path / "node.json").is_file() or (path / "kawal.sqlite3").is_file():
        return _folder(path, args, done)
    if (path / "checkpoint").is_file():
        return _published(_from_folder(path), args, done)
    raise Rejected(target, msg("folder data, cadangan, log terbit, alamat, atau tanda terima"), msg("isi lain"))


def _receipt(path: Path, args: argparse.Namespace, done: list[Message]) -> Checkpoint:
    text = path.read_text(errors="replace")
    if not text.startswith(HEADER):
        raise Rejected(str(path), HEADER, text[:30])
    if not args.key or not args.entry:
        raise Rejected("--key, --entry", msg("kunci log dan laporan dari tanda terima ini"), "")
    entry = args.entry.read_bytes().strip().split(b"~")[0]
    checkpoint = Receipt.parse(text).verify(hash_leaf(entry), VerifierKey.parse(args.key))
    done.append(msg("catatan ini ada dalam log berukuran %(size)s dan tidak berubah", size=str(checkpoint.size)))
    return checkpoint


def _folder(path: Path, args: argparse.Namespace, done: list[Message]) -> Checkpoint:
    from kawal.store.asfound import held_blobs, reading  # noqa: PLC0415
    from kawal.store.folder import CHECKPOINT, PUBLISHED, database_of, is_backup  # noqa: PLC0415
    from kawal.store.log import read_entries, read_head  # noqa: PLC0415
    from kawal.store.sums import check_held, check_sums  # noqa: PLC0415

    if is_backup(path):
        check_sums(path)
    with reading(database_of(path)) as connection:
        note = (path / CHECKPOINT).read_text(errors="replace") if is_backup(path) else read_head(connection).note
        key = _key(args.key, lambda: next(body for _, body in read_entries(connection, 0, 1)), done)
        checkpoint = open_checkpoint(note, key)
        stored: list[bytes] = []
        leaves, reports = check_entries(_bodies(connection, stored), checkpoint)
        done.append(
            msg(
                "%(n)s catatan dihitung ulang, %(reports)s di antaranya laporan; akar sama",
                n=len(leaves),
                reports=reports,
            )
        )
        _same_leaves(stored, leaves)
        if args.signatures:
            _signatures((body for _, body in read_entries(connection)), done)
        if is_backup(path):
            blobs = held_blobs(connection)
            check_held(path, blobs)
            done.append(msg("semua berkas cadangan sama dengan yang disalin, %(n)s blob di antaranya", n=len(blobs)))
    published = path / PUBLISHED
    if (published / "checkpoint").is_file():
        before = open_checkpoint((published / "checkpoint").read_text(), key)
        if before.size > checkpoint.size or check_entries_root(leaves, before) != before.root:
            raise ProofError(msg("segel terbit tidak cocok dengan catatan"))
        read = _from_folder(published)
        tiles = check_tiles(
            leaves[: before.size], before.size, lambda level, index, width: _tile(read, level, index, width)
        )
        done.append(msg("%(n)s ubin terbit cocok, sampai catatan %(size)s", n=tiles, size=str(before.size)))
    return checkpoint


def check_entries_root(leaves: list[bytes], checkpoint: Checkpoint) -> bytes:
    """The root of the first entries, as many as a checkpoint says."""
    from kawal.record.merkle import root_of_leaves  # noqa: PLC0415

    return root_of_leaves(leaves[: checkpoint.size])


def _bodies(connection: "Connection", stored: list[bytes]) -> Iterator[bytes]:
    """All entries in their order; the leaf hashes that stand beside them are put into `stored`."""
    from kawal.store.log import read_rows  # noqa: PLC0415

    for _, body, leaf in read_rows(connection):
        stored.append(leaf)
        yield body


def _same_leaves(stored: list[bytes], leaves: list[bytes]) -> None:
    """Proofs are made from the leaf hashes beside the entries: they must be the entries' own."""
    if stored != leaves:
        index = next(at for at, (one, other) in enumerate(zip(stored, leaves, strict=True)) if one != other)
        raise ProofError(msg("sidik catatan %(index)s tidak sama dengan isinya", index=str(index)))


def _published(read: Read, args: argparse.Namespace, done: list[Message]) -> Checkpoint:
    note = (read("checkpoint") or b"").decode("utf-8", "replace")
    size = Checkpoint.parse(Note.parse(note).text).size
    bundles = [_bundle(read, index, min(WIDTH, size - index * WIDTH)) for index in range(-(-size // WIDTH))]
    whole = all(bundle is not None for bundle in bundles)
    entries = [entry for bundle in bundles for entry in bundle or []]
    key = _key(args.key, lambda: entries[0] if whole and entries else b"", done)
    checkpoint = open_checkpoint(note, key)
    if whole:
        leaves, _ = check_entries(entries, checkpoint)
        done.append(msg("%(n)s catatan dihitung ulang; akar sama", n=len(leaves)))
        if args.signatures:
            _signatures(iter(entries), done)
    else:
        leaves = []
        for index in range(-(-size // WIDTH)):
            tile = _tile(read, 0, index, min(WIDTH, size - index * WIDTH))
            leaves += [tile[i : i + 32] for i in range(0, len(tile), 32)]
        if check_entries_root(leaves, checkpoint) != checkpoint.root or len(leaves) != size:
            raise ProofError(msg("akar dari ubin tidak sama dengan segel"))
        done.append(
            msg("akar dihitung dari %(n)s sidik; isi catatan tidak terbit dan tidak diperiksa", n=len(leaves))
        )
    tiles = check_tiles(leaves, size, lambda level, index, width: _tile(read, level, index, width))
    done.append(msg("%(n)s ubin terbit cocok, sampai catatan %(size)s", n=tiles, size=str(size)))
    return checkpoint


def _signatures(entries: Iterator[bytes], done: list[Message]) -> None:
    from kawal.access.keyring import Keyring  # noqa: PLC0415

    keys = Keyring()
    checked = check_signatures(entries, keys.key_of, keys.learn)
    done.append(msg("%(n)s tanda tangan laporan sah, dengan kunci yang didaftarkan lebih dahulu", n=checked))


def _key(given: str, first_entry: Callable[[], bytes], done: list[Message]) -> VerifierKey:
    if given:
        return VerifierKey.parse(given)
    from kawal.access.keyring import log_key_of  # noqa: PLC0415

    named = log_key_of(first_entry())
    if not named:
        raise Rejected("--key", msg("kunci pemeriksa log"), "")
    done.append(msg("kunci diambil dari log itu sendiri: %(key)s; bandingkan dengan yang diumumkan", key=named))
    return VerifierKey.parse(named)


def _tile(read: Read, level: int, index: int, width: int) -> bytes:
    data = read(tile_path(level, index, width)) or read(tile_path(level, index))
    if data is None or len(data) < width * 32:
        raise ProofError(msg("ubin %(level)s/%(index)s hilang atau terpotong", level=str(level), index=str(index)))
    return data[: width * 32]


def _bundle(read: Read, index: int, width: int) -> list[bytes] | None:
    data = read(bundle_path(index, width)) or read(bundle_path(index))
    return None if data is None else read_bundle(data)[:width]


def _from_folder(folder: Path) -> Read:
    def read(name: str) -> bytes | None:
        try:
            return (folder / name).read_bytes()
        except FileNotFoundError:
            return None

    return read


def _from_url(url: str) -> Read:
    import httpx  # noqa: PLC0415

    client = httpx.Client(timeout=20.0)

    def read(name: str) -> bytes | None:
        try:
            answer = client.get(f"{url.rstrip('/')}/{name}")
        except httpx.HTTPError as error:
            raise Unavailable(
                msg("%(url)s tidak menjawab (%(why)s)", url=url, why=type(error).__name__), permanent=False
            ) from None
        return answer.content if answer.status_code == 200 else None

    return read
