"""`kawal dispute`: what can be proven, from the command line."""

import argparse

from kawal.cli.dispute_dossier import register_dossier


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the group with its questions."""
    parser = subparsers.add_parser(
        "dispute",
        help="what can be proven",
        description="What can be proven.",
        epilog="example:\n  kawal dispute dossier kawal-data --station 6371011001012 --out berkas.zip",
    )
    questions = parser.add_subparsers(dest="question", metavar="dossier", required=True)
    register_dossier(questions)
