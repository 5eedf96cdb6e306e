"""Names as people write them: "Kelurahan Mantuil", "MANTUIL" and "kel. mantuil" are one ward."""

import re
import unicodedata
from collections import defaultdict

from kawal.election.model import Registry
from kawal.kernel.codes import Level, RegionCode, within

_PREFIX = re.compile(r"^(kelurahan|kel|desa|ds|kecamatan|kec|kota|kabupaten|kab|provinsi|prov)\b[.\s]*")
_NOT_LETTER = re.compile(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """A name without prefix, accents, case, spaces and signs, for comparison only."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().strip()
    without = _PREFIX.sub("", text)
    return _NOT_LETTER.sub("", without or text)


class RegionNames:
    """Finds regions of the registry by name."""

    def __init__(self, registry: Registry) -> None:
        self._codes: dict[tuple[Level, str], list[RegionCode]] = defaultdict(list)
        for region in registry.regions:
            self._codes[(region.level, plain(region.name))].append(region.code)

    def find(self, name: str, level: Level, inside: RegionCode | None = None) -> tuple[RegionCode, ...]:
        """All regions of a level with this name, inside a region if one is given."""
        found = self._codes.get((level, plain(name)), [])
        return tuple(code for code in found if inside is None or within(code, inside))
