"""What a camera would see: QR codes as a video for Chromium's fake camera, and as pictures."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import segno

WIDTH, HEIGHT = 640, 480
FRAMES_A_SECOND, FRAMES = 10, 5
"""Each code stands for half a second."""
GREY = 128
QUIET = 4
Grey = npt.NDArray[np.uint8]


def code_video(path: Path, codes: Sequence[str]) -> Path:
    """A video (Y4M, 4:2:0) that shows the codes in turn; Chromium repeats it for ever."""
    colour = np.full(WIDTH * HEIGHT // 2, GREY, np.uint8).tobytes()
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420\n".encode())
        for code in codes:
            file.write((b"FRAME\n" + _frame(code).tobytes() + colour) * FRAMES)
    return path


def code_picture(*codes: str) -> bytes:
    """The codes one below the other on a sheet (PNG), as a photo of a page shows them; a white sheet for none."""
    drawn = [_drawn(code, 4) for code in codes]
    sheet = np.full(
        (sum(len(one) for one in drawn) or 100, max([len(one) for one in drawn], default=100)), 255, np.uint8
    )
    top = 0
    for one in drawn:
        sheet[top : top + len(one), : len(one)] = one
        top += len(one)
    return _png(sheet)


def _drawn(code: str, scale: int) -> Grey:
    matrix = np.array([list(row) for row in segno.make(code, error="l", micro=False).matrix], np.uint8)
    light = 255 * (1 - np.pad(matrix, QUIET))
    return np.kron(light, np.ones((scale, scale), np.uint8)).astype(np.uint8)


def _frame(code: str) -> Grey:
    """A code in the middle, as large as fits."""
    drawn = _drawn(code, HEIGHT // len(_drawn(code, 1)))
    frame = np.full((HEIGHT, WIDTH), 255, np.uint8)
    top, left = (HEIGHT - len(drawn)) // 2, (WIDTH - len(drawn)) // 2
    frame[top : top + len(drawn), left : left + len(drawn)] = drawn
    return frame


def _png(grey: Grey) -> bytes:
    height, width = grey.shape
    rows = zlib.compress(b"".join(b"\0" + row.tobytes() for row in grey))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
