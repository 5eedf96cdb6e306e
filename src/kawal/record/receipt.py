"""Receipts (C2SP tlog-proof): one entry's index, its inclusion proof and a checkpoint; checked without the server."""

import base64
import binascii
from collections.abc import Sequence

import msgspec

from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, is_plain_number, open_checkpoint
from kawal.record.merkle import HASH_BYTES, ProofError, verify_inclusion
from kawal.record.note import VerifierKey

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class Receipt(msgspec.Struct, frozen=True):
    """A proof that something stands in a log."""

    index: int
    proof: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    def __str__(self) -> str:
        return receipt_text(self.index, self.proof, self.note, self.extra)

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """Take a receipt apart; raises ProofError when it is malformed."""
        head, mark, note = text.partition("\n\n")
        lines = head.split("\n")
        extra = b""
        if len(lines) > 1 and lines[1].startswith("extra "):
            extra = _decoded(lines.pop(1).removeprefix("extra "))
        number = lines[1].removeprefix("index ") if len(lines) > 1 and lines[1].startswith("index ") else ""
        plain = is_plain_number(number)
        if not mark or lines[0] != HEADER or not plain or len(lines) - 2 > MOST_HASHES:
            raise ProofError(msg("tanda terima tidak terbaca"))
        hashes = tuple(_decoded(line) for line in lines[2:])
        if any(len(one) != HASH_BYTES for one in hashes):
            raise ProofError(msg("tanda terima tidak terbaca"))
        return cls(int(number), hashes, note, extra)

    def verify(self, entry_hash: bytes, key: VerifierKey) -> Checkpoint:
        """Check signature and proof for an entry's leaf hash; returns the checkpoint. Raises ProofError."""
        checkpoint = open_checkpoint(self.note, key)
        verify_inclusion(self.index, checkpoint.size, entry_hash, self.proof, checkpoint.root)
        return checkpoint


def receipt_text(index: int, proof: Sequence[bytes], note: str, extra: bytes = b"") -> str:
    """The text of a receipt."""
    more = f"extra {base64.b64encode(extra).decode()}\n" if extra else ""
    hashes = "".join([base64.b64encode(one).decode() + "\n" for one in proof])
    return f"{HEADER}\n{more}index {index}\n{hashes}\n{note}"


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ProofError(msg("tanda terima tidak terbaca")) from None
