"""Command and state -> events, for measures (pure)."""

from collections.abc import Iterable
from datetime import date

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.risk.commands import MarkMeasure
from kawal.risk.events import MeasureMarked
from kawal.risk.model import Measure
from kawal.store.events import Sealed


def mark(command: MarkMeasure, rows: Iterable[Measure], today: date) -> tuple[Sealed, ...]:
    """Mark a row of the matrix; nothing happens when it is marked so already. Raises Rejected for an unknown row."""
    asked = (command.place, command.indicator, command.agency)
    row = next((row for row in rows if (row.place, row.indicator, row.agency) == asked), None)
    if row is None:
        raise Rejected("measure", msg("tindakan yang ada dalam matriks"), " ".join(asked))
    if (row.state, row.note) == (command.state, command.note):
        return ()
    marked = MeasureMarked(
        place=row.place, indicator=row.indicator, agency=row.agency, state=command.state, day=today
    )
    return (Sealed(marked, command.note.encode()),)
