"""Which stations have their supplies, and whose boxes are back: from lots and from what stations said (pure)."""

from collections.abc import Collection, Sequence

from kawal.kernel.codes import RegionCode, StationId, ward_of
from kawal.watch.board.board import Board
from kawal.watch.convoys.model import Convoy, Milestone
from kawal.watch.convoys.standing import Supply, supply_of

TOLD: dict[Milestone, str] = {"logistics": "logistics", "box": "box_handed_over"}
"""The report by which a station itself says that it reached a milestone."""


def supplies_of(board: Board, convoys: Sequence[Convoy], wards: Collection[RegionCode]) -> dict[Milestone, Supply]:
    """Of the stations of these wards, which are in lots and which of them have reached each milestone."""
    found: dict[Milestone, Supply] = {}
    for name, kind in TOLD.items():
        supply = supply_of(name, convoys, (StationId(place) for place, _ in board.all_of(kind))) if convoys else NONE
        seen = frozenset(one for one in supply.planned if ward_of(one) in wards)
        found[name] = Supply(seen, supply.reached & seen)
    return found


NONE = Supply(frozenset(), frozenset())
