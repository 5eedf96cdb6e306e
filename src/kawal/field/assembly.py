"""What a report of a peaceful assembly holds: a size and the services asked for, no names and no faces (pure).

Speaking one's mind in public is a right (Law 9/1998, arts. 2 and 5): who takes part is nobody's business here.
"""

from collections.abc import Collection, Mapping

from kawal.field.kinds import ReportKind, Value
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

KIND = "assembly"
SINCE_VERSION = 2
"""The first version was a number of people, words and photos; what was sent with it is still read."""
BANDS: Mapping[str, int] = {"under_50": 0, "from_50": 50, "from_200": 200, "from_1000": 1_000, "from_5000": 5_000}
"""Each answer with the smallest number of people that falls into it; each ends where the next one begins."""
MOST_PEOPLE = 100_000
SERVICES = ("traffic", "first_aid", "water", "sound")
SPACE_FOR_NAMES = frozenset({"text", "code", "position"})
"""Kinds of questions in which a person could be named or found."""


class Named(Rejected):
    """A report of an assembly with a photo or words: refused and nowhere kept, not even in quarantine."""


def band_of(people: int) -> str:
    """The size of an assembly of so many people: 49 is `under_50`, 50 and 199 are `from_50`."""
    return [name for name, least in BANDS.items() if people >= least][-1]


def size_of(data: Mapping[str, Value]) -> str:
    """The size that a report gives, of older ones that of its number of people; empty when it gives none."""
    size, people = data.get("size"), data.get("people")
    if isinstance(size, str) and size in BANDS:
        return size
    return band_of(people) if isinstance(people, int) and people > 0 else ""


def services_of(data: Mapping[str, Value]) -> tuple[str, ...]:
    """The services that a report asks for, in the order of the form."""
    return tuple(one for one in SERVICES if data.get(one) is True)


def is_nameless(kind: ReportKind) -> bool:
    """Whether reports of a kind hold neither names nor faces."""
    return kind.id == KIND and kind.version >= SINCE_VERSION


def refuse_names(kind: ReportKind, answered: Collection[str], photos: int) -> None:
    """Raise Named for a photo, or an answer that the form does not ask for, where names and faces have no place."""
    if not is_nameless(kind):
        return
    if photos:
        raise Named(kind.title.id, _WITHOUT, msg("foto"))
    if any(kind.field(name) is None for name in answered):
        raise Named(kind.title.id, _WITHOUT, msg("isian lain"))


_WITHOUT = msg("laporan tanpa nama dan wajah, jadi tanpa foto dan catatan")
