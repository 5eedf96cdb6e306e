"""The law as one node applies it: the deadlines, the calendar with its local days, the desk of Bawaslu there."""

from pathlib import Path

import msgspec

from kawal.jurisdiction.calendar import Calendar, ClosedDay, Words
from kawal.jurisdiction.deadlines import Deadline, deadlines
from kawal.jurisdiction.lawfile import decoded
from kawal.kernel.language import msg


class Desk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The desk at which Bawaslu takes reports here: its hours in words, where it is, its telephone if known."""

    hours: Words
    place: Words
    phone: str = ""


class LocalLaw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a node adds by a file of its own: the desk of its Bawaslu, days on which its offices are closed."""

    desk: Desk | None = None
    closed: tuple[ClosedDay, ...] = ()


class Law:
    """The deadlines of the nation with what is local."""

    def __init__(self, local: LocalLaw | None = None) -> None:
        self.local = local or LocalLaw()
        self.calendar = Calendar(self.local.closed)
        self.deadlines = deadlines()

    def of_violation(self, violation: str) -> tuple[Deadline, ...]:
        """The deadlines that run on a breach of this class; none for what is no breach."""
        return tuple(one for one in self.deadlines if violation in one.violations)


def read_local(path: Path) -> LocalLaw:
    """A local file. Raises Rejected with the first thing that is wrong, OSError when it cannot be read."""
    return decoded(
        path.read_bytes(), LocalLaw, path.name, msg("loket Bawaslu dan hari libur setempat, lihat docs/guides")
    )
