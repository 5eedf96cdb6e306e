"""A day as people's fields send it (pure)."""

from datetime import date

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

MOST_SHOWN = 20


def read_day(text: str, where: Message | str) -> date:
    """The day that a text names (ISO 8601, as a browser writes it). Raises Rejected for any other text."""
    given = text.strip()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Rejected(where, msg("tanggal seperti 2024-12-03"), given[:MOST_SHOWN] or msg("kosong")) from None
