"""Differences of the recapitulation as findings of the queue: "check the form", with the numbers to check."""

from kawal.count.model import Finding
from kawal.count.recap.compare import Cell
from kawal.count.recap.diff import Difference, RecapDiff
from kawal.jurisdiction.forms import forms, option_of
from kawal.kernel.language import Message, msg


def findings(diff: RecapDiff) -> tuple[Finding, ...]:
    """One finding for each column with votes that no correction explains, in the order of the differences.

    Its part, expected and got are those of the cell to look at first; all cells are in the difference. `effect` is in
    votes of the margin, `entries` are the compared forms and the linked corrections in the log.
    """
    return tuple(finding_of(found) for found in diff.differences if not found.explained)


def first_cell(found: Difference) -> Cell:
    """The cell to look at first: of votes for an option before other rows, the largest of them."""
    return max(found.cells, key=lambda cell: (option_of(cell.field) is not None, abs(found.open.get(cell.field, 0))))


def sentence(found: Difference) -> Message:
    """What to check, in one sentence with both numbers."""
    cell = first_cell(found)
    return msg(
        "Periksa formulir %(form)s, kolom %(place)s: %(field)s tertulis %(got)s, jumlah bawahannya %(expected)s.",
        field=cell.field,
        place=found.place,
        form=found.form,
        got=cell.got,
        expected=cell.expected,
    )


def finding_of(found: Difference) -> Finding:
    """A difference as a finding of the queue."""
    cell = first_cell(found)
    identity = forms().identity(cell.what)
    return Finding(
        what=identity.id,
        kind=found.kind,
        severity=identity.severity,
        place=found.place,
        contest=found.contest,
        round=found.round,
        part=cell.field,
        expected=cell.expected,
        got=cell.got,
        effect=found.effect.votes,
        entries=(*found.entries, *found.explained_by),
        hook=identity.hook,
    )
