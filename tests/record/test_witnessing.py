"""A witness signs only what grows from what it signed before."""

from kawal.record.checkpoint import Checkpoint, add_signatures, open_checkpoint
from kawal.record.merkle import consistency_proof, root_of_leaves
from kawal.record.note import COSIGNATURE, Note, SigningKey
from kawal.record.witnessing import SIZE_TYPE, answer, request_text
from tests.record.test_merkle import leaves_of, nodes_of

LOG = SigningKey("kawal/test", bytes(range(32)))
WITNESS = SigningKey("witness/a", bytes(32), COSIGNATURE)
LOGS = {"kawal/test": LOG.verifier}
LEAVES = leaves_of(12)


def note(size: int, leaves: list[bytes] = LEAVES, key: SigningKey = LOG, origin: str = "kawal/test") -> str:
    """A signed checkpoint of the first `size` leaves."""
    return Checkpoint(origin, size, root_of_leaves(leaves[:size])).sign(key)


def seen(size: int) -> dict[str, Checkpoint]:
    """The witness's memory."""
    return {"kawal/test": Checkpoint("kawal/test", size, root_of_leaves(LEAVES[:size]))}


def test_growth_is_signed_and_remembered() -> None:
    """From nothing to 5, from 5 to 12: each answer is a cosignature that verifies on the note."""
    first = answer(request_text(0, [], note(5)), LOGS, {}, WITNESS, 1000)
    assert first.status == 200
    assert first.seen == seen(5)["kawal/test"]
    proof = consistency_proof(5, 12, nodes_of(LEAVES))
    second = answer(request_text(5, proof, note(12)), LOGS, seen(5), WITNESS, 2000)
    assert second.status == 200
    signed = add_signatures(note(12), second.body)
    assert Note.parse(signed).verify(WITNESS.verifier) == 2000
    assert open_checkpoint(signed, LOG.verifier).size == 12


def test_everything_else_is_answered_as_the_specification_says() -> None:
    """404 unknown log, 403 unsigned, 400 malformed or shrinking, 409 with the known size, 422 no consistency."""
    proof = consistency_proof(5, 12, nodes_of(LEAVES))
    forked = [*LEAVES[:3], *LEAVES[5:8], *LEAVES[:3], *LEAVES[:3]]
    stranger = SigningKey("kawal/test", bytes([9]) * 32)
    cases = [
        (404, request_text(0, [], note(5, origin="kawal/x", key=SigningKey("kawal/x", bytes(32))))),
        (403, request_text(5, proof, note(12, key=stranger))),
        (400, request_text(12, [], note(5))),
        (400, "old 05\n\n" + note(5)),
        (400, "old 5\n@@@\n\n" + note(12)),
        (400, ""),
        (409, request_text(0, [], note(12))),
        (409, request_text(7, [], note(12))),
        (422, request_text(5, proof[:-1], note(12))),
        (422, request_text(5, proof, note(12, forked))),
    ]
    for status, request in cases:
        got = answer(request, LOGS, seen(5), WITNESS, 1)
        assert (got.status, got.seen) == (status, None), request[:60]
    conflict = answer(request_text(0, [], note(12)), LOGS, seen(5), WITNESS, 1)
    assert (conflict.body, conflict.media_type) == ("5\n", SIZE_TYPE)
    assert answer(request_text(5, [], note(5, forked)), LOGS, seen(5), WITNESS, 1).status == 409
    assert answer(request_text(5, [], note(5)), LOGS, seen(5), WITNESS, 1).status == 200
