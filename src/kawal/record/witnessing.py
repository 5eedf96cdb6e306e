"""The tlog-witness protocol (C2SP) as pure decisions: what is asked of a witness, and what a witness answers.

A witness knows of each log only its key and the newest checkpoint that it signed. Keeping that state before the
answer goes out, one request after the other, is the work of who calls this (`exchange.witness`).
"""

import base64
import binascii
from collections.abc import Mapping, Sequence

import msgspec

from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, is_plain_number
from kawal.record.merkle import EMPTY_ROOT, HASH_BYTES, ProofError, verify_consistency
from kawal.record.note import Note, SigningKey, VerifierKey

MOST_PROOF_LINES = 63
OK, BAD, UNSIGNED, UNKNOWN, CONFLICT, INCONSISTENT = 200, 400, 403, 404, 409, 422
SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain"


class Answer(msgspec.Struct, frozen=True):
    """What a witness answers over HTTP; `seen` is the checkpoint to keep before answering."""

    status: int
    body: str = ""
    media_type: str = TEXT_TYPE
    seen: Checkpoint | None = None


def request_text(old_size: int, proof: Sequence[bytes], note: str) -> str:
    """The body of an add-checkpoint request."""
    lines = "".join(base64.b64encode(one).decode() + "\n" for one in proof)
    return f"old {old_size}\n{lines}\n{note}"


def answer(  # noqa: PLR0911  one return for each answer of the protocol
    request: str, logs: Mapping[str, VerifierKey], last: Mapping[str, Checkpoint], key: SigningKey, time_s: int
) -> Answer:
    """Decide about one request: `logs` are the known keys by origin, `last` the newest checkpoints signed."""
    try:
        old_size, proof, note = _request(request)
        parsed = Note.parse(note)
        asked = Checkpoint.parse(parsed.text)
    except ProofError:
        return Answer(BAD, "malformed request\n")
    if asked.origin not in logs:
        return Answer(UNKNOWN, "unknown log\n")
    if not _signed(parsed, logs[asked.origin]):
        return Answer(UNSIGNED, "no signature by a trusted key of this log\n")
    if old_size > asked.size:
        return Answer(BAD, "old size is larger than the checkpoint\n")
    before = last.get(asked.origin, Checkpoint(asked.origin, 0, EMPTY_ROOT))
    if old_size != before.size or (before.size == asked.size and before.root != asked.root):
        return Answer(CONFLICT, f"{before.size}\n", SIZE_TYPE)
    try:
        verify_consistency(before.size, asked.size, proof, before.root, asked.root)
    except ProofError:
        return Answer(INCONSISTENT, "consistency proof does not verify\n")
    return Answer(OK, key.sign(parsed.text, time_s), TEXT_TYPE, asked)


def _signed(note: Note, key: VerifierKey) -> bool:
    try:
        return note.verify(key) is not None
    except ProofError:
        return False


def _request(text: str) -> tuple[int, list[bytes], str]:
    head, mark, note = text.partition("\n\n")
    lines = head.split("\n")
    number = lines[0].removeprefix("old ")
    plain = lines[0].startswith("old ") and is_plain_number(number)
    if not mark or not plain or len(lines) - 1 > MOST_PROOF_LINES:
        raise ProofError(msg("permintaan kepada saksi catatan tidak terbaca"))
    try:
        proof = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except (binascii.Error, ValueError):
        proof = [b""]
    if any(len(one) != HASH_BYTES for one in proof):
        raise ProofError(msg("permintaan kepada saksi catatan tidak terbaca"))
    return int(number), proof, note
