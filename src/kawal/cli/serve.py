"""`kawal serve`: the pages of a node, on this machine or on its network."""

import argparse
import sys
from contextlib import closing
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

from kawal.cli.remote import answering
from kawal.kernel.clock import Clock, clock_at, system_clock
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, language, msg

if TYPE_CHECKING:
    from kawal.app import Node
    from kawal.deployment.model import Assumptions
    from kawal.deployment.paper.letterhead import Letterhead


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "serve",
        help="serve the pages",
        description="Serves the pages of a node. Phones sign only over https (or on this machine).",
        epilog=(
            "example:\n  kawal serve --data kawal-data --port 8016\n"
            "  kawal serve --host 0.0.0.0 --name posko.example.go.id --tls-cert cert.pem --tls-key key.pem\n"
            "  kawal serve --clock 2024-11-27T05:00+08:00@120x"
        ),
    )
    add_serving_options(parser)
    parser.add_argument("--clock", default="", metavar="ISO@SPEEDx", help="civil clock of a rehearsal")
    parser.set_defaults(run=run)


def add_serving_options(parser: argparse.ArgumentParser) -> None:
    """Options of everything that serves."""
    parser.add_argument("--port", type=int, default=8016, help="port; 0 takes a free one (default 8016)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--name", action="append", default=[], help="host name of this node; may be given again")
    parser.add_argument("--tls-cert", type=Path, help="certificate chain (PEM)")
    parser.add_argument("--tls-key", type=Path, help="its private key (PEM)")
    parser.add_argument(
        "--behind-proxy", default="", metavar="ADDRESS", help="address of the reverse proxy before it"
    )
    parser.add_argument("--report-rate", type=float, default=5.0, help="reports a second from one key (default 5)")
    parser.add_argument("--paper-every", type=int, default=30, metavar="MIN", help="a paper pack so often (0: never)")
    parser.add_argument("--paper-folder", type=Path, help="where paper packs go (default: in the data folder)")
    parser.add_argument("--printer", default="", help="printer of this machine for paper packs (CUPS)")
    parser.add_argument("--assumptions", type=Path, help="YAML with other assumptions of the plan")
    parser.add_argument("--letterhead", help="YAML with the letterhead of one's own institution")


def given_assumptions(args: argparse.Namespace) -> "Assumptions":
    """The assumptions that were given, else the shipped ones."""
    from kawal.deployment.files import read_assumptions  # noqa: PLC0415
    from kawal.deployment.model import Assumptions  # noqa: PLC0415

    return read_assumptions(args.assumptions) if args.assumptions else Assumptions()


def given_minutes(every: int) -> int:
    """How often a paper pack is due; raises Rejected for what no clock shows."""
    if not 0 <= every <= 720:
        raise Rejected("--paper-every", msg("0 sampai 720 menit"), every)
    return every


def given_clock(text: str) -> Clock:
    """The civil clock of `2024-11-27T05:00+08:00@120x`, else the machine's. Raises Rejected."""
    return clock_at(text) if text else system_clock


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from kawal.app import open_node  # noqa: PLC0415
    from kawal.deployment.paper.letterhead import load_letterhead  # noqa: PLC0415
    from kawal.deployment.warm import warm_kernels  # noqa: PLC0415
    from kawal.store.folder import exclusive, read_settings  # noqa: PLC0415
    from kawal.web.server import listen  # noqa: PLC0415

    letterhead, clock = load_letterhead(args.letterhead), given_clock(args.clock)
    read_settings(args.data)  # before a folder is made for what is no node
    with (
        exclusive(args.data) as folder,
        closing(open_node(folder, clock)) as node,
        closing(listen(args.port, args.host)) as listening,
    ):
        warm_kernels()
        serve_node(node, args, letterhead, listening)
    return 0


def serve_node(node: "Node", args: argparse.Namespace, letterhead: "Letterhead", listening: socket) -> None:
    """Serve an opened node with its background work; says its address, and the first link where one is needed."""
    from kawal.app import background, create_app  # noqa: PLC0415
    from kawal.watch.packs import FOLDER, PackSettings  # noqa: PLC0415
    from kawal.web.server import ending_in_order, own_address, serve  # noqa: PLC0415

    told = language(args.lang)
    folder = args.paper_folder or node.folder / FOLDER
    paper = PackSettings(every_min=given_minutes(args.paper_every), folder=folder, printer=args.printer)
    application = create_app(node, letterhead, given_assumptions(args), frozenset(args.name), args.report_rate, paper)
    host, port = listening.getsockname()[:2]
    host = own_address() if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    shown = args.name[0] if args.name else (f"[{host}]" if ":" in host else host)
    address = f"{'https' if args.tls_cert else 'http'}://{shown}:{port}"
    application.state["field"].warm()
    with ending_in_order(), background(node, application), answering(node):
        print(told.say(msg("Kawal di %(address)s/ (Ctrl+C menutup)", address=address)), file=sys.stderr)
        _first_link(node, address, told)
        sys.stderr.flush()
        serve(application, listening, args.tls_cert, args.tls_key, args.behind_proxy)


def _first_link(node: "Node", address: str, told: Language) -> None:
    """While no administrator has a password: a one-time link, as text and as a QR code of the terminal."""
    import segno  # noqa: PLC0415

    account = node.access.needs_first_password()
    if account is None:
        return
    link = f"{address}/undangan/{node.access.link(account.id, 'password')}"
    sentence = msg("Tautan pengelola akun, berlaku sekali, 72 jam: %(link)s", link=link)
    print(told.say(sentence), file=sys.stderr)
    if sys.stderr.isatty():
        segno.make(link, error="l").terminal(out=sys.stderr, compact=True)
