"""`kawal risk`: which stations, and why; the matrix of what others must do; the weights for a plan."""

import argparse
import sys
from pathlib import Path

from kawal.cli.answers import print_document
from kawal.cli.usage import whole
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "risk",
        help="rank the stations of the registry, with reasons",
        description="Ranks the stations of the loaded registry by Bawaslu's indicators, with each one's share.",
        epilog="example:\n  kawal risk --top 20 --out risk/",
    )
    parser.add_argument("--top", type=whole(0, 1_000_000), default=20, help="stations to print (default 20)")
    parser.add_argument("--weights", type=Path, help="YAML with other strengths, like the shipped one")
    parser.add_argument(
        "--out", type=Path, help="write risk.csv, mitigation.csv and stations.csv (for kawal plan) there"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the ranking; 0."""
    from kawal.election.queries import load_registry  # noqa: PLC0415
    from kawal.jurisdiction.load import instrument, read_instrument  # noqa: PLC0415
    from kawal.node import open_node  # noqa: PLC0415  the database and numpy are loaded by those who use them
    from kawal.outputs.files import write_folder  # noqa: PLC0415
    from kawal.risk.assess import assess, election_day  # noqa: PLC0415
    from kawal.risk.mitigation import matrix  # noqa: PLC0415
    from kawal.risk.queries import load_marked, load_taken  # noqa: PLC0415
    from kawal.risk.tablefiles import matrix_rows, risk_rows, station_rows  # noqa: PLC0415

    told = language(args.lang)
    node = open_node(args.data)
    with node.reading() as connection:
        registry, marked = load_registry(connection), load_marked(connection)
        taken = load_taken(connection)
    if not registry.stations:
        raise Rejected(str(args.data), msg("registri dengan TPS"), msg("registri kosong"))
    today = node.clock().date()
    assessment = assess(registry, read_instrument(args.weights) if args.weights else instrument(), today)
    measures = matrix(registry, assessment, marked, election_day(registry) or today, taken=taken)
    if args.out:
        write_folder(
            args.out,
            {
                "risk.csv": risk_rows(registry, assessment),
                "mitigation.csv": matrix_rows(registry, assessment, measures, told),
                "stations.csv": station_rows(registry, assessment),
            },
        )
    top = assessment.ranking[: args.top]
    if args.json:
        print_document(
            {
                "stations": len(assessment.stations),
                "priorities": {str(p): assessment.count_of(p) for p in (1, 2, 3, 4)},
                "weight": sum(risk.weight for risk in assessment.stations),
                "measures": len(measures),
                "ranking": top,
            }
        )
        return 0
    names = {one.id: one.name.say(told) for one in assessment.instrument.indicators}
    for place, risk in enumerate(top, start=1):
        reasons = told.listing(f"{names[s.indicator]} {told.percent(s.share)}" for s in risk.shares[:3])
        print(
            f"{place:4d}  {risk.station}  {registry.region_name(registry.station_by_id[risk.station].ward):<18}"
            f"  {risk.priority}  {told.decimal(risk.index, 2)}  {reasons}"
        )
    print(
        told.text(
            "prioritas 1: %(one)s TPS, 2: %(two)s, 3: %(three)s, 4: %(four)s; bobot indikator adalah anggapan",
            one=assessment.count_of(1),
            two=assessment.count_of(2),
            three=assessment.count_of(3),
            four=assessment.count_of(4),
        ),
        file=sys.stderr,
    )
    return 0
