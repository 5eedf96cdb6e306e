"""QR codes as SVG."""

import segno


def qr_svg(text: str) -> str:
    """A QR code (ISO/IEC 18004, error correction M) as one SVG path, black on nothing, with a quiet zone of two."""
    code = segno.make(text, error="m", micro=False)
    size = len(code.matrix)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark)
    view = f"-2 -2 {size + 4} {size + 4}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}"><path d="{path}"/></svg>'
