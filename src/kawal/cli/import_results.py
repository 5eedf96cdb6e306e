"""`kawal import results`: copies of forms from KPU's public feed or a table, as readings of one source."""

import argparse
from pathlib import Path

import msgspec

from kawal.cli.answers import print_document
from kawal.cli.remote import writing
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg

RESULTS = "results"


def options(parser: argparse.ArgumentParser) -> None:
    """What only results need."""
    parser.add_argument("--profile", type=_profile, help="results: how the file is read: sirekap, or a YAML file")
    parser.add_argument("--contest", choices=("governor", "regent", "mayor"), help="results: of which contest")
    parser.add_argument(
        "--source", default="public_feed", help="results: whose copies they are (default: public_feed)"
    )
    parser.add_argument("--round", type=int, default=1, help="results: of which round (default: 1)")


def _profile(text: str) -> str | Path:
    """The name of a profile, or the file of one's own: a path, so that a running server looks where it was called."""
    return Path(text) if Path(text).suffix else text


def run(args: argparse.Namespace) -> int:
    """Take one file of results; 0 when it was taken, or would be."""
    from kawal.access.profiles import PARTS  # noqa: PLC0415
    from kawal.app import open_results  # noqa: PLC0415
    from kawal.count.files.profiles import profile_of  # noqa: PLC0415

    for name in ("profile", "contest"):
        if not getattr(args, name):
            raise Rejected(f"--{name}", msg("pilihan yang wajib bagi hasil"), msg("tidak ada"))
    if args.replace or args.skip_bad or args.sheet:
        raise Rejected("--replace, --skip-bad, --sheet", msg("hanya untuk tabel daftar"), args.kind)
    if not 1 <= args.round <= 9:
        raise Rejected("--round", msg("bilangan 1 sampai 9"), args.round)
    profile = profile_of(str(args.profile))
    told = language(args.lang)
    with writing(args) as node:
        if "count" not in PARTS[node.founding.profile]:
            raise Rejected("results", msg("simpul yang menghitung suara"), node.founding.profile)
        with open_results(node) as desk:
            found = desk.look(
                args.file, args.file.name, profile, args.contest, args.source, args.round, lambda _place: True
            )
            if not args.dry_run:
                desk.take(found, "cli")
    counts = {
        "rows": found.rows,
        "readings": len(found.readings),
        "unknown": len(found.unknown),
        "empty": found.empty,
        "replaces": found.replaces,
    }
    if args.json:
        ignored = msgspec.to_builtins(found.ignored) if found.ignored else None
        document = {"imported": not args.dry_run, **counts, "as_of": found.as_of, "ignored": ignored}
        print_document(document)
        return 0
    summary = msg(
        "%(file)s: %(rows)s baris, %(readings)s bacaan, %(unknown)s TPS tidak dikenal, %(empty)s tanpa angka, "
        "%(replaces)s mengganti bacaan sumber yang sama",
        file=found.file,
        **counts,
    )
    print(told.say(summary))
    if args.dry_run:
        print(told.text("percobaan saja, tidak ada yang dimasukkan"))
    return 0
