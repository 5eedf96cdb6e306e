"""Supplies of the exercise: the plan is imported; the first convoys are there, on their way, late."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kawal.watch.convoys.decide import HandOver, SayStep
from kawal.watch.convoys.planfile import import_plan

if TYPE_CHECKING:
    from kawal.node import Node
    from kawal.watch.convoys.convoydesk import ConvoyDesk

ARRIVED = {"K-01": 0, "K-02": -1}
"""Convoys that are handed over, and by how many boxes the last lot of each differs."""
LEFT = ("K-03", "K-06")
"""On the way; the boat to Mantuil (K-06) should have arrived before the exercise begins."""
DELAYED = "K-04"


def first_convoys(node: "Node", client: Any, file: Path, operator: str) -> int:
    """Plan by the importer, say steps and hand lots over through the desk's own commands; returns how many steps were
    said."""
    from kawal.watch.convoys.queries import load_convoys  # noqa: PLC0415

    desk: ConvoyDesk = client.app.state["convoys"]
    import_plan(node.writer, file, desk.watch.lines.zone, operator, dry_run=False, sheet=None)
    with node.reading() as connection:
        plans = {one.id: one.plan for one in load_convoys(connection)}
    quarter = int(timedelta(minutes=15).total_seconds() * 1000)
    said = 0
    for name in (*ARRIVED, *LEFT):
        desk.say(SayStep(convoy=name, step="left", at_ms=plans[name].departs_ms), operator)
        said += 1
    for name, difference in ARRIVED.items():
        there = plans[name].arrives_ms - quarter
        desk.say(SayStep(convoy=name, step="arrived", at_ms=there), operator)
        said += 1
        for lot in plans[name].lots:
            got = lot.boxes + (difference if lot is plans[name].lots[-1] else 0)
            desk.hand_over(
                HandOver(convoy=name, lot=lot.id, at_ms=there + quarter, got=got, receiver="chair"), operator
            )
    late = SayStep(
        convoy=DELAYED,
        step="delayed",
        at_ms=plans[DELAYED].departs_ms,
        arrives_ms=plans[DELAYED].arrives_ms + 4 * quarter,
        reason="escort",
        note="Latihan: pengawal masih di apel.",
    )
    desk.say(late, operator)
    return said + 1
