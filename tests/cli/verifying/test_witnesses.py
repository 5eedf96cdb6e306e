"""Cosignatures: who signed which size, and whether it is enough for who demands them."""

import shutil
from pathlib import Path

import pytest

from kawal.cli import main
from kawal.node import open_node
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import COSIGNATURE, Note, SigningKey
from kawal.store.cosigned import add_cosignatures
from kawal.store.folder import PUBLISHED
from kawal.store.publish import publish, published_note
from tests.cli.verifying.conftest import Told, saved
from tests.test_upkeep import Kept

WITNESSES = {
    name: SigningKey(f"saksi/{name}", bytes([at]) * 32, COSIGNATURE)
    for at, name in enumerate(("provinsi", "pemantau", "kota"), start=1)
}
AT_S = 1_732_680_000
"""2024-11-27T04:00:00Z."""


def cosign(kept: Kept, *names: str) -> None:
    """As witnesses do over HTTP."""
    folder = kept.folder / PUBLISHED
    note = published_note(folder)
    add_cosignatures(folder, note, "".join(WITNESSES[name].sign(Note.parse(note).text, AT_S) for name in names))


def name_witnesses(kept: Kept) -> None:
    """As `kawal witness add` does."""
    for name, group in (("provinsi", "supervisor"), ("pemantau", "non_government"), ("kota", "government")):
        words = ["witness", "add", f"saksi/{name}", "--key", str(WITNESSES[name].verifier), "--group", group]
        assert main([*words, "--data", str(kept.folder)]) == 0


def test_a_witness_that_is_demanded_must_have_signed(kept: Kept, verify: Told) -> None:
    """Who signed which size is said; one that has not signed is a fault, in a folder as at a URL."""
    cosign(kept, "provinsi")
    both = [one for name in ("provinsi", "pemantau") for one in ("--witness", str(WITNESSES[name].verifier))]
    for target in (kept.folder, kept.folder / PUBLISHED):
        code, said = verify(target, "--key", str(kept.key))
        assert (code, len(said["unchecked"])) == (0, 1 if target == kept.folder else 2)
        assert "1 witness signatures were not checked" in said["unchecked"][-1]
        code, said = verify(target, "--key", str(kept.key), *both[:2])
        assert code == 0
        size = Checkpoint.parse(Note.parse(published_note(kept.folder / PUBLISHED)).text).size
        assert f"witness saksi/provinsi signed size {size}, 2024-11-27T04:00:00+00:00" in said["checked"]
        code, said = verify(target, "--key", str(kept.key), *both)
        assert (code, said["faults"]) == (1, ["witness saksi/pemantau has not signed this checkpoint"])
    assert verify(kept.folder, "--witness", str(kept.key))[0] == 2


def test_a_forged_cosignature_is_a_fault(kept: Kept, verify: Told) -> None:
    """A line in the name of a witness that does not verify."""
    cosign(kept, "provinsi")
    path = kept.folder / PUBLISHED / "checkpoint"
    signed = WITNESSES["provinsi"].sign("something else\n", AT_S)
    path.write_text("".join([*path.read_text().splitlines(keepends=True)[:-1], signed]))
    shutil.rmtree(kept.folder / PUBLISHED / "cosigned")
    code, said = verify(kept.folder, "--witness", str(WITNESSES["provinsi"].verifier))
    assert (code, len(said["faults"])) == (1, 1)


def test_a_policy_of_the_node_is_met_by_both_groups(
    kept: Kept, tmp_path: Path, verify: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file that `kawal witness policy` prints names log and witnesses: nothing else is needed to check a receipt,
    a folder, a published log. The supervisor and the city are not enough; the observer's signature is."""
    name_witnesses(kept)
    node = open_node(kept.folder)
    publish(node.engine, node.store.published)
    node.close()
    capsys.readouterr()
    assert main(["witness", "policy", "--data", str(kept.folder)]) == 0
    policy = tmp_path / "policy.txt"
    policy.write_text(capsys.readouterr().out)
    receipt = tmp_path / "saved.tlog-proof"
    targets = (kept.folder, kept.folder / PUBLISHED, receipt)
    for names, code in ((("provinsi", "kota"), 1), (("pemantau",), 0)):
        cosign(kept, *names)
        receipt.write_text(saved(kept, "auditor").text)
        for target in targets:
            got, said = verify(target, "--policy", str(policy))
            assert got == code, (target, said)
            assert (said["faults"] == ["the policy's quorum is not met: 2 of 3 witnesses"]) is bool(code)


def test_signatures_of_an_older_checkpoint_still_count_for_a_folder(kept: Kept, verify: Told) -> None:
    """The node published more since: the checkpoint that the witness signed is kept, and is part of the log."""
    cosign(kept, "provinsi")
    size = Checkpoint.parse(Note.parse(published_note(kept.folder / PUBLISHED)).text).size
    node = open_node(kept.folder)
    node.access.open_account("later", "Nama", (), "test")
    publish(node.engine, node.store.published)
    node.close()
    code, said = verify(kept.folder, "--witness", str(WITNESSES["provinsi"].verifier))
    assert code == 0
    assert f"signed size {size}," in said["checked"][-1]
    assert said["size"] > size


def test_a_policy_accepts_its_own_logs_only(kept: Kept, tmp_path: Path, verify: Told) -> None:
    """Another log's policy is a fault; a key that it does not name is bad input, as is a file that is no policy."""
    other = SigningKey(kept.key.name, bytes([7]) * 32).verifier
    policy = tmp_path / "policy.txt"
    policy.write_text(f"log {other}\nquorum none\n")
    assert verify(kept.folder, "--policy", str(policy))[0] == 1
    assert verify(kept.folder, "--policy", str(policy), "--key", str(kept.key))[0] == 2
    policy.write_text("quorum nobody\n")
    code, said = verify(kept.folder, "--policy", str(policy))
    assert code == 2
    assert "policy.txt line 1" in said["err"]
