"""`kawal import`: a file into the registry, or a report of everything that is wrong with it."""

import argparse
import sys
from pathlib import Path

import msgspec

from kawal.cli import import_recap, import_results
from kawal.cli.answers import fault_document, print_document
from kawal.cli.import_recap import RECAP
from kawal.cli.import_results import RESULTS
from kawal.cli.remote import writing
from kawal.cli.usage import readable
from kawal.election import kindnames
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg

LINES = "lines"
"""News for the duty log."""
CONVOYS = "convoys"
"""Supplies on their way."""
KINDS = (*kindnames.KINDS, CONVOYS, LINES, RESULTS, RECAP)


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "import",
        help="import a file into the registry, convoys, lines of news, or results of the count",
        description="Imports CSV, XLSX or GeoJSON; lines also from JSON or a chat. Nothing unless every row is good.",
        epilog="example:\n  kawal import stations tps.xlsx --dry-run\n  kawal import lines chat.txt",
    )
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
    parser.add_argument("--skip-bad", action="store_true", help="import the good rows, report the bad ones")
    parser.add_argument("--replace", action="store_true", help="also remove rows that the file does not have")
    parser.add_argument("--sheet", help="sheet of a workbook (default: the first)")
    import_results.options(parser)
    import_recap.options(parser)
    parser.set_defaults(run=run, undone={"imported": False})


def run(args: argparse.Namespace) -> int:
    """Import one file; 0 when it was taken, 2 when rows were bad."""
    from kawal.election.duplicates import same_person_in_two_rosters  # noqa: PLC0415
    from kawal.election.importers.run import Options, import_file  # noqa: PLC0415
    from kawal.election.queries import load_registry  # noqa: PLC0415

    if args.kind == RESULTS and args.file.exists():
        return import_results.run(args)
    readable(args.file)
    others = {LINES: _import_lines, CONVOYS: _import_convoys, RECAP: import_recap.run}
    if args.kind in others:
        return others[args.kind](args)
    options = Options(dry_run=args.dry_run, skip_bad=args.skip_bad, replace=args.replace, sheet=args.sheet)
    told = language(args.lang)
    with writing(args) as node:
        report = import_file(node.writer, args.kind, args.file, options, actor="cli")
        pairs = []
        if args.kind == "people":
            with node.reading() as connection:
                pairs = list(same_person_in_two_rosters(load_registry(connection).people))
    for fault in report.faults:
        print(fault.tell(told), file=sys.stderr)
    difference = report.difference
    summary = msg(
        "%(file)s: %(added)s baru, %(changed)s berubah, %(removed)s hilang, %(unchanged)s tetap, %(faults)s salah",
        file=report.file,
        added=len(difference.added),
        changed=len(difference.changed),
        removed=len(difference.removed),
        unchanged=difference.unchanged,
        faults=len(report.faults),
    )
    if args.json:
        print_document(
            {
                "imported": report.written,
                "dry_run": args.dry_run,
                "rows": report.rows,
                "added": len(difference.added),
                "changed": len(difference.changed),
                "removed": len(difference.removed),
                "unchanged": difference.unchanged,
                "faults": [fault_document(fault, told) for fault in report.faults],
                "same_person_in_two_rosters": [
                    {"first": pair.first.id, "second": pair.second.id, "evidence": pair.evidence} for pair in pairs
                ],
            }
        )
    else:
        print(told.say(summary))
        if args.dry_run:
            print(told.text("percobaan saja, tidak ada yang dimasukkan"))
        for pair in pairs:
            print(
                told.text(
                    "mungkin orang yang sama: %(first)s (%(first_roster)s) dan %(second)s (%(second_roster)s)",
                    first=f"{pair.first.id} {pair.first.name}",
                    first_roster=pair.first.roster,
                    second=f"{pair.second.id} {pair.second.name}",
                    second_roster=pair.second.roster,
                )
            )
    return 2 if report.faults and args.dry_run and not args.skip_bad else 0


def _import_lines(args: argparse.Namespace) -> int:
    """Lines of news from a chat or a table; each once, however often the file is given."""
    from kawal.app import open_lines  # noqa: PLC0415
    from kawal.field.channels.importing.upload import lines_of_upload  # noqa: PLC0415
    from kawal.field.incoming import Author  # noqa: PLC0415

    if args.replace or args.skip_bad or args.sheet:
        raise Rejected("--replace, --skip-bad, --sheet", msg("hanya untuk tabel daftar"), args.kind)
    told = language(args.lang)
    with writing(args) as node, open_lines(node) as desk:
        now = node.clock()
        lines = lines_of_upload(args.file.read_bytes(), args.file.name, now, desk.zone).lines
        if not desk.takes_results():
            grammar = desk.grammar()
            lines = tuple(one.without_votes() if grammar.read(one.text).results else one for one in lines)
        incoming = [one.incoming("import", one.text, now) for one in lines]
        author = Author("cli", "clerk", lambda _place: True)
        if args.dry_run:
            states = [desk.look(one, author).state for one in incoming]
            new = len(incoming)
        else:
            kept = desk.take(incoming, author)
            states = [one.understood.state for one in kept]
            new = sum(1 for one in kept if not one.repeated)
    counts = {
        "lines": len(states),
        "new": new,
        **{state: states.count(state) for state in ("read", "asked", "noise")},
    }
    if args.json:
        print_document({"imported": not args.dry_run, **counts})
    else:
        summary = msg(
            "%(file)s: %(lines)s baris, %(new)s baru; %(read)s terbaca, %(asked)s ditanyakan, %(noise)s tanpa kabar",
            file=args.file.name,
            **counts,
        )
        print(told.say(summary))
    return 0


def _import_convoys(args: argparse.Namespace) -> int:
    """Convoys and the lots that they carry; what is planned so already stays."""
    from kawal.jurisdiction.zones import zone_of  # noqa: PLC0415
    from kawal.watch.convoys.planfile import import_plan  # noqa: PLC0415

    if args.replace or args.skip_bad:
        raise Rejected("--replace, --skip-bad", msg("hanya untuk tabel daftar"), args.kind)
    told = language(args.lang)
    with writing(args) as node:
        zone = zone_of(node.founding.region)
        held = import_plan(node.writer, args.file, zone, "cli", dry_run=args.dry_run, sheet=args.sheet)
    counts = msgspec.structs.asdict(held)
    if args.json:
        print_document({"imported": bool(held.changed) and not args.dry_run, **counts})
        return 0
    summary = msg(
        "%(file)s: %(convoys)s iring-iringan, %(lots)s lot, %(boxes)s kotak; %(changed)s baru atau berubah",
        file=args.file.name,
        **counts,
    )
    print(told.say(summary))
    if args.dry_run:
        print(told.text("percobaan saja, tidak ada yang dimasukkan"))
    return 0
