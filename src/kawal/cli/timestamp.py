"""`kawal timestamp`: a request to a timestamp authority (RFC 3161) over the checkpoint, and its reply taken in."""

import argparse
import sys
from pathlib import Path

from kawal.cli.answers import print_document
from kawal.cli.remote import writing
from kawal.cli.usage import readable
from kawal.kernel.language import LANGUAGES, language

MOST_BYTES = 100_000


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its two halves."""
    parser = subparsers.add_parser(
        "timestamp",
        help="a timestamp (RFC 3161) of an authority outside over the log",
        description="Writes a request over the newest checkpoint for any authority, and takes its reply in.",
        epilog="example:\n  kawal timestamp request kawal.tsq\n"
        "  curl -H 'content-type: application/timestamp-query' --data-binary @kawal.tsq -o kawal.tsr https://tsa.example\n"
        "  kawal timestamp import kawal.tsr --checkpoint kawal.tsq.checkpoint",
    )
    halves = parser.add_subparsers(dest="half", metavar="request|import", required=True)
    request = halves.add_parser(
        "request",
        help="write the request, and beside it the checkpoint that it is over",
        epilog="example:\n  kawal timestamp request kawal.tsq",
    )
    request.add_argument("file", type=Path, metavar="TSQ")
    request.set_defaults(run=run_request)
    taken = halves.add_parser(
        "import",
        help="check the reply and keep it",
        epilog="example:\n  kawal timestamp import kawal.tsr --checkpoint kawal.tsq.checkpoint",
    )
    taken.add_argument("file", type=Path, metavar="TSR")
    taken.add_argument("--checkpoint", type=Path, required=True, metavar="FILE", help="the checkpoint of the request")
    taken.set_defaults(run=run_import)
    for half in halves.choices.values():
        half.formatter_class = argparse.RawDescriptionHelpFormatter
        half.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")
        half.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help="language of sentences")
        half.add_argument(
            "--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="data folder of the node"
        )


def run_request(args: argparse.Namespace) -> int:
    """Write the request; reads the folder as it lies."""
    from kawal.outputs.files import write_atomic  # noqa: PLC0415
    from kawal.record.timestamp import checkpoint_digest, timestamp_request  # noqa: PLC0415
    from kawal.store.folder import database_of, read_settings  # noqa: PLC0415
    from kawal.store.log import read_note  # noqa: PLC0415
    from kawal.store.reading import reading  # noqa: PLC0415

    read_settings(args.data)
    with reading(database_of(args.data)) as connection:
        note = read_note(connection)
    beside = args.file.with_name(f"{args.file.name}.checkpoint")
    write_atomic(beside, note.encode())
    write_atomic(args.file, timestamp_request(checkpoint_digest(note)))
    if args.json:
        print_document({"request": str(args.file), "checkpoint": str(beside)})
    else:
        told = language(args.lang)
        print(told.text("%(file)s untuk pemberi cap waktu; simpan %(note)s", file=str(args.file), note=str(beside)))
    return 0


def run_import(args: argparse.Namespace) -> int:
    """Check and keep the reply; 0."""
    from kawal.disputes.dossier.stamping import take_stamp  # noqa: PLC0415

    reply, note = _read(args.file), _read(args.checkpoint)
    with writing(args) as node:
        stamped = take_stamp(node.store, reply, note.decode("utf-8", "replace"), "cli")
    at = stamped.at.isoformat()
    if args.json:
        print_document({"authority": stamped.authority, "at": at})
        return 0
    told = language(args.lang)
    print(told.text("cap waktu %(authority)s, %(at)s, tersimpan", authority=stamped.authority, at=at))
    print(told.text("percaya pada penerbit sertifikatnya adalah keputusan pembaca"), file=sys.stderr)
    return 0


def _read(path: Path) -> bytes:
    with readable(path).open("rb") as file:
        return file.read(MOST_BYTES)
