"""`kawal demo`: the exercise of Banjarmasin, through the same doors as a real city."""

import argparse
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from kawal.cli.answers import print_document
from kawal.cli.exercise_city import SUPERVISED, first_plan, import_exercise, print_paper, summary
from kawal.cli.exercise_clock import PLANNED, SERVED, StoryClock
from kawal.cli.exercise_people import COUNTERS, SUPERVISORS, accounts, print_link, print_links
from kawal.cli.serve import PORT, add_serving_options, given_serving, serve_node
from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import Language, language, msg

if TYPE_CHECKING:
    import socket

    from kawal.cli.exercise import Phone
    from kawal.deployment.paper.letterhead import Letterhead
    from kawal.node import Node

INSTITUTION, REGION = "Latihan Kota Banjarmasin", "63.71"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "demo",
        help="the exercise of Banjarmasin: import, plan, print, serve two nodes",
        description="Imports the exercise, plans 310 officers, prints letters and sheets, and serves the city's node "
        "and Bawaslu's side by side, or one training node.",
        epilog="example:\n  kawal demo --headless --json\n  kawal demo --profile training --data latihan",
    )
    add_serving_options(parser)
    parser.add_argument("--headless", action="store_true", help="do everything but serve, and exit")
    parser.add_argument(
        "--profile",
        choices=("both", "training"),
        default="both",
        help="the city's node and Bawaslu's, or one training node (default both)",
    )
    parser.set_defaults(run=run, data=Path("kawal-demo"), port=None)


def run(args: argparse.Namespace) -> int:
    """Import, plan, print; then serve unless --headless."""
    return _training(args) if args.profile == "training" else _both(args)


def _training(args: argparse.Namespace) -> int:
    from kawal.cli.exercise import going_on  # noqa: PLC0415
    from kawal.node import found_node, open_node  # noqa: PLC0415
    from kawal.store.folder import SETTINGS, exclusive  # noqa: PLC0415

    told = language(args.lang)
    serving = given_serving(args)
    with exclusive(args.data) as folder:
        listening = None if args.headless else _listening(args.port, args.host)
        there = (folder / SETTINGS).exists()
        clock = StoryClock(SERVED if there else PLANNED)
        if there:
            node = open_node(folder, clock)
            _refuse_a_real_one(node)
        else:
            node = found_node(folder, "training", INSTITUTION, REGION, clock=clock)
        phones, document = _made(node, serving.letterhead, told, folder, clock, as_json=args.json)
        clock.forward(SERVED)
        if args.json:
            print_document(document)
        if listening is not None:
            port = listening.getsockname()[1]
            print_links(node, port, told)
            with going_on(phones, f"http://127.0.0.1:{port}", clock), closing(listening):
                serve_node(node, args, serving, listening)
        node.close()
    return 0


def _both(args: argparse.Namespace) -> int:
    from kawal.cli import two_nodes as two  # noqa: PLC0415
    from kawal.cli.exercise import going_on  # noqa: PLC0415
    from kawal.node import open_node  # noqa: PLC0415
    from kawal.store.folder import SETTINGS, exclusive  # noqa: PLC0415

    told, serving = language(args.lang), given_serving(args)
    if (args.data / SETTINGS).exists():
        with exclusive(args.data) as folder, closing(open_node(folder)) as other:
            found = other.founding
        raise Rejected(
            "--data",
            msg("folder latihan dua simpul (simpul pelatihan: --profile training)"),
            f"{found.institution} ({found.profile})",
        )
    with ExitStack() as held:
        folders = {one: held.enter_context(exclusive(args.data / one)) for one in two.HOUSES}
        listening = {} if args.headless else _listening_both(args.port, args.host)
        addresses = {one: f"http://{two.HOSTS[one]}:{socket.getsockname()[1]}" for one, socket in listening.items()}
        there = all((folder / SETTINGS).exists() for folder in folders.values())
        clock = StoryClock(SERVED if there else PLANNED)
        nodes = {
            one: held.enter_context(closing(two.open_house(folders[one], one, REGION, clock))) for one in two.HOUSES
        }
        city, bawaslu = nodes[two.CITY], nodes[two.BAWASLU]
        import_exercise(bawaslu, told, SUPERVISED)
        known = accounts(bawaslu, (*SUPERVISORS, *COUNTERS))
        phones, document = _made(city, serving.letterhead, told, folders[two.CITY], clock, as_json=args.json)
        two.make_peers(nodes, addresses)
        document |= _supervised(nodes, serving.letterhead, known, clock)
        clock.forward(SERVED)
        if args.json:
            print_document(document)
        if listening:
            print_links(city, listening[two.CITY].getsockname()[1], told)
            for login, *_ in (*SUPERVISORS, *COUNTERS):
                print_link(bawaslu, addresses[two.BAWASLU], f"{login} (Bawaslu)", known[login], told)
            two.what_to_see(addresses, told)
            with going_on(phones, addresses[two.CITY], clock):
                two.serve_both(nodes, args, serving, listening)
    return 0


