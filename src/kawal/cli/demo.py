"""`kawal demo`: the exercise of Banjarmasin, through the same doors as a real city."""

import argparse
import sys
from contextlib import ExitStack, closing
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawal.access.roles import Role
from kawal.cli.serve import PORT, add_serving_options, given_serving, serve_node
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import Language, language, msg

if TYPE_CHECKING:
    import socket

    from kawal.cli.exercise import Phone
    from kawal.deployment.model import FrozenPlan
    from kawal.deployment.paper.letterhead import Letterhead
    from kawal.node import Node

PACK = "banjarmasin-2024"
ORDER = (
    ("regions", "regions.csv"),
    ("boundaries", "boundaries.geojson"),
    ("stations", "stations.csv"),
    ("units", "units.csv"),
    ("bases", "bases.csv"),
    ("people", "people.csv"),
    ("people", "people-other-rosters.csv"),
    ("contests", "contests.csv"),
    ("agencies", "agencies.csv"),
    ("contacts", "contacts.csv"),
    ("indicators", "indicators.csv"),
    ("forces", "forces.csv"),
)
WITA = timezone(timedelta(hours=8))
EXERCISE_STARTS = datetime(2024, 11, 21, 9, 0, tzinfo=WITA)
"""Six days before the vote: measures are due, nothing is over."""
GUARDS = 310
INSTITUTION, REGION = "Latihan Kota Banjarmasin", "63.71"
RECEIVER = "operator-malam"
"""Takes the watch over: signs the handover at the same desk with a name and a password."""
PEOPLE: tuple[tuple[str, Role, str], ...] = (
    ("komandan", "commander", ""),
    ("operator", "operator", ""),
    (RECEIVER, "operator", ""),
    ("perencana", "planner", ""),
    ("petugas-catatan", "clerk", ""),
    ("pemeriksa", "auditor", ""),
    ("ketua-regu", "team_leader", "63.71.01"),
)
"""Who can be played: login, role, region."""
LIAISONS: tuple[tuple[str, Role, str, str], ...] = (
    ("penghubung-polresta", "liaison", "", "POLRESTA"),
    ("penghubung-bawaslu", "liaison", "", "BAWASLU"),
    ("penghubung-119", "liaison", "", "PSC_119"),
)
"""Liaisons of agencies without a node: login, role, region, agency; a one-tap link opens one incident for them."""
SUPERVISED = tuple(one for one in ORDER if one[0] not in ("units", "bases", "people"))
"""What Bawaslu's node knows of the city: its own people are not the city's."""
SUPERVISORS: tuple[tuple[str, Role, str, str], ...] = (
    ("operator", "operator", "", ""),
    ("ketua", "commander", "", ""),
)
"""Who can be played at Bawaslu's node: login, role, region, agency."""
DEMO_STATES = {0: "done", 1: "under_way"}
DEMO_TAKEN, DEMO_VISITS = 5, 6


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
    from kawal.kernel.clock import clock_from  # noqa: PLC0415
    from kawal.node import found_node, open_node  # noqa: PLC0415
    from kawal.store.folder import SETTINGS, exclusive  # noqa: PLC0415

    told = language(args.lang)
    serving = given_serving(args)
    with exclusive(args.data) as folder:
        listening = None if args.headless else _listening(args.port, args.host)
        clock = clock_from(EXERCISE_STARTS)
        if (folder / SETTINGS).exists():
            node = open_node(folder, clock)
            _refuse_a_real_one(node)
        else:
            node = found_node(folder, "training", INSTITUTION, REGION, clock=clock)
        phones, document = _made(node, serving.letterhead, told, folder, clock, as_json=args.json)
        if args.json:
            print(msgspec.json.encode(document).decode(), flush=True)
        if listening is not None:
            port = listening.getsockname()[1]
            _print_links(node, port, told)
            with going_on(phones, f"http://127.0.0.1:{port}", clock), closing(listening):
                serve_node(node, args, serving, listening)
        node.close()
    return 0


def _both(args: argparse.Namespace) -> int:
    from kawal.cli import two_nodes as two  # noqa: PLC0415
    from kawal.cli.exercise import going_on  # noqa: PLC0415
    from kawal.kernel.clock import clock_from  # noqa: PLC0415
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
        clock = clock_from(EXERCISE_STARTS)
        nodes = {
            one: held.enter_context(closing(two.open_house(folders[one], one, REGION, clock))) for one in two.HOUSES
        }
        city, bawaslu = nodes[two.CITY], nodes[two.BAWASLU]
        _import(bawaslu, told, SUPERVISED)
        known = accounts(bawaslu, SUPERVISORS)
        phones, document = _made(city, serving.letterhead, told, folders[two.CITY], clock, as_json=args.json)
        two.make_peers(nodes, addresses)
        document["letters"] = _letters(nodes, serving.letterhead, known)
        if args.json:
            print(msgspec.json.encode(document).decode(), flush=True)
        if listening:
            _print_links(city, listening[two.CITY].getsockname()[1], told)
            for login, *_ in SUPERVISORS:
                _print_link(bawaslu, addresses[two.BAWASLU], f"{login} (Bawaslu)", known[login], told)
            two.what_to_see(addresses, told)
            with going_on(phones, addresses[two.CITY], clock):
                two.serve_both(nodes, args, serving, listening)
    return 0


