"""The city of the exercise: its files imported, its measures marked, its plan made and printed."""

import sys
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kawal.kernel.errors import Unavailable
from kawal.kernel.language import Language, msg

if TYPE_CHECKING:
    from kawal.deployment.model import FrozenPlan
    from kawal.deployment.paper.letterhead import Letterhead
    from kawal.node import Node
    from kawal.risk.model import MeasureState

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
"""Six days before the vote: measures are due, nothing is over. Most tests stand here; the demo goes on from it."""
GUARDS = 310
SUPERVISED = tuple(one for one in ORDER if one[0] not in ("units", "bases", "people"))
"""What Bawaslu's node knows of the city: its own people are not the city's."""
UNDER_WAY, NOT_YET = 12, 13
"""Of every fifteen measures those before the first are done, those from the second on are not begun."""
DEMO_TAKEN, DEMO_VISITS = 5, 6


def pack_folder() -> Path:
    """The files of the exercise: in the installed package, else in the source tree beside it."""
    package = Path(str(files("kawal")))
    for folder in (package / "examples" / PACK, package.parents[1] / "examples" / PACK):
        if folder.is_dir():
            return folder
    raise Unavailable(msg("berkas latihan %(pack)s tidak ada dalam pemasangan ini", pack=PACK), permanent=True)


def import_exercise(node: "Node", told: Language, order: tuple[tuple[str, str], ...] = ORDER) -> dict[str, int]:
    """Every file of the exercise by the real importers; a file that is there already changes nothing."""
    from kawal.election.importers.run import Options, import_file  # noqa: PLC0415

    rows: dict[str, int] = {}
    for kind, name in order:
        report = import_file(node.writer, kind, pack_folder() / name, Options(), actor="demo")  # type: ignore[arg-type]
        rows[name] = report.rows
        print(told.text("%(file)s: %(rows)s baris", file=name, rows=report.rows), file=sys.stderr)
    return rows


def mark_measures(node: "Node") -> None:
    """Six days before the vote most measures are done, some are under way, all in one transaction; a few are taken,
    some vulnerable stations were visited."""
    from kawal.app import open_desk  # noqa: PLC0415
    from kawal.risk.commands import MarkMeasure, TakeMeasure, VisitPlace  # noqa: PLC0415
    from kawal.risk.decide import mark  # noqa: PLC0415
    from kawal.store.events import Decision, Event, Sealed  # noqa: PLC0415

    desk = open_desk(node).risk
    marked: list[Event | Sealed] = []
    for number, row in enumerate(desk.measures()):
        if number % 15 < NOT_YET and row.state == "not_yet":
            state: MeasureState = "done" if number % 15 < UNDER_WAY else "under_way"
            command = MarkMeasure(place=row.place, indicator=row.indicator, agency=row.agency, state=state)
            marked += mark(command, [row], desk.today())
    node.writer.commit(lambda _: Decision(tuple(marked)), "demo")
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


def first_plan(node: "Node") -> "FrozenPlan":
    """The newest frozen plan; the first one is decided here."""
    from kawal.app import open_desk  # noqa: PLC0415

    desk = open_desk(node)
    plans = desk.plans()
    return plans[-1] if plans else desk.freeze(GUARDS, "attached", "", actor="demo")


def print_paper(node: "Node", plan: "FrozenPlan", letterhead: "Letterhead", told: Language, folder: Path) -> None:
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


def summary(plan: "FrozenPlan", told: Language, folder: Path) -> str:
    """What the plan comes to, in a sentence."""
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
