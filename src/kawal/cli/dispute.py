"""`kawal dispute`: questions about what can be proven; each is a module of its own."""

import argparse
from pathlib import Path

from kawal.cli import dispute_dossier, dispute_indications, dispute_threshold
from kawal.kernel.language import LANGUAGES


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its questions."""
    parser = subparsers.add_parser(
        "dispute",
        help="thresholds of a petition, indications by rules of law, dossiers of evidence",
        description="Questions about what can be proven. An answer of no is an answer: exit code 0.",
        epilog="example:\n  kawal dispute threshold --level city --population 671383 --valid 235441 --margin 8116",
    )
    questions = parser.add_subparsers(dest="question", metavar="QUESTION", required=True)
    dispute_threshold.register_threshold(questions)
    dispute_indications.register_indications(questions)
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
