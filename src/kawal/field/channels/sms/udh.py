"""The user data header of a short message, as far as it joins parts (3GPP TS 23.040, 9.2.3.24) (pure)."""

from kawal.field.channels.model import Part

JOINED_8, JOINED_16 = 0x00, 0x08


def part_of(header: bytes) -> Part | None:
    """Which part a message is; None for a whole one and for a header that cannot be read."""
    if not header or header[0] != len(header) - 1:
        return None
    at = 1
    while at + 2 <= len(header):
        element, length = header[at], header[at + 1]
        data = header[at + 2 : at + 2 + length]
        if element == JOINED_8 and len(data) == 3:
            return checked(data[0], data[2], data[1])
        if element == JOINED_16 and len(data) == 4:
            return checked(data[0] << 8 | data[1], data[3], data[2])
        at += 2 + length
    return None


def checked(ref: int, number: int, total: int) -> Part | None:
    """A part whose numbers make sense, and that is not the only one (TS 23.040: others are ignored)."""
    return Part(ref, number, total) if 1 <= number <= total and total > 1 else None
