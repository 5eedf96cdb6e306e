"""A dossier: its form, every file, every proof, every signature, and who cosigned its checkpoint."""

from pathlib import Path

from kawal.cli.verifying.findings import Demands, Findings, check_witnesses, log_key
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.dossier import CHECKPOINT, named_key, open_dossier
from kawal.record.dossiercheck import check_dossier as checked_files
from kawal.record.dossiercheck import text_of
from kawal.record.merkle import ProofError


def is_dossier(path: Path) -> bool:
    """Whether a file says to be a ZIP, by its name or its first bytes."""
    with path.open("rb") as file:
        return path.suffix.lower() == ".zip" or file.read(2) == b"PK"


def check_dossier(path: Path, demands: Demands, findings: Findings) -> Checkpoint | None:
    """Check a dossier; every fault goes to `findings`. Raises Rejected for what else is demanded of it."""
    if demands.entry is not None:
        raise Rejected("--entry", msg("tanda terima sebagai sasaran verify"), str(path))
    files, faults = open_dossier(path.read_bytes())
    findings.faults += faults
    if not files:
        return None
    try:
        key = log_key(demands, text_of(files, CHECKPOINT), lambda: named_key(files), findings)
    except Rejected as error:
        if demands.key:
            raise
        findings.faults.append(error.message)  # the dossier names no key, or none that is one
        return None
    found = checked_files(files, key)
    findings.checked += found.checked
    findings.unchecked += found.unchecked
    findings.faults += found.faults
    try:
        checkpoint = open_checkpoint(text_of(files, CHECKPOINT), key)
    except ProofError:
        return None  # named with the proofs
    check_witnesses((text_of(files, CHECKPOINT),), demands, findings)
    return checkpoint
