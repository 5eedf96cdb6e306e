"""Policies as files (C2SP tlog-policy): the quorum counts as the specification says, a faulty line is named."""

from pathlib import Path

import pytest

from kawal.kernel.errors import Rejected
from kawal.record.note import COSIGNATURE, SigningKey
from kawal.record.policy import Group, Witness
from kawal.record.policyfile import policy_text, read_policy

LOG = SigningKey("kawal/test", bytes(32)).verifier
KEYS = {
    name: SigningKey(f"saksi/{name}", bytes([at]) * 32, COSIGNATURE).verifier
    for at, name in enumerate(("x1", "x2", "x3", "y1", "y2", "y3"), start=1)
}
WITNESSES = "".join(f"witness {name} {key}\n" for name, key in KEYS.items())
EXAMPLE = f"""# the example of the specification
log {LOG}
{WITNESSES}
 group\tX-witnesses 2 x1 x2 x3
group Y-witnesses any y1 y2 y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


@pytest.mark.parametrize(
    ("signed", "met"),
    [("x1 x2 y1", True), ("x1 x3 y2 y3", True), ("x1 y1 y2 y3", False), ("x1 x2 x3", False), ("", False)],
)
def test_two_of_three_and_one_of_three(signed: str, met: bool) -> None:
    """At least two of the Xs and one of the Ys."""
    policy = read_policy(EXAMPLE, "policy")
    assert policy.logs == (LOG,)
    assert policy.is_met(signed.split()) is met


def test_a_single_witness_or_none_can_be_the_quorum() -> None:
    """`quorum x2` wants that one; `quorum none` wants nobody."""
    assert read_policy(f"{WITNESSES}quorum x2", "policy").is_met(["x2"])
    assert not read_policy(f"{WITNESSES}quorum x2", "policy").is_met(["x1", "x3"])
    assert read_policy("quorum none\n", "policy").is_met([])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("witness x1 {other}", "x1"),
        ("witness again {x1}", "saksi/x1"),
        ("witness none {other}", "none"),
        ("witness plain {log}", "kawal/test"),
        ("witness broken saksi/a+00000000+AAAA", "saksi/a"),
        ("log {x1}", "saksi/x1"),
        ("group g 1 later", "later"),
        ("group g 0 x1", "0"),
        ("group g 3 x1 x2", "3"),
        ("group g some x1", "some"),
        ("group g any", "group g any"),
        ("group g any x1 x1", "x1"),
        ("group x2 any x1", "x2"),
        ("quorum later", "later"),
        ("quorum x1\nquorum x1", "quorum x1"),
        ("anything", "anything"),
        ("# a comment\rquorum none", "comment"),
    ],
)
def test_a_faulty_line_is_named(line: str, says: str) -> None:
    """File, line, what was expected and what came."""
    other = SigningKey("saksi/other", bytes([9]) * 32, COSIGNATURE).verifier
    text = WITNESSES + line.format(other=other, x1=KEYS["x1"], log=LOG) + ("" if "quorum" in line else "\nquorum x1")
    at = 6 + line.count("\n") + 1
    with pytest.raises(Rejected, match=f"policy baris {at}: .*{says}"):
        read_policy(text, "policy")


def test_a_policy_without_quorum_is_none() -> None:
    """It would demand nothing, and look as if it did."""
    with pytest.raises(Rejected, match="quorum"):
        read_policy(f"log {LOG}\n{WITNESSES}", "policy")


def test_a_nodes_own_policy_wants_one_of_each_group(tmp_path: Path) -> None:
    """One supervisor and one from outside government; a government's witness does not count."""
    groups: dict[str, Group] = {"x1": "supervisor", "x2": "supervisor", "y1": "non_government", "y2": "government"}
    witnesses = tuple(Witness(f"saksi/{name}", str(KEYS[name]), group) for name, group in groups.items())
    policy = read_policy(policy_text(LOG, witnesses), str(tmp_path))
    assert policy.is_met(["saksi/x2", "saksi/y1"])
    assert not policy.is_met(["saksi/x1", "saksi/x2", "saksi/y2"])
    with pytest.raises(Rejected, match="non_government"):
        policy_text(LOG, witnesses[:2])
