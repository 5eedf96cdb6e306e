"""`kawal serve`: the pages of a node, on this machine or on its network."""

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ipaddress import ip_address
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

import msgspec

from kawal.cli.answers import print_document
from kawal.cli.remote import answering
from kawal.cli.usage import number, whole
from kawal.kernel.clock import Clock, clock_at, system_clock
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, language, msg

if TYPE_CHECKING:
    from litestar import Litestar

    from kawal.access.provider import Provider
    from kawal.deployment.model import Assumptions
    from kawal.deployment.paper.letterhead import Letterhead
    from kawal.jurisdiction.law import LocalLaw
    from kawal.node import Node

HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?")
PORT = 8016


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
    parser.add_argument(
        "--port", type=whole(0, 65535), default=PORT, help=f"port; 0 takes a free one (default {PORT})"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--name", action="append", default=[], help="host name of this node; may be given again")
    parser.add_argument("--tls-cert", type=Path, help="certificate chain (PEM)")
    parser.add_argument("--tls-key", type=Path, help="its private key (PEM)")
    parser.add_argument(
        "--behind-proxy", default="", metavar="ADDRESS", help="address of the reverse proxy before it"
    )
    parser.add_argument(
        "--report-rate", type=number(0.1, 1e6), default=5.0, help="reports a second from one key (default 5)"
    )
    parser.add_argument(
        "--paper-every", type=whole(0, 720), default=30, metavar="MIN", help="a paper pack so often (0: never)"
    )
    parser.add_argument("--paper-folder", type=Path, help="where paper packs go (default: in the data folder)")
    parser.add_argument(
        "--situation-every",
        type=whole(0, 720),
        default=60,
        metavar="MIN",
        help="a situation report so often, when there is news (0: only when asked)",
    )
    parser.add_argument("--printer", default="", help="printer of this machine for paper packs (CUPS)")
    parser.add_argument(
        "--silent-after",
        type=whole(0, 720),
        default=120,
        metavar="MIN",
        help="minutes without a word after which a heard station is silent (0: never; default 120, assumed)",
    )
    parser.add_argument(
        "--alarms-per-hour",
        type=whole(0, 60),
        default=6,
        metavar="N",
        help="wards for which the board asks to call someone, at most so many an hour (default 6, assumed)",
    )
    parser.add_argument("--assumptions", type=Path, help="YAML with other assumptions of the plan")
    parser.add_argument(
        "--local-law", type=Path, help="YAML with the hours of Bawaslu's desk here and local days off"
    )
    parser.add_argument("--oidc", type=Path, help="YAML with the institution's own identity provider (extra: oidc)")
    parser.add_argument("--letterhead", type=Path, help="YAML with the letterhead of one's own institution")


class Serving(msgspec.Struct, frozen=True):
    """What the files of the options hold."""

    letterhead: "Letterhead"
    assumptions: "Assumptions"
    local_law: "LocalLaw | None" = None
    provider: "Provider | None" = None


def given_serving(args: argparse.Namespace) -> Serving:
    """Read what the options of serving name, before anything is opened, written or said. Raises Rejected, OSError."""
    from kawal.access.provider import read_provider  # noqa: PLC0415
    from kawal.deployment.files import read_assumptions  # noqa: PLC0415
    from kawal.deployment.model import Assumptions  # noqa: PLC0415
    from kawal.deployment.paper.letterhead import load_letterhead  # noqa: PLC0415
    from kawal.jurisdiction.law import read_local  # noqa: PLC0415
    from kawal.web.server import check_tls  # noqa: PLC0415

    check_tls(args.tls_cert, args.tls_key)
    _check_addresses(args.behind_proxy, args.name)
    assumptions = read_assumptions(args.assumptions) if args.assumptions else Assumptions()
    local = read_local(args.local_law) if args.local_law else None
    provider = read_provider(args.oidc) if args.oidc else None
    return Serving(load_letterhead(args.letterhead), assumptions, local, provider)


def _check_addresses(proxy: str, names: list[str]) -> None:
    if proxy:
        try:
            ip_address(proxy)
        except ValueError:
            raise Rejected("--behind-proxy", msg("alamat IP seperti 127.0.0.1"), proxy) from None
    for name in names:
        if not HOST_NAME.fullmatch(name):
            raise Rejected("--name", msg("nama seperti posko.example.go.id, tanpa https://"), name)


def given_clock(text: str) -> Clock:
    """The civil clock of `2024-11-27T05:00+08:00@120x`, else the machine's. Raises Rejected."""
    return clock_at(text) if text else system_clock


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from kawal.node import open_node  # noqa: PLC0415
    from kawal.store.folder import exclusive, read_settings  # noqa: PLC0415
    from kawal.web.server import listen  # noqa: PLC0415

    serving, clock = given_serving(args), given_clock(args.clock)
    read_settings(args.data)  # before a folder is made for what is no node
    with (
        exclusive(args.data) as folder,
        closing(open_node(folder, clock)) as node,
        closing(listen(args.port, args.host)) as listening,
    ):
        if args.json:
            print_document({"address": address_of(args, listening)})
        serve_node(node, args, serving, listening)
    return 0


def serve_node(node: "Node", args: argparse.Namespace, serving: Serving, listening: socket) -> None:
    """Serve an opened node until interrupted."""
    from kawal.web.server import ending_in_order, serve  # noqa: PLC0415

    with ending_in_order(), prepared(node, args, serving, listening) as application:
        live = application.state["live"]
        serve(application, listening, args.tls_cert, args.tls_key, args.behind_proxy, live.end)


@contextmanager
def prepared(node: "Node", args: argparse.Namespace, serving: Serving, listening: socket) -> "Iterator[Litestar]":
    """The pages of an opened node, with its background work while the block runs; says its address, and a first link
    where one is needed."""
    from kawal.app import create_app  # noqa: PLC0415
    from kawal.background import background  # noqa: PLC0415
    from kawal.watch.board.shown import BoardSettings  # noqa: PLC0415
    from kawal.watch.shifts.packs import FOLDER, PackSettings  # noqa: PLC0415
    from kawal.web.server import log_with_times  # noqa: PLC0415

    log_with_times()
    told = language(args.lang)
    folder = args.paper_folder or node.folder / FOLDER
    paper = PackSettings(every_min=args.paper_every, folder=folder, printer=args.printer)
    application = create_app(
        node,
        serving.letterhead,
        serving.assumptions,
        frozenset(name.lower() for name in args.name),  # browsers send it in small letters
        args.report_rate,
        paper,
        args.situation_every,
        BoardSettings(silent_after_min=args.silent_after, alarms_per_hour=args.alarms_per_hour),
        serving.local_law,
        serving.provider,
    )
    address = address_of(args, listening)
    application.state["field"].warm()
    with background(node, application), answering(node):
        print(told.say(msg("Kawal di %(address)s/ (Ctrl+C menutup)", address=address)), file=sys.stderr)
        _first_link(node, address, told)
        sys.stderr.flush()
        yield application


def address_of(args: argparse.Namespace, listening: socket) -> str:
    """Where the pages are, as others reach them."""
    from kawal.web.server import own_address  # noqa: PLC0415

    host, port = listening.getsockname()[:2]
    host = own_address() if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    shown = args.name[0] if args.name else (f"[{host}]" if ":" in host else host)
    return f"{'https' if args.tls_cert else 'http'}://{shown}:{port}"


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
