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
from kawal.record.merkle import ProofError
from kawal.record.note import SigningKey
from kawal.record.plainzip import read_zip, write_zip
from kawal.record.verify import JWS_START

HEADER = "kawal-dossier/1"
MANIFEST, EVIDENCE, CHECKPOINT, CONTENTS = "manifest.txt", "evidence.txt", "checkpoint", "dossier.json"
TIMESTAMP, FOUNDING = "timestamp.tsr", "entries/00000000.json"
FIRST = (MANIFEST, EVIDENCE)
KINDS = re.compile(
    r"README\.txt|checkpoint|dossier\.json|verify\.py|timestamp\.tsr"
    r"|entries/[0-9]{8,}\.(jws|json)|proofs/[0-9]{8,}\.tlog-proof|photos/[0-9a-f]{64}\.(jpg|png)"
    r"|blobs/[0-9a-f]{64}\.json|opened/[0-9]{8,}\.sdjwt"
)
"""What may stand in `evidence.txt`."""
Bodies = Mapping[str, bytes]


class Said(msgspec.Struct, frozen=True):
    """What an event of the node says that a check looks at; more may stand there."""

    type: str
    log_key: str = ""
    kid: str = ""
    public_key: str = ""
    sha256: str = ""


class Event(msgspec.Struct, frozen=True):
    """An entry that is no report."""

    event: Said


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


def text_of(files: Bodies, name: str) -> str:
    """A file as text. Raises ProofError where it is missing or no UTF-8."""
    try:
        return files[name].decode()
    except KeyError:
        raise ProofError(msg("%(name)s tidak ada", name=name)) from None
    except UnicodeDecodeError:
        raise ProofError(msg("%(name)s tidak terbaca", name=name)) from None


def open_dossier(data: bytes) -> tuple[Bodies, list[Message]]:
    """The files of a dossier by name, and what of its outer form is wrong; no files when it cannot be read."""
    files, faults = read_zip(data)
    names = [name for name, _ in files]
    if files and names != [*FIRST, *sorted(set(names) - set(FIRST))]:
        faults.append(msg("urutan berkas dalam ZIP tidak seperti bentuk bakunya, atau ada berkas ganda"))
    return dict(files), faults


def named_key(files: Bodies) -> str:
    """The verifier key of the log that its entry 0 names; "" where that is not here."""
    try:
        return msgspec.json.decode(files.get(FOUNDING, b""), type=Event).event.log_key
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
