"""The regions that minima and maxima speak of, as a tree over stations and bases: budget > city > district > ward.

Only regions with a bound are kept (all wards when officers belong to units); node 0 is the budget.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from kawal.deployment.arrays import I64, UNBOUNDED
from kawal.deployment.model import PlanLevel, Quota
from kawal.kernel.codes import RegionCode, region_code
from kawal.kernel.errors import Infeasible, Rejected
from kawal.kernel.language import Message, msg

DEPTH_OF_LEVEL: dict[str, int] = {"city": 2, "district": 3, "ward": 4}
LEVEL_NAME: dict[str, Message] = {
    "city": msg("kota"),
    "district": msg("kecamatan"),
    "ward": msg("kelurahan"),
    "station": msg("TPS"),
}


class Tree(msgspec.Struct, frozen=True, eq=False):
    """Bounded regions, parents before children; `node_of_base` is 0 where a base counts for the budget only."""

    codes: tuple[str, ...]
    parent: I64
    least: I64
    most: I64
    node_of_station: I64
    node_of_base: I64

    @property
    def is_free(self) -> bool:
        """Whether no region has a bound."""
        return bool((self.least == 0).all() and (self.most[1:] >= UNBOUNDED).all())


def normal_region(text: str) -> RegionCode:
    """A region code with its dots; any other name of a region as it is."""
    try:
        return region_code(text)
    except Rejected:
        return RegionCode(text.strip())


def path_of(region: str) -> tuple[str, ...]:
    """The regions around and including this one, city first; a name that is no code stands alone."""
    parts = region.split(".")
    if len(parts) < 2 or not all(part.isdigit() for part in parts):
        return (region,)
    return tuple(".".join(parts[:n]) for n in range(2, len(parts) + 1))


def region_tree(
    wards: Sequence[str], base_regions: Sequence[str | None], quotas: Sequence[Quota], *, every_ward: bool
) -> Tree:
    """The tree of the regions that `quotas` bound. Raises Rejected for a region without a station.

    A quota of the level city with an empty id, or in a file whose wards are no region codes, means all stations.
    """
    known = {part for ward in set(wards) for part in path_of(ward)}
    coded = any("." in ward for ward in wards)
    bounds: dict[str, tuple[int, int]] = {}
    for quota in quotas:
        if quota.level == "station":
            continue
        code = "" if quota.level == "city" and not (coded and quota.id) else normal_region(quota.id)
        if code and (code not in known or not _has_level(code, quota.level, coded=coded)):
            raise Rejected(
                "quotas",
                msg("%(level)s yang punya TPS", level=LEVEL_NAME[quota.level]),
                quota.id,
                code="unknown_region",
            )
        low, high = bounds.get(code, (0, UNBOUNDED))
        bounds[code] = (max(low, quota.min), min(high, UNBOUNDED if quota.max is None else quota.max))
    if every_ward:
        for ward in sorted(set(wards)):
            bounds.setdefault(ward, (0, UNBOUNDED))
    kept = sorted(bounds, key=lambda code: (len(path_of(code)) if code else 0, code))
    number = {code: n + 1 for n, code in enumerate(kept)}
    everything = number.get("", 0)

    def innermost(regions: Sequence[str]) -> int:
        return next((number[code] for code in reversed(regions) if code in number), everything)

    of_ward = {ward: innermost(path_of(ward)) for ward in set(wards)}
    return Tree(
        ("", *kept),
        np.array([-1, *(innermost(path_of(code)[:-1]) if code else 0 for code in kept)], dtype=np.int64),
        np.array([0, *(bounds[code][0] for code in kept)], dtype=np.int64),
        np.array([UNBOUNDED, *(bounds[code][1] for code in kept)], dtype=np.int64),
        np.array([of_ward[ward] for ward in wards], dtype=np.int64),
        np.array([innermost(path_of(region)) if region else 0 for region in base_regions], dtype=np.int64),
    )


def check_minima(tree: Tree, least: I64, most: I64, names: Sequence[str]) -> int:
    """The officers that all minima together need. Raises Infeasible naming a minimum that exceeds a maximum.

    `least` and `most` bound each station. What lies in a region can be held by it only up to its own maximum.
    """
    for i in np.flatnonzero(least > most).tolist():
        raise _exceeds(msg("TPS %(name)s", name=names[i]), int(least[i]), int(most[i]))
    needed = np.bincount(tree.node_of_station, weights=least, minlength=len(tree.codes)).astype(np.int64)
    room = np.bincount(tree.node_of_station, weights=most, minlength=len(tree.codes)).astype(np.int64)
    for v in range(len(tree.codes) - 1, -1, -1):
        name = region_name(tree.codes[v])
        if tree.least[v] > tree.most[v]:
            raise _exceeds(name, int(tree.least[v]), int(tree.most[v]))
        if needed[v] > tree.most[v]:
            raise Infeasible(
                msg(
                    "Tidak ada rencana yang mungkin: jumlah minimum di dalam %(region)s adalah %(needed)s petugas, "
                    "melebihi maksimum %(most)s",
                    region=name,
                    needed=int(needed[v]),
                    most=int(tree.most[v]),
                )
            )
        if tree.least[v] > room[v] and not (tree.node_of_base == v).any():
            raise Infeasible(
                msg(
                    "Tidak ada rencana yang mungkin: minimum %(least)s petugas di %(region)s melebihi tempatnya, "
                    "paling banyak %(room)s",
                    least=int(tree.least[v]),
                    region=name,
                    room=int(room[v]),
                )
            )
        if v > 0:
            needed[tree.parent[v]] += max(needed[v], tree.least[v])
            room[tree.parent[v]] += min(room[v], tree.most[v])
    return int(max(needed[0], tree.least[0]))


def region_name(code: str) -> Message:
    """How an error names a region of the tree."""
    if not code:
        return msg("seluruh daftar TPS")
    levels = {2: "city", 3: "district", 4: "ward"}
    depth = len(path_of(code)) + 1 if "." in code else 4
    return msg("%(level)s %(code)s", level=LEVEL_NAME[levels[depth]], code=code)


def _has_level(code: str, level: PlanLevel, *, coded: bool) -> bool:
    return not coded or "." not in code or code.count(".") + 1 == DEPTH_OF_LEVEL[level]


def _exceeds(name: Message, least: int, most: int) -> Infeasible:
    return Infeasible(
        msg(
            "Tidak ada rencana yang mungkin: minimum %(least)s petugas di %(region)s melebihi maksimum %(most)s",
            least=least,
            region=name,
            most=most,
        )
    )
