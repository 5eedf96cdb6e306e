"""Indicator marks: what was seen at a station or in a ward."""

from kawal.election.importers.reading import RowReader
from kawal.election.model import IndicatorMark
from kawal.jurisdiction.load import indicators
from kawal.kernel.codes import Level
from kawal.kernel.language import msg

ALIASES = {
    "indicator": ("indikator",),
    "place": ("station_id", "ward", "tempat", "kode_tps", "kelurahan"),
    "value": ("nilai",),
    "year": ("tahun",),
}
REQUIRED = ("indicator", "place")
FIELDS = ("place", "value")
LEVELS = (Level.WARD, Level.DISTRICT, Level.CITY)
STATION_DIGITS = 13


def read(row: RowReader) -> IndicatorMark | None:
    """A known indicator at a registered station or region; the value is 1 when none is given."""
    indicator = row.required("indicator").upper()
    if indicator and indicator not in indicators():
        row.fault(
            "indicator", msg("indikator yang dikenal: %(known)s", known=", ".join(indicators())), "unknown_indicator"
        )
    place: str | None
    if sum(c.isdigit() for c in row.value("place")) >= STATION_DIGITS:
        place = row.station("place")
        if place is not None and place not in row.world.station_by_id:
            row.fault("place", msg("TPS yang terdaftar"), "unknown_station")
    else:
        place = row.region("place", LEVELS)
    value = row.number("value", 0.0, 1.0)
    source, synthetic = row.provenance(FIELDS)
    if place is None:
        return None
    return IndicatorMark(
        indicator=indicator,
        place=place,
        value=1.0 if value is None else value,
        year=row.integer("year", 1955, 2100),
        source=source,
        synthetic=synthetic,
    )
