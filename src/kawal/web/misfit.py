"""What the framework says of a request that does not fit, as one of our sentences: which field, what was expected."""

import re
from typing import Any

from litestar.exceptions import HTTPException

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

_NAMED = re.compile(r"required (?:field|query parameter|cookie|header) [`'](\w{1,40})|\$\.(\w{1,40})")
_BOUND = re.compile(r"`(?:int|float)` (>=|<=|>|<) (-?[0-9.]{1,20})")
_SHORTEST = re.compile(r"length >= ([0-9]{1,12})")
MOST_TOLD = 60


class Misfit(Rejected):
    """What does not fit, with the field for programs; people are not told the names of a form's fields."""

    def __init__(self, where: str | Message, expected: Message, got: str | Message, field: str) -> None:
        super().__init__(where, expected, got)
        self.field = field


def misfit(error: HTTPException, given: Any) -> Misfit | None:
    """The field at which a request does not fit, None where the framework names none. `given` are the parameters of
    the address, whose values may be told; what stood in a form is not repeated."""
    extra = error.extra if isinstance(error.extra, list) else []
    first = next((one for one in extra if isinstance(one, dict)), {})
    said = f"{first.get('message', '')} {error.detail}"
    named = _NAMED.search(said)
    name = (named and (named[1] or named[2])) or str(first.get("key") or "")
    if not name:
        return None
    missing = "missing required" in said.lower()
    got = msg("tidak ada") if missing else str(given.get(name, ""))[:MOST_TOLD] or msg("isi lain")
    return Misfit(name if name in given else msg("isian formulir"), _expected(said), got, name)


def _expected(said: str) -> Message:
    if bound := _BOUND.search(said):
        at_least = bound[1].startswith(">")
        return msg("paling kecil %(n)s", n=bound[2]) if at_least else msg("paling besar %(n)s", n=bound[2])
    if shortest := _SHORTEST.search(said):
        return msg("paling sedikit %(n)s huruf", n=shortest[1])
    if "Invalid enum value" in said:
        return msg("salah satu pilihan yang ada")
    return msg("bilangan bulat") if "`int" in said else msg("isian yang sesuai")
