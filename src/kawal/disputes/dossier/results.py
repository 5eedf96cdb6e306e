"""Results as they were announced beside the node's own sums, number by number, in a dossier of a contest (pure)."""

from collections.abc import Sequence
from functools import partial

from kawal.disputes.dossier.forms import row_title
from kawal.disputes.dossier.model import Result, ResultRow
from kawal.disputes.dossier.texts import both
from kawal.disputes.threshold.compare import Cell
from kawal.disputes.threshold.desk import Compared, ContestView
from kawal.disputes.threshold.model import Announced
from kawal.disputes.threshold.names import ANNOUNCED, source_said
from kawal.kernel.language import Language


def results_of(views: Sequence[ContestView]) -> tuple[Result, ...]:
    """What was announced for a region after a round, as the page of the threshold compares it."""
    return tuple(_result(one) for view in views for one in view.compared)


def _result(one: Compared) -> Result:
    return Result(
        region=one.region,
        round=one.round,
        sources=tuple(both(partial(_source, said)) for said in one.announced),
        entries=tuple(said.index for said in one.announced),
        is_here=one.is_here,
        counted=one.counted,
        stations=one.stations,
        rows=tuple(_row(cell) for cell in one.cells),
    )


def _source(one: Announced, told: Language) -> str:
    return source_said(told.say(ANNOUNCED[one.source]), one.reference)


def _row(cell: Cell) -> ResultRow:
    return ResultRow(
        name=cell.field,
        title=both(partial(row_title, cell.field)),
        own=cell.own,
        said=tuple(one.value for one in cell.told),
        off=tuple(one.off for one in cell.told),
        agree=cell.agree,
        spread=cell.spread,
    )
