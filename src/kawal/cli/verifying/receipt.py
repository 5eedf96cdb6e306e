"""A receipt: that its entry stands in the log, and what the report says that it is about."""

import json
from pathlib import Path

from kawal.cli.verifying.findings import Demands, Findings, check_witnesses, log_key
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.evidence import Evidence, Shown
from kawal.record.merkle import hash_leaf
from kawal.record.receipt import HEADER, Receipt


def check_receipt(path: Path, demands: Demands, findings: Findings) -> Checkpoint:
    """Check a receipt with the report that it carries, or with the given one. Raises ProofError, Rejected."""
    text = path.read_text(errors="replace")
    if not text.startswith(HEADER):
        raise Rejected(str(path), HEADER, msg("isi lain"))
    receipt = Receipt.parse(text)
    evidence = None
    if demands.entry is None:
        if not receipt.extra:
            raise Rejected("--entry", msg("laporan dari tanda terima ini"), msg("tidak ada di sini"))
        evidence = Evidence.decode(receipt.extra)
    given = evidence.report.encode() if evidence else demands.entry.read_bytes() if demands.entry else b""
    key = log_key(demands, receipt.note, lambda: evidence.log_key if evidence else "", findings)
    shown = Shown.parse(given)
    checkpoint = receipt.verify(hash_leaf(shown.entry), key)
    findings.checked.append(
        msg(
            "catatan %(index)s ada dalam log berukuran %(size)s dan tidak berubah",
            index=str(receipt.index),
            size=str(checkpoint.size),
        )
    )
    if shown.jws is not None:
        findings.checked.append(
            msg(
                "laporan itu berbunyi %(said)s; %(n)s bagian tertutup ditunjukkan, cocok dengan yang ditandatangani",
                said=json.dumps(shown.said),
                n=shown.disclosures,
            )
        )
    if evidence and evidence.signer and shown.jws is not None:
        shown.check_signer(evidence.signer)
        findings.checked.append(msg("tanda tangan laporan sah, dengan kunci %(kid)s", kid=shown.jws.header.kid))
        findings.unchecked.append(msg("milik siapa kunci itu tidak diperiksa: pendaftarannya catatan lain dalam log"))
    elif demands.signatures:
        findings.faults.append(msg("tanda tangan laporan tidak dapat diperiksa: kuncinya tidak ada di sini"))
    check_witnesses((receipt.note,), demands, findings)
    return checkpoint
