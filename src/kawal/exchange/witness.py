"""A witness as a service: another institution signs the size and root of logs whose content it never sees.

Its folder holds its key, the keys of the logs that it witnesses, and for each of them the newest checkpoint that it
signed; that is written before it answers.
"""

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from litestar import Litestar, Request, Response, post
from litestar.datastructures import State

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import COSIGNATURE, PLAIN, SigningKey, VerifierKey
from kawal.record.witnessing import OK, answer

KEY_FILE, LOGS, SEEN = "witness.key", "logs.txt", "seen"
FIRST_NAME = "saksi/kawal"
MOST_REQUEST_BYTES = 20_000


class Seen(msgspec.Struct, frozen=True):
    """The newest checkpoint of a log that was signed."""

    origin: str
    size: int
    root: str


class WitnessDesk:
    """Decides about requests one after the other, and remembers before it answers."""

    def __init__(self, folder: Path, key: SigningKey, logs: tuple[VerifierKey, ...]) -> None:
        self._folder, self.key = folder, key
        self._logs = {log.name: log for log in logs}
        self._lock = threading.Lock()
        self._last = {log.name: seen for log in logs if (seen := self._read(log.name)) is not None}

    def add_checkpoint(self, request: str) -> tuple[int, str, str]:
        """(status, body, media type) for a request's body."""
        with self._lock:
            given = answer(request, self._logs, self._last, self.key, int(time.time()))
            if given.status == OK and given.seen is not None:
                seen = Seen(given.seen.origin, given.seen.size, given.seen.root.hex())
                write_atomic(self._path(seen.origin), msgspec.json.encode(seen))
                self._last[seen.origin] = given.seen
        return given.status, given.body, given.media_type

    def _read(self, origin: str) -> Checkpoint | None:
        path = self._path(origin)
        if not path.is_file():
            return None
        seen = msgspec.json.decode(path.read_bytes(), type=Seen)
        return Checkpoint(seen.origin, seen.size, bytes.fromhex(seen.root))

    def _path(self, origin: str) -> Path:
        return self._folder / SEEN / f"{sha256_hex(origin.encode())[:32]}.json"


def witness_key(folder: Path, name: str = "") -> SigningKey:
    """The key of a witness's folder; made when there is none. Raises Rejected when it has another name."""
    path = folder / KEY_FILE
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        key = SigningKey(name or FIRST_NAME, os.urandom(32), COSIGNATURE)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key.secret_text() + "\n")
    key = SigningKey.parse(path.read_text())
    if name and name != key.verifier.name:
        raise Rejected("--name", key.verifier.name, name)
    return key


def logs_of(folder: Path, given: Sequence[str]) -> tuple[VerifierKey, ...]:
    """The logs to witness: those that the folder keeps, and the keys that are given besides.

    Raises Rejected for what is no key of a log, for another key of a log that is kept, and when there is no log.
    """
    path = folder / LOGS
    kept = [VerifierKey.parse(line) for line in path.read_text().split()] if path.is_file() else []
    logs = {log.name: log for log in kept}
    for text in given:
        log = VerifierKey.parse(text)
        if log.kind != PLAIN:
            raise Rejected("--log", msg("kunci pemeriksa log"), text)
        if logs.setdefault(log.name, log) != log:
            raise Rejected("--log", msg("%(key)s seperti dalam %(file)s", key=str(logs[log.name]), file=path), text)
    if not logs:
        raise Rejected("--log", msg("kunci pemeriksa log; %(folder)s belum menyimpan satu pun", folder=folder), "")
    return tuple(logs.values())


def keep_logs(folder: Path, logs: Sequence[VerifierKey]) -> None:
    """Write the logs down, one key a line, so that a restart witnesses the same ones."""
    write_atomic(folder / LOGS, "".join(f"{log}\n" for log in logs).encode())


@post("/add-checkpoint")
async def add_checkpoint(request: Request[object, object, State], state: State) -> Response[str]:
    """C2SP tlog-witness: sign a checkpoint that grows from the last one."""
    desk: WitnessDesk = state["witness"]
    status, body, media_type = desk.add_checkpoint((await request.body()).decode("utf-8", "replace"))
    return Response(body, status_code=status, media_type=media_type)


def witness_app(desk: WitnessDesk) -> Litestar:
    """The service as an ASGI application."""
    return Litestar(
        [add_checkpoint],
        state=State({"witness": desk}),
        openapi_config=None,
        request_max_body_size=MOST_REQUEST_BYTES,
    )
