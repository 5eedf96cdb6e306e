"""A published log (C2SP tlog-tiles) in a folder or at a URL.

Its root comes from the entries where all are there, else from the hash tiles; what is not there is said.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from kawal.cli.verifying.findings import Demands, Findings, check_witnesses, log_key
from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.merkle import ProofError, hash_leaf, root_of_leaves
from kawal.record.note import DASH, Note
from kawal.record.tiles import WIDTH, bundle_path, read_bundle, split_hashes, tile_path
from kawal.record.verify import check_entries, check_signatures, check_tiles

Read = Callable[[str], bytes | None]
"""Gives the file of this name under the log's address, None when there is none."""
BUSY = {408, 429}


def check_published(target: str, read: Read, demands: Demands, findings: Findings) -> Checkpoint:
    """Check what is published under an address. Raises ProofError; Rejected when there is no log."""
    note = (read("checkpoint") or b"").decode("utf-8", "replace")
    if f"\n\n{DASH}" not in note:
        expected = msg("alamat log terbit, misalnya https://posko.example/log")
        raise Rejected(target, expected, msg("tidak ada segel log di sini"))
    size = Checkpoint.parse(Note.parse(note).text).size
    entries = _bundle(read, 0, size) or []
    key = log_key(demands, note, lambda: _named(entries), findings)
    checkpoint = open_checkpoint(note, key)
    while entries and len(entries) < size and (more := _bundle(read, len(entries) // WIDTH, size)):
        entries += more
    if len(entries) == size:
        leaves, _ = check_entries(entries, checkpoint)
        findings.checked.append(msg("%(n)s catatan dihitung ulang; akar sama", n=len(leaves)))
    else:
        leaves = _leaves_of_tiles(read, checkpoint)
        findings.checked.append(msg("akar dihitung dari %(n)s sidik; akar sama", n=len(leaves)))
        _check_bodies(entries, leaves, findings)
    tiles = check_tiles(leaves, size, lambda level, index, width: tile(read, level, index, width))
    findings.checked.append(msg("%(n)s ubin terbit cocok, sampai catatan %(size)s", n=tiles, size=str(size)))
    if demands.signatures:
        if entries:
            check_reports(entries, findings)
        if len(entries) < size:
            findings.faults.append(
                msg(
                    "tanda tangan dalam %(n)s catatan tidak dapat diperiksa: isinya tidak terbit di sini; "
                    "periksa folder data atau cadangan",
                    n=size - len(entries),
                )
            )
    check_witnesses((note,), demands, findings)
    return checkpoint


def check_reports(entries: Iterable[bytes], findings: Findings) -> None:
    """Check the signature of every report with the keys that the log itself enrolled. Raises ProofError."""
    from kawal.access.keyring import Keyring  # noqa: PLC0415

    keys = Keyring()
    checked = check_signatures(entries, keys.key_of, keys.learn)
    findings.checked.append(
        msg("%(n)s tanda tangan laporan sah, dengan kunci yang didaftarkan lebih dahulu", n=checked)
    )


def tile(read: Read, level: int, index: int, width: int) -> bytes:
    """A hash tile of `width` hashes, cut from a wider one if need be. Raises ProofError when it is not there."""
    data = read(tile_path(level, index, width)) or read(tile_path(level, index))
    if data is None or len(data) < width * 32:
        raise ProofError(msg("ubin %(level)s/%(index)s hilang atau terpotong", level=str(level), index=str(index)))
    return data[: width * 32]


def from_folder(folder: Path) -> Read:
    """Files of a folder."""

    def read(name: str) -> bytes | None:
        try:
            return (folder / name).read_bytes()
        except FileNotFoundError:
            return None

    return read


def from_url(url: str) -> Read:
    """Files under a URL. They raise Unavailable while nobody answers, Rejected for what is no address."""
    import httpx  # noqa: PLC0415

    client = httpx.Client(timeout=20.0, follow_redirects=True)

    def read(name: str) -> bytes | None:
        try:
            answer = client.get(f"{url.rstrip('/')}/{name}")
        except httpx.InvalidURL as error:
            raise Rejected(url, "https://...", str(error)) from None
        except httpx.HTTPError as error:
            raise Unavailable(
                msg("%(url)s tidak menjawab (%(why)s)", url=url, why=type(error).__name__), permanent=False
            ) from None
        if answer.status_code >= 500 or answer.status_code in BUSY:
            why = str(answer.status_code)
            raise Unavailable(msg("%(url)s tidak menjawab (%(why)s)", url=url, why=why), permanent=False)
        page = answer.headers.get("content-type", "").startswith("text/html")  # what many hosts send for any name
        return answer.content if answer.status_code == 200 and not page else None

    return read


def _named(entries: list[bytes]) -> str:
    from kawal.access.keyring import log_key_of  # noqa: PLC0415

    return log_key_of(entries[0]) if entries else ""


def _bundle(read: Read, index: int, size: int) -> list[bytes] | None:
    width = min(WIDTH, size - index * WIDTH)
    data = read(bundle_path(index, width)) or read(bundle_path(index))
    if data is None:
        return None
    entries = read_bundle(data)[:width]
    if len(entries) != width:
        raise ProofError(msg("berkas catatan terpotong"))
    return entries


def _leaves_of_tiles(read: Read, checkpoint: Checkpoint) -> list[bytes]:
    leaves: list[bytes] = []
    for index in range(-(-checkpoint.size // WIDTH)):
        width = min(WIDTH, checkpoint.size - index * WIDTH)
        leaves += split_hashes(tile(read, 0, index, width))
    if root_of_leaves(leaves) != checkpoint.root:
        raise ProofError(msg("akar dari ubin tidak sama dengan segel"))
    return leaves


def _check_bodies(entries: list[bytes], leaves: list[bytes], findings: Findings) -> None:
    """Of a log that publishes the first entries only, or none."""
    for index, entry in enumerate(entries):
        if hash_leaf(entry) != leaves[index]:
            raise ProofError(msg("sidik catatan %(index)s tidak sama dengan isinya", index=str(index)))
    if entries:
        findings.checked.append(msg("isi %(n)s catatan pertama cocok dengan sidiknya", n=len(entries)))
    findings.unchecked.append(
        msg("isi %(n)s catatan tidak terbit di sini dan tidak diperiksa", n=len(leaves) - len(entries))
    )
