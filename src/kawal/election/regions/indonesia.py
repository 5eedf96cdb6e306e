"""The packed regions of Indonesia: names by code, children of a region, codes by name."""

import zlib
from functools import cache
from importlib.resources import files

from kawal.kernel.codes import Level, RegionCode, level_of
from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import Message, msg

PACKED = "indonesia.bin"


class Regions:
    """Names of regions by their code, in the order of the codes."""

    def __init__(self, names: dict[RegionCode, str]) -> None:
        self.names = names

    def __contains__(self, code: object) -> bool:
        return code in self.names

    def __len__(self) -> int:
        return len(self.names)

    def name(self, code: RegionCode) -> str | None:
        """The name of a region; None when there is no such region."""
        return self.names.get(code)

    def inside(self, region: RegionCode, level: Level) -> tuple[RegionCode, ...]:
        """The regions of a level inside a region."""
        prefix = region + "."
        return tuple(code for code in self.names if code.startswith(prefix) and level_of(code) == level)


def unpack(body: bytes) -> Regions:
    """Read what `pack.packed` wrote."""
    names: dict[RegionCode, str] = {}
    path = ["", "", "", ""]
    for line in zlib.decompress(body).decode().split("\n"):
        text = line.lstrip("\t")
        depth = len(line) - len(text)
        part, _, name = text.partition(" ")
        path[depth] = f"{path[depth - 1]}.{part}" if depth else part
        names[RegionCode(path[depth])] = name
    return Regions(names)


@cache
def indonesia() -> Regions:
    """All regions of Indonesia, read once. Raises Unavailable when the packed file was not built."""
    packed = files("kawal.election.regions").joinpath(PACKED)
    if not packed.is_file():
        raise Unavailable(msg("daftar wilayah %(file)s belum dibuat: jalankan make web", file=PACKED), permanent=True)
    return unpack(packed.read_bytes())


def known_region(text: str, where: Message | str) -> RegionCode:
    """A region of Indonesia by its code, written with its dots as everything that is compared with it.

    Raises Rejected for another way to write it and for a region that does not exist.
    """
    code = RegionCode(text)
    if code not in indonesia():
        raise Rejected(where, msg("kode wilayah Indonesia bertitik, seperti 63.71"), text, code="unknown_region")
    return code
