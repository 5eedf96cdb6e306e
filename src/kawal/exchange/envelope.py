"""A letter between two nodes: typed, signed by the sender's log key, readable as text, in a file or QR code (pure).

A letter is a signed note (C2SP signed-note): the words `kawal letter v1`, a line of canonical JSON, an empty line,
the signature line. No log's checkpoint begins with these words, so that one can never be taken for the other.
"""

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from kawal.kernel.canonical import canonical
from kawal.kernel.direction import turns
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
LetterKind = Literal["referral", "answer", "support", "milestone", "checkpoint", "acknowledgement"]
KIND_NAMES: dict[LetterKind, Message] = {
    "referral": msg("rujukan"),
    "answer": msg("jawaban"),
    "support": msg("permintaan bantuan"),
    "milestone": msg("tahapan"),
    "checkpoint": msg("titik periksa log"),
    "acknowledgement": msg("tanda terima"),
}
"""A referral hands an incident on; support is asked for; a milestone says how far stations are, never a figure; a
checkpoint is how long the sender's log is; an acknowledgement says that a letter came."""
QUIET: frozenset[LetterKind] = frozenset({"checkpoint", "acknowledgement"})
"""What nodes say to each other by themselves."""
Verdict = Literal["accepted", "returned", "asked", "answered", "arrived", "settled", "noted"]
VERDICTS: dict[Verdict, Message] = {
    "accepted": msg("menerima"),
    "returned": msg("mengembalikan"),
    "asked": msg("bertanya"),
    "answered": msg("menjawab"),
    "arrived": msg("tiba di tempat"),
    "settled": msg("menyatakan selesai"),
    "noted": msg("mencatat"),
}
WITH_WORDS: frozenset[Verdict] = frozenset({"returned", "asked", "answered", "noted"})
"""What says nothing without words."""
Help = Literal["personnel", "escort", "vehicle", "equipment"]
HELPS: dict[Help, Message] = {
    "personnel": msg("personel"),
    "escort": msg("pengawalan"),
    "vehicle": msg("kendaraan"),
    "equipment": msg("peralatan"),
}
"""What support is asked for."""
StageKind = Literal["logistics", "opening", "closing", "counting_starts", "counting_ends", "box_handed_over"]
STAGE_KINDS: tuple[StageKind, ...] = get_args(StageKind)
"""How far a station is; the number of its voters is none of them."""
Place = Annotated[str, Meta(max_length=13, pattern=r"^[0-9.]*$")]
Word = Annotated[str, Meta(max_length=40, pattern=r"^[a-z_]*$")]


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a letter is about: an incident by its entry in the sender's log, its place, what happened or is asked."""

    incident: Entry = -1
    place: Place = ""
    what: Word = ""
    severity: Annotated[str, Meta(max_length=20, pattern=r"^[a-z]*$")] = ""
    at_ms: Moment = 0


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A stage that stations of a ward have reached: their numbers ("1-12,14"), when (ms)."""

    kind: StageKind
    ward: Annotated[str, Meta(min_length=2, max_length=13, pattern=r"^[0-9.]*$")]
    stations: Annotated[str, Meta(min_length=1, max_length=1_000, pattern=r"^[0-9,-]+$")]
    at_ms: Moment = 0


class Grown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A log's newest checkpoint, and the proof that it grew from the size the receiver knows (RFC 6962, 2.1.2)."""

    note: Annotated[str, Meta(max_length=4_000)]
    old: Annotated[int, Meta(ge=0, lt=2**53)] = 0
    proof: Annotated[tuple[Annotated[str, Meta(max_length=44)], ...], Meta(max_length=63)] = ()


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One letter: its id (UUIDv7), from and to which log (their origins), what it is, what it answers, its words."""

    id: Annotated[str, Meta(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    sender: Short
    receiver: Short
    kind: LetterKind
    at_ms: Moment
    size: Entry
    """The size of the sender's log when it was written."""
    re: Annotated[str, Meta(max_length=36)] = ""
    """The letter that it answers or acknowledges: the referral or request, not an answer to it."""
    verdict: Verdict | None = None
    subject: Subject = Subject()
    words: Text = ""
    stages: Annotated[tuple[Stage, ...], Meta(max_length=60)] = ()
    grown: Grown | None = None
    known: Entry = -1
    """In the acknowledgement of a checkpoint: the size that the other now knows."""
    cosigned: Annotated[str, Meta(max_length=400)] = ""
    """There too: the signature line of a witness."""
    exercise: bool = False


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
    if turns(note):
        raise Rejected(msg("surat"), msg("kata tanpa tanda pembalik arah tulisan"), msg("tanda tersembunyi"))
    return found


def names_signer(note: str, key: VerifierKey) -> bool:
    """Whether a line of the note claims to be this key's signature, true or not."""
    return any((name, identity) == (key.name, key.id) for name, identity, _ in Note.parse(note).signatures)


def is_signed(note: str, key: VerifierKey) -> bool:
    """Whether a letter is signed by this key; False also for a signature that does not verify."""
    try:
        return Note.parse(note).verify(key) is not None
    except ProofError:
        return False
