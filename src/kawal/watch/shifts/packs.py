"""The paper pack: ordered by the clock when something new was recorded, printed by a job, kept as a file."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Missing, Unavailable
from kawal.kernel.language import Message, language, msg
from kawal.outputs.files import write_atomic
from kawal.store.events import Decision, Job
from kawal.store.log import read_head
from kawal.watch.events import PackNumbered, PackPrinted
from kawal.watch.paper.pack import pack_pdf
from kawal.watch.queries import Pack, newest_deed, packs
from kawal.watch.shifts.shiftdesk import ShiftDesk

FOLDER = "paper-pack"
MOST_PACKS = 100_000
BLANK_SHEETS = 4
DUE, PRINT = "pack_due", "pack_print"
LONGEST_PRINT_S = 60


class PackSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the desk prints: every so many minutes (0: only when asked), into which folder, to which printer."""

    every_min: int = 30
    folder: Path
    printer: str = ""
    institution: str = ""
    exercise: bool = False


class PackDesk:
    """Paper packs of one node."""

    def __init__(self, shift: ShiftDesk, settings: PackSettings) -> None:
        self._shift, self.settings = shift, settings
        self._store = shift.watch.field.store
        self._refused: dict[int, Message] = {}

    def handlers(self) -> Mapping[str, Callable[[bytes], None]]:
        """What its jobs do."""
        return {DUE: lambda _body: self.tick(), PRINT: self.print_one}

    def start(self) -> None:
        """See to it that the next one is due."""
        if self.settings.every_min:
            self._store.writer.commit(lambda _: Decision(jobs=(self._next(),)), "node")

    def tick(self) -> None:
        """One is due: order the first, and another when something is new since the last; wait again."""
        if not self.settings.every_min:
            return

        def decide(connection: Connection) -> Decision:
            last = next(iter(packs(connection)), None)
            newest = max(self._shift.watch.board(connection).position, newest_deed(connection))
            ordered = self._ordered(connection, last) if last is None or newest > last.until else Decision()
            return Decision(ordered.events, jobs=(*ordered.jobs, self._next()))

        self._store.writer.commit(decide, "node")

    def order(self, actor: str) -> int:
        """Have one printed now; returns its number."""
        numbers: list[int] = []

        def decide(connection: Connection) -> Decision:
            decision = self._ordered(connection, next(iter(packs(connection)), None))
            event = decision.events[0]
            numbers[:] = [event.number] if isinstance(event, PackNumbered) else []
            return decision

        self._store.writer.commit(decide, actor)
        return numbers[0]

    def print_one(self, body: bytes) -> None:
        """Make the file of a pack, and send it to the printer. Raises Unavailable when that does not take it."""
        number = msgspec.json.decode(body, type=int)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            pack = next((one for one in packs(connection) if one.number == number), None)
            if pack is None or pack.sha256:
                return
            pdf = pack_pdf(
                connection, self._shift, pack, self.settings.institution, self.settings.exercise, language("id")
            )
        path = self.path(number)
        write_atomic(path, pdf)
        if self.settings.printer:
            self._sent(number, path)
        event = PackPrinted(number=number, sha256=sha256_hex(pdf), printer=self.settings.printer)
        self._store.writer.commit(lambda _: Decision((event,)), "node")

    def _sent(self, number: int, path: Path) -> None:
        try:
            _send(path, self.settings.printer)
        except Unavailable as error:
            self._refused[number] = error.message
            raise
        self._refused.pop(number, None)

    def refused(self) -> Mapping[int, Message]:
        """Why the printer did not take packs, by number; each is tried again, and its file lies there."""
        return dict(self._refused)

    def lying(self) -> frozenset[int]:
        """The numbers of the packs whose file can be read, printed or not."""
        return frozenset(one.number for one in self.all() if self.path(one.number).is_file())

    def path(self, number: int) -> Path:
        """Where the file of a pack lies."""
        return self.settings.folder / f"paket-{number:03d}.pdf"

    def file(self, number: int) -> bytes:
        """The file of a pack; raises Missing while it is not there."""
        path = self.path(number)
        if not 0 < number <= MOST_PACKS or not path.is_file():
            raise Missing(msg("paket kertas"), msg("nomor yang sudah tercetak"), number)
        return path.read_bytes()

    def all(self) -> tuple[Pack, ...]:
        """Every pack, newest first."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            return packs(connection)

    def _ordered(self, connection: Connection, last: Pack | None) -> Decision:
        number, sheet = (last.number + 1, last.last_sheet + 1) if last else (1, 1)
        until = read_head(connection).size - 1
        event = PackNumbered(number=number, until=until, first_sheet=sheet, last_sheet=sheet + BLANK_SHEETS - 1)
        return Decision((event,), jobs=(Job(PRINT, str(number), msgspec.json.encode(number)),))

    def _next(self) -> Job:
        due = next_slot(self._shift.watch.clock(), self.settings.every_min)
        return Job(DUE, due.isoformat(), due=due)


def next_slot(now: datetime, every_min: int) -> datetime:
    """The next full slot: on the hour and each `every_min` minutes of it, in UTC."""
    start = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    passed = int((now - start).total_seconds() // 60) // every_min + 1
    return start + timedelta(minutes=passed * every_min)


def _send(path: Path, printer: str) -> None:
    """Give a file to a printer of this machine (CUPS)."""
    command = shutil.which("lp")
    if command is None:
        raise Unavailable(msg("perintah lp tidak ada; pasang CUPS atau lepas --printer"), permanent=False)
    try:
        done = subprocess.run(  # noqa: S603  the printer's name is the administrator's own
            [command, "-d", printer, str(path)], capture_output=True, timeout=LONGEST_PRINT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(msg("printer %(name)s tidak menjawab", name=printer), permanent=False) from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip()[:200]
        raise Unavailable(msg("printer %(name)s menolak: %(reason)s", name=printer, reason=reason), permanent=False)
