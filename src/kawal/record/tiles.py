"""The tlog-tiles layout (C2SP): where hashes and entries stand as static files, and nodes read from tiles.

A tile holds up to 256 hashes of its level; level L of tiles is level 8 L of the tree. Entry bundles hold up to 256
entries, each with its length before it (two bytes, so no entry is longer than 65,535 bytes).
"""

from collections.abc import Callable, Iterator, Sequence

from kawal.kernel.language import msg
from kawal.record.merkle import HASH_BYTES, NodeOf, ProofError, hash_children, root_of_leaves

WIDTH, HEIGHT = 256, 8
MOST_ENTRY_BYTES = 65_535
ReadTile = Callable[[int, int, int], bytes]
"""Gives the bytes of the tile (level, index) of at least `width` hashes."""


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """The path of a hash tile: `tile/0/x001/234.p/17`."""
    return f"tile/{level}/{_number(index)}{_partial(width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """The path of an entry bundle: `tile/entries/x001/234`."""
    return f"tile/entries/{_number(index)}{_partial(width)}"


def tiles_of(size: int, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """(level, index, width) of every tile that the growth from `since` to `size` leaves made or changed."""
    level = 0
    while size >> (HEIGHT * level):
        row, before = size >> (HEIGHT * level), since >> (HEIGHT * level)
        if row > before:
            for index in range(before // WIDTH, -(-row // WIDTH)):
                yield level, index, min(WIDTH, row - index * WIDTH)
        level += 1


def node_reader(size: int, read: ReadTile) -> NodeOf:
    """Nodes of complete subtrees out of the tiles of a tree of `size` leaves; each tile is read once."""
    kept: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        tile_level, inner = divmod(level, HEIGHT)
        first = index << inner
        tile, offset = divmod(first, WIDTH)
        width = min(WIDTH, (size >> (HEIGHT * tile_level)) - tile * WIDTH)
        if (tile_level, tile) not in kept:
            kept[tile_level, tile] = checked_tile(read(tile_level, tile, width), width)
        hashes = split_hashes(kept[tile_level, tile])[offset : offset + (1 << inner)]
        while len(hashes) > 1:
            hashes = [hash_children(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
        return hashes[0]

    return node


def checked_tile(data: bytes, width: int) -> bytes:
    """The bytes of a tile of at least `width` hashes; raises ProofError for a torn one."""
    if len(data) % HASH_BYTES or not width * HASH_BYTES <= len(data) <= WIDTH * HASH_BYTES:
        raise ProofError(msg("ubin sidik rusak: %(got)s byte", got=str(len(data))))
    return data


def split_hashes(tile: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [tile[i : i + HASH_BYTES] for i in range(0, len(tile), HASH_BYTES)]


def tile_root(tile: bytes) -> bytes:
    """The hash that a full tile gives to the tile above it."""
    return root_of_leaves(split_hashes(tile))


def write_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as one bundle."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises ProofError for a torn one."""
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if len(entry) != length or at + 2 > len(data):
            raise ProofError(msg("berkas catatan terpotong"))
        entries.append(entry)
        at += 2 + length
    return entries


def _number(index: int) -> str:
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
