"""What became of differences of the recapitulation: an adjudicator ends one with a reason; it comes back when one of
its numbers changes."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.desk import sealed
from kawal.count.events import Outcome, RecapFindingEnded, SeenCell
from kawal.count.model import ContestKind, Finding
from kawal.count.recap.diff import Difference, RecapDiff
from kawal.count.recap.findings import findings
from kawal.count.recapdesk import RecapDesk
from kawal.count.tables import RECAP_ENDED
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Conflict, Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision

Key = tuple[str, str, int, tuple[SeenCell, ...]]
"""Form, column, round, and every number that differs: what makes a difference the one that somebody looked at."""


class RecapEnding(msgspec.Struct, frozen=True):
    """How a difference was ended, by whom, in which entry."""

    outcome: Outcome
    actor: str
    entry: int
    at_ms: int


def cells_of(found: Difference) -> tuple[SeenCell, ...]:
    """The numbers of a difference, as an entry keeps them."""
    return tuple(SeenCell(one.field, one.expected, one.got) for one in found.cells)


def key_of(found: Difference) -> Key:
    """What makes a difference the one that somebody looked at."""
    return found.form, found.place, found.round, cells_of(found)


def seen_of(found: Difference) -> str:
    """The numbers of a difference as a page carries them, in few signs."""
    return sha256_hex(msgspec.json.encode(cells_of(found)))[:16]


def recap_endings(connection: Connection, contest: str) -> Mapping[Key, RecapEnding]:
    """What was ended in a contest, the newest word of each."""
    statement = select(RECAP_ENDED).where(RECAP_ENDED.c.contest == contest).order_by(RECAP_ENDED.c.position)
    decode = msgspec.json.Decoder(tuple[SeenCell, ...]).decode
    return {
        (row.form, row.place, row.round, decode(row.cells)): RecapEnding(
            row.outcome, row.actor, row.position, row.at_ms
        )
        for row in connection.execute(statement)
    }


def open_findings(connection: Connection, contest: str, diff: RecapDiff) -> tuple[Finding, ...]:
    """The differences of a contest as findings, without those that a correction explains or an adjudicator ended."""
    ended = recap_endings(connection, contest)
    standing = tuple(one for one in diff.differences if key_of(one) not in ended)
    return findings(msgspec.structs.replace(diff, differences=standing))


def end_difference(
    desk: RecapDesk,
    kind: ContestKind,
    column: tuple[str, str, int],
    seen: str,
    outcome: Outcome,
    note: str,
    actor: str,
) -> None:
    """End the difference in a column (form, place, round) whose numbers were `seen` so.

    Raises Rejected without words for the reason, Missing when nothing differs there, Conflict when its numbers are
    others now.
    """
    if not note.strip():
        raise Rejected(msg("alasan"), msg("satu kalimat"), "")
    contest = desk.contest(kind, column[0])

    def decide(connection: Connection) -> Decision:
        differences = desk.compared(connection, contest).differences
        found = next((one for one in differences if (one.form, one.place, one.round) == column), None)
        if found is None:
            raise Missing(msg("selisih"), msg("selisih yang masih ada"), " ".join(map(str, column)))
        if seen_of(found) != seen:
            raise Conflict(msg("angka temuan ini sudah berubah; lihat dulu"))
        event = RecapFindingEnded(
            form=found.form,
            place=found.place,
            contest=kind,
            round=found.round,
            cells=cells_of(found),
            outcome=outcome,
        )
        return Decision((sealed(event, note),))

    desk.store.writer.commit(decide, actor)
