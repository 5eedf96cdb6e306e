"""A reply of a timestamp authority taken in: checked against a checkpoint of this log, kept with its event."""

from datetime import UTC

from kawal.disputes.dossier.events import CheckpointStamped
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Conflict
from kawal.kernel.language import msg
from kawal.record.checkpoint import open_checkpoint
from kawal.record.merkle import ProofError, root_of
from kawal.record.timestamp import Stamped, check_timestamp, checkpoint_digest
from kawal.store.events import Decision
from kawal.store.log import log_nodes, read_head
from kawal.store.opened import Store


def take_stamp(store: Store, reply: bytes, note: str, actor: str) -> Stamped:
    """Keep a reply over `note`. Raises ProofError when either does not hold or the log has another root at that size,
    Conflict when the log is smaller."""
    checkpoint = open_checkpoint(note, store.keys.log.verifier)
    stamped = check_timestamp(reply, checkpoint_digest(note))
    with store.engine.connect().execution_options(read_only=True) as connection:
        if checkpoint.size > read_head(connection).size:
            raise Conflict(msg("segel ini lebih baru daripada log"))
        if root_of(0, checkpoint.size, log_nodes(connection, checkpoint.size, None)) != checkpoint.root:
            raise ProofError(msg("akar segel ini bukan akar log pada ukuran itu"))
    event = CheckpointStamped(
        note=note,
        sha256=sha256_hex(reply),
        at_s=int(stamped.at.astimezone(UTC).timestamp()),
        authority=stamped.authority,
    )
    store.writer.commit(lambda _: Decision((event,), (reply,)), actor)
    return stamped
