"""The Merkle tree of RFC 6962 (section 2.1): leaf and node hashes, proofs checked and made.

Every hash is checked for its 32 bytes before anything is hashed: a shorter one is refused, not computed with.
A proof that does not hold raises `ProofError`, which says what was expected and what came.
"""

import hashlib
from collections.abc import Callable, Sequence

from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
NodeOf = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree (level, index): leaves `index << level` and the 2**level - 1 that follow."""


class ProofError(RecordError):
    """A proof, a signature or a hash that does not hold."""


def hash_leaf(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that `leaf` stands at `index` in the tree of `size` with `root` (RFC 9162, 2.1.3.2)."""
    _lengths(leaf, root, *proof)
    if not 0 <= index < size:
        raise ProofError(
            msg("nomor %(index)s tidak ada dalam log berukuran %(size)s", index=str(index), size=str(size))
        )
    node, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError(msg("bukti lebih panjang daripada pohon berukuran %(size)s", size=str(size)))
        if node & 1 or node == last:
            result = hash_children(sibling, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = hash_children(result, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError(msg("bukti lebih pendek daripada pohon berukuran %(size)s", size=str(size)))
    _equal(root, result)


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Check that the tree of size `new` begins with the tree of size `old` (RFC 9162, 2.1.4.2)."""
    _lengths(old_root, new_root, *proof)
    if not 0 <= old <= new:
        raise ProofError(msg("log tidak dapat menyusut dari %(old)s ke %(new)s", old=str(old), new=str(new)))
    if old in (0, new):
        if proof:
            raise ProofError(msg("bukti lebih panjang daripada pohon berukuran %(size)s", size=str(new)))
        _equal(EMPTY_ROOT if old == 0 else new_root, old_root)
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise ProofError(msg("bukti lebih pendek daripada pohon berukuran %(size)s", size=str(new)))
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError(msg("bukti lebih panjang daripada pohon berukuran %(size)s", size=str(new)))
        if node & 1 or node == last:
            first, second = hash_children(sibling, first), hash_children(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = hash_children(second, sibling)
        node, last = node >> 1, last >> 1
    if last != 0:
        raise ProofError(msg("bukti lebih pendek daripada pohon berukuran %(size)s", size=str(new)))
    _equal(old_root, first)
    _equal(new_root, second)


def inclusion_proof(index: int, size: int, node: NodeOf) -> list[bytes]:
    """The path from the leaf's sibling up to the child of the root (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ProofError(
            msg("nomor %(index)s tidak ada dalam log berukuran %(size)s", index=str(index), size=str(size))
        )
    return _path(index, 0, size, node)


def consistency_proof(old: int, new: int, node: NodeOf) -> list[bytes]:
    """The nodes that show the tree of size `old` inside the tree of size `new` (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ProofError(msg("log tidak dapat menyusut dari %(old)s ke %(new)s", old=str(old), new=str(new)))
    return [] if old in (0, new) else _subproof(old, 0, new, node, whole=True)


def root_of(start: int, size: int, node: NodeOf) -> bytes:
    """The hash over the `size` leaves from `start` on, where `start` is a multiple of its largest power."""
    if size == 0:
        return EMPTY_ROOT
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    left = _split(size)
    return hash_children(root_of(start, left, node), root_of(start + left, size - left, node))


def root_of_leaves(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, pairwise upwards; the last of an odd row is carried up (RFC 6962, 2.1)."""
    row = list(leaves)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        odd = [row[-1]] if len(row) & 1 else []
        row = [hash_children(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)] + odd
    return row[0]


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def _path(index: int, start: int, size: int, node: NodeOf) -> list[bytes]:
    if size == 1:
        return []
    left = _split(size)
    if index < left:
        return [*_path(index, start, left, node), root_of(start + left, size - left, node)]
    return [*_path(index - left, start + left, size - left, node), root_of(start, left, node)]


def _subproof(old: int, start: int, size: int, node: NodeOf, *, whole: bool) -> list[bytes]:
    if old == size:
        return [] if whole else [root_of(start, size, node)]
    left = _split(size)
    if old <= left:
        return [*_subproof(old, start, left, node, whole=whole), root_of(start + left, size - left, node)]
    return [*_subproof(old - left, start + left, size - left, node, whole=False), root_of(start, left, node)]


def _lengths(*hashes: bytes) -> None:
    for one in hashes:
        if len(one) != HASH_BYTES:
            raise ProofError(msg("sidik harus 32 byte, didapat %(got)s", got=str(len(one))))


def _equal(expected: bytes, got: bytes) -> None:
    if expected != got:
        raise ProofError(
            msg("akar tidak sama: diharapkan %(expected)s, didapat %(got)s", expected=expected.hex(), got=got.hex())
        )
