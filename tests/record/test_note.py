"""Signed notes, checkpoints and receipts, with the notes of C2SP and Go and a log written by another program."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from kawal.kernel.errors import Rejected
from kawal.record.checkpoint import Checkpoint, add_signatures, open_checkpoint
from kawal.record.merkle import ProofError, hash_leaf, inclusion_proof, root_of_leaves, verify_inclusion
from kawal.record.note import COSIGNATURE, Note, SigningKey, VerifierKey
from kawal.record.policy import Witness, cosignatures, lacking
from kawal.record.receipt import Receipt, receipt_text
from kawal.record.tiles import bundle_path, node_reader, read_bundle, tile_path, tiles_of

LOG = SigningKey("kawal/test", bytes(range(32)))


def vectors(shared: Path, name: str) -> dict[str, Any]:
    """A file of published vectors."""
    found: dict[str, Any] = json.loads((shared / f"vectors/record/{name}.json").read_text())
    return found


def test_the_notes_of_c2sp_and_go_verify_and_are_signed_alike(shared: Path) -> None:
    """The specification's note verifies; Go's key signs Go's text with Go's signature."""
    first, second = vectors(shared, "signed_notes")["notes"]
    key = VerifierKey.parse(first["vkey"])
    assert Note.parse(first["note"]).verify(key) == 0
    assert str(key) == first["vkey"]
    signer = SigningKey.parse(second["skey_test_only"])
    assert signer.sign(second["text"]) == second["sig_line"]
    assert str(signer.verifier) == second["vkey"]
    assert signer.secret_text() == second["skey_test_only"]


def test_a_log_of_another_program_is_read_whole(shared: Path) -> None:
    """Tessera's log of 15 entries: 15 signed checkpoints, tiles and bundles give the same roots and proofs."""
    log = vectors(shared, "tessera_log15")
    files = {name: base64.b64decode(body) for name, body in log["files_b64"].items()}
    key = VerifierKey.parse(str(log["vkey"]))
    entries = read_bundle(files[bundle_path(0, 15)])
    assert [entry.decode() for entry in entries] == log["entries"]
    leaves = [hash_leaf(entry) for entry in entries]
    assert files[tile_path(0, 0, 15)] == b"".join(leaves)
    for size in range(1, 16):
        checkpoint = open_checkpoint(files[f"checkpoint.{size}"].decode(), key)
        assert (checkpoint.size, checkpoint.root) == (size, root_of_leaves(leaves[:size]))
    note = files["checkpoint"].decode()
    node = node_reader(15, lambda level, index, width: files[tile_path(level, index, width)])
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(index, 15, node)
        verify_inclusion(index, 15, leaf, proof, open_checkpoint(note, key).root)
        assert Receipt.parse(receipt_text(index, proof, note)).verify(leaf, key).size == 15
    signer = SigningKey.parse(str(log["skey_test_only"]))
    assert Checkpoint(key.name, 15, root_of_leaves(leaves)).sign(signer) == note


def test_a_key_whose_hash_is_not_its_own_is_refused() -> None:
    """A verifier key names its own hash; a swapped name does not pass."""
    text = str(LOG.verifier)
    with pytest.raises(Rejected):
        VerifierKey.parse(text.replace("kawal/test", "kawal/other"))
    with pytest.raises(Rejected):
        VerifierKey.parse("kawal/test+zz")
    with pytest.raises(Rejected) as refused:
        SigningKey.parse("PRIVATE+KEY+x+00000000+secret")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "kawal/test\n1\n", "kawal/test\n01\nAAAA\n", "kawal/test\n1\nAAAA\n", "kawal/test\n-1\nAAAA\n", "\n\n\n\n"],
)
def test_malformed_checkpoints_are_refused(text: str) -> None:
    """Sizes have no leading zero and roots have 32 bytes."""
    with pytest.raises(ProofError):
        Checkpoint.parse(text)


