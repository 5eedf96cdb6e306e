"""What whoever speaks of a ground or an objection must give: a reason in words, a day since the vote, the newest page
in front of them (pure)."""

from datetime import date

from kawal.disputes.grounds.model import Ground
from kawal.kernel.days import read_day
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import Message, msg

LONGEST = 2_000


def refuse_stale(ground: Ground, seen: int) -> None:
    """Raise Conflict for who decides on a page that is older than the newest entry of a ground."""
    if ground.newest > seen:
        raise Conflict(msg("dasar ini sudah berubah sejak halaman dibuka; muat ulang halaman, lalu putuskan"))


def reason_of(text: str) -> str:
    """A reason in words. Raises Rejected for none, or one that is too long."""
    reason = words_of(text, msg("alasan"))
    if not reason:
        raise Rejected(msg("alasan"), msg("alasan dengan kata-kata"), msg("kosong"))
    return reason


def decided_on(text: str, where: Message, today: date, voting: date | None) -> str:
    """The day (ISO) on which something was decided. Raises Rejected for one before the vote or after today."""
    found = read_day(text, where)
    got = msg("%(day)s", day=found)
    if found > today:
        raise Rejected(where, msg("paling lambat hari ini, %(day)s", day=today), got)
    if voting is not None and found < voting:
        raise Rejected(where, msg("paling awal hari pemungutan suara, %(day)s", day=voting), got)
    return found.isoformat()


def words_of(text: str, where: Message) -> str:
    """Sealed words without the blanks around them. Raises Rejected for too many."""
    words = text.strip()
    if len(words) > LONGEST:
        raise Rejected(where, msg("paling banyak %(n)s huruf", n=LONGEST), len(words))
    return words
