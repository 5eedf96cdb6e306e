"""Which entries are about a station: its reports, and what its forms are made of."""

from collections.abc import Iterable, Mapping
from typing import get_args

from sqlalchemy.engine import Connection

from kawal.count.formqueries import form_view
from kawal.count.model import ContestKind
from kawal.disputes.grounds.decide import Source
from kawal.disputes.grounds.facts import concerns
from kawal.field.queries import ReportRow, report_at
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.watch.queries import incident_sites


def source_of(
    connection: Connection, station: StationId, entry: int, void: Mapping[str, int], *, indicates: bool
) -> Source:
    """What an entry is; `indicates` whether an indication rests on it, `void` the reports that no longer hold. Raises
    Rejected for one that is not about the station, or was corrected."""
    report = report_at(connection, entry)
    if report is not None and report.id in void:
        got = msg("%(entry)s, dibetulkan oleh nomor %(index)s", entry=entry, index=void[report.id])
        raise Rejected(msg("catatan"), msg("catatan yang masih berlaku"), got)
    if report is not None and is_about(connection, report, station):
        return Source(entry, report.kind, report.data.get("what"), indicates)
    if report is None and entry in counted(connection, station, get_args(ContestKind)):
        return Source(entry, "", indicates=indicates)
    raise Rejected(msg("catatan"), msg("nomor catatan tentang TPS ini"), entry)


def is_about(connection: Connection, report: ReportRow, station: StationId) -> bool:
    """Whether a report can be about a station: by its own place, or by where its incident really was."""
    sites = (site for key, site in incident_sites(connection).items() if key[0] == report.index)
    return any(concerns(place, station) for place in (report.place, *sites))


def counted(connection: Connection, station: StationId, contests: Iterable[ContestKind]) -> set[int]:
    """The entries that the forms of a station are made of: copies, readings, decisions, findings."""
    found = set[int]()
    for kind in contests:
        view = form_view(connection, station, kind)
        found |= {entry for one in (*view.readings, *view.superseded) for entry in (one.index, one.copy)}
        found |= {one.index for one in view.rulings}
        found |= {entry for one in view.findings for entry in one.finding.entries}
    return found
