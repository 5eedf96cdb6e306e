"""The desk of situation reports: made on demand or every hour, kept with the log, read as a page, a text, a PDF."""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy.engine import Connection

from kawal.field.line_queries import log_rows
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Missing, RecordError
from kawal.kernel.language import Language, msg
from kawal.outputs.messenger import page_text
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import Note
from kawal.store.events import Decision, Job
from kawal.store.log import read_head
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.events import SituationReported
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.gatherings import sizes_told
from kawal.watch.queries import SituationRow, situations
from kawal.watch.shifts.packs import next_slot
from kawal.watch.situation.situation import Situation, ended_as, figure_name, situation_of

DUE = "situation_due"
MOST_LINES_TO_ASK = 4000


class SituationDesk:
    """Situation reports of one node; `every_min` is how often one is made by itself, 0 for only when asked."""

    def __init__(self, cases: CaseDesk, every_min: int = 0) -> None:
        self._cases, self._watch, self.every_min = cases, cases.watch, every_min
        self._store = cases.watch.field.store

    def handlers(self) -> Mapping[str, Callable[[bytes], None]]:
        """What its jobs do."""
        return {DUE: lambda _body: self.tick()}

    def start(self) -> None:
        """See to it that the next one is due."""
        if self.every_min:
            self._store.writer.commit(lambda _: Decision(jobs=(self._next(),)), "node")

    def tick(self) -> None:
        """One is due: make it when something is new since the last, and wait again."""
        if not self.every_min:
            return
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            last = next(iter(situations(connection)), None)
            is_new = last is None or read_head(connection).size - 1 > last.index + 1
        if is_new:
            self.make("node")
        self._store.writer.commit(lambda _: Decision(jobs=(self._next(),)), "node")

    def make(self, actor: str) -> int:
        """Make one now; returns its number."""
        numbers: list[int] = []

        def decide(connection: Connection) -> Decision:
            report = self._present(connection)
            body = msgspec.json.encode(report)
            numbers[:] = [report.number]
            event = SituationReported(number=report.number, until=report.until, sha256=sha256_hex(body))
            return Decision((event,), (body,))

        self._store.writer.commit(decide, actor)
        return numbers[0]

    def all(self, connection: Connection) -> tuple[SituationRow, ...]:
        """Every report, newest first."""
        return situations(connection)

    def one(self, connection: Connection, number: int) -> tuple[SituationRow, Situation]:
        """A report as it was made; raises Missing for no such number, RecordError when its content is gone."""
        row = next((one for one in situations(connection) if one.number == number), None)
        if row is None:
            raise Missing(msg("laporan situasi"), msg("nomor yang ada"), str(number)[:20])
        body = self._store.blobs.get(connection, row.sha256)
        if body is None:
            raise RecordError(msg("isi catatan %(index)s terhapus", index=str(row.index)))
        return row, msgspec.json.decode(body, type=Situation)

    def text(self, report: Situation, words: Language) -> str:
        """The report for a messenger, at most 1,000 characters: figures that are not 0, then incidents by urgency."""
        zone = self._watch.lines.zone
        made = datetime.fromtimestamp(report.made_ms / 1000, zone)
        title = words.text("Laporan situasi %(n)s, %(moment)s", n=report.number, moment=words.moment(made))
        lines = [
            ", ".join(f"{one.value} {figure_name(one.id, words)}" for one in report.figures[:5] if one.value),
            "; ".join(f"{figure_name(one.id, words)}: {one.value}" for one in report.figures[5:] if one.value),
            words.text("Catatan sampai %(n)s, akar %(root)s", n=words.integer(report.until), root=report.root[:16]),
        ]
        if report.gatherings:
            sizes = sizes_told([one.size for one in report.gatherings], words)
            lines.append(words.text("Kumpulan damai: %(sizes)s", sizes=sizes))
        for told in report.incidents:
            owner = self._cases.agency_name(told.owner, words) if told.owner else words.text("posko")
            teams = "".join(f", {words.text('TRC %(team)s', team=team)}" for team in told.teams)
            lines.append(f"{told.what[words.code]}, {told.place}: {owner}{teams} ({told.index})")
        lines += [f"{told.what[words.code]}, {told.place}: {ended_as(told, words)}" for told in report.ended]
        return page_text(title, [line for line in lines if line], words)

    def _present(self, connection: Connection) -> Situation:
        watch, head = self._watch, read_head(connection)
        last = next(iter(situations(connection)), None)
        asked = log_rows(connection, only_open=True, most=MOST_LINES_TO_ASK)
        return situation_of(
            number=last.number + 1 if last else 1,
            until=head.size - 1,
            root=Checkpoint.parse(Note.parse(head.note).text).root.hex() if head.note else "",
            since=last.until if last else -1,
            made_ms=int(watch.clock().timestamp() * 1000),
            board=watch.board(connection),
            covers=watch.cover(connection),
            cases=self._cases.all(connection),
            gatherings=self._cases.gatherings(connection),
            to_ask=[row.index for row in asked],
            registry=watch.field.registry(),
            book=watch.field.book(),
            rules=self._cases.rules,
            people=self._cases.people(connection),
            convoys=load_convoys(connection),
        )

    def _next(self) -> Job:
        due = next_slot(self._watch.clock(), self.every_min)
        return Job(DUE, due.isoformat(), due=due)
