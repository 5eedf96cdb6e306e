"""Checking an opened dossier against the key of its log: lists, proofs, signatures, photos, opened parts, exhibits.

Every fault is named and none stops the rest, so that whoever is handed a dossier learns all that is wrong with it.
"""

from collections.abc import Iterator

import msgspec

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.dossier import (
    CHECKPOINT,
    CONTENTS,
    KINDS,
    TIMESTAMP,
    Bodies,
    Event,
    entry_file,
    named_key,
    text_of,
)
from kawal.record.dossierlists import faults_of_lists
from kawal.record.evidence import Shown
from kawal.record.jws import Jws, PublicKey, public_key, unb64url
from kawal.record.merkle import ProofError, hash_leaf, verify_inclusion
from kawal.record.note import VerifierKey
from kawal.record.receipt import Receipt
from kawal.record.timestamp import check_timestamp, checkpoint_digest
from kawal.record.verify import JWS_START


class Exhibit(msgspec.Struct, frozen=True):
    """What the contents say of a file: its code, its hash and the entry that it stands for; more may stand there."""

    code: str
    file: str
    sha256: str
    entry: int


class Contents(msgspec.Struct, frozen=True):
    """The part of `dossier.json` that can be checked; `release`, the letter that it answers, is "" in a draft."""

    exhibits: tuple[Exhibit, ...]
    release: str


class Report(msgspec.Struct, frozen=True):
    """The part of a report that can be checked: the photos that it names."""

    photos: tuple[str, ...] = ()


class DossierCheck(msgspec.Struct):
    """What was found, in sentences; `faults` is empty when all of it holds."""

    checked: list[Message] = []
    unchecked: list[Message] = []
    faults: list[Message] = []


def check_dossier(files: Bodies, key: VerifierKey) -> DossierCheck:
    """Check everything in an opened dossier against the key of the log; every fault is named, none stops the rest."""
    found = DossierCheck()
    for check in (_lists, _proofs, _signatures, _photos, _blobs, _opened, _exhibits, _stamp):
        try:
            check(files, key, found)
        except ProofError as error:
            found.faults.append(error.message)
    return found


def _lists(files: Bodies, key: VerifierKey, found: DossierCheck) -> None:
    """The manifest and its signature, the list of evidence, every file against them."""
    faults = faults_of_lists(files, key)
    found.faults += faults
    if not faults:
        named = len(files) - 1  # all but the manifest itself
        found.checked.append(msg("daftar isi ditandatangani %(key)s; %(n)s berkas cocok", key=key.name, n=named))


def _entries(files: Bodies) -> dict[int, bytes]:
    """The entries by index, in their order."""
    named = [name for name in files if name.startswith("entries/") and KINDS.fullmatch(name)]
    return dict(sorted((int(name[8:].partition(".")[0]), files[name]) for name in named))


def _proofs(files: Bodies, key: VerifierKey, found: DossierCheck) -> None:
    """Every entry stands in the one tree, which the log has signed."""
    note = text_of(files, CHECKPOINT)
    checkpoint = open_checkpoint(note, key)
    entries = _entries(files)
    if 0 not in entries or named_key(files) != str(key):
        found.faults.append(msg("catatan 0 (pendirian) tidak ada atau menyebut kunci log yang lain"))
    proofs = {name for name in files if name.startswith("proofs/")}
    proven = 0
    for index, body in entries.items():
        name = f"proofs/{index:08d}.tlog-proof"
        proofs.discard(name)
        try:
            _proof(files, name, note, index, body, checkpoint)
            proven += 1
        except ProofError as error:
            found.faults.append(msg("catatan %(index)s: %(why)s", index=str(index), why=error.message))
    found.faults += [msg("%(name)s membuktikan catatan yang tidak ada di sini", name=one) for one in sorted(proofs)]
    found.checked.append(msg("%(n)s catatan ada dalam log berukuran %(size)s", n=proven, size=str(checkpoint.size)))


def _proof(files: Bodies, name: str, note: str, index: int, body: bytes, checkpoint: Checkpoint) -> None:
    for needed in (name, entry_file(index, body)):
        if needed not in files:
            raise ProofError(msg("%(name)s tidak ada", name=needed))
    receipt = Receipt.parse(files[name].decode("utf-8", "replace"))
    if receipt.index != index or receipt.note != note or receipt.extra:
        raise ProofError(msg("%(name)s bukan bukti catatan ini pada segel berkas ini", name=name))
    verify_inclusion(index, checkpoint.size, hash_leaf(body), receipt.proof, checkpoint.root)


def _signatures(files: Bodies, _key: VerifierKey, found: DossierCheck) -> None:
    """Every report against the key that an entry before it enrolled."""
    keys: dict[str, PublicKey] = {}
    checked = 0
    for index, body in _entries(files).items():
        try:
            if body.startswith(JWS_START):
                jws = Jws.parse(body.decode("ascii", "replace"))
                jws.verify(_enrolled(keys, jws.header.kid))
                checked += 1
            else:
                event = msgspec.json.decode(body, type=Event).event
                if event.type.startswith("device_enrolled/"):
                    keys[event.kid] = public_key(unb64url(event.public_key))
        except ProofError as error:
            found.faults.append(msg("catatan %(index)s: %(why)s", index=str(index), why=error.message))
        except (msgspec.MsgspecError, ValueError, Rejected):
            found.faults.append(msg("catatan %(index)s tidak terbaca", index=str(index)))
    found.checked.append(msg("%(n)s tanda tangan laporan sah, dengan kunci yang didaftarkan lebih dahulu", n=checked))


