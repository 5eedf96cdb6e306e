"""`relevant` of an XLSForm, as far as skip logic here goes: one earlier question, one answer or several (pure)."""

import re

import msgspec

_TERM = re.compile(
    r"\s*\$\{(?P<field>[A-Za-z_][\w.-]*)\}\s*=\s*(?:'(?P<one>[^']*)'|\"(?P<two>[^\"]*)\"|(?P<n>\d+))\s*"
)
_OR = re.compile(r"\bor\b")


class Condition(msgspec.Struct, frozen=True):
    """The question and the literals as they were written."""

    field: str
    literals: tuple[str, ...]


def read_relevant(text: str) -> Condition | None:
    """`${x} = 'a' or ${x} = 'b'`; None for any other expression."""
    position, fields, literals = 0, set(), []
    while True:
        term = _TERM.match(text, position)
        if term is None:
            return None
        fields.add(term["field"])
        literals.append(next(one for one in (term["one"], term["two"], term["n"]) if one is not None))
        position = term.end()
        if position == len(text):
            break
        joined = _OR.match(text, position)
        if joined is None:
            return None
        position = joined.end()
    return Condition(fields.pop(), tuple(dict.fromkeys(literals))) if len(fields) == 1 else None
