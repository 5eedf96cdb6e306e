"""The check of a report's answers against its kind (pure)."""

import re
from collections.abc import Mapping

from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.kinds import Field, ReportKind
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_POSITION = frozenset({"lat_udeg", "lon_udeg", "accuracy_m"})
MOST_UDEG = 180_000_000


def check_answers(
    kind: ReportKind, public: Mapping[str, object], private: Mapping[str, object], *, partial: bool = False
) -> None:
    """Raise Rejected unless the answers are those of this kind, private ones in the private part.

    A question that `when` leaves out must stay unanswered. `partial` is for what people said in their own words:
    nothing is required then.
    """
    given_all = {**public, **private}
    for given, hidden in ((public, False), (private, True)):
        for name, value in given.items():
            field = kind.field(name)
            if field is None or field.private is not hidden:
                # its name is the sender's own word: it is told as what came, and so never kept in the log
                raise Rejected(msg("isian"), msg("isian jenis %(kind)s", kind=kind.id), name)
            if not partial and not is_asked(field, given_all):
                raise Rejected(name, msg("kosong, karena tidak ditanyakan"), msg("terisi"))
            _check(field, value)
    for field in kind.fields:
        missing = field.id not in (private if field.private else public)
        if field.required and missing and not partial and is_asked(field, given_all):
            raise Rejected(field.id, msg("isian wajib"), msg("kosong"))


def is_asked(field: Field, answers: Mapping[str, object]) -> bool:
    """Whether a question is asked, given the answers so far."""
    return field.when is None or answers.get(field.when.field) in field.when.any_of


def _check(field: Field, value: object) -> None:
    match field.kind:
        case "choice":
            names = [one.id for one in field.choices]
            good, expected = value in names, ", ".join(names)
        case "count":
            whole = isinstance(value, int) and not isinstance(value, bool)
            good = whole and field.min <= value <= field.max  # type: ignore[operator]
            expected = f"{field.min}..{field.max}"
        case "flag":
            good, expected = isinstance(value, bool), "true, false"
        case "time":
            good, expected = isinstance(value, str) and _TIME.fullmatch(value) is not None, "HH:MM"
        case "position":
            good, expected = _is_position(value), "lat_udeg, lon_udeg, accuracy_m"
        case _:
            good = isinstance(value, str) and 0 < len(value) <= field.max_length
            expected = f"1..{field.max_length}"
            if good and not field.private and gives_votes(normal(str(value))):  # a seal stands in the log
                good, expected = False, field.title.id
    if not good:
        shown = msg("tertutup") if field.private else str(value)
        raise Rejected(field.id, expected, shown)


def _is_position(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == _POSITION
        and all(isinstance(one, int) and not isinstance(one, bool) for one in value.values())
        and all(-MOST_UDEG <= one <= MOST_UDEG for one in value.values())
    )
