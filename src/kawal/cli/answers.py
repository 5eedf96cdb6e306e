"""What a command answers: a sentence for people, or with --json one document; of what went wrong too."""

import argparse
import sys
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from kawal.kernel.errors import KawalError, Refused, Rejected
from kawal.kernel.language import Language, Message, language


def answer(args: argparse.Namespace, document: object, sentence: Message) -> None:
    """Print the document with --json, else the sentence."""
    if args.json:
        print_document(document)
    else:
        print(language(args.lang).say(sentence))


def print_document(document: object) -> None:
    """Print one JSON document on standard output, at once."""
    print(msgspec.json.encode(document).decode(), flush=True)


def tell_wrong(
    sentence: str,
    command: str,
    *,
    as_json: bool,
    faults: tuple[dict[str, str], ...] = (),
    undone: Mapping[str, bool] = MappingProxyType({}),
) -> None:
    """Say on standard error what was wrong, and with `as_json` the same as the one document, beside the fields of its
    usual one that say what is `undone`."""
    if as_json:
        print_document({**undone, "error": sentence, "faults": faults})
    print(f"{command}: {sentence}", file=sys.stderr)


def faults_of(error: KawalError, told: Language) -> tuple[dict[str, str], ...]:
    """What was expected and what came, for programs: of each row of a refused file, or of the one thing that was
    rejected."""
    faults = error.faults if isinstance(error, Refused) else (error,) if isinstance(error, Rejected) else ()
    return tuple(fault_document(one, told) for one in faults)


def fault_document(fault: Rejected, told: Language) -> dict[str, str]:
    """One fault: file, row and column as far as they are known, else the option or field in place of the file."""
    where = dict(fault.where.params) if isinstance(fault.where, Message) else {}
    return {
        "file": str(where.get("file", fault.where)),
        "row": str(where.get("line", where.get("number", ""))),
        "column": str(where.get("column", "")),
        "expected": fault.expected if isinstance(fault.expected, str) else told.say(fault.expected),
        "got": fault.got,
        "sentence": fault.tell(told),
    }
