"""Asks witnesses to sign what was published (C2SP tlog-witness, the client's side)."""

import logging

import httpx

from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.errors import RecordError, Unavailable
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint, add_signatures
from kawal.record.merkle import ProofError, consistency_proof
from kawal.record.note import Note
from kawal.record.policy import Witness, cosignatures
from kawal.record.witnessing import CONFLICT, OK, request_text
from kawal.store.log import log_nodes, read_head
from kawal.store.opened import Store
from kawal.store.publish import add_cosignatures

LOG = logging.getLogger("kawal.witness")
PATIENCE_S = 5.0
TRIES = 3


class Cosigner:
    """Remembers how far each witness has come, and asks each for the newest published checkpoint."""

    def __init__(self, store: Store, client: httpx.Client | None = None) -> None:
        self._store = store
        self._client = client or httpx.Client(timeout=PATIENCE_S)
        self._seen: dict[str, int] = {}

    def published(self, note: str) -> None:
        """Ask every witness; their signatures join the published checkpoint. One that is silent is not waited for."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            witnesses = load_witnesses(connection)
        for witness in witnesses:
            if not witness.url:
                continue
            try:
                lines = self.ask(witness, note)
            except (Unavailable, ProofError) as error:
                LOG.warning("%s: %s", witness.name, error)
                continue
            add_cosignatures(self._store.published, note, lines)

    def ask(self, witness: Witness, note: str) -> str:
        """The signature lines of one witness. Raises Unavailable, ProofError for a line that does not verify, and
        RecordError when it has seen a longer log than ours."""
        size = Checkpoint.parse(Note.parse(note).text).size
        for _ in range(TRIES):
            old = self._seen.get(witness.name, 0)
            answer = self._post(witness, request_text(old, self._proof(old, size), note))
            if answer.status_code == OK:
                if not cosignatures(add_signatures(note, answer.text), (witness,)):
                    raise ProofError(msg("tanda tangan %(name)s tidak sah", name=witness.name))
                self._seen[witness.name] = size
                return answer.text
            if answer.status_code != CONFLICT or not answer.text.strip().isdigit():
                raise Unavailable(
                    msg("saksi %(name)s menjawab %(status)s", name=witness.name, status=str(answer.status_code)),
                    permanent=False,
                )
            known = int(answer.text)
            if known > size:
                raise RecordError(
                    msg(
                        "saksi %(name)s sudah melihat %(known)s catatan, di sini baru %(size)s: log ini lebih tua",
                        name=witness.name,
                        known=str(known),
                        size=str(size),
                    )
                )
            if known == old:
                raise ProofError(msg("saksi %(name)s melihat cabang lain dari log ini", name=witness.name))
            self._seen[witness.name] = known
        raise Unavailable(msg("saksi %(name)s tidak mengikuti", name=witness.name), permanent=False)

    def refuse_when_behind(self) -> None:
        """Raise RecordError when a witness that answers has seen more of this log than there is here."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            witnesses, head = load_witnesses(connection), read_head(connection)
        for witness in witnesses:
            if not witness.url or not head.size:
                continue
            try:
                self.ask(witness, head.note)
            except (Unavailable, ProofError) as error:
                LOG.warning("%s: %s", witness.name, error)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _proof(self, old: int, size: int) -> list[bytes]:
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            return consistency_proof(old, size, log_nodes(connection, size, self._store.published))

    def _post(self, witness: Witness, body: str) -> httpx.Response:
        try:
            return self._client.post(f"{witness.url.rstrip('/')}/add-checkpoint", content=body.encode())
        except httpx.HTTPError as error:
            raise Unavailable(
                msg("saksi %(name)s tidak menjawab (%(why)s)", name=witness.name, why=type(error).__name__),
                permanent=False,
            ) from None
