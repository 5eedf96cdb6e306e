"""A ZIP with one form only: files stored as they are, no dates, no extra fields, plain ASCII names.

The same files in the same order give the same bytes, so that who reads one can write it again and compare: a byte
that differs anywhere, in a header too, is found and named (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16).
"""

import re
import struct
import zlib
from collections.abc import Sequence

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

Files = Sequence[tuple[str, bytes]]
LOCAL, DIRECTORY, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
VERSION, MADE_BY, FIRST_DAY, MODE = 10, 3 << 8 | 20, 0x21, 0o100644 << 16
"""Stored files need version 1.0; the oldest date that a ZIP can write, 1 January 1980; a file that all may read."""
MOST_FILES, MOST_BYTES = 65_000, 2_000_000_000
MOST_ZIP_BYTES = MOST_BYTES + 1_000 * MOST_FILES
"""With the two headers of each file, whose name is short."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def write_zip(files: Files) -> bytes:
    """The bytes of these files in this order. Raises Rejected for more than this form can hold."""
    size = sum(len(body) for _, body in files)
    if len(files) > MOST_FILES or size > MOST_BYTES:
        raise Rejected(
            "ZIP", msg("paling banyak %(n)s berkas dan %(size)s byte", n=MOST_FILES, size=MOST_BYTES), size
        )
    locals_ = [_local(name, body) for name, body in files]
    parts = [part for local, (_, body) in zip(locals_, files, strict=True) for part in (local, body)]
    return b"".join([*parts, _directory(files)])


def read_zip(data: bytes) -> tuple[tuple[tuple[str, bytes], ...], list[Message]]:
    """The files of such a ZIP, and what of its form is not as it is written; no files where it cannot be read on."""
    files: list[tuple[str, bytes]] = []
    faults: list[Message] = []
    at = 0
    while data[at : at + 4] == b"PK\3\4":
        header = data[at : at + LOCAL.size].ljust(LOCAL.size, b"\0")
        _, _, _, method, *_, size, name_size, _ = LOCAL.unpack(header)
        start = at + LOCAL.size + name_size
        name, body = data[at + LOCAL.size : start].decode("ascii", "replace"), data[start : start + size]
        where = {"name": ascii(name)[1:-1][:80], "at": str(at)}
        if len(data) < start:
            refused = msg("ZIP terpotong pada byte %(at)s", at=str(len(data)))
        elif method:
            refused = msg("%(name)s (byte %(at)s) dimampatkan: ZIP ini dikemas ulang oleh program lain", **where)
        elif len(data) < start + size:
            refused = msg("ZIP terpotong: isi %(name)s (mulai byte %(at)s) tidak lengkap", **where)
        elif not _NAME.fullmatch(name):
            refused = msg("nama berkas dalam ZIP pada byte %(at)s tidak diizinkan: %(name)s", **where)
        elif len(files) == MOST_FILES:
            refused = msg("ZIP memuat lebih dari %(n)s berkas", n=MOST_FILES)
        else:
            if data[at:start] != _local(name, body):
                faults.append(msg("kepala ZIP %(name)s (byte %(at)s) tidak cocok dengan isinya", **where))
            files.append((name, body))
            at = start + size
            continue
        return (), [refused]
    if not files:
        return (), [msg("ini bukan berkas ZIP")]
    rest, expected = data[at:], _directory(files)
    if len(rest) < len(expected) and expected.startswith(rest):
        return (), [msg("ZIP terpotong pada byte %(at)s", at=str(len(data)))]
    if rest != expected:
        offset = next((i for i, (a, b) in enumerate(zip(rest, expected, strict=False)) if a != b), len(rest))
        faults.append(msg("daftar isi ZIP tidak sama mulai byte %(at)s", at=str(at + min(offset, len(expected)))))
    return tuple(files), faults


def _local(name: str, body: bytes) -> bytes:
    size = len(body)
    head = LOCAL.pack(b"PK\3\4", VERSION, 0, 0, 0, FIRST_DAY, zlib.crc32(body), size, size, len(name), 0)
    return head + name.encode()


def _directory(files: Files) -> bytes:
    lines, at = [], 0
    for name, body in files:
        known = (zlib.crc32(body), len(body), len(body), len(name), 0, 0, 0, 0, MODE, at)
        lines.append(DIRECTORY.pack(b"PK\1\2", MADE_BY, VERSION, 0, 0, 0, FIRST_DAY, *known) + name.encode())
        at += LOCAL.size + len(name) + len(body)
    directory = b"".join(lines)
    return directory + END.pack(b"PK\5\6", 0, 0, len(files), len(files), len(directory), at, 0)