def _letters(nodes: "dict[str, Node]", letterhead: "Letterhead", supervisors: dict[str, str]) -> dict[str, int]:
    """The letters of the exercise, written once; what is there already stays."""
    from litestar.testing import TestClient  # noqa: PLC0415

    from kawal.app import create_app  # noqa: PLC0415
    from kawal.cli import two_nodes as two  # noqa: PLC0415
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
        return two.exchanged(nodes, clients, operators)


def _made(
    node: "Node", letterhead: "Letterhead", told: Language, folder: Path, clock: Clock, *, as_json: bool
) -> "tuple[list[Phone], dict[str, object]]":
    """The exercise on a node that plans: imported, planned, printed, reported; its phones, and what is there now."""
    imported = _import(node, told)
    _mark_measures(node)
    plan = _plan(node)
    _print(node, plan, letterhead, told, folder / "paper")
    phones, answers = _field(node, letterhead, clock)
    if not as_json:
        print(_summary(plan, told, folder), flush=True)
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


def _field(node: "Node", letterhead: "Letterhead", clock: Clock) -> "tuple[list[Phone], dict[str, int]]":
    """Phones enrol and report through the node's interface, within this process; what is there already stays."""
    from litestar.testing import TestClient  # noqa: PLC0415  an HTTP client that needs no socket

    from kawal.app import create_app  # noqa: PLC0415
    from kawal.cli.exercise import enrol_crew, first_reports  # noqa: PLC0415
    from kawal.cli.exercise_command import first_acts  # noqa: PLC0415
    from kawal.cli.exercise_convoys import first_convoys  # noqa: PLC0415
    from kawal.cli.exercise_readiness import first_parade  # noqa: PLC0415
    from kawal.cli.exercise_words import first_words  # noqa: PLC0415
    from kawal.field.queries import latest_reports  # noqa: PLC0415

    with node.reading() as connection:
        begun = bool(latest_reports(connection, most=1))
    with TestClient(create_app(node, letterhead), base_url="http://127.0.0.1") as client:
        phones = enrol_crew(node, client)
        if begun:
            return phones, {}
        answers = first_reports(phones, clock)
        operator = accounts(node)["operator"]
        answers |= {"inspections": first_parade(node, client, operator)}
        answers |= {"convoy_steps": first_convoys(node, client, pack_folder() / "convoys.csv", operator)}
        answers |= first_words(node, client, operator, clock)
        return phones, answers | first_acts(node, client, operator)


def accounts(node: "Node", people: tuple[tuple[str, Role, str, str], ...] = ()) -> dict[str, str]:
    """The people of the exercise by login, each with an account; those who are there already stay."""
    from kawal.access.model import Grant  # noqa: PLC0415

    known = {one.login: one.id for one in node.access.directory().accounts.values()}
    for login, role, region, agency in people or (*((*one, "") for one in PEOPLE), *LIAISONS):
        if login not in known:
            name = login.replace("-", " ").capitalize()
            person = _leading(node, region) if role == "team_leader" else ""
            known[login] = node.access.open_account(login, name, (Grant(role, agency, region),), "demo", person).id
    return known


def _leading(node: "Node", region: str) -> str:
    """Who leads the first team of the newest plan whose unit is of a region; empty where nobody does."""
    from kawal.deployment.queries import latest_version, load_plan  # noqa: PLC0415
    from kawal.election.queries import load_registry  # noqa: PLC0415
    from kawal.kernel.codes import RegionCode, within  # noqa: PLC0415

    with node.reading() as connection:
        duties = load_plan(connection).duties if latest_version(connection) else ()
        units = load_registry(connection).unit_by_id
    leaders = (one for one in duties if one.leader and one.unit in units)
    return next((one.person for one in leaders if within(units[one.unit].region, RegionCode(region))), "")


def _print_links(node: "Node", port: int, told: Language) -> None:
    """One-time links by which a visitor comes in as one of these people."""
    known = accounts(node)
    for login in (*(one[0] for one in PEOPLE), LIAISONS[0][0]):
        _print_link(node, f"http://127.0.0.1:{port}", login, known[login], told)
    choose = f"http://127.0.0.1:{port}/undangan/{node.access.link(known[RECEIVER], 'password')}"
    print(
        told.say(msg("Pilih kata sandi untuk %(who)s (sekali): %(link)s", who=RECEIVER, link=choose)), file=sys.stderr
    )


def _print_link(node: "Node", address: str, who: str, account: str, told: Language) -> None:
    link = f"{address}/undangan/{node.access.link(account, 'session')}"
    print(told.say(msg("Masuk sebagai %(who)s (sekali): %(link)s", who=who, link=link)), file=sys.stderr)


