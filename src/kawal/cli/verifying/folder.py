"""A data folder or a backup: every entry hashed anew, the checkpoints and tiles that left the house, every blob."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawal.cli.verifying.findings import Demands, Findings, check_witnesses, log_key
from kawal.cli.verifying.published import check_reports, from_folder, tile
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.merkle import ProofError, root_of_leaves
from kawal.record.verify import check_entries, check_tiles

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from kawal.store.blobs import BlobStore

NAMED_AT_MOST = 5


class _Event(msgspec.Struct):
    type: str
    sha256: str = ""


class _Entry(msgspec.Struct):
    event: _Event


def check_folder(path: Path, demands: Demands, findings: Findings) -> Checkpoint:
    """Check a folder. Raises ProofError; Rejected, RecordError or Unavailable when it cannot be read, or a newer
    Kawal wrote it: what is in it that is to be checked is not known here."""
    from kawal.access.keyring import log_key_of  # noqa: PLC0415
    from kawal.known import VERSIONS  # noqa: PLC0415
    from kawal.store.blobcheck import kept_blobs  # noqa: PLC0415
    from kawal.store.blobs import open_blobs  # noqa: PLC0415
    from kawal.store.folder import (  # noqa: PLC0415
        BLOBS,
        CHECKPOINT,
        DATABASE,
        PUBLISHED,
        SETTINGS,
        Settings,
        is_backup,
        read_settings,
    )
    from kawal.store.log import read_entries, read_note  # noqa: PLC0415
    from kawal.store.newer import refuse_newer, refuse_newer_entries  # noqa: PLC0415
    from kawal.store.reading import reading  # noqa: PLC0415
    from kawal.store.sums import check_held, check_sums  # noqa: PLC0415

    backup = is_backup(path)
    if backup:
        check_sums(path)
    settings = read_settings(path) if (path / SETTINGS).is_file() else Settings()
    left = _left_the_house(path)  # before the entries: a node that is being served goes on publishing
    if backup:
        settings = Settings()  # the node's database is elsewhere, its copy is here
    with reading(settings.database or path / DATABASE) as connection:
        refuse_newer(connection, path, VERSIONS)
        note = read_note(connection)
        key = log_key(
            demands, note, lambda: log_key_of(next((b for _, b in read_entries(connection, 0, 1)), b"")), findings
        )
        checkpoint = open_checkpoint(note, key)
        stored: list[bytes] = []
        named: set[str] = set()
        leaves, reports = check_entries(_bodies(connection, stored, named), checkpoint)
        findings.checked.append(
            msg(
                "%(n)s catatan dihitung ulang, %(reports)s di antaranya laporan; akar sama",
                n=len(leaves),
                reports=reports,
            )
        )
        _same_leaves(stored, leaves)
        refuse_newer_entries((body for _, body in read_entries(connection)), path, VERSIONS)
        if demands.signatures:
            check_reports((body for _, body in read_entries(connection)), findings)
        if backup:
            check_held(path, kept_blobs(connection))
        _check_blobs(connection, path, open_blobs(settings.blobs or path / BLOBS), named, findings)
    for name, other in left.items():
        _check_prefix(name, open_checkpoint(other, key), leaves)
    published = left.get(f"{PUBLISHED}/{CHECKPOINT}")
    if published is not None:
        _check_tiles(path / PUBLISHED, open_checkpoint(published, key).size, leaves, findings)
    check_witnesses(tuple(left.values()) or (note,), demands, findings)
    return checkpoint


def _left_the_house(path: Path) -> dict[str, str]:
    """The checkpoints of a folder beside its database, by name: published, kept with cosignatures, of the backup."""
    from kawal.store.cosigned import FOLDER  # noqa: PLC0415
    from kawal.store.folder import CHECKPOINT, PUBLISHED  # noqa: PLC0415

    kept = sorted((path / PUBLISHED / FOLDER).glob("[0-9]*"), reverse=True)
    files = (path / PUBLISHED / CHECKPOINT, *kept, path / CHECKPOINT)
    return {str(file.relative_to(path)): file.read_text(errors="replace") for file in files if file.is_file()}


def _bodies(connection: "Connection", stored: list[bytes], named: set[str]) -> Iterator[bytes]:
    """All entries in their order. The leaf hashes that stand beside them are put into `stored`, the blobs that they
    name into `named`."""
    from kawal.deployment.events import PlanFrozen  # noqa: PLC0415
    from kawal.disputes.dossier.events import CheckpointStamped, DossierReleased  # noqa: PLC0415
    from kawal.election.events import RegistryImported  # noqa: PLC0415
    from kawal.field.events import PhotoStored  # noqa: PLC0415
    from kawal.store.events import tag_of  # noqa: PLC0415
    from kawal.store.log import read_rows  # noqa: PLC0415
    from kawal.watch.events import ShiftOffered  # noqa: PLC0415

    naming = {
        tag_of(kind)
        for kind in (RegistryImported, PlanFrozen, PhotoStored, ShiftOffered, DossierReleased, CheckpointStamped)
    }
    decoder = msgspec.json.Decoder(_Entry)
    for _, body, leaf in read_rows(connection):
        stored.append(leaf)
        if body.startswith(b"{") and b'"sha256"' in body:
            try:
                event = decoder.decode(body).event
            except msgspec.MsgspecError:
                event = _Event("")  # no event of ours; its hash is compared like any other's
            if event.type in naming:
                named.add(event.sha256)
        yield body


def _same_leaves(stored: list[bytes], leaves: list[bytes]) -> None:
    """Proofs are made from the leaf hashes beside the entries: they must be the entries' own."""
    if stored != leaves:
        index = next(at for at, (one, other) in enumerate(zip(stored, leaves, strict=True)) if one != other)
        raise ProofError(msg("sidik catatan %(index)s tidak sama dengan isinya", index=str(index)))


