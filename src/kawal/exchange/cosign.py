"""Asks witnesses to sign what was published (C2SP tlog-witness, the client's side)."""

import logging

import httpx

from kawal.exchange.lastsigned import LastSigned, write_last_signed
from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.calling import believed
from kawal.kernel.errors import KawalError, RecordError, Unavailable
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, add_signatures, is_plain_number
from kawal.record.merkle import ProofError, consistency_proof
from kawal.record.note import DASH, Note
from kawal.record.policy import Witness, cosignatures
from kawal.record.witnessing import CONFLICT, INCONSISTENT, OK, request_text
from kawal.store.cosigned import add_cosignatures
from kawal.store.log import log_nodes, read_head
from kawal.store.opened import Store

LOG = logging.getLogger("kawal.witness")
PATIENCE_S = 5.0
TRIES = 3


class Cosigner:
    """Remembers how far each witness has come, and asks each for the newest published checkpoint."""

    def __init__(self, store: Store, client: httpx.Client | None = None) -> None:
        self._store = store
        self._client = client or httpx.Client(timeout=PATIENCE_S, verify=believed())
        self._seen: dict[str, int] = {}
        self._signed: dict[str, LastSigned] = {}

    def published(self, note: str) -> None:
        """Ask every witness; their signatures join the published checkpoint. One that is silent is not waited for."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            witnesses = load_witnesses(connection)
        for witness in witnesses:
            if not witness.url:
                continue
            try:
                lines = self.ask(witness, note)
            except KawalError as error:  # whatever one witness says, the others are asked
                LOG.warning("%s: %s", witness.name, error)
                continue
            add_cosignatures(self._store.published, note, lines)
        self._keep_signed()

    def ask(self, witness: Witness, note: str) -> str:
        """The signature line of one witness. Raises Unavailable, ProofError for a line that does not verify, and
        RecordError when it has seen a longer log than ours or another one."""
        size = Checkpoint.parse(Note.parse(note).text).size
        from_tiles = True
        for _ in range(TRIES):
            old = self._seen.get(witness.name, 0)
            answer = self._post(witness, request_text(old, self._proof(old, size, from_tiles), note))
            if answer.status_code == OK:
                line = _line_of(witness, note, answer.text)
                self._seen[witness.name] = size
                (signed,) = cosignatures(add_signatures(note, line), (witness,))
                self._signed[witness.name] = LastSigned(size, signed.time_s)
                return line
            if answer.status_code == INCONSISTENT and from_tiles and old:
                from_tiles = False  # a damaged tile makes such a proof too: the rows decide
                continue
            if answer.status_code == INCONSISTENT:
                raise _forked(witness)
            if answer.status_code != CONFLICT or not is_plain_number(answer.text.strip()):
                raise Unavailable(
                    msg("saksi %(name)s menjawab %(status)s", name=witness.name, status=str(answer.status_code)),
                    permanent=False,
                )
            known = int(answer.text)
            if known > size:
                raise RecordError(
                    msg(
                        "saksi %(name)s sudah melihat %(known)s catatan, di sini baru %(size)s: log ini lebih tua. "
                        "Bila saksi itu yang keliru: kawal witness drop %(name)s",
                        name=witness.name,
                        known=str(known),
                        size=str(size),
                    )
                )
            if known == old:
                raise _forked(witness)
            self._seen[witness.name] = known
        raise Unavailable(msg("saksi %(name)s tidak mengikuti", name=witness.name), permanent=False)

    def refuse_when_behind(self) -> None:
        """Raise RecordError when a witness that answers has seen more of this log than there is here, or another."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            witnesses, head = load_witnesses(connection), read_head(connection)
        for witness in witnesses:
            if not witness.url or not head.size:
                continue
            try:
                self.ask(witness, head.note)
            except (Unavailable, ProofError) as error:
                LOG.warning("%s: %s", witness.name, error)

        self._keep_signed()

    def _keep_signed(self) -> None:
        write_last_signed(self._store.folder, self._signed)
        self._signed.clear()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _proof(self, old: int, size: int, from_tiles: bool) -> list[bytes]:
        tiles = self._store.published if from_tiles else None
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            return consistency_proof(old, size, log_nodes(connection, size, tiles))

    def _post(self, witness: Witness, body: str) -> httpx.Response:
        try:
            return self._client.post(f"{witness.url.rstrip('/')}/add-checkpoint", content=body.encode())
        except httpx.HTTPError as error:
            raise Unavailable(
                msg("saksi %(name)s tidak menjawab (%(why)s)", name=witness.name, why=type(error).__name__),
                permanent=False,
            ) from None


def _line_of(witness: Witness, note: str, lines: str) -> str:
    """The one line of this witness among what came; others' lines are nothing it may add."""
    for line in lines.splitlines():
        signed = f"{line}\n"
        if line.startswith(f"{DASH}{witness.name} ") and cosignatures(add_signatures(note, signed), (witness,)):
            return signed
    raise ProofError(msg("tanda tangan %(name)s tidak sah", name=witness.name))


def _forked(witness: Witness) -> RecordError:
    return RecordError(
        msg(
            "saksi %(name)s melihat cabang lain dari log ini. "
            "Bila saksi itu yang keliru: kawal witness drop %(name)s",
            name=witness.name,
        )
    )
