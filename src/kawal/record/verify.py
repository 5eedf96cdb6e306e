"""Checking a whole log anew: every entry hashed, every tile compared, the root computed, signatures on request.

Nothing that the log says of itself is believed: neither its tiles nor its checkpoint, only the key that is given.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.jws import Jws, PublicKey
from kawal.record.merkle import ProofError, hash_leaf, root_of_leaves
from kawal.record.tiles import WIDTH, ReadTile, split_hashes, tiles_of

JWS_START = b"e"
"""The first byte tells: a compact JWS begins with `e`, a node event with `{`."""
CHUNK = 2_048
KeyOf = Callable[[str], PublicKey | None]
"""The public key that a node event enrolled under this name, of the events that were seen so far."""
Learn = Callable[[int, bytes], None]
"""Is shown each node event (index, bytes) in its order, so that keys are known before what they signed."""


def check_entries(entries: Iterable[bytes], checkpoint: Checkpoint) -> tuple[list[bytes], int]:
    """Hash all entries and compare size and root; gives leaf hashes and number of reports. Raises ProofError."""
    leaves, reports = [], 0
    for entry in entries:
        leaves.append(hash_leaf(entry))
        reports += entry.startswith(JWS_START)
    if len(leaves) != checkpoint.size:
        raise ProofError(
            msg(
                "segel menyebut %(expected)s catatan, ada %(got)s",
                expected=str(checkpoint.size),
                got=str(len(leaves)),
            )
        )
    root = root_of_leaves(leaves)
    if root != checkpoint.root:
        raise ProofError(
            msg(
                "akar tidak sama: diharapkan %(expected)s, didapat %(got)s",
                expected=checkpoint.root.hex(),
                got=root.hex(),
            )
        )
    return leaves, reports


def check_tiles(leaves: list[bytes], size: int, read: ReadTile) -> int:
    """Compare every hash tile of a tree of `size` leaves with the leaves; returns how many there are."""
    rows = {0: leaves}
    checked = 0
    for level, index, width in tiles_of(size):
        if level not in rows:
            below = rows[level - 1]
            full = len(below) // WIDTH
            rows[level] = [root_of_leaves(below[i * WIDTH : (i + 1) * WIDTH]) for i in range(full)]
        expected = rows[level][index * WIDTH : index * WIDTH + width]
        if split_hashes(read(level, index, width))[:width] != expected:
            raise ProofError(msg("ubin %(level)s/%(index)s tidak sama", level=str(level), index=str(index)))
        checked += 1
    return checked


def check_signatures(entries: Iterable[bytes], key_of: KeyOf, learn: Learn, threads: int = 2) -> int:
    """Check the signature of every report with the key that an earlier event enrolled; returns their number."""
    checked = 0
    with ThreadPoolExecutor(threads) as pool:
        for batch in _chunks(entries):
            work: list[tuple[int, Jws, PublicKey]] = []
            for index, entry in batch:
                if not entry.startswith(JWS_START):
                    learn(index, entry)
                    continue
                jws = Jws.parse(entry.decode("ascii", "replace"))
                key = key_of(jws.header.kid)
                if key is None:
                    raise ProofError(msg("catatan %(index)s: kunci tidak pernah didaftarkan", index=str(index)))
                work.append((index, jws, key))
            share = -(-len(work) // threads) or 1
            parts = [work[i : i + share] for i in range(0, len(work), share)]
            checked += sum(pool.map(_verified, parts))
    return checked


def _verified(work: list[tuple[int, Jws, PublicKey]]) -> int:
    for index, jws, key in work:
        try:
            jws.verify(key)
        except ProofError as error:
            raise ProofError(msg("catatan %(index)s: %(why)s", index=str(index), why=error.message)) from None
    return len(work)


def _chunks(entries: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    for index, entry in enumerate(entries):
        batch.append((index, entry))
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch
