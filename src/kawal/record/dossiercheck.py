"""Checking an opened dossier against the key of its log: lists, proofs, signatures, photos, opened parts, exhibits.

Every fault is named and none stops the rest, so that whoever is handed a dossier learns all that is wrong with it.
"""

import base64

import msgspec

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.dossier import (
    CHECKPOINT,
    CONTENTS,
    EVIDENCE,
    FIXED,
    HEADER,
    KINDS,
    LINE,
    MANIFEST,
    TIMESTAMP,
    Bodies,
    Founded,
    entry_file,
    named_key,
)
from kawal.record.evidence import Shown
from kawal.record.jws import Jws, PublicKey, public_key, unb64url
from kawal.record.merkle import ProofError, hash_leaf, verify_inclusion
from kawal.record.note import DASH, Note, VerifierKey
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
    """The part of `dossier.json` that can be checked."""

    exhibits: tuple[Exhibit, ...]


class DossierCheck(msgspec.Struct):
    """What was found, in sentences; `faults` is empty when all of it holds."""

    checked: list[Message] = []
    unchecked: list[Message] = []
    faults: list[Message] = []


class _Photos(msgspec.Struct):
    photos: tuple[str, ...] = ()


def check_dossier(files: Bodies, key: VerifierKey) -> DossierCheck:
    """Check everything in an opened dossier against the key of the log; every fault is named, none stops the rest."""
    found = DossierCheck()
    for check in (_lists, _proofs, _signatures, _photos, _blobs, _opened, _exhibits, _stamp):
        try:
            check(files, key, found)
        except ProofError as error:
            found.faults.append(error.message)
    return found


def text_of(files: Bodies, name: str) -> str:
    """A file as text. Raises ProofError where it is missing or no UTF-8."""
    try:
        return files[name].decode()
    except KeyError:
        raise ProofError(msg("%(name)s tidak ada", name=name)) from None
    except UnicodeDecodeError:
        raise ProofError(msg("%(name)s tidak terbaca", name=name)) from None


def _lists(files: Bodies, key: VerifierKey, found: DossierCheck) -> None:
    """The manifest and its signature, the list of evidence, every file against them."""
    manifest = text_of(files, MANIFEST)
    note = Note.parse(manifest)
    found.faults += _unsigned(note, key)
    lines = note.text.split("\n")
    if lines[:2] != [HEADER, key.name] or manifest != _plain(note):
        found.faults.append(msg("%(name)s tidak dalam bentuk bakunya", name=MANIFEST))
    listed = _listed(lines[2:], MANIFEST)
    evidence = _listed(text_of(files, EVIDENCE).split("\n"), EVIDENCE)
    if EVIDENCE not in listed or set(listed) & set(evidence):
        found.faults.append(msg("%(name)s tidak dalam bentuk bakunya", name=MANIFEST))
    known = {**evidence, **listed}
    for name in sorted({*known, *files} - {MANIFEST}):
        if name not in files:
            found.faults.append(msg("%(name)s disebut dalam daftar dan tidak ada", name=name))
        elif name not in known:
            found.faults.append(msg("%(name)s ada dan tidak disebut dalam daftar", name=name))
        elif known[name] != (sha256_hex(files[name]), len(files[name])):
            found.faults.append(msg("isi %(name)s berubah", name=name))
        elif name in evidence and name not in FIXED and not KINDS.fullmatch(name):
            found.faults.append(msg("%(name)s bukan berkas yang dikenal", name=name))
    if not found.faults:
        found.checked.append(msg("daftar isi ditandatangani %(key)s; %(n)s berkas cocok", key=key.name, n=len(known)))


def _unsigned(note: Note, key: VerifierKey) -> list[Message]:
    try:
        signed = note.verify(key) is not None
    except ProofError as error:
        return [error.message]
    return [] if signed else [msg("%(name)s tidak ditandatangani %(key)s", name=MANIFEST, key=key.name)]


def _listed(lines: list[str], file: str) -> dict[str, tuple[str, int]]:
    matches = [LINE.fullmatch(line) for line in lines[:-1]]
    if lines[-1:] != [""] or None in matches:
        raise ProofError(msg("%(name)s tidak terbaca", name=file))
    named = {match[3]: (match[1], int(match[2])) for match in matches if match}
    if list(named) != sorted(named) or len(named) != len(matches):
        raise ProofError(msg("%(name)s tidak terbaca", name=file))
    return named


