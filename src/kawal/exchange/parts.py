"""A letter in pieces: lines of plain characters that fit into QR codes, joined again in any order (pure).

A piece is `KAWAL:SURAT:<first 8 of the letter's SHA-256>:<number>:<how many>:<base64url>`.
"""

import base64
import binascii
import re
from collections.abc import Iterable

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

MOST_IN_QR = 600
"""Bytes of a letter in one code, of version 20. On pictures turned by 7 degrees, blurred and noisy, its decoder reads
it from 320 pixels on; a code of 1,200 bytes (version 29) needs 500, more than a webcam gives to one."""
_PIECE = re.compile(r"KAWAL:SURAT:(?P<name>[0-9a-f]{8}):(?P<number>[0-9]{1,2}):(?P<of>[0-9]{1,2}):(?P<body>[\w-]+=*)")


def split_letter(note: str, most: int = MOST_IN_QR) -> tuple[str, ...]:
    """The pieces of a letter, one line each, in their order; a short one is a single piece."""
    raw = note.encode()
    bodies = [raw[at : at + most] for at in range(0, len(raw), most)]
    name = sha256_hex(raw)[:8]
    return tuple(
        f"KAWAL:SURAT:{name}:{number}:{len(bodies)}:{base64.urlsafe_b64encode(body).decode()}"
        for number, body in enumerate(bodies, 1)
    )


def joined_letters(texts: Iterable[str]) -> tuple[str, ...]:
    """The letters in texts, each of which is a letter or holds pieces of some, one a line.

    Raises Rejected when a piece is missing, or when pieces do not belong together.
    """
    whole: list[str] = []
    pieces: dict[tuple[str, int], dict[int, bytes]] = {}
    for text in texts:
        found = [match for line in text.split() if (match := _PIECE.fullmatch(line))]
        if not found:
            whole.append(text)
        for one in found:
            pieces.setdefault((one["name"], int(one["of"])), {})[int(one["number"])] = _body(one["body"])
    for (name, of), held in pieces.items():
        missing = [number for number in range(1, of + 1) if number not in held]
        if missing:
            numbers = ", ".join(map(str, missing))
            raise Rejected(msg("kode"), msg("%(of)s kode satu surat", of=of), msg("kurang nomor %(n)s", n=numbers))
        raw = b"".join(held[number] for number in range(1, of + 1))
        if sha256_hex(raw)[:8] != name:
            raise Rejected(msg("kode"), msg("kode satu surat yang utuh"), msg("isi lain"))
        whole.append(raw.decode("utf-8", "replace"))
    return tuple(whole)


def _body(text: str) -> bytes:
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True)
    except binascii.Error:
        raise Rejected(msg("kode"), msg("kode satu surat yang utuh"), msg("isi lain")) from None
