"""The exercise as a story: the clock is set forward, and at each moment what happens comes in through its door."""

from typing import TYPE_CHECKING, Any

from kawal.cli import exercise_day as day
from kawal.cli.exercise_clock import (
    BACK,
    CLOSED,
    COUNTING,
    DELIVERED,
    INSPECTED,
    MUSTERED,
    NOON,
    OPENED,
    PREPARED,
    StoryClock,
)
from kawal.cli.exercise_words import pasted

if TYPE_CHECKING:
    from kawal.cli.exercise import Phone
    from kawal.node import Node

POSTS, WARDENS = "Posko kota", "Panwascam"
"""The chats in which the wards tell of their stations, at the city's and at Bawaslu's desk."""


def tell(node: "Node", client: Any, phones: "list[Phone]", operator: str, clock: StoryClock) -> dict[str, int]:
    """From the parade of readiness to the afternoon of the vote, at a desk that keeps order; returns how much."""
    from kawal.cli.exercise import first_reports  # noqa: PLC0415
    from kawal.cli.exercise_city import mark_measures, pack_folder  # noqa: PLC0415
    from kawal.cli.exercise_command import first_acts, first_muster, morning_acts, noon_break, settled  # noqa: PLC0415
    from kawal.cli.exercise_convoys import delayed_back, first_convoys, later_convoys  # noqa: PLC0415
    from kawal.cli.exercise_readiness import first_parade  # noqa: PLC0415
    from kawal.cli.exercise_words import first_words, late_words  # noqa: PLC0415

    registry = client.app.state["field"].registry()
    courses = day.courses(registry)
    clock.forward(INSPECTED)
    inspections = first_parade(node, client, operator)
    clock.forward(PREPARED)
    mark_measures(node)
    steps = first_convoys(node, client, pack_folder() / "convoys.csv", operator)
    clock.forward(DELIVERED)
    steps += later_convoys(client, operator)
    clock.forward(MUSTERED)
    first_muster(node, client, operator)
    clock.forward(OPENED)
    words = first_words(node, client, operator)
    pasted(node, client, operator, POSTS, day.opened(registry, courses))
    morning_acts(node, client, operator)
    for moment, over in ((NOON, False), (BACK, True)):
        clock.forward(moment)
        noon_break(node, client, operator, over=over)
    clock.forward(CLOSED)
    pasted(node, client, operator, POSTS, day.closed(registry, courses))
    delayed_back(client, operator)
    clock.forward(COUNTING)
    settled(node, client, operator)
    pasted(node, client, operator, POSTS, day.counted(registry, courses))
    answers = first_reports(phones, clock)
    words |= late_words(node, client, operator, clock)
    acts = first_acts(node, client, operator)
    return answers | {"inspections": inspections, "convoy_steps": steps + 1} | words | acts


def tell_stations(node: "Node", client: Any, operator: str, clock: StoryClock) -> None:
    """The day at the stations in one chat, at a desk that supervises."""
    registry = client.app.state["field"].registry()
    courses = day.courses(registry)
    clock.forward(COUNTING)
    chats = (day.opened(registry, courses), day.closed(registry, courses), day.counted(registry, courses))
    pasted(node, client, operator, WARDENS, "".join(chats))


def tell_count(node: "Node", client: Any, clock: StoryClock) -> dict[str, int]:
    """Copies of all forms that are counted, irregularities, the work of the desk, a ground; returns how much."""
    from kawal.cli.exercise_copies import counted_forms, send_copies  # noqa: PLC0415
    from kawal.cli.exercise_count import desk_work  # noqa: PLC0415
    from kawal.cli.exercise_disputes import send_irregularities  # noqa: PLC0415
    from kawal.cli.exercise_people import AGENT, COUNTERS, accounts  # noqa: PLC0415
    from kawal.cli.exercise_study import study  # noqa: PLC0415

    registry, known = client.app.state["field"].registry(), accounts(node, COUNTERS)
    done = [station for station, course in day.courses(registry).items() if course == "counted"]
    forms = counted_forms(registry, done)
    copies = send_copies(node, client, registry, forms, known[AGENT], clock.ms())
    told = send_irregularities(node, client, clock.ms())
    client.cookies.clear()
    made = desk_work(node, client, forms, known)
    study(node, client, known[AGENT], known["ajudikator"], clock.ms())
    return {"copies": copies, "irregularities": told} | made
