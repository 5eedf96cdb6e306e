"""`kawal count`: files of results checked, compared and added up; needs no node."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kawal.cli.answers import print_document
from kawal.cli.usage import whole
from kawal.kernel.errors import Rejected
from kawal.kernel.language import LANGUAGES, Language, language, msg

if TYPE_CHECKING:
    import polars

    from kawal.count.files.check import FileCheck
    from kawal.count.files.compare import Comparison
    from kawal.count.files.table import FormTable
    from kawal.count.files.tabulate import Line
    from kawal.count.recap.diff import RecapDiff

SHOWN = 10


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its three questions."""
    parser = subparsers.add_parser(
        "count",
        help="do the numbers of result files add up",
        description="Check, compare or add up files of results; exit code 1 when a number is wrong or differs.",
        epilog="example:\n  kawal count check results.csv --profile situng2019\n"
        "  kawal count compare ours.csv feed.zip --profile ours.yaml --second-profile sirekap\n"
        "  kawal count compare ours.csv d-hasil.csv --profile ours.yaml --recap 63.71.01",
    )
    questions = parser.add_subparsers(dest="question", metavar="check|compare|tabulate", required=True)
    check = questions.add_parser(
        "check",
        help="every form against the identities of the profile",
        epilog="example:\n  kawal count check results.csv --profile situng2019 --failing failing.csv",
    )
    check.add_argument("file", type=Path)
    check.add_argument("--failing", type=Path, metavar="CSV", help="write the forms that fail there")
    check.set_defaults(run=run_check)
    compare = questions.add_parser(
        "compare",
        help="two files of the same stations, number by number",
        epilog="example:\n  kawal count compare ours.csv feed.zip --profile ours.yaml --second-profile sirekap",
    )
    compare.add_argument("file", type=Path)
    compare.add_argument("second", type=Path)
    compare.add_argument("--second-profile", metavar="P", help="profile of the second file (default: --profile)")
    compare.add_argument("--reading", default="", metavar="R", help="reading of the first file (default: its first)")
    compare.add_argument("--second-reading", default="", metavar="R", help="reading of the second file")
    compare.add_argument(
        "--recap",
        metavar="REGION",
        help="the second file is this region's form of the recapitulation; without --profile both are",
    )
    compare.add_argument("--differences", type=Path, metavar="CSV", help="write every difference there")
    compare.set_defaults(run=run_compare)
    tabulate = questions.add_parser(
        "tabulate",
        help="sums from the station up",
        epilog="example:\n  kawal count tabulate results.csv --profile situng2019 --depth 2",
    )
    tabulate.add_argument("file", type=Path)
    tabulate.add_argument("--reading", default="", metavar="R", help="which reading (default: the first)")
    tabulate.add_argument("--depth", type=whole(0, 6), default=1, metavar="N", help="levels below the sum of all (1)")
    tabulate.set_defaults(run=run_tabulate)
    for question in questions.choices.values():
        question.add_argument(
            "--profile",
            required=question is not compare,
            metavar="P",
            help="situng2019, sirekap, or a YAML file of one's own",
        )
        question.add_argument("--sheet", help="sheet of a workbook (default: the first)")
        question.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document"
        )
        question.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help="language of sentences")
        question.formatter_class = argparse.RawDescriptionHelpFormatter


def run_check(args: argparse.Namespace) -> int:
    """Check one file; 1 when a form fails."""
    from kawal.count.files.check import check_table  # noqa: PLC0415  polars is loaded by those who count only

    table = _read(args.file, args.profile, args.sheet)
    found = check_table(table)
    if args.failing:
        _write(args.failing, found.failing)
    if args.json:
        print_document(_check_document(table, found))
    else:
        print("\n".join(_check_sentences(language(args.lang), table, found)))
    return 0 if found.clean else 1