def _enrolled(keys: dict[str, PublicKey], kid: str) -> PublicKey:
    if kid not in keys:
        raise ProofError(msg("kunci tidak pernah didaftarkan"))
    return keys[kid]


def _photos(files: Bodies, _key: VerifierKey, found: DossierCheck) -> None:
    """Every photo is what its name says, and a report that is here names it."""
    right, wrong = _held(files, "photos/")
    found.faults += [msg("%(name)s bukan foto yang disebut laporan di sini", name=name) for name in wrong]
    found.checked.append(msg("%(n)s foto disebut laporan yang bertanda tangan", n=len(right)))


def _blobs(files: Bodies, _key: VerifierKey, found: DossierCheck) -> None:
    """Every blob is what its name says, and an event that is here names it."""
    right, wrong = _held(files, "blobs/")
    found.faults += [msg("%(name)s bukan angka yang disebut catatan di sini", name=name) for name in wrong]
    if right:
        found.checked.append(msg("%(n)s berkas angka disebut catatannya", n=len(right)))


def _held(files: Bodies, folder: str) -> tuple[list[str], list[str]]:
    """The files of a folder that are what their names say and that an entry names, and the others."""
    names = [name for name in files if name.startswith(folder)]
    known = {one for body in _entries(files).values() for one in _names(body)} if names else set()
    right = [
        name
        for name in names
        for digest in [name.removeprefix(folder).partition(".")[0]]
        if sha256_hex(files[name]) == digest and f"{folder}{digest}" in known
    ]
    return right, [name for name in names if name not in set(right)]


def _names(body: bytes) -> Iterator[str]:
    """What an entry names, as `photos/SHA256` or `blobs/SHA256`; what cannot be read is said with the signatures."""
    try:
        if body.startswith(JWS_START):
            report = msgspec.json.decode(Jws.parse(body.decode("ascii", "replace")).payload, type=Report)
            yield from (f"photos/{one}" for one in report.photos)
        else:
            yield f"blobs/{msgspec.json.decode(body, type=Event).event.sha256}"
    except (ProofError, msgspec.MsgspecError, UnicodeDecodeError):
        return


def _opened(files: Bodies, _key: VerifierKey, found: DossierCheck) -> None:
    """Opened parts are those that the signed report names."""
    for name in (name for name in files if name.startswith("opened/")):
        entry = files.get(f"entries/{name[7:].partition('.')[0]}.jws")
        try:
            shown = Shown.parse(files[name])
        except ProofError as error:
            found.faults.append(msg("%(name)s: %(why)s", name=name, why=error.message))
            continue
        if shown.entry != entry or not shown.disclosures:
            found.faults.append(msg("%(name)s bukan bagian laporan di sini", name=name))
        else:
            found.checked.append(msg("%(name)s cocok dengan laporan yang ditandatangani", name=name))


def _exhibits(files: Bodies, _key: VerifierKey, found: DossierCheck) -> None:
    """Every exhibit is a file that is here with the hash that is said of it."""
    try:
        contents = msgspec.json.decode(files.get(CONTENTS, b""), type=Contents)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ProofError(msg("%(name)s tidak terbaca", name=CONTENTS)) from None
    exhibits, entries = contents.exhibits, _entries(files)
    wrong = [
        one
        for one in exhibits
        if one.file not in files or sha256_hex(files[one.file]) != one.sha256 or one.entry not in entries
    ]
    found.faults += [
        msg("alat bukti %(code)s tidak cocok dengan %(file)s", code=one.code, file=one.file) for one in wrong
    ]
    found.checked.append(msg("%(n)s alat bukti cocok dengan berkasnya", n=len(exhibits) - len(wrong)))
    if contents.release == "":
        found.unchecked.append(msg("draf: tidak dikeluarkan atas permohonan siapa pun"))


def _stamp(files: Bodies, _key: VerifierKey, found: DossierCheck) -> None:
    """A timestamp is over this checkpoint and signed by the certificate in it; trust in that is the reader's."""
    if TIMESTAMP not in files:
        found.unchecked.append(msg("tidak ada cap waktu (RFC 3161) di dalamnya"))
        return
    stamped = check_timestamp(files[TIMESTAMP], checkpoint_digest(text_of(files, CHECKPOINT)))
    found.checked.append(
        msg(
            "cap waktu %(authority)s atas segel ini: %(day)s pukul %(time)s UTC",
            authority=stamped.authority,
            day=stamped.at.date(),
            time=stamped.at.time(),
        )
    )
    found.unchecked.append(msg("percaya pada penerbit sertifikat cap waktu itu adalah keputusan pembaca"))
