"""Chats as WhatsApp writes and people copy them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.field.channels.whatsapp.chat import ChatMessage, messages_of, of_the_day

WITA = ZoneInfo("Asia/Makassar")
DAY = date(2024, 11, 27)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    """A moment of the election day."""
    return datetime(2024, 11, 27, hour, minute, second, tzinfo=WITA)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("27/11/24 07.09 - Danru 4: Mantuil buka 1-12", at(7, 9)),
        ("27/11/2024, 07:09 - Danru 4: Mantuil buka 1-12", at(7, 9)),
        ("[27/11/24 07.09.12] Danru 4: Mantuil buka 1-12", at(7, 9, 12)),
        ("\u200e[27/11/24, 07:09:12] Danru 4: \u200eMantuil buka 1-12", at(7, 9, 12)),
        ("11/27/24, 7:09\u202fAM - Danru 4: Mantuil buka 1-12", at(7, 9)),
        ("27-11-2024 1:09 PM - Danru 4: Mantuil buka 1-12", at(13, 9)),
        ("07.09 Danru 4: Mantuil buka 1-12", at(7, 9)),
        ("[07:09] Danru 4: Mantuil buka 1-12", at(7, 9)),
    ],
)
def test_heads_of_every_form(line: str, moment: datetime) -> None:
    """Android and iOS, 24 and 12 hours, invisible marks, and what is copied by hand."""
    assert messages_of(line, WITA, DAY) == (ChatMessage(moment, "Danru 4", "Mantuil buka 1-12", 1),)


def test_what_follows_a_head_belongs_to_it_and_system_lines_do_not_speak() -> None:
    """Two messages, the first of three lines; encryption notice, join, media and deleted ones are left out."""
    text = """27/11/24 06.00 - Pesan dan panggilan dienkripsi secara end-to-end.
27/11/24 06.01 - +62 812-0000-0000 bergabung menggunakan tautan
27/11/24 07.09 - Danru 4: Mantuil:
1 buka
2 belum
27/11/24 07.10 - Danru 4: <Media tidak disertakan>
27/11/24 07.11 - Danru 4: Pesan ini dihapus
27/11/24 07.12 - ~ Anggota: 20 sm 21 aman bos <Pesan ini diedit>
"""
    first, second = messages_of(text, WITA, DAY)
    assert (first.text, first.line) == ("Mantuil:\n1 buka\n2 belum", 3)
    assert (second.sender, second.text) == ("Anggota", "20 sm 21 aman bos")


def test_lines_without_heads_are_messages_of_their_own() -> None:
    """Copied words only: no clock, no sender."""
    assert messages_of("Mantuil buka 1-12\n\ntps 13 blm bk", WITA, DAY) == (
        ChatMessage(None, "", "Mantuil buka 1-12", 1),
        ChatMessage(None, "", "tps 13 blm bk", 3),
    )


def test_an_export_of_months_gives_the_day_and_the_evening_before() -> None:
    """26 and 27 November stay, 20 November does not."""
    text = "\n".join(f"{day}/11/24 19.00 - A: kotak tiba" for day in (20, 26, 27))
    kept = of_the_day(messages_of(text, WITA, DAY), DAY)
    assert [one.at.day for one in kept if one.at] == [26, 27]


@given(st.text(max_size=400))
def test_any_text_gives_messages(text: str) -> None:
    """Nothing makes it fail, and no message is empty."""
    assert all(one.text.strip() for one in messages_of(text, WITA, DAY))


@pytest.mark.parametrize("piece", ["a", " ", "a.jpg", "<attached:", "07.09 a", "a:"])
def test_a_very_long_line_is_walked_through_once(piece: str) -> None:
    """A million characters of anything end: one step for each, not one for each pair of them."""
    text = f"z{piece * (1_000_000 // len(piece))}b"
    assert len(messages_of(text, WITA, DAY)) == 1
