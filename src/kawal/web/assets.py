"""The built assets by the names of their sources, from Vite's manifest."""

from importlib.resources import files
from pathlib import Path

import msgspec

from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg

URL = "/assets/"


class Chunk(msgspec.Struct, frozen=True):
    """One entry of the manifest; other fields are not needed."""

    file: str
    css: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


class Assets:
    """Addresses of modules and stylesheets; the file names carry a hash of their content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = folder / "manifest.json"
        if not manifest.is_file():
            raise Unavailable(msg("halaman belum dibuat: jalankan make web"), permanent=True)
        self._chunks = msgspec.json.decode(manifest.read_bytes(), type=dict[str, Chunk])

    def chunk(self, source: str) -> Chunk:
        """What became of a module."""
        return self._chunks[source]

    def script(self, source: str) -> str:
        """The address of a module."""
        return URL + self._chunks[source].file

    def body(self, source: str) -> bytes:
        """The bytes of a module, for one that is served under an address of its own."""
        return (self.folder / self._chunks[source].file).read_bytes()

    def styles(self, source: str) -> list[str]:
        """The addresses of the stylesheets that a module needs, of what it imports first."""
        chunk = self._chunks[source]
        found = [style for name in chunk.imports for style in self.styles(name)]
        return found + [URL + style for style in chunk.css if URL + style not in found]


def built_assets() -> Assets:
    """The assets that were built into the package."""
    return Assets(Path(str(files("kawal.web"))) / "dist")
