"""The lists of a dossier, `manifest.txt` and `evidence.txt`, and every file held against them."""

import base64
import re
from collections.abc import Callable

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.language import Message, msg
from kawal.record.dossier import EVIDENCE, HEADER, KINDS, MANIFEST, Bodies, text_of
from kawal.record.merkle import ProofError
from kawal.record.note import DASH, Note, VerifierKey

LINE = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,11}) ([A-Za-z0-9._/-]+)")
Listed = dict[str, tuple[str, int]]
"""SHA-256 and size of each file by name."""


def faults_of_lists(files: Bodies, key: VerifierKey) -> list[Message]:
    """What of the signed manifest, of the list of evidence and of the files does not hold.

    A list that cannot be relied on is named alone: it accuses no file, and none is said to be missing in it.
    """
    faults: list[Message] = []
    manifest = _attempt(faults, lambda: _manifest(files, key))
    evidence = _attempt(faults, lambda: _listed(text_of(files, EVIDENCE), EVIDENCE))
    if manifest is not None and (EVIDENCE not in manifest or not manifest.keys().isdisjoint(evidence or ())):
        faults.append(msg("%(name)s tidak dalam bentuk bakunya", name=MANIFEST))
    known = {**(evidence or {}), **(manifest or {})}
    is_known = manifest is not None and evidence is not None
    unlisted = files.keys() - known.keys() - {MANIFEST} if is_known else ()
    for name in sorted({*known, *unlisted}):
        if name not in files:
            faults.append(msg("%(name)s disebut dalam daftar dan tidak ada", name=name))
        elif name not in known:
            faults.append(msg("%(name)s ada dan tidak disebut dalam daftar", name=name))
        elif known[name] != (sha256_hex(files[name]), len(files[name])):
            faults.append(msg("isi %(name)s berubah", name=name))
        elif name in (evidence or ()) and not KINDS.fullmatch(name):
            faults.append(msg("%(name)s bukan berkas yang dikenal", name=name))
    return faults


def _attempt(faults: list[Message], read: Callable[[], Listed]) -> Listed | None:
    try:
        return read()
    except ProofError as error:
        faults.append(error.message)
        return None


def _manifest(files: Bodies, key: VerifierKey) -> Listed:
    """What the log has signed, in the one form. Raises ProofError for anything else."""
    text = text_of(files, MANIFEST)
    try:
        note = Note.parse(text)
        signed = note.verify(key) is not None
    except ProofError as error:
        raise ProofError(msg("%(name)s: %(why)s", name=MANIFEST, why=error.message)) from None
    if not signed:
        raise ProofError(msg("%(name)s tidak ditandatangani %(key)s", name=MANIFEST, key=key.name))
    head = f"{HEADER}\n{key.name}\n"
    if not note.text.startswith(head) or text != _plain(note):
        raise ProofError(msg("%(name)s tidak dalam bentuk bakunya", name=MANIFEST))
    return _listed(note.text.removeprefix(head), MANIFEST)


def _listed(text: str, file: str) -> Listed:
    """The lines of a list. Raises ProofError for a line that is none, and for names that are not in order."""
    *lines, rest = text.split("\n")
    matches = [LINE.fullmatch(line) for line in lines]
    named = {match[3]: (match[1], int(match[2])) for match in matches if match}
    if rest or list(named) != sorted(named) or len(named) != len(lines):
        raise ProofError(msg("%(name)s tidak terbaca", name=file))
    return named


def _plain(note: Note) -> str:
    """The one way to write a note with its one signature."""
    name, identity, signed = note.signatures[0]
    return f"{note.text}\n{DASH}{name} {base64.b64encode(identity + signed).decode()}\n"
