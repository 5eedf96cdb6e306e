"""The alarm for a convoy that is late: one for all that it carries, never one for each station (pure)."""

from collections.abc import Callable, Sequence

from kawal.election.model import Person
from kawal.kernel.codes import RegionCode
from kawal.watch.board.alarms import Alarm
from kawal.watch.convoys.model import Convoy
from kawal.watch.convoys.standing import late


def convoy_alarms(
    convoys: Sequence[Convoy], now_ms: int, contact_of: Callable[[RegionCode], Person | None]
) -> tuple[Alarm, ...]:
    """One alarm for each convoy that is late, the longest ago first: its wards, how many stations wait, whom to call
    in the first of its wards where somebody can be reached."""
    found = []
    for one in late(convoys, now_ms):
        stations = {station for lot in one.plan.lots for station in lot.stations}
        people = (contact_of(ward) for ward in one.wards)
        contact = next((person for person in people if person is not None), None)
        why = (("overdue", len(stations), ""),)
        found.append(Alarm(one.wards[0], why, len(stations), one.expected_ms, contact, one.id, one.wards))  # type: ignore[arg-type]
    return tuple(found)
