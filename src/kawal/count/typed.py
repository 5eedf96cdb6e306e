"""Numbers as people type them into a form of a page -> numbers of a form (pure)."""

from collections.abc import Mapping

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

PICK, OTHER = "pick_", "other_"
UNREADABLE, TYPED = "none", "typed"
"""What a choice says instead of a number: it cannot be read; it is typed beside it."""
MOST = 999_999_999
MOST_INDEX = 2**53


def whole(data: Mapping[str, str], name: str, most: int = MOST_INDEX) -> int:
    """The whole number under a name. Raises Rejected, naming it, for anything else or more than `most`."""
    text = data.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise Rejected(name, msg("bilangan bulat 0 sampai %(most)s", most=most), text[:40])
    return int(text)


def decided_numbers(data: Mapping[str, str]) -> dict[str, int | None]:
    """What was chosen for each number: `pick_F` is a number, UNREADABLE, or TYPED with the number in `other_F`; one
    that is only typed counts too. Fields without a choice are left out."""
    names = dict.fromkeys(key.removeprefix(PICK).removeprefix(OTHER) for key in data if key.startswith((PICK, OTHER)))
    numbers: dict[str, int | None] = {}
    for name in names:
        picked, other = data.get(PICK + name, ""), data.get(OTHER + name, "").strip()
        if picked == UNREADABLE:
            numbers[name] = None
        elif picked == TYPED or (not picked and other):
            numbers[name] = whole(data, OTHER + name, MOST)
        elif picked:
            numbers[name] = whole(data, PICK + name, MOST)
    return numbers


def read_numbers(data: Mapping[str, str], most: int) -> dict[str, int]:
    """What a clerk read: every field that is not empty, 0 to `most`. Raises Rejected when there is none."""
    numbers = {name: whole(data, name, most) for name, text in data.items() if text.strip()}
    if not numbers:
        raise Rejected(msg("angka"), msg("paling sedikit satu angka"), "")
    return numbers
