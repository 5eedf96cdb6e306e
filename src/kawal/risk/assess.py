"""The whole risk of a city: registry and instrument -> assessment (pure)."""

from datetime import date

import numpy as np

from kawal.election.model import Registry
from kawal.jurisdiction.load import Instrument
from kawal.risk.clusters import gi_star, hot
from kawal.risk.index import as_priority, index_of, priorities, seen_at, shares_of, strengths, weights_of
from kawal.risk.model import Assessment, Share, StationRisk
from kawal.risk.stability import stability

KM_PER_DEGREE = 111.2


def election_day(registry: Registry) -> date | None:
    """The day of the vote: the latest of the registered contests."""
    return max((contest.day for contest in registry.contests), default=None)


def assess(registry: Registry, instrument: Instrument, today: date) -> Assessment:
    """The risk of every station. `today` stands for the day of the vote while no contest is registered."""
    if not registry.stations:
        return Assessment(registry_version=registry.version, instrument=instrument, stations=())
    seen = seen_at(registry, instrument, election_day(registry) or today)
    strength = strengths(instrument)
    index = index_of(seen.value, strength)
    shares = shares_of(seen.value, strength)
    weight = weights_of(seen.value, instrument, [station.registered_voters for station in registry.stations])
    priority = priorities(index, instrument.priority_cuts)
    kept = stability(seen.value, instrument)
    z = gi_star(
        index,
        np.array([registry.position(station.ward, station.lat, station.lon) for station in registry.stations])
        * KM_PER_DEGREE,
    )
    cluster = hot(z)
    names = [indicator.id for indicator in instrument.indicators]
    return Assessment(
        registry_version=registry.version,
        instrument=instrument,
        stations=tuple(
            StationRisk(
                station=station.id,
                index=float(index[i]),
                priority=as_priority(int(priority[i])),
                weight=float(weight[i]),
                shares=tuple(
                    Share(names[j], float(shares[i, j]), bool(seen.ward_wide[i, j]))
                    for j in np.argsort(-shares[i], kind="stable").tolist()
                    if shares[i, j] > 0.0
                ),
                stability=float(kept[i]),
                hot=bool(cluster[i]),
                gi_z=float(z[i]),
            )
            for i, station in enumerate(registry.stations)
        ),
    )
