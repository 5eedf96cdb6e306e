"""`kawal dispute`: questions about what can be proven; each is a module of its own."""

import argparse
from pathlib import Path

from kawal.cli import dispute_dossier, dispute_threshold
from kawal.kernel.language import LANGUAGES


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its questions."""
    parser = subparsers.add_parser(
        "dispute",
        help="thresholds of a petition, dossiers of evidence",
        description="Questions about what can be proven. An answer of no is an answer: exit code 0.",
        epilog="example:\n  kawal dispute threshold --level city --population 671383 --valid 235441 --margin 8116",
    )
    questions = parser.add_subparsers(dest="question", metavar="QUESTION", required=True)
    dispute_threshold.register_threshold(questions)
    dispute_dossier.register_dossier(questions)
    for question in questions.choices.values():
        question.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document"
        )
        question.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help="language of sentences")
        question.add_argument(
            "--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="data folder of the node"
        )
        question.formatter_class = argparse.RawDescriptionHelpFormatter
    """Add the group with its questions."""
    parser = subparsers.add_parser(
        "dispute",
        help="what can be proven",
        description="What can be proven.",
        epilog="example:\n  kawal dispute dossier kawal-data --station 6371011001012 --out berkas.zip",
    )
    questions = parser.add_subparsers(dest="question", metavar="dossier", required=True)
    register_dossier(questions)
