"""Every station of a whole contest in one row, held in full or not: so that what is left out is seen."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.count.behindqueries import figures_of
from kawal.count.tables import FINDING, FORM
from kawal.disputes.dossier.model import Cited, Found, StationRow
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.grounds.queries import load_grounds
from kawal.jurisdiction.forms import option_of
from kawal.kernel.codes import StationId, ward_of

SHOWN = ("valid_total", "invalid_total")
"""Beside the votes of each pair."""


def station_rows(
    connection: Connection, reach: Reach, cited: Sequence[Cited], recapitulated: Sequence[Found]
) -> tuple[StationRow, ...]:
    """The stations of a contest in the order of their ids; none for any other scope. `recapitulated` is what differs
    on the forms above them."""
    if not reach.regions:
        return ()
    [kind] = reach.contests
    forms = {
        row.station: row
        for row in connection.execute(select(FORM).where(FORM.c.contest == kind, FORM.c.current, FORM.c.counted))
    }
    waiting = select(FINDING.c.station, func.count()).where(FINDING.c.contest == kind, FINDING.c.ended == "")
    findings = Counter({row[0]: row[1] for row in connection.execute(waiting.group_by(FINDING.c.station))})
    findings.update(one.place for one in recapitulated if one.ended is None)
    indications = Counter(one.place for one in cited)
    grounds = Counter(str(one.station) for one in load_grounds(connection) if one.contest in (None, kind))
    entries = figures_of(connection, kind, sorted({*reach.stations, *reach.rest}))
    numbers, sources = msgspec.json.Decoder(dict[str, int | None]), msgspec.json.Decoder(dict[str, msgspec.Raw])
    full = frozenset(reach.stations)
    rows = []
    for station in sorted(full | reach.rest):
        row = forms.get(station)
        held = numbers.decode(row.numbers) if row else {}
        rows.append(
            StationRow(
                station=station,
                ward=ward_of(StationId(station)),
                full=station in full,
                numbers={
                    name: value
                    for name, value in held.items()
                    if value is not None and (option_of(name) or name in SHOWN)
                },
                entries=entries.get(station, ()),
                sources=len(sources.decode(row.by_source)) if row else 0,
                differing=row.differing if row else 0,
                findings=findings[station],
                indications=indications[station],
                grounds=grounds[station],
            )
        )
    return tuple(rows)
