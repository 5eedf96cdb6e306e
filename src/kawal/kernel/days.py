"""A day as people's fields send it (pure)."""

from datetime import date

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

MOST_SHOWN = 20


def read_day(text: str, where: Message | str) -> date:
    """The day that a text names (ISO 8601, as a browser writes it: 2024-12-03, neither 20241203 nor 2024-W49-2).

    Raises Rejected for any other text.
    """
    given = text.strip()
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = None
    if day is None or day.isoformat() != given:
        raise Rejected(where, msg("tanggal seperti 2024-12-03"), given[:MOST_SHOWN] or msg("kosong"))
    return day