def run_compare(args: argparse.Namespace) -> int:
    """Compare two files; 1 when a number differs."""
    from kawal.count.files.compare import compare_tables  # noqa: PLC0415

    if args.recap:
        return _run_recap(args)
    if not args.profile:
        raise Rejected("--profile", msg("cara membaca berkas, atau --recap WILAYAH"), msg("tidak ada"))
    first = _read(args.file, args.profile, args.sheet)
    second = _read(args.second, args.second_profile or args.profile, args.sheet)
    return _told(args, compare_tables(first, second, args.reading, args.second_reading))


def _run_recap(args: argparse.Namespace) -> int:
    """Compare two forms of the recapitulation, or stations with the form above them; 1 when a number differs."""
    from kawal.count.files.recapfiles import compare_forms, compare_with_stations, read_form  # noqa: PLC0415

    if args.second_profile or args.second_reading:
        raise Rejected("--second-profile, --second-reading", msg("tidak bersama --recap"), args.recap)
    form = read_form(args.second, args.recap, args.sheet)
    if not args.profile:
        first = read_form(args.file, args.recap, args.sheet)
        return _told(args, compare_forms(first, form, (args.file.name, args.second.name)))
    found = compare_with_stations(_read(args.file, args.profile, args.sheet), form, args.reading)
    cells = [(one, cell) for one in found.differences for cell in one.cells]
    titles = ("form", "place", "field", "first", "second", "difference", "kind")
    rows = [
        (one.form, one.place, cell.field, cell.expected, cell.got, cell.delta, str(one.kind)) for one, cell in cells
    ]
    if args.differences:
        import polars as pl  # noqa: PLC0415

        _write(args.differences, pl.DataFrame(rows, schema=titles, orient="row"))
    if args.json:
        document = {"asked": found.asked, "incomplete": len(found.coverage), "differing": len(found.differences)}
        print_document({**document, "differences": [dict(zip(titles, row, strict=True)) for row in rows]})
    else:
        print("\n".join(_recap_sentences(language(args.lang), found, rows)))
    return 1 if rows else 0


def _told(args: argparse.Namespace, found: "Comparison") -> int:
    if args.differences:
        _write(args.differences, found.differences)
    if args.json:
        print_document(_compare_document(found))
    else:
        print("\n".join(_compare_sentences(language(args.lang), found)))
    return 1 if found.differing else 0


def _recap_sentences(
    told: Language, found: "RecapDiff", rows: Sequence[tuple[str, str, str, int, int, int, str]]
) -> list[str]:
    said = [
        told.text(
            "%(asked)s angka dibandingkan, %(n)s kolom berbeda, %(incomplete)s kolom belum lengkap",
            asked=found.asked,
            n=len(found.differences),
            incomplete=len(found.coverage),
        )
    ]
    for _form, place, field, first, second, difference, kind in rows[:SHOWN]:
        said.append(f"  {place}  {field}: {first} -> {second} ({difference:+d}) {kind}".rstrip())
    if len(rows) > SHOWN:
        more = told.text("dan %(n)s lagi; semuanya dengan --differences BERKAS.csv", n=len(rows) - SHOWN)
        said.append("  " + more)
    return said


def run_tabulate(args: argparse.Namespace) -> int:
    """Add one file up."""
    from kawal.count.files.tabulate import tabulate  # noqa: PLC0415

    table = _read(args.file, args.profile, args.sheet)
    lines = tabulate(table, args.reading, args.depth)
    if args.json:
        print_document({"rows": table.frame.height, "sums": lines})
    else:
        print("\n".join(_table_sentences(language(args.lang), lines)))
    return 0


def _read(path: Path, profile: str, sheet: str | None) -> "FormTable":
    from kawal.count.files.profiles import profile_of  # noqa: PLC0415
    from kawal.count.files.table import read_forms  # noqa: PLC0415

    if not path.exists():
        raise Rejected(str(path), msg("berkas yang dapat dibaca"), msg("tidak ada"))
    return read_forms(path, profile_of(profile), sheet)


