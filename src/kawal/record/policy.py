"""Which witnesses a checkpoint must carry before others can rely on it: so many of each group."""

from typing import Literal

import msgspec

from kawal.record.note import COSIGNATURE, Note, VerifierKey

Group = Literal["supervisor", "non_government", "government"]
DEFAULT_QUORUM: tuple[tuple[Group, int], ...] = (("supervisor", 1), ("non_government", 1))
"""At least one supervisor and one from outside government."""


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another institution that signs the size and root of this log, and never its content."""

    name: str
    key: str
    """Its verifier key of kind 0x04, `name+hash+key`."""
    group: Group
    url: str = ""

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey.parse(self.key)


class Cosigned(msgspec.Struct, frozen=True):
    """A witness that signed a checkpoint, and when (POSIX seconds, by its own clock)."""

    witness: Witness
    time_s: int


def cosignatures(note: str, witnesses: tuple[Witness, ...]) -> tuple[Cosigned, ...]:
    """Who of `witnesses` has signed; raises ProofError when a line of one of them does not verify."""
    parsed = Note.parse(note)
    times = ((witness, parsed.verify(witness.verifier)) for witness in witnesses if _kind(witness) == COSIGNATURE)
    return tuple(Cosigned(witness, time_s) for witness, time_s in times if time_s is not None)


def lacking(
    signed: tuple[Cosigned, ...], quorum: tuple[tuple[Group, int], ...] = DEFAULT_QUORUM
) -> tuple[tuple[Group, int], ...]:
    """How many witnesses of each group are still missing; empty when the policy is met."""
    present = {group: sum(one.witness.group == group for one in signed) for group, _ in quorum}
    return tuple((group, wanted - present[group]) for group, wanted in quorum if present[group] < wanted)


def _kind(witness: Witness) -> int:
    return witness.verifier.kind
