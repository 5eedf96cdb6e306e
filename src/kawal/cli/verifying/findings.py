"""What is asked of a check, and what it found: what holds, what it could not look at, what does not hold."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.merkle import ProofError
from kawal.record.note import COSIGNATURE, Note, VerifierKey
from kawal.record.policyfile import Policy


class Demands(msgspec.Struct, frozen=True):
    """What the caller wants to be sure of."""

    key: VerifierKey | None = None
    witnesses: tuple[VerifierKey, ...] = ()
    policy: Policy | None = None
    signatures: bool = False
    entry: Path | None = None


class Findings:
    """Sentences, in the order in which they were found; nothing is left out of them."""

    def __init__(self) -> None:
        self.checked: list[Message] = []
        self.unchecked: list[Message] = []
        self.faults: list[Message] = []


def witness_key(text: str) -> VerifierKey:
    """The key of a witness; raises Rejected for any other."""
    key = VerifierKey.parse(text)
    if key.kind != COSIGNATURE:
        raise Rejected("--witness", msg("kunci saksi %(name)s", name=key.name), text)
    return key


def log_key(demands: Demands, note: str, named: Callable[[], str], findings: Findings) -> VerifierKey:
    """The log's key: the one that was given, one of the policy's, or the one that the target itself names.

    Raises Rejected when there is none, ProofError when the policy accepts no signature of the note.
    """
    accepted = demands.policy.logs if demands.policy else ()
    if demands.key:
        if accepted and demands.key not in accepted:
            raise Rejected("--key", msg("log yang disebut kebijakan"), demands.key)
        return demands.key
    if accepted:
        parsed = Note.parse(note)
        for key in accepted:
            if key.name == Checkpoint.parse(parsed.text).origin and parsed.verify(key) is not None:
                return key
        raise ProofError(msg("segel tidak ditandatangani log yang disebut kebijakan"))
    found = named()
    if not found:
        raise Rejected("--key", msg("kunci pemeriksa log"), msg("tidak ada di sini"))
    findings.checked.append(
        msg("kunci diambil dari yang diperiksa ini: %(key)s; bandingkan dengan yang diumumkan", key=found)
    )
    return VerifierKey.parse(found)


def check_witnesses(notes: Sequence[str], demands: Demands, findings: Findings) -> None:
    """Say who cosigned which size, and whether what was demanded is there. All notes are of the log, checked before.

    A witness that is demanded must have signed one of them; a policy must be met by one of them alone. Raises
    ProofError when a line of one of these witnesses does not verify.
    """
    policy = demands.policy
    keys = dict.fromkeys(demands.witnesses, "")
    keys |= {key: name for name, key in policy.witnesses.items()} if policy else {}
    newest: dict[VerifierKey, tuple[int, int]] = {}
    met = policy is None
    for note in notes:
        parsed = Note.parse(note)
        size = Checkpoint.parse(parsed.text).size
        times = {key: time_s for key in keys if (time_s := parsed.verify(key)) is not None}
        newest |= {key: (size, time_s) for key, time_s in times.items() if size >= newest.get(key, (0, 0))[0]}
        met = met or (policy is not None and policy.is_met(keys[key] for key in times))
    for key, (size, time_s) in newest.items():
        findings.checked.append(
            msg(
                "saksi %(name)s menandatangani ukuran %(size)s, %(at)s", name=key.name, size=str(size), at=_at(time_s)
            )
        )
    for key in demands.witnesses:
        if key not in newest:
            findings.faults.append(msg("saksi %(name)s tidak menandatangani segel ini", name=key.name))
    if not met:
        findings.faults.append(
            msg("kuorum kebijakan tidak terpenuhi: %(n)s dari %(all)s saksi", n=len(newest), all=len(keys))
        )
    others = max((len(Note.parse(note).signatures) - 1 for note in notes), default=0)
    if others > 0 and not keys:
        findings.unchecked.append(
            msg("%(n)s tanda tangan saksi tidak diperiksa: beri --witness atau --policy", n=others)
        )


def _at(time_s: int) -> str:
    try:
        return datetime.fromtimestamp(time_s, UTC).isoformat()
    except (OverflowError, ValueError, OSError):  # whatever a witness's clock said
        return str(time_s)
