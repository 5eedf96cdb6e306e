"""Which part of a longer message a text is, by its header (3GPP TS 23.040, 9.2.3.24.1 and .8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.field.channels.model import Part
from kawal.field.channels.sms.udh import part_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("050003AB0201", Part(0xAB, 1, 2)),
        ("0608041234 0302", Part(0x1234, 2, 3)),
        ("0B 05040B8423F0 0003AB0202", Part(0xAB, 2, 2)),
        ("0605 0415820000", None),
        ("050003AB0203", None),
        ("050003AB0200", None),
        ("050003AB0101", None),
        ("0500", None),
        ("", None),
    ],
)
def test_headers(header: str, part: Part | None) -> None:
    """References of 8 and 16 bits, beside other elements; numbers that make no sense are none."""
    raw = bytes.fromhex(header.replace(" ", ""))
    assert part_of(raw) == part


@given(st.binary(max_size=140))
def test_no_header_is_too_strange(header: bytes) -> None:
    """Any bytes: a part with sensible numbers, or none."""
    part = part_of(header)
    assert part is None or 1 <= part.number <= part.total