def _check_blobs(
    connection: "Connection", path: Path, store: "BlobStore", named: set[str], findings: Findings
) -> None:
    """Every blob that the log names or the table has: erased, or opened and hashed where the folder's key is here."""
    from kawal.store import keys  # noqa: PLC0415
    from kawal.store.blobcheck import check_blobs, kept_blobs  # noqa: PLC0415
    from kawal.store.sealing import Sealer  # noqa: PLC0415

    opens = os.access(path / keys.FOLDER / keys.FOLDER_KEY, os.R_OK, effective_ids=True)
    sealer = Sealer(keys.load_keys(path).folder) if opens else None
    found = check_blobs(connection, store, sealer, named | kept_blobs(connection))
    if sealer is not None:
        findings.checked.append(
            msg(
                "%(n)s blob dibuka dan cocok dengan sidiknya; %(erased)s sudah dihapus",
                n=found.opened,
                erased=found.erased,
            )
        )
    elif found.closed:
        findings.unchecked.append(
            msg(
                "%(n)s blob ada dan tidak dibuka: kunci folder tidak ada di sini; %(erased)s sudah dihapus",
                n=found.closed,
                erased=found.erased,
            )
        )
    if found.missing:
        findings.faults.append(msg("%(n)s blob hilang: %(names)s", n=len(found.missing), names=_some(found.missing)))
    if found.damaged:
        findings.faults.append(
            msg(
                "%(n)s blob tidak terbuka atau tidak cocok dengan sidiknya: %(names)s",
                n=len(found.damaged),
                names=_some(found.damaged),
            )
        )


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:NAMED_AT_MOST]) + (", ..." if len(names) > NAMED_AT_MOST else "")


def _check_prefix(name: str, known: Checkpoint, leaves: list[bytes]) -> None:
    """The log must contain every tree that left the house."""
    if known.size > len(leaves) or root_of_leaves(leaves[: known.size]) != known.root:
        raise ProofError(msg("segel %(name)s tidak cocok dengan catatan", name=name))


def _check_tiles(published: Path, size: int, leaves: list[bytes], findings: Findings) -> None:
    read = from_folder(published)
    tiles = check_tiles(leaves[:size], size, lambda level, index, width: tile(read, level, index, width))
    findings.checked.append(msg("%(n)s ubin terbit cocok, sampai catatan %(size)s", n=tiles, size=str(size)))
