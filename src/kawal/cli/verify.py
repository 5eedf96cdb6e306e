"""`kawal verify`: hash everything anew and compare, without believing the server, the database or the tiles."""

import argparse
from pathlib import Path

import msgspec

from kawal.cli.answers import print_document
from kawal.cli.usage import readable
from kawal.cli.verifying.findings import Demands, Findings, witness_key
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.merkle import ProofError
from kawal.record.note import VerifierKey
from kawal.record.policyfile import read_policy

FAULTS = 1


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "verify",
        help="check a log, a backup or a receipt without trusting who keeps it",
        description=(
            "TARGET is a data folder, a backup, a folder or URL with a published log, a receipt, or a dossier as a "
            "ZIP or unpacked. Give --key from a place that the keeper does not control. Without it the key that the "
            "target itself names is used, and that is said; a published log without its entries names none, so it "
            "needs --key or --policy."
        ),
        epilog=(
            "example:\n  kawal verify kawal-data --signatures\n"
            "  kawal verify kawal-17902.tlog-proof --key 'kawal/x+1234abcd+...'\n"
            "  kawal verify berkas.zip --key 'kawal/x+1234abcd+...'\n"
            "  kawal verify https://posko.example/log --policy policy.txt"
        ),
    )
    parser.add_argument("target", help="folder, URL, receipt file or dossier")
    parser.add_argument(
        "--key", default="", metavar="VKEY", help="verifier key of the log (else that of the policy or the target)"
    )
    parser.add_argument("--entry", type=Path, help="the report or entry of a receipt that does not carry it")
    parser.add_argument("--signatures", action="store_true", help="check the signature of every report too")
    parser.add_argument(
        "--witness", action="append", default=[], metavar="VKEY", help="who must have cosigned; again for more"
    )
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="logs and witnesses to rely on (C2SP tlog-policy)"
    )
    parser.set_defaults(run=run)


class Checked(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was checked and what was not; `faults` is empty when all that was asked for holds."""

    target: str
    checked: list[str]
    unchecked: list[str]
    faults: list[str]
    size: int = 0
    root: str = ""


def run(args: argparse.Namespace) -> int:
    """Check; 0 when everything that was asked for holds, 1 when something does not."""
    told = language(args.lang)
    findings = Findings()
    checkpoint: Checkpoint | None = None
    try:
        checkpoint = _check(args, findings)
    except ProofError as error:
        findings.faults.append(error.message)
    marked = (("●", findings.checked), ("○", findings.unchecked), ("▲", findings.faults))
    checked, unchecked, faults = ([told.say(one) for one in found] for _, found in marked)
    if args.json:
        size, root = (checkpoint.size, checkpoint.root.hex()) if checkpoint else (0, "")
        print_document(Checked(args.target, checked, unchecked, faults, size, root))
    else:
        for mark, found in marked:
            for one in found:
                print(f"{mark} {told.say(one)}")
    return FAULTS if faults else 0


def _check(args: argparse.Namespace, findings: Findings) -> Checkpoint | None:
    from kawal.cli.verifying.dossier import check_dossier, is_dossier  # noqa: PLC0415
    from kawal.cli.verifying.folder import check_folder  # noqa: PLC0415
    from kawal.cli.verifying.published import check_published, from_folder, from_url  # noqa: PLC0415
    from kawal.cli.verifying.receipt import check_receipt  # noqa: PLC0415

    target, demands = args.target, _demands(args)
    if args.entry and not Path(target).is_file():
        raise Rejected("--entry", msg("tanda terima sebagai sasaran verify"), target)
    if args.entry:
        readable(args.entry, "--entry")
    if target.startswith(("http://", "https://")):
        return check_published(target, from_url(target), demands, findings)
    path = Path(target)
    if is_dossier(path):
        return check_dossier(path, demands, findings)
    if path.is_file():
        return check_receipt(path, demands, findings)
    if (path / "node.json").is_file() or (path / "kawal.sqlite3").is_file():
        return check_folder(path, demands, findings)
    if (path / "checkpoint").is_file():
        return check_published(target, from_folder(path), demands, findings)
    expected = msg("folder data, cadangan, log terbit, alamat http(s), tanda terima, atau berkas bukti")
    raise Rejected(target, expected, msg("isi lain") if path.exists() else msg("tidak ada"))


def _demands(args: argparse.Namespace) -> Demands:
    policy = (
        read_policy(args.policy.read_bytes().decode(errors="surrogateescape"), str(args.policy))
        if args.policy
        else None
    )
    key = VerifierKey.parse(args.key) if args.key else None
    return Demands(key, tuple(witness_key(one) for one in args.witness), policy, args.signatures, args.entry)
