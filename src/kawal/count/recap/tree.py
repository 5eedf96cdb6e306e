"""What lies in what: the stations of a contest, every place that a form names, and every region over these (pure)."""

from collections.abc import Collection, Iterable, Mapping

from kawal.count.recap.forms import Place, Recap, above, depth, over
from kawal.kernel.codes import StationId, is_station


class Tree:
    """The places of a ladder: `own` are its stations and every region over them, `more` what only forms name."""

    def __init__(self, stations: frozenset[StationId], own: frozenset[Place], more: frozenset[Place]) -> None:
        self.stations, self.own, self.more = stations, own, more
        places = own | more | over(more)
        below: dict[Place, list[Place]] = {}
        for place in sorted(places):
            if (holder := above(place)) is not None:
                below.setdefault(holder, []).append(place)
        self.children: Mapping[Place, tuple[Place, ...]] = {region: tuple(held) for region, held in below.items()}
        """What lies directly below each region."""
        holds: dict[Place, int] = {place: int(is_station(place)) for place in places}
        for region in sorted(below, key=depth, reverse=True):
            holds[region] = sum(holds[place] for place in below[region])
        self.stations_in: Mapping[Place, int] = holds
        """How many stations each place holds."""

    @classmethod
    def of(cls, stations: Collection[StationId], forms: Iterable[Recap], before: "Tree | None" = None) -> "Tree":
        """The tree of these stations and forms; `before` itself where it has the same places."""
        held = frozenset(stations)
        own = before.own if before and before.stations == held else frozenset[Place](held | over(held))
        more = frozenset(place for form in forms for place in (form.region, *form.columns)) - own
        return before if before and (own, more) == (before.own, before.more) else cls(held, own, more)
