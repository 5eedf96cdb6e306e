"""A dossier: its form, every file, every proof, every signature, and who cosigned its checkpoint."""

from pathlib import Path

from kawal.cli.verifying.findings import Demands, Findings, check_witnesses, log_key
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.dossier import CHECKPOINT, FIRST, FOUNDING, Bodies, named_key, open_dossier, text_of
from kawal.record.dossiercheck import check_dossier as checked_files
from kawal.record.merkle import ProofError
from kawal.record.plainzip import MOST_ZIP_BYTES


def is_dossier(path: Path) -> bool:
    """Whether a file says to be a ZIP, by its name or its first bytes, or a folder to be an unpacked dossier."""
    if path.is_dir():
        return any((path / name).is_file() for name in FIRST)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return path.suffix.lower() == ".zip" or file.read(2) == b"PK"


def check_dossier(path: Path, demands: Demands, findings: Findings) -> Checkpoint | None:
    """Check a dossier; every fault goes to `findings`. Raises Rejected for what else is demanded of it."""
    if demands.entry is not None:
        raise Rejected("--entry", msg("tanda terima sebagai sasaran verify"), str(path))
    files = _files(path, findings)
    if not files:
        return None
    try:
        key = log_key(demands, text_of(files, CHECKPOINT), lambda: named_key(files), findings)
    except Rejected:
        if demands.key:
            raise
        findings.faults.append(msg("%(name)s tidak ada atau tidak menyebut kunci log: beri --key", name=FOUNDING))
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


def _files(path: Path, findings: Findings) -> Bodies:
    """The files of a ZIP, or of a folder into which one was unpacked: of that the form of the ZIP is not checked."""
    if path.is_dir():
        findings.unchecked.append(msg("folder hasil ekstrak: bentuk baku ZIP-nya tidak diperiksa"))
        found = sorted(one for one in path.rglob("*") if one.is_file())
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in found}
    size = path.stat().st_size
    if size > MOST_ZIP_BYTES:
        findings.faults.append(msg("ZIP ini lebih besar daripada berkas bukti mana pun: %(n)s byte", n=size))
        return {}
    files, faults = open_dossier(path.read_bytes())
    findings.faults += faults
    return files