def pack_folder() -> Path:
    """The files of the exercise: in the installed package, else in the source tree beside it."""
    package = Path(str(files("kawal")))
    for folder in (package / "examples" / PACK, package.parents[1] / "examples" / PACK):
        if folder.is_dir():
            return folder
    raise Unavailable(msg("berkas latihan %(pack)s tidak ada dalam pemasangan ini", pack=PACK), permanent=True)


def _refuse_a_real_one(node: "Node") -> None:
    """A log forgets nothing: the exercise never goes into the node of an institution."""
    if node.founding.profile != "training" or node.founding.institution != INSTITUTION:
        found = node.founding
        node.close()
        raise Rejected("--data", f"{INSTITUTION} (training)", f"{found.institution} ({found.profile})")


def _import(node: "Node", told: Language, order: tuple[tuple[str, str], ...] = ORDER) -> dict[str, int]:
    """Every file of the exercise by the real importers; a file that is there already changes nothing."""
    from kawal.election.importers.run import Options, import_file  # noqa: PLC0415

    rows: dict[str, int] = {}
    for kind, name in order:
        report = import_file(node.writer, kind, pack_folder() / name, Options(), actor="demo")  # type: ignore[arg-type]
        rows[name] = report.rows
        print(told.text("%(file)s: %(rows)s baris", file=name, rows=report.rows), file=sys.stderr)
    return rows


def _mark_measures(node: "Node") -> None:
    """Some measures are done or under way on the morning of the exercise: every 15th and its neighbour; a few are
    taken, some vulnerable stations were visited."""
    from kawal.app import open_desk  # noqa: PLC0415
    from kawal.risk.commands import MarkMeasure, TakeMeasure, VisitPlace  # noqa: PLC0415

    desk = open_desk(node).risk
    for number, row in enumerate(desk.measures()):
        state = DEMO_STATES.get(number % 15)
        if state is not None and row.state == "not_yet":
            command = {"place": row.place, "indicator": row.indicator, "agency": row.agency, "state": state}
            desk.mark(msgspec.convert(command, MarkMeasure), actor="demo")
    rows = [one for one in desk.measures() if one.state == "not_yet" and one.due >= desk.today()]
    if desk.visits() or any(one.taken >= 0 for one in rows):
        return
    for row in rows[:DEMO_TAKEN]:
        place, indicator, agency = row.key
        owner = "Kepala seksi, nama contoh"
        taken = TakeMeasure(place=place, indicator=indicator, agency=agency, owner=owner, due=row.due)
        desk.take(taken, actor="demo")
    urgent = [one.station for one in desk.present()[1].stations if one.priority == 1]
    for station in urgent[::3][:DEMO_VISITS]:
        visit = VisitPlace(
            place=station, day=desk.today(), who="Babinkamtibmas, nama contoh", found="jalan masuk sempit"
        )
        desk.visit(visit, actor="demo")


def _plan(node: "Node") -> "FrozenPlan":
    """The newest frozen plan; the first one is decided here."""
    from kawal.app import open_desk  # noqa: PLC0415

    desk = open_desk(node)
    plans = desk.plans()
    return plans[-1] if plans else desk.freeze(GUARDS, "attached", "", actor="demo")


def _print(node: "Node", plan: "FrozenPlan", letterhead: "Letterhead", told: Language, folder: Path) -> None:
    """Letters, sheets and roster of the plan as files."""
    from kawal.app import open_desk  # noqa: PLC0415
    from kawal.deployment.paper.letters import letters_pdf  # noqa: PLC0415
    from kawal.deployment.paper.roster import roster_csv, roster_xlsx  # noqa: PLC0415
    from kawal.deployment.paper.sheets import ward_sheets_pdf  # noqa: PLC0415
    from kawal.outputs.files import write_folder  # noqa: PLC0415

    registry, now = open_desk(node).city().registry, node.clock()
    write_folder(
        folder,
        {
            "surat-tugas.pdf": letters_pdf(registry, plan, letterhead, told, now),
            "lembar-kelurahan.pdf": ward_sheets_pdf(registry, plan, letterhead, told, now),
            "susunan.xlsx": roster_xlsx(registry, plan, letterhead, told, now),
            "susunan.csv": roster_csv(registry, plan, letterhead, told),
        },
    )


def _summary(plan: "FrozenPlan", told: Language, folder: Path) -> str:
    return told.text(
        "Rencana versi %(version)s untuk %(guards)s linmas: sisa risiko %(risk)s, susunan tetap %(standing)s, "
        "tanpa linmas %(none)s; paling jauh %(gap)s dari yang terbaik. Surat, lembar dan susunan ada di %(folder)s.",
        version=str(plan.version),
        guards=plan.guards,
        risk=told.decimal(plan.result.objective, 1),
        standing=told.decimal(plan.baseline_objective, 1),
        none=told.decimal(plan.unguarded_objective, 1),
        gap=told.percent(plan.result.gap, 2),
        folder=folder / "paper",
    )
