"""Dossiers: entries of one log with their proofs and what belongs to them, in one ZIP, checked without the node.

manifest.txt      a signed note of the log's key: size and SHA-256 of `evidence.txt` and of each document
evidence.txt      size and SHA-256 of every other file
checkpoint        the signed checkpoint that every proof rests on, with its cosignatures
dossier.json      exhibits and what they show; documents (PDF) say the same on paper
entries/N.jws     an entry as it stands in the log: a signed report; N.json is an event of the node
proofs/N.tlog-proof, photos/SHA256.jpg|png, blobs/SHA256.json, opened/N.sdjwt, timestamp.tsr
"""

import re
from collections.abc import Mapping

import msgspec

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.language import Message, msg
from kawal.record.note import SigningKey
from kawal.record.plainzip import read_zip, write_zip
from kawal.record.verify import JWS_START

HEADER = "kawal-dossier/1"
MANIFEST, EVIDENCE, CHECKPOINT, CONTENTS = "manifest.txt", "evidence.txt", "checkpoint", "dossier.json"
TIMESTAMP = "timestamp.tsr"
FIRST = (MANIFEST, EVIDENCE)
FIXED = ("README.txt", CHECKPOINT, CONTENTS, "verify.py")
KINDS = re.compile(
    r"entries/[0-9]{8,}\.(jws|json)|proofs/[0-9]{8,}\.tlog-proof|photos/[0-9a-f]{64}\.(jpg|png)"
    r"|blobs/[0-9a-f]{64}\.json|opened/[0-9]{8,}\.sdjwt|timestamp\.tsr"
)
LINE = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,11}) ([A-Za-z0-9._/-]+)")
Bodies = Mapping[str, bytes]


class _Named(msgspec.Struct):
    type: str
    log_key: str = ""
    kid: str = ""
    public_key: str = ""
    sha256: str = ""


class Founded(msgspec.Struct):
    event: _Named


def entry_file(index: int, body: bytes) -> str:
    """The name of an entry's file."""
    return f"entries/{index:08d}.{'jws' if body.startswith(JWS_START) else 'json'}"


def blob_file(sha256: str) -> str:
    """The name of the file of a blob that an event names."""
    return f"blobs/{sha256}.json"


def listing(files: Bodies) -> str:
    """One line for each file, by name: SHA-256, size, name."""
    return "".join(f"{sha256_hex(files[name])} {len(files[name])} {name}\n" for name in sorted(files))


def seal_dossier(evidence: Bodies, documents: Bodies, key: SigningKey) -> bytes:
    """The ZIP of these files, with its lists and the manifest signed by the key of the log."""
    told = listing(evidence).encode()
    text = f"{HEADER}\n{key.verifier.name}\n{listing({**documents, EVIDENCE: told})}"
    manifest = f"{text}\n{key.sign(text)}".encode()
    rest = {**evidence, **documents}
    return write_zip([(MANIFEST, manifest), (EVIDENCE, told), *((name, rest[name]) for name in sorted(rest))])


def open_dossier(data: bytes) -> tuple[Bodies, list[Message]]:
    """The files of a dossier by name, and what of its outer form is wrong; no files when it cannot be read."""
    files, faults = read_zip(data)
    names = [name for name, _ in files]
    if files and names != [*FIRST, *sorted(set(names) - set(FIRST))]:
        faults.append(msg("urutan berkas dalam ZIP tidak seperti bentuk bakunya, atau ada berkas ganda"))
    if not files and not faults:
        faults.append(msg("ini bukan berkas ZIP"))
    return dict(files), faults


def named_key(files: Bodies) -> str:
    """The verifier key of the log that its entry 0 names; "" where that is not here."""
    try:
        return msgspec.json.decode(files.get("entries/00000000.json", b""), type=Founded).event.log_key
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
