"""Supplies of the exercise: the plan is imported; six days before the vote the first convoys are there, on their way,
late; the day before all boxes are in the wards; on the day one of the convoys back is delayed."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kawal.watch.convoys.decide import HandOver, SayStep
from kawal.watch.convoys.planfile import import_plan

if TYPE_CHECKING:
    from kawal.node import Node
    from kawal.watch.convoys.convoydesk import ConvoyDesk
    from kawal.watch.convoys.model import Convoy

ARRIVED = {"K-01": 0, "K-02": -1}
"""Convoys that are handed over, and by how many boxes the last lot of each differs."""
LEFT = ("K-03", "K-06")
"""On the way; the boat to Mantuil (K-06) should have arrived before the exercise begins."""
DELAYED = "K-04"
ONE_SHORT = "K-13"
"""Of the convoys to the wards, the one that brings a box too few."""
BACK = "K-25"


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


def later_convoys(client: Any, operator: str) -> int:
    """Everything that was to be there by the day before is there and handed over, at the planned time or now; returns
    how many steps were said."""
    desk: ConvoyDesk = client.app.state["convoys"]
    said = 0
    for one in _waiting(desk):
        arrived = (
            max(one.plan.arrives_ms, *(step.at_ms + 1 for step in one.steps)) if one.steps else one.plan.arrives_ms
        )
        if one.state == "planned":
            desk.say(SayStep(convoy=one.id, step="left", at_ms=one.plan.departs_ms), operator)
            said += 1
        desk.say(SayStep(convoy=one.id, step="arrived", at_ms=arrived), operator)
        said += 1
        for lot in one.plan.lots:
            short = int(one.id == ONE_SHORT and lot is one.plan.lots[0])
            desk.hand_over(
                HandOver(convoy=one.id, lot=lot.id, at_ms=arrived, got=lot.boxes - short, receiver="chair"), operator
            )
    return said


def delayed_back(client: Any, operator: str) -> None:
    """The boxes of one district will come back an hour later."""
    desk: ConvoyDesk = client.app.state["convoys"]
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        planned = desk.one(connection, BACK).plan
    late = SayStep(
        convoy=BACK,
        step="delayed",
        at_ms=desk.watch.now_ms(),
        arrives_ms=planned.arrives_ms + 3_600_000,
        reason="escort",
        note="Latihan: pengawal menunggu TPS terakhir selesai menghitung.",
    )
    desk.say(late, operator)


def _waiting(desk: "ConvoyDesk") -> "list[Convoy]":
    """Convoys that should have arrived and were not handed over, in the order of their departure."""
    from kawal.watch.convoys.queries import load_convoys  # noqa: PLC0415

    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        found = load_convoys(connection)
    due = [one for one in found if one.state != "handed_over" and one.plan.arrives_ms <= desk.watch.now_ms()]
    return sorted(due, key=lambda one: (one.plan.departs_ms, one.id))
