"""The result form as data: its fields by their meaning, and what must hold between them."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.expression import VOTES, Comparison, comparison
from kawal.jurisdiction.lawfile import decoded, once, shipped
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "forms.yaml"
MALE, FEMALE, WORDS, TALLY = "_m", "_f", "_words", "_tally"
SPECIAL, ROUND = "special", "round"
"""Known of every form without being written on it: 1 for a special location, the number of the round."""
EACH = "each"
Word = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
Code = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]{2,30}$")]
Severity = Literal["hard", "soft", "forensic"]
Scope = Literal["form", "contests", "copies", "recap"]
SEVERITIES: tuple[Severity, ...] = ("hard", "soft", "forensic")


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a row of the form was read, and how sure that is."""

    id: str
    what: str
    confidence: Literal["high", "medium", "low"]


class FormField(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number on the form; split into men and women, or repeated for each option."""

    id: Word
    title: Named
    source: str
    split: bool = False
    repeat: Literal["", "option"] = ""

    def names(self, options: tuple[int, ...]) -> tuple[str, ...]:
        """The numbers it has on a form with these ballot numbers, in the order of the form."""
        if self.repeat:
            return tuple(votes_of(number) for number in options)
        return (self.id + MALE, self.id + FEMALE, self.id) if self.split else (self.id,)


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the form with its rows."""

    id: Word
    part: str
    title: Named
    fields: tuple[FormField, ...]


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form: its official names and its parts."""

    id: Code
    official: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def fields(self) -> tuple[FormField, ...]:
        """All rows in the order of the form."""
        return tuple(field for group in self.groups for field in group.fields)


class RecapForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form of the recapitulation: the same rows, a column for each region below."""

    id: Code
    level: Literal["district", "city", "province"]
    children: Literal["ward", "district", "city"]
    official: tuple[str, ...]
    title: Named


class Identity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must hold, why, and how serious it is when it does not; `title` says that it holds, `fails` that not.

    `broad` marks one that is asked of files without the finer rows; on a whole form the finer ones say more.
    """

    id: Code
    severity: Severity
    source: Annotated[str, Meta(min_length=3)]
    title: Named
    fails: Named
    scope: Scope = "form"
    holds: str = ""
    each: tuple[Word, ...] = ()
    when: tuple[str, ...] = ()
    hook: str = ""
    broad: bool = False

    @property
    def _where(self) -> str:
        return f"{FILE}, {self.id}"

    def parts(self, options: tuple[int, ...]) -> Iterator[tuple[str, Comparison]]:
        """What is compared on a form with these ballot numbers: the field that `each` stands for, "" if none."""
        if not self.each:
            yield "", comparison(self.holds, self._where)
            return
        for field in self.each:
            for name in [votes_of(number) for number in options] if field == VOTES else [field]:
                yield name, comparison(self.holds.replace(EACH, name), self._where)

    def conditions(self) -> tuple[Comparison, ...]:
        """What must be so for the question to be asked."""
        return tuple(comparison(text, self._where) for text in self.when)


class Forms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The forms of an election."""

    sources: tuple[Source, ...]
    most_per_box: Annotated[int, Meta(ge=9)]
    form: Form
    recap: tuple[RecapForm, ...]
    identities: tuple[Identity, ...]

    def identity(self, code: str) -> Identity:
        """The identity of a code. Raises Rejected for one that is not known."""
        found = next((one for one in self.identities if one.id == code), None)
        if found is None:
            raise Rejected(
                FILE, msg("salah satu dari: %(choices)s", choices=", ".join(i.id for i in self.identities)), code
            )
        return found

    def of_form(self) -> tuple[Identity, ...]:
        """What is asked of every whole form by itself."""
        return tuple(one for one in self.identities if one.scope == "form" and not one.broad)


def votes_of(option: int) -> str:
    """The field of the votes for a ballot number."""
    return f"votes_{option}"


def option_of(field: str) -> int | None:
    """The ballot number of a field of votes; None for every other field."""
    head, _, tail = field.partition("_")
    return int(tail) if head == VOTES and tail.isascii() and tail.isdigit() else None


@cache
def forms() -> Forms:
    """The forms of Indonesia's regional election, as shipped."""
    return decode_forms(shipped(FILE), FILE)


def decode_forms(data: bytes, file: str) -> Forms:
    """Decode and check: every field once and with a known source, every identity once, readable, and of known fields.

    Raises Rejected with the first thing that is wrong.
    """
    found = decoded(data, Forms, file, msg("formulir hasil dengan isian dan identitasnya"))
    known = {SPECIAL, ROUND, VOTES}
    for field in found.form.fields:
        if field.id in known - {VOTES} or (field.id == VOTES) != (field.repeat == "option"):
            raise Rejected(file, msg("setiap isian satu kali"), field.id)
        if field.source not in {source.id for source in found.sources}:
            raise Rejected(file, msg("sumber yang dikenal untuk setiap isian"), field.id)
        known |= {field.id, field.id + WORDS, field.id + TALLY, *field.names((1,))}
        known |= {votes_of(1) + WORDS, votes_of(1) + TALLY}
    once([one.id for one in found.identities], file, msg("setiap identitas satu kali"))
    for identity in found.identities:
        if bool(identity.holds) != (identity.scope == "form"):
            raise Rejected(
                file, msg("perbandingan untuk identitas di dalam satu formulir, dan hanya untuknya"), identity.id
            )
        compared = [part for _name, part in identity.parts((1,))] if identity.holds else []
        for part in (*compared, *identity.conditions()):
            for name in part.fields:
                if name not in known:
                    raise Rejected(file, msg("isian yang dikenal pada %(identity)s", identity=identity.id), name)
    return found
