"""`kawal serve`: the pages of a node, for this machine only."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kawal.kernel.language import language, msg

if TYPE_CHECKING:
    from kawal.deployment.model import Assumptions


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "serve",
        help="serve the pages on this machine",
        description="Serves the pages on 127.0.0.1 only: there are no accounts yet.",
        epilog="example:\n  kawal serve --data kawal-data --port 8016",
    )
    add_serving_options(parser)
    parser.set_defaults(run=run)


def add_serving_options(parser: argparse.ArgumentParser) -> None:
    """Options of everything that serves."""
    parser.add_argument("--port", type=int, default=8016, help="port on 127.0.0.1; 0 takes a free one (default 8016)")
    parser.add_argument("--assumptions", type=Path, help="YAML with other assumptions of the plan")
    parser.add_argument("--letterhead", help="YAML with the letterhead of one's own institution")


def given_assumptions(args: argparse.Namespace) -> "Assumptions":
    """The assumptions that were given, else the shipped ones."""
    from kawal.deployment.files import read_assumptions  # noqa: PLC0415
    from kawal.deployment.model import Assumptions  # noqa: PLC0415

    return read_assumptions(args.assumptions) if args.assumptions else Assumptions()


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from kawal.app import create_app, open_node  # noqa: PLC0415
    from kawal.deployment.paper.letterhead import load_letterhead  # noqa: PLC0415
    from kawal.deployment.warm import warm_kernels  # noqa: PLC0415
    from kawal.store.folder import exclusive  # noqa: PLC0415
    from kawal.web.server import listen, serve  # noqa: PLC0415

    letterhead, assumptions = load_letterhead(args.letterhead), given_assumptions(args)
    with exclusive(args.data) as folder:
        socket = listen(args.port)
        warm_kernels()
        application = create_app(open_node(folder), letterhead, assumptions)
        told = language(args.lang)
        host, port = socket.getsockname()[:2]
        print(
            told.say(msg("Kawal di http://%(host)s:%(port)s/ (Ctrl+C menutup)", host=host, port=str(port))),
            file=sys.stderr,
        )
        serve(application, socket)
    return 0
