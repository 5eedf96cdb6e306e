"""The assessment and the matrix as CSV."""

from collections.abc import Sequence

from kawal.election.model import Registry
from kawal.kernel.language import Language
from kawal.outputs.tables import Value, csv_bytes, plain_csv_bytes
from kawal.risk.model import Assessment, Measure


def risk_rows(registry: Registry, assessment: Assessment) -> bytes:
    """One line a station, highest index first, with the share of each indicator."""
    ids = [one.id for one in assessment.instrument.indicators]
    header = ["station_id", "ward", "priority", "index", "weight", "stability", "cluster", "class", *ids]
    rows: list[list[Value]] = []
    for risk in assessment.ranking:
        station = registry.station_by_id[risk.station]
        shares = {share.indicator: round(share.share, 4) for share in risk.shares}
        rows.append(
            [
                risk.station,
                station.ward,
                risk.priority,
                round(risk.index, 4),
                round(risk.weight, 6),
                round(risk.stability, 3),
                int(risk.hot),
                station.official_class,
                *(shares.get(one) for one in ids),
            ]
        )
    return plain_csv_bytes(header, rows)


def matrix_rows(registry: Registry, assessment: Assessment, measures: Sequence[Measure], language: Language) -> bytes:
    """One line a measure; notes and names stay behind."""
    instrument = assessment.instrument
    names = {one.id: one.name.say(language) for one in instrument.indicators}
    header = ["place", "name", "indicator", "reason", "agency", "measure", "due", "state", "changed_on"]
    rows = [
        [
            row.place,
            registry.place_name(row.place),
            row.indicator,
            names[row.indicator],
            row.agency,
            instrument.mitigation_of(row.indicator).measure.say(language),
            row.due.isoformat(),
            row.state,
            row.changed_on.isoformat() if row.changed_on else "",
        ]
        for row in measures
    ]
    return csv_bytes(header, rows)


def station_rows(registry: Registry, assessment: Assessment) -> bytes:
    """The stations as `kawal plan --stations` reads them, with the weight that officers can reduce."""
    header = ["station_id", "lat", "lon", "registered_voters", "class", "weight", "ward", "access"]
    rows: list[list[Value]] = []
    for station in registry.stations:
        lat, lon = registry.position(station.ward, station.lat, station.lon)
        weight = round(assessment.by_station[station.id].weight, 9)
        rows.append(
            [
                station.id,
                lat,
                lon,
                station.registered_voters,
                station.official_class,
                weight,
                station.ward,
                station.access,
            ]
        )
    return plain_csv_bytes(header, rows)