def test_a_checkpoint_is_bound_to_its_log_and_key() -> None:
    """Another name, another key, another root: none passes."""
    note = Checkpoint("kawal/test", 3, bytes(32)).sign(LOG)
    assert open_checkpoint(note, LOG.verifier).size == 3
    with pytest.raises(ProofError):
        open_checkpoint(note.replace("\n3\n", "\n4\n"), LOG.verifier)
    with pytest.raises(ProofError):
        open_checkpoint(note, SigningKey("kawal/test", bytes(32)).verifier)
    with pytest.raises(ProofError):
        open_checkpoint(Checkpoint("kawal/other", 3, bytes(32)).sign(LOG), LOG.verifier)


@pytest.mark.parametrize("cut", [0, 5, 30, 60, 90, 150])
def test_a_cut_receipt_is_refused(cut: int) -> None:
    """No prefix of a receipt is a receipt."""
    text = receipt_text(0, [bytes(32)], Checkpoint("kawal/test", 2, bytes(32)).sign(LOG))
    with pytest.raises(ProofError):
        Receipt.parse(text[:cut]).verify(bytes(32), LOG.verifier)


def test_extra_data_of_a_receipt_survives_and_is_not_believed() -> None:
    """The extra line is kept as it is; the proof does not depend on it."""
    leaf = hash_leaf(b"one")
    note = Checkpoint("kawal/test", 1, leaf).sign(LOG)
    receipt = Receipt.parse(receipt_text(0, [], note, b"context"))
    assert receipt.extra == b"context"
    assert receipt.verify(leaf, LOG.verifier).size == 1
    assert Receipt.parse(str(receipt)) == receipt


def test_cosignatures_meet_the_policy_only_with_both_groups() -> None:
    """One supervisor and one from outside government are wanted; government witnesses do not fill either place."""
    signers = {
        group: SigningKey(f"witness/{group}", bytes([number]) * 32, COSIGNATURE)
        for number, group in enumerate(("supervisor", "non_government", "government"), start=1)
    }
    witnesses = tuple(Witness(key.verifier.name, str(key.verifier), group) for group, key in signers.items())  # type: ignore[arg-type]
    note = Checkpoint("kawal/test", 3, bytes(32)).sign(LOG)
    assert dict(lacking(cosignatures(note, witnesses))) == {"supervisor": 1, "non_government": 1}
    text = Note.parse(note).text
    for group, key in signers.items():
        note = add_signatures(note, key.sign(text, 1_732_690_000))
        missing = dict(lacking(cosignatures(note, witnesses)))
        expected = {"supervisor": {"non_government": 1}, "non_government": {}, "government": {}}[group]
        assert missing == expected
    assert {one.time_s for one in cosignatures(note, witnesses)} == {1_732_690_000}
    assert add_signatures(note, signers["supervisor"].sign(text, 1_732_690_000)) == note


def test_a_forged_cosignature_is_a_fault_and_not_a_missing_one() -> None:
    """A line under a witness's name that does not verify is said."""
    signer = SigningKey("witness/a", bytes(32), COSIGNATURE)
    witness = Witness("witness/a", str(signer.verifier), "supervisor")
    note = Checkpoint("kawal/test", 3, bytes(32)).sign(LOG)
    forged = add_signatures(note, signer.sign("another text\n", 7))
    with pytest.raises(ProofError, match="witness/a"):
        cosignatures(forged, (witness,))


@pytest.mark.parametrize(
    ("since", "size", "expected"),
    [
        (0, 1, [(0, 0, 1)]),
        (0, 256, [(0, 0, 256), (1, 0, 1)]),
        (255, 257, [(0, 0, 256), (0, 1, 1), (1, 0, 1)]),
        (257, 257, []),
    ],
)
def test_growth_names_the_tiles_it_made(since: int, size: int, expected: list[tuple[int, int, int]]) -> None:
    """256 leaves fill a tile and begin one above it."""
    assert list(tiles_of(size, since)) == expected


def test_paths_are_those_of_the_specification() -> None:
    """C2SP tlog-tiles: 1234067 is x001/x234/067, and a partial tile names its width."""
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path(1, 5, 17) == "tile/1/005.p/17"
    assert bundle_path(1000) == "tile/entries/x001/000"
    assert len(list(tiles_of(70_000))) == 274 + 2 + 1