def _plain(note: Note) -> str:
    """The one way to write a note with its one signature."""
    name, identity, signed = note.signatures[0]
    return f"{note.text}\n{DASH}{name} {base64.b64encode(identity + signed).decode()}\n"


def _entries(files: Bodies) -> dict[int, bytes]:
    """The entries by index, in their order."""
    named = sorted(name for name in files if name.startswith("entries/") and KINDS.fullmatch(name))
    found = {int(name[8:].partition(".")[0]): files[name] for name in named}
    return dict(sorted(found.items()))


def _proofs(files: Bodies, key: VerifierKey, found: DossierCheck) -> None:
    """Every entry stands in the one tree, which the log has signed."""
    note = text_of(files, CHECKPOINT)
    checkpoint = open_checkpoint(note, key)
    entries = _entries(files)
    if 0 not in entries or named_key(files) != str(key):
        found.faults.append(msg("catatan 0 (pendirian) tidak ada atau menyebut kunci log yang lain"))
    proofs = {name for name in files if name.startswith("proofs/")}
    for index, body in entries.items():
        name = f"proofs/{index:08d}.tlog-proof"
        proofs.discard(name)
        try:
            _proof(files, name, note, index, body, checkpoint)
        except ProofError as error:
            found.faults.append(msg("catatan %(index)s: %(why)s", index=str(index), why=error.message))
    found.faults += [msg("%(name)s membuktikan catatan yang tidak ada di sini", name=one) for one in sorted(proofs)]
    found.checked.append(
        msg("%(n)s catatan ada dalam log berukuran %(size)s", n=len(entries), size=str(checkpoint.size))
    )


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
                event = msgspec.json.decode(body, type=Founded).event
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
    named: set[str] = set()
    for body in _entries(files).values():
        if body.startswith(JWS_START):
            try:
                named.update(
                    msgspec.json.decode(Jws.parse(body.decode("ascii", "replace")).payload, type=_Photos).photos
                )
            except (ProofError, msgspec.MsgspecError, UnicodeDecodeError):
                continue  # said with the signatures
    photos = [name for name in files if name.startswith("photos/")]
    for name in photos:
        digest = name[7:].partition(".")[0]
        if sha256_hex(files[name]) != digest or digest not in named:
            found.faults.append(msg("%(name)s bukan foto yang disebut laporan di sini", name=name))
    found.checked.append(msg("%(n)s foto disebut laporan yang bertanda tangan", n=len(photos)))


def _blobs(files: Bodies, _key: VerifierKey, found: DossierCheck) -> None:
    """Every blob is what its name says, and an event that is here names it."""
    blobs = [name for name in files if name.startswith("blobs/")]
    named = {_named_blob(body) for body in _entries(files).values()} if blobs else set()
    for name in blobs:
        digest = name[6:].partition(".")[0]
        if sha256_hex(files[name]) != digest or digest not in named:
            found.faults.append(msg("%(name)s bukan angka yang disebut catatan di sini", name=name))
    if blobs:
        found.checked.append(msg("%(n)s berkas angka disebut catatannya", n=len(blobs)))


def _named_blob(body: bytes) -> str:
    """The blob that an event names; "" for none, for a report, and for what cannot be read (said with signatures)."""
    try:
        return "" if body.startswith(JWS_START) else msgspec.json.decode(body, type=Founded).event.sha256
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""


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
        exhibits = msgspec.json.decode(files.get(CONTENTS, b""), type=Contents).exhibits
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ProofError(msg("%(name)s tidak terbaca", name=CONTENTS)) from None
    entries = _entries(files)
    for one in exhibits:
        if one.file not in files or sha256_hex(files[one.file]) != one.sha256 or one.entry not in entries:
            found.faults.append(msg("alat bukti %(code)s tidak cocok dengan %(file)s", code=one.code, file=one.file))
    found.checked.append(msg("%(n)s alat bukti cocok dengan berkasnya", n=len(exhibits)))


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
