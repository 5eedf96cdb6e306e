"""Jobs: work that a decision asks for, written in its transaction and done after it, at least once.

A decision never sends anything itself. Handlers must be idempotent: a job whose end was not recorded runs again.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import Engine, delete, select
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import KawalError, Unavailable
from kawal.store.dialect import put
from kawal.store.events import Job
from kawal.store.tables import JOB

LOG = logging.getLogger("kawal.jobs")
Handler = Callable[[bytes], None]
"""Does the work of one job; raises Unavailable when it should be tried again."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)
LOOK_EVERY_S = 30.0
MOST_ASKED = 500


def add_jobs(connection: Connection, jobs: Sequence[Job], now: datetime) -> None:
    """Write jobs into the present transaction; one that waits already is not doubled."""
    for job in jobs:
        due = (job.due or now).astimezone(UTC).isoformat()
        row = put(connection, JOB).values(id=job_id(job), kind=job.kind, body=job.body, due=due, attempts=0, error="")
        connection.execute(row.on_conflict_do_nothing(index_elements=["id"]))


def job_id(job: Job) -> str:
    """The name of a job: the same kind and key are the same job."""
    return sha256_hex(f"{job.kind}\n{job.key}".encode())[:26]


def waiting_jobs(connection: Connection) -> list[tuple[str, int, str]]:
    """(kind, attempts, last error) of what is not done yet."""
    return [(row.kind, row.attempts, row.error) for row in connection.execute(select(JOB).order_by(JOB.c.due))]


class Waiting(msgspec.Struct, frozen=True):
    """A job that is not done: how often it was tried, when it is tried next (ISO 8601, UTC), why it failed last."""

    attempts: int
    due: str
    error: str


def waiting_of(connection: Connection, kind: str, keys: Sequence[str]) -> dict[str, Waiting]:
    """What is not done yet of these jobs of a kind, by their keys."""
    ids = {job_id(Job(kind, key)): key for key in keys}
    found: dict[str, Waiting] = {}
    for start in range(0, len(ids), MOST_ASKED):
        some = list(ids)[start : start + MOST_ASKED]
        for row in connection.execute(select(JOB).where(JOB.c.id.in_(some))):
            found[ids[row.id]] = Waiting(row.attempts, row.due, row.error)
    return found


class Claimed(msgspec.Struct, frozen=True):
    """A job that is due."""

    id: str
    kind: str
    body: bytes
    attempts: int


class JobRunner:
    """Runs what is due, one job after the other, on a thread of its own."""

    def __init__(self, engine: Engine, handlers: Mapping[str, Handler], clock: Clock = system_clock) -> None:
        self._engine, self._handlers, self._clock = engine, handlers, clock
        self._wake, self._stopped = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="kawal-jobs", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier process left."""
        self._thread.start()

    def wake(self) -> None:
        """Something was committed: look now."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the present job and stop."""
        self._stopped = True
        self._wake.set()
        self._thread.join()

    def run_due(self) -> int:
        """Do everything that is due now; returns how many jobs were tried."""
        tried = 0
        while (job := self._claim()) is not None and not self._stopped:
            self._do(job)
            tried += 1
        return tried

    def _run(self) -> None:
        while not self._stopped:
            try:
                self.run_due()
            except KawalError as error:  # the database does not answer: what is due stays due
                LOG.error("jobs: %s", error)  # noqa: TRY400  one sentence, no traceback
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()

    def _claim(self) -> Claimed | None:
        now = self._clock().astimezone(UTC).isoformat()
        with self._engine.connect().execution_options(read_only=True) as connection:
            due = select(JOB).where(JOB.c.due <= now, JOB.c.kind.in_(self._handlers)).order_by(JOB.c.due)
            row = connection.execute(due.limit(1)).first()
        return Claimed(row.id, row.kind, bytes(row.body), row.attempts) if row else None

    def _do(self, job: Claimed) -> None:
        try:
            self._handlers[job.kind](job.body)
        except Exception as error:  # a job that fails unforeseen must not keep the others from being done
            told = isinstance(error, KawalError | OSError)
            LOG.warning("job %s: %s", job.kind, error, exc_info=None if told else error)
            permanent = isinstance(error, Unavailable) and error.permanent
            wait = LONGEST_WAIT if permanent else min(FIRST_WAIT * 2**job.attempts, LONGEST_WAIT)
            due = (self._clock().astimezone(UTC) + wait).isoformat()
            values = {"attempts": job.attempts + 1, "due": due, "error": str(error)[:300]}
            with self._engine.begin() as connection:
                connection.execute(JOB.update().where(JOB.c.id == job.id).values(**values))
            return
        with self._engine.begin() as connection:
            connection.execute(delete(JOB).where(JOB.c.id == job.id))
