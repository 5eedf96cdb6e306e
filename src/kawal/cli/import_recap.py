"""`kawal import recap`: a form of the recapitulation (D.Hasil) from a CSV or XLSX file."""

import argparse

from kawal.cli.answers import print_document
from kawal.cli.remote import writing
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg

RECAP = "recap"
SOURCES = ("official", "agent")


def options(parser: argparse.ArgumentParser) -> None:
    """What only a recapitulation needs."""
    parser.add_argument("--region", help="recap: the region whose form it is: 63.71.01, 63.71, 63")


def run(args: argparse.Namespace) -> int:
    """Take one form; 0 when it was taken, or would be."""
    from kawal.access.profiles import PARTS  # noqa: PLC0415
    from kawal.app import open_recaps  # noqa: PLC0415

    for name in ("contest", "region"):
        if not getattr(args, name):
            raise Rejected(f"--{name}", msg("pilihan yang wajib bagi rekap"), msg("tidak ada"))
    if args.replace or args.skip_bad:
        raise Rejected("--replace, --skip-bad", msg("hanya untuk tabel daftar"), args.kind)
    source = "official" if args.source == "public_feed" else args.source  # the default of results is none of a form's
    if source not in SOURCES:
        raise Rejected("--source", msg("salah satu dari: %(choices)s", choices=", ".join(SOURCES)), source)
    if not 1 <= args.round <= 9:
        raise Rejected("--round", msg("bilangan 1 sampai 9"), args.round)
    told = language(args.lang)
    with writing(args) as node:
        if "count" not in PARTS[node.founding.profile]:
            raise Rejected(RECAP, msg("simpul yang menghitung suara"), node.founding.profile)
        with open_recaps(node) as desk:
            form = desk.take_file(
                args.file,
                args.contest,
                args.region,
                "agent" if source == "agent" else "official",
                "cli",
                args.round,
                sheet=args.sheet,
                keep=not args.dry_run,
            )
    counts = {"columns": len(form.columns), "numbers": sum(map(len, (*form.columns.values(), form.total)))}
    if args.json:
        document = {"imported": not args.dry_run, "region": form.region, "contest": form.contest, **counts}
        print_document(document)
        return 0
    print(told.text("%(file)s: %(columns)s kolom, %(numbers)s angka", file=args.file.name, **counts))
    if args.dry_run:
        print(told.text("percobaan saja, tidak ada yang dimasukkan"))
    return 0
