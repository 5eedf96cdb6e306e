"""A letter between two nodes: typed, signed by the sender's log key, readable as text, in a file or QR code (pure).

A letter is a signed note (C2SP signed-note): the words `kawal letter v1`, a line of canonical JSON, an empty line,
the signature line. No log's checkpoint begins with these words, so that one can never be taken for the other.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.kernel.canonical import canonical
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.outside import from_json
from kawal.record.merkle import ProofError
from kawal.record.note import Note, SigningKey, VerifierKey

HEAD = "kawal letter v1"
MOST_BYTES = 16_000
Text = Annotated[str, Meta(max_length=2_000)]
Short = Annotated[str, Meta(max_length=120)]
Moment = Annotated[int, Meta(ge=0, lt=4_102_444_800_000)]
"""Milliseconds since 1970, before the year 2100: what a page can show."""
Entry = Annotated[int, Meta(ge=-1, lt=2**53)]
LetterKind = Literal["referral", "answer", "support", "milestone"]
KIND_NAMES: dict[LetterKind, Message] = {
    "referral": msg("rujukan"),
    "answer": msg("jawaban"),
    "support": msg("permintaan bantuan"),
    "milestone": msg("tahapan"),
}
"""A referral hands an incident on; support is asked for; a milestone says how far a station is, never a figure."""
Verdict = Literal["accepted", "returned", "settled", "noted"]
VERDICTS: dict[Verdict, Message] = {
    "accepted": msg("menerima"),
    "returned": msg("mengembalikan"),
    "settled": msg("menyatakan selesai"),
    "noted": msg("mencatat"),
}


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a letter is about: an incident by its entry in the sender's log, its place, what happened; or a stage."""

    incident: Entry = -1
    place: Annotated[str, Meta(max_length=13)] = ""
    what: Annotated[str, Meta(max_length=40)] = ""
    severity: Annotated[str, Meta(max_length=20)] = ""
    at_ms: Moment = 0


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One letter: its id (UUIDv7), from and to which log (their origins), what it is, what it answers, its words."""

    id: Annotated[str, Meta(min_length=36, max_length=36)]
    sender: Short
    receiver: Short
    kind: LetterKind
    at_ms: Moment
    size: Entry
    """The size of the sender's log when it was written."""
    re: Annotated[str, Meta(max_length=36)] = ""
    verdict: Verdict | None = None
    subject: Subject = Subject()
    words: Text = ""


def sealed_letter(letter: Letter, key: SigningKey) -> str:
    """A letter as it travels. Raises Rejected for one that is too long."""
    text = f"{HEAD}\n{canonical(letter).decode()}\n"
    note = f"{text}\n{key.sign(text)}"
    if len(note.encode()) > MOST_BYTES:
        raise Rejected(msg("surat"), msg("paling banyak %(n)s bita", n=MOST_BYTES), len(note.encode()))
    return note


def read_letter(note: str) -> Letter:
    """The letter of a note, whoever signed it. Raises Rejected for what is none."""
    try:
        head, _, body = Note.parse(note).text.partition("\n")
        found = from_json(body, Letter) if head == HEAD else None
    except (ProofError, msgspec.MsgspecError, UnicodeError):
        found = None
    if found is None:
        raise Rejected(msg("surat"), msg("surat Kawal yang utuh"), msg("isi lain"))
    return found


def is_signed(note: str, key: VerifierKey) -> bool:
    """Whether a letter is signed by this key; False also for a signature that does not verify."""
    try:
        return Note.parse(note).verify(key) is not None
    except ProofError:
        return False
