"""QR codes as SVG."""

import itertools

import segno


def qr_svg(text: str, *, error: str = "m", quiet: int = 2) -> str:
    """A QR code (ISO/IEC 18004) as one SVG path, black on nothing, with a quiet zone of so many modules.

    It has no size of its own, only a viewBox: whoever shows it says how large, and it is always whole.
    """
    code = segno.make(text, error=error, micro=False)
    path = "".join(_dark(row, y) for y, row in enumerate(code.matrix))
    side = len(code.matrix) + 2 * quiet
    view = f"-{quiet} -{quiet} {side} {side}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}"><path d="{path}"/></svg>'


def _dark(row: bytearray, y: int) -> str:
    """The dark modules of a row, one bar for those that touch: no hairline between them on a screen."""
    path, x = "", 0
    for dark, run in itertools.groupby(row):
        length = len(list(run))
        if dark:
            path += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return path