def _supervised(
    nodes: "dict[str, Node]", letterhead: "Letterhead", supervisors: dict[str, str], clock: StoryClock
) -> dict[str, object]:
    """The day at Bawaslu's node, its count and the letters of both, told once; what is there already stays."""
    from litestar.testing import TestClient  # noqa: PLC0415

    from kawal.app import create_app  # noqa: PLC0415
    from kawal.cli import two_nodes as two  # noqa: PLC0415
    from kawal.cli.exercise_story import tell_count, tell_stations  # noqa: PLC0415
    from kawal.exchange.letters import load_letters  # noqa: PLC0415

    with nodes[two.CITY].reading() as connection:
        if load_letters(connection):
            return {}
    operators = {two.CITY: accounts(nodes[two.CITY])["operator"], two.BAWASLU: supervisors["operator"]}
    with ExitStack() as held:
        clients = {
            one: held.enter_context(TestClient(create_app(node, letterhead), base_url="http://127.0.0.1"))
            for one, node in nodes.items()
        }
        tell_stations(nodes[two.BAWASLU], clients[two.BAWASLU], operators[two.BAWASLU], clock)
        count = tell_count(nodes[two.BAWASLU], clients[two.BAWASLU], clock)
        return {"letters": two.exchanged(nodes, clients, operators), "count": count}


def _made(
    node: "Node", letterhead: "Letterhead", told: Language, folder: Path, clock: StoryClock, *, as_json: bool
) -> "tuple[list[Phone], dict[str, object]]":
    """The exercise on a node that plans: imported, planned, printed, reported; its phones, and what is there now."""
    imported = import_exercise(node, told)
    plan = first_plan(node)
    print_paper(node, plan, letterhead, told, folder / "paper")
    phones, answers = _field(node, letterhead, clock)
    if not as_json:
        print(summary(plan, told, folder), flush=True)
    return phones, {
        "folder": str(folder),
        "imported": imported,
        "plan": {
            "version": plan.version,
            "guards": plan.guards,
            "objective": plan.result.objective,
            "lower_bound": plan.result.lower_bound,
            "gap": plan.result.gap,
            "standing_plan": plan.baseline_objective,
            "without_officers": plan.unguarded_objective,
            "people_with_a_post": len(plan.duties),
        },
        "reports": answers,
    }


def _listening_both(port: int | None, host: str) -> "dict[str, socket.socket]":
    """Two ports: the one that was asked for and the next (0: two free ones); else the usual ones, or free ones."""
    from kawal.cli import two_nodes as two  # noqa: PLC0415
    from kawal.web.server import listen  # noqa: PLC0415

    city = _listening(port, host)
    try:
        other = listen(0 if port == 0 else city.getsockname()[1] + 1, host)
    except Unavailable:
        other = listen(0, host)
    return {two.CITY: city, two.BAWASLU: other}


def _listening(port: int | None, host: str) -> "socket.socket":
    """The port that was asked for; else the usual one, or a free one where that is taken."""
    from kawal.web.server import listen  # noqa: PLC0415

    if port is not None:
        return listen(port, host)
    try:
        return listen(PORT, host)
    except Unavailable:
        return listen(0, host)


def _field(node: "Node", letterhead: "Letterhead", clock: StoryClock) -> "tuple[list[Phone], dict[str, int]]":
    """Phones enrol and the story is told through the node's interface, within this process; what is there already
    stays."""
    from litestar.testing import TestClient  # noqa: PLC0415  an HTTP client that needs no socket

    from kawal.app import create_app  # noqa: PLC0415
    from kawal.cli.exercise import enrol_crew  # noqa: PLC0415
    from kawal.cli.exercise_story import tell, tell_count  # noqa: PLC0415
    from kawal.field.queries import latest_reports  # noqa: PLC0415

    with node.reading() as connection:
        begun = bool(latest_reports(connection, most=1))
    with TestClient(create_app(node, letterhead), base_url="http://127.0.0.1") as client:
        phones = enrol_crew(node, client)
        if begun:
            return phones, {}
        told = tell(node, client, phones, accounts(node)["operator"], clock)
        return phones, told | (tell_count(node, client, clock) if node.founding.profile == "training" else {})


def _refuse_a_real_one(node: "Node") -> None:
    """A log forgets nothing: the exercise never goes into the node of an institution."""
    if node.founding.profile != "training" or node.founding.institution != INSTITUTION:
        found = node.founding
        node.close()
        raise Rejected("--data", f"{INSTITUTION} (training)", f"{found.institution} ({found.profile})")
