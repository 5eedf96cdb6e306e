"""The right edge of a growing tree: it takes a batch of leaves and gives the new root and a proof for each leaf.

The edge is the list of complete subtrees that a tree of this size falls into, largest first (a compact range). With
the batch it holds every node that the proofs of the batch need, so nothing older is ever read.
"""

from collections.abc import Sequence

import msgspec

from kawal.record.merkle import EMPTY_ROOT, hash_children

Nodes = dict[tuple[int, int], bytes]


class Edge(msgspec.Struct, frozen=True):
    """A tree of `size` leaves by the hashes of its complete subtrees, largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        result = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            result = hash_children(left, result)
        return result


class Growth(msgspec.Struct, frozen=True):
    """What a batch did: the new edge, its root, and one inclusion proof for each new leaf."""

    edge: Edge
    root: bytes
    proofs: tuple[tuple[bytes, ...], ...]


def grow(edge: Edge, leaves: Sequence[bytes]) -> Growth:
    """Append leaf hashes to a tree; O(leaves + log size)."""
    size = edge.size + len(leaves)
    nodes: Nodes = dict(zip(_positions(edge.size), edge.hashes, strict=True))
    row, first = list(leaves), edge.size
    for level in range(size.bit_length() + 1):
        for offset, value in enumerate(row):
            nodes[level, first + offset] = value
        if first & 1 and row:
            row, first = [nodes[level, first - 1], *row], first - 1
        row = [hash_children(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        first = (first + 1) >> 1 if not row else first >> 1
    ragged = _ragged(size, nodes)
    grown = Edge(size, tuple(nodes[place] for place in _positions(size)))
    return Growth(grown, grown.root, tuple(_proof(index, size, nodes, ragged) for index in range(edge.size, size)))


def _positions(size: int) -> list[tuple[int, int]]:
    """(level, index) of the complete subtrees of a tree, largest first."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]


def _ragged(size: int, nodes: Nodes) -> dict[int, bytes]:
    """By level, the hash over the leaves right of the last complete subtree of that level, where there are any."""
    ragged: dict[int, bytes] = {}
    rest: bytes | None = None
    for level in range(size.bit_length() + 1):
        if rest is not None:
            ragged[level] = rest
        if size >> level & 1:
            last = nodes[level, (size >> level) - 1]
            rest = last if rest is None else hash_children(last, rest)
    return ragged


def _proof(index: int, size: int, nodes: Nodes, ragged: dict[int, bytes]) -> tuple[bytes, ...]:
    path: list[bytes] = []
    level = 0
    while size >> level:
        complete = size >> level
        sibling = index ^ 1
        if sibling < complete:
            path.append(nodes[level, sibling])
        elif sibling == complete and level in ragged:
            path.append(ragged[level])
        index >>= 1
        level += 1
        if index >= size >> level:
            break
    # above, this leaf lies in the incomplete right part: its siblings are the complete subtrees to the left
    while size >> level:
        if size >> level & 1:
            path.append(nodes[level, (size >> level) - 1])
        level += 1
    return tuple(path)
