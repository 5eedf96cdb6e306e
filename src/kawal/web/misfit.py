"""What does not fit where a form, an address or JSON is read, as one of our sentences: which field, what was
expected, what came. msgspec says it in English and by paths: `Expected `str` of length <= 300 - at `$.login``."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar.exceptions import HTTPException
from litestar.utils.scope.state import ScopeState

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.web.fieldnames import field_name
from kawal.web.render import AnyRequest

MOST_TOLD = 60
_MISSING = re.compile(r"missing required (?:[a-z]+ )+[`'](\w{1,40})", re.IGNORECASE)
_UNKNOWN = re.compile(r"unknown field `(\w{1,40})`")
_PATH = re.compile(r"`\$\.(\w{1,40})")
_LENGTH = re.compile(r"`(\w+)` of length (<=|>=) (\d{1,9})")
_BOUND = re.compile(r"`(?:int|float)` (>=|<=|>|<) (-?[0-9.]{1,20})")
_KIND = re.compile(r"Expected `(\w+)")
_KINDS: Mapping[str, Message] = {
    "int": msg("bilangan bulat"),
    "float": msg("angka"),
    "str": msg("satu teks"),
    "bool": msg("ya atau tidak"),
    "array": msg("daftar"),
    "object": msg("isian formulir"),
}


class Misfit(Rejected):
    """What does not fit: in words for people, with the field as the form names it for programs."""

    def __init__(self, field: str, expected: Message, got: str | Message, form: str = "") -> None:
        super().__init__(field_name(field, form), expected, got)
        self.field = field


def too_long(field: str, most: int, text: str) -> Misfit:
    """That a field has more characters than it may."""
    return Misfit(field, msg("paling banyak %(n)s huruf", n=most), _letters(len(text)))


def misfit(error: HTTPException, request: AnyRequest) -> Misfit | None:
    """The field at which a request does not fit; None where the framework names none.

    What stood in the address is told; of what stood in a form only how long it was.
    """
    extra = error.extra if isinstance(error.extra, list) else []
    first = next((one for one in extra if isinstance(one, dict)), {})
    key = re.split(r"\W", str(first.get("key") or ""), maxsplit=1)[0]
    declared = request.route_handler.parsed_data_field
    form = getattr(declared.annotation, "__name__", "") if declared else ""
    return _told(f"{first.get('message', '')} {error.detail}", key, request.query_params, _sent(request), form)


def json_misfit(error: msgspec.MsgspecError | UnicodeDecodeError, expected: str) -> Rejected:
    """The same of JSON that a route reads itself; `expected` is told of what is no JSON."""
    return _told(str(error), "", {}, {}) or Rejected("body", expected, msg("isi lain"))


def _sent(request: AnyRequest) -> Mapping[str, Any]:
    """The fields of the body, as far as the framework has read it."""
    held = ScopeState.from_scope(request.scope)
    return next((one for one in (held.form, held.json) if isinstance(one, Mapping)), {})


def _told(said: str, key: str, address: Mapping[str, Any], sent: Mapping[str, Any], form: str = "") -> Misfit | None:
    if missing := _MISSING.search(said):
        return Misfit(missing[1], _expected(said), msg("tidak ada"), form)
    if unknown := _UNKNOWN.search(said):
        return Misfit(unknown[1], msg("isian yang dikenal"), msg("isian lain"), form)
    path = _PATH.search(said)
    field = path[1] if path else key
    if not field:
        return None
    given = address.get(field, sent.get(field))
    if _LENGTH.search(said) and isinstance(given, str):
        got: str | Message = _letters(len(given))
    else:
        got = str(address.get(field, ""))[:MOST_TOLD] or msg("isi lain")
    return Misfit(field, _expected(said), got, form)


def _letters(n: int) -> Message:
    return msg("%(n)s huruf", n=n)


def _expected(said: str) -> Message:
    if length := _LENGTH.search(said):
        kind, sign, n = length[1], length[2], int(length[3])
        if kind == "str":
            most, least = msg("paling banyak %(n)s huruf", n=n), msg("paling sedikit %(n)s huruf", n=n)
        else:
            most, least = msg("paling banyak %(n)s butir", n=n), msg("paling sedikit %(n)s butir", n=n)
        return most if sign == "<=" else least
    if bound := _BOUND.search(said):
        at_least = bound[1].startswith(">")
        return msg("paling kecil %(n)s", n=bound[2]) if at_least else msg("paling besar %(n)s", n=bound[2])
    if "Invalid enum value" in said:
        return msg("salah satu pilihan yang ada")
    kind = _KIND.search(said)
    return _KINDS.get(kind[1] if kind else "", msg("isian yang sesuai"))