def _check_document(table: "FormTable", found: "FileCheck") -> dict[str, object]:
    document: dict[str, object] = {
        "rows": found.rows,
        "missing": found.missing,
        "identities": found.identities,
        "reading_differences": found.reading_differences,
    }
    if table.ignored:
        ignored = table.ignored
        document["ignored"] = {"null_chart": ignored.null_chart, "null_key": ignored.null_key}
        document |= {"complete": ignored.complete, "unread": len(ignored.unread)}
    return document


def _check_sentences(told: Language, table: "FormTable", found: "FileCheck") -> list[str]:
    from kawal.jurisdiction.forms import forms  # noqa: PLC0415

    said = [
        told.text(
            "%(file)s: %(rows)s formulir, %(missing)s tidak lengkap",
            file=table.file,
            rows=found.rows,
            missing=found.missing,
        )
    ]
    for code, outcome in found.identities.items():
        title = forms().identity(code).title.say(told)
        said.append(_outcome(told, f"{code}  {title}", outcome.failed, outcome.checked))
    if found.reading_differences:
        readings = " / ".join(reading.id for reading in table.profile.readings)
        title = told.text("kedua bacaan berbeda (%(readings)s)", readings=readings)
        said.append(_outcome(told, title, found.reading_differences.failed, found.reading_differences.checked))
    if table.ignored:
        said.append(
            told.text(
                'diabaikan: %(charts)s tanpa perolehan, %(keys)s dengan kunci "null"; lengkap %(complete)s',
                charts=table.ignored.null_chart,
                keys=table.ignored.null_key,
                complete=table.ignored.complete,
            )
        )
        said += [told.text("tidak terbaca: %(file)s", file=name) for name in table.ignored.unread[:SHOWN]]
    for row in found.failing.head(SHOWN).iter_rows():
        said.append(
            "  "
            + told.text("periksa formulir: baris %(line)s, %(what)s", line=row[0], what=" ".join(map(str, row[1:])))
        )
    if found.failing.height > SHOWN:
        said.append(
            "  " + told.text("dan %(n)s lagi; semuanya dengan --failing BERKAS.csv", n=found.failing.height - SHOWN)
        )
    return said


def _compare_document(found: "Comparison") -> dict[str, object]:
    return {
        "both": found.both,
        "only_first": found.only_first,
        "only_second": found.only_second,
        "differing": found.differing,
        "fields": found.fields,
        "differences": found.differences.to_dicts(),
    }


def _compare_sentences(told: Language, found: "Comparison") -> list[str]:
    said = [
        told.text(
            "%(both)s TPS di kedua berkas, %(first)s hanya di yang pertama, %(second)s di yang kedua; berbeda: %(n)s",
            both=found.both,
            first=found.only_first,
            second=found.only_second,
            n=found.differing,
        )
    ]
    said += [_outcome(told, name, outcome.failed, outcome.checked) for name, outcome in found.fields.items()]
    for station, field, first, second, difference in found.differences.head(SHOWN).iter_rows():
        said.append(f"  {station}  {field}: {first} -> {second} ({difference:+d})")
    if found.differences.height > SHOWN:
        said.append(
            "  "
            + told.text(
                "dan %(n)s lagi; semuanya dengan --differences BERKAS.csv", n=found.differences.height - SHOWN
            )
        )
    return said


def _table_sentences(told: Language, lines: Sequence["Line"]) -> list[str]:
    said = []
    for line in lines:
        place = " / ".join(line.place) or told.text("semua")
        said.append(
            told.text(
                "%(place)s: %(counted)s dari %(stations)s TPS",
                place=place,
                counted=line.counted,
                stations=line.stations,
            )
        )
        said.append("  " + "  ".join(f"{name} {one.sum}" for name, one in line.numbers.items()))
    return said


def _outcome(told: Language, title: str, failed: int, checked: int) -> str:
    return "  " + told.text("%(title)s: %(failed)s dari %(checked)s", title=title, failed=failed, checked=checked)


def _write(path: Path, frame: "polars.DataFrame") -> None:
    from kawal.outputs.files import write_atomic  # noqa: PLC0415
    from kawal.outputs.tables import csv_bytes  # noqa: PLC0415

    write_atomic(path, csv_bytes(frame.columns, frame.rows()))
