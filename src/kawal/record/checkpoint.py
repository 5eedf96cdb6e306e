"""Checkpoints (C2SP tlog-checkpoint): the name, size and root of a log, signed as a note."""

import base64
import binascii

import msgspec

from kawal.kernel.language import msg
from kawal.record.merkle import HASH_BYTES, ProofError
from kawal.record.note import Note, SigningKey, VerifierKey

MOST_DIGITS = 19
"""No log grows beyond 2^63 - 1 entries."""


def is_plain_number(text: str) -> bool:
    """Whether a text is a number as notes write it: digits without a zero before them, as many as a log needs."""
    return 0 < len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


class Checkpoint(msgspec.Struct, frozen=True):
    """A tree head: whose log, how many entries, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def sign(self, key: SigningKey) -> str:
        """The note of this checkpoint with the log's signature."""
        text = self.text()
        return f"{text}\n{key.sign(text)}"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a note's text; extension lines are allowed and ignored. Raises ProofError when it is malformed."""
        lines = text.split("\n")
        if len(lines) < 4 or not all(lines[:-1]) or lines[-1]:
            raise ProofError(msg("segel tidak terbaca"))
        origin, size, encoded = lines[:3]
        try:
            root = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            root = b""
        if not is_plain_number(size) or len(root) != HASH_BYTES:
            raise ProofError(msg("segel tidak terbaca"))
        return cls(origin, int(size), root)


def open_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint of a note that `key` has signed as this log; raises ProofError otherwise."""
    parsed = Note.parse(note)
    checkpoint = Checkpoint.parse(parsed.text)
    if checkpoint.origin != key.name:
        raise ProofError(
            msg("segel milik %(got)s, diharapkan %(expected)s", got=checkpoint.origin, expected=key.name)
        )
    if parsed.verify(key) is None:
        raise ProofError(msg("segel tidak ditandatangani %(name)s", name=key.name))
    return checkpoint


def add_signatures(note: str, lines: str) -> str:
    """A note with further signature lines; lines that are there already are not repeated."""
    known = set(note.splitlines())
    return note + "".join(f"{line}\n" for line in lines.splitlines() if line and line not in known)
