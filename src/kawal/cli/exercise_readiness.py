"""The readiness parade of the exercise: five units inspected, four signed, gaps with owners, one mended."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kawal.deployment.readiness.decide import AskOwner, CountItem, MarkMended, SignInspection
from kawal.deployment.readiness.model import fingerprint

if TYPE_CHECKING:
    from kawal.deployment.readiness.desk import ReadinessDesk
    from kawal.node import Node

SHORT: dict[str, dict[str, tuple[int, int]]] = {
    "LM-63.71.01.1001": {"personnel": (5, 4), "boat": (1, 0)},
    "LM-63.71.01.1002": {},
    "LM-63.71.01.1003": {"personnel": (4, 4), "pledge": (4, 4), "briefing": (4, 4)},
    "LM-63.71.03.1003": {"radio": (1, 0)},
    "LM-63.71.05.1004": {"contacts": (3, 3)},
}
"""By unit, (there, good) of the items that lack something; of all others everything is in order."""
UNSIGNED = "LM-63.71.05.1004"
OWNERS = {"absent": "district_head", "unfit": "DINKES", "broken": "SATPOL_PP", "undone": "leader"}


def first_parade(node: "Node", client: Any, inspector: str) -> int:
    """Fill in, sign and ask through the desk's own commands; returns how many units were inspected."""
    desk: ReadinessDesk = client.app.state["readiness"]
    account = node.access.directory().accounts[inspector]
    known = desk.registry().unit_by_id
    units = [unit for unit in SHORT if unit in known]
    for unit in units:
        _inspect(desk, unit, SHORT[unit], inspector)
        inspection = desk.unit(unit).inspection
        if inspection is not None and unit != UNSIGNED:
            command = SignInspection(unit=unit, number=inspection.number, sha256=fingerprint(inspection))
            desk.sign(command, account)
    for unit in units[:-1]:
        for gap in desk.unit(unit).gaps:
            owner = OWNERS.get(gap.lack, "posko")
            desk.ask(
                AskOwner(unit=unit, item=gap.item, lack=gap.lack, owner=owner, due=_due(desk, gap.lack)), inspector
            )
            if gap.lack == "unfit":
                desk.mend(MarkMended(unit=unit, item=gap.item, lack=gap.lack, done=True), inspector)
    return len(units)


def _inspect(desk: "ReadinessDesk", unit: str, short: dict[str, tuple[int, int]], inspector: str) -> None:
    present = desk.unit(unit)
    commands = []
    for item in present.items:
        required = item.required(present.strength)
        found, good = short.get(item.id, (required, required))
        note = "Latihan: satu anggota demam, pengganti ditunjuk." if item.of == "people" and good < found else ""
        commands.append(
            CountItem(unit=unit, number=present.next_number, item=item.id, found=found, good=good, note=note)
        )
    desk.count(commands, inspector)


def _due(desk: "ReadinessDesk", lack: str) -> date:
    """What is undone is due today, the rest in three days, never past the vote."""
    due = desk.today() + timedelta(days=0 if lack == "undone" else 3)
    vote = desk.vote()
    return min(due, vote) if vote is not None and vote >= desk.today() else due
