"""A node with copies of a form, their photos, an incident and a box that was handed over."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from struct import pack

import pytest

from tests.count.test_pages import Pages
from tests.support.phone import STATION

HANDED = {"seal": "A-1", "receiver": "pps"}
PRIVATE_WORDS = "Rahasia Sekali"


def png(side: int = 20) -> bytes:
    """A red square."""
    rows = b"".join(b"\0" + bytes([200, 30, 30]) * side for _ in range(side))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Told(Pages):
    """What happened at one station: opened, an incident, two copies with photos, one that differs, the box gone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.opening = self.one(kind="opening", data={"opened_at": "07:05"})
        self.incident = self.one(
            {"note": PRIVATE_WORDS}, kind="incident", v=2, data={"what": "procedure", "severity": "moderate"}
        )
        self.first = self.photographed(self.supervisor, b"", image=png())
        self.second = self.photographed(self.agent, b" rusak", option_1=62, valid=201, counted=206, voters=206)
        self.box = self.one(kind="box_handed_over", data=HANDED)

    def one(self, private: dict[str, str] | None = None, **said: object) -> int:
        """A report of the supervisor; its entry."""
        [result] = self.house.send(self.supervisor.report(private, place=STATION, **said))
        assert result["status"] == 201, result
        return int(result["index"])


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    made = Told(tmp_path_factory.mktemp("dossier") / "node")
    yield made
    made.house.close()
