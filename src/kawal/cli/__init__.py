"""The command line: one module per command; parses, calls, prints."""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from kawal.cli.answers import faults_of, tell_wrong
from kawal.cli.remote import Elsewhere
from kawal.cli.usage import asked_json, default_language, file_fault, speaking_as
from kawal.kernel.errors import Infeasible, KawalError, Refused
from kawal.kernel.language import LANGUAGES, language

COMMANDS = {
    "init": "init",
    "import": "import_",
    "risk": "risk",
    "plan": "plan",
    "serve": "serve",
    "verify": "verify",
    "erase": "keeping",
    "rebuild": "keeping",
    "backup": "keeping",
    "restore": "keeping",
    "witness": "witness",
    "count": "count",
    "dispute": "dispute",
    "timestamp": "timestamp",
    "demo": "demo",
}
DONE, FAULTS, BAD_INPUT = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in one sentence and exits with 2."""

    def error(self, message: str) -> NoReturn:
        tell_wrong(f"{message}. {self.prog} --help", self.prog, as_json=asked_json())
        self.exit(BAD_INPUT)


def parser_of(names: tuple[str, ...]) -> Parser:
    """A parser that knows the commands `names`; only their modules are imported."""
    parser = Parser(prog="kawal", description="Kawal menjaga pemilihan / guards an election.")
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    for name in names:
        module = import_module(f"kawal.cli.{COMMANDS[name]}")
        register = getattr(module, f"register_{name}", None) or module.register  # several commands in one module
        register(commands)
    for command in commands.choices.values():
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
        command.add_argument(
            "--lang",
            choices=LANGUAGES,
            default=default_language(),
            help="language of sentences (KAWAL_LANG; default id)",
        )
        own = command.get_default("data")
        command.add_argument(
            "--data",
            type=Path,
            default=own or Path(os.environ.get("KAWAL_DATA") or "kawal-data"),
            metavar="DIR",
            help=f"data folder of the node ({'' if own else 'KAWAL_DATA; '}default %(default)s)",
        )
    return parser


def main(argv: list[str] | None = None, called_in: Path | None = None) -> int:
    """Run one command; returns its exit code: 0 done, 1 faults found or no plan exists, 2 bad use or bad input.

    Paths among its words are relative to `called_in`, the present folder if that is not given.
    """
    arguments = sys.argv[1:] if argv is None else argv
    with speaking_as(arguments):
        return _run(arguments, called_in)


def _run(arguments: list[str], called_in: Path | None) -> int:
    chosen = next((a for a in arguments if a in COMMANDS), None)
    args = parser_of((chosen,) if chosen else tuple(COMMANDS)).parse_args(arguments)
    args.words = arguments
    if called_in is not None:
        for name, value in vars(args).items():
            if isinstance(value, Path):
                setattr(args, name, called_in / value)
    try:
        code: int = args.run(args)
    except Elsewhere as done:
        print(done.reply.out, end="")
        print(done.reply.err, end="", file=sys.stderr)
        return done.reply.code
    except KawalError as error:
        told = language(args.lang)
        for fault in error.faults if isinstance(error, Refused) else ():
            print(fault.tell(told), file=sys.stderr)
        tell_wrong(
            error.tell(told),
            f"kawal {args.command}",
            as_json=args.json,
            faults=faults_of(error, told),
            undone=getattr(args, "undone", {}),
        )
        return FAULTS if isinstance(error, Infeasible) else BAD_INPUT
    except BrokenPipeError:
        return DONE
    except OSError as error:
        tell_wrong(language(args.lang).say(file_fault(error)), f"kawal {args.command}", as_json=args.json)
        return BAD_INPUT
    return code


def _version() -> str:
    from kawal import __version__  # noqa: PLC0415

    return __version__


if __name__ == "__main__":
    sys.exit(main())
