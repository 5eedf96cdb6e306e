"""What an inspection before the vote looks at, as data: items with need and source, who mends what is lacking."""

from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

ASSUMED = "practice (assumed)"
FILE = "readiness.yaml"
Word = Annotated[str, Meta(pattern=r"^[A-Za-z_]{2,20}$")]
Few = Annotated[int, Meta(ge=1, le=1_000)]


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that is looked at; see `id/readiness.yaml`. `per` and `fixed` say how many are required of a unit."""

    id: Word
    of: Literal["people", "equipment", "tick"]
    name: Named
    source: Annotated[str, Meta(min_length=1)]
    per: Few | None = None
    fixed: Few | None = None
    only: Literal["", "river"] = ""

    @property
    def is_assumed(self) -> bool:
        """Whether practice asks for it, and nothing that was read prescribes it."""
        return self.source == ASSUMED

    def required(self, strength: int) -> int:
        """How many a unit of so many officers needs."""
        if self.fixed is not None:
            return self.fixed
        return strength if self.per is None else -(-strength // self.per)


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An office that can be asked to mend what is lacking."""

    id: Word
    name: Named


class Checklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All items in the order of the inspection, all owners; `due_days` is the time that is proposed to mend a gap."""

    due_days: Annotated[int, Meta(ge=0, le=365)]
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]
    owners: Annotated[tuple[Owner, ...], Meta(min_length=1)]

    def item(self, identity: str) -> Item | None:
        """The item of an id."""
        return next((one for one in self.items if one.id == identity), None)

    def owner(self, identity: str) -> Owner | None:
        """The owner of an id."""
        return next((one for one in self.owners if one.id == identity), None)


@cache
def checklist() -> Checklist:
    """The list as shipped."""
    return decode_checklist(shipped(FILE), FILE)


def decode_checklist(data: bytes, file: str) -> Checklist:
    """Decode and check: every id once, people exactly once and counted against the strength, one way to count each.

    Raises Rejected with the first thing that is wrong.
    """
    found = decoded(data, Checklist, file, msg("daftar periksa kesiapan, masing-masing dengan sumbernya"))
    for rows in (found.items, found.owners):
        names = [one.id for one in rows]
        if len(set(names)) < len(names):
            raise Rejected(file, msg("setiap kode hanya sekali"), ", ".join(names))
    people = [one for one in found.items if one.of == "people"]
    if len(people) != 1 or people[0].per is not None or people[0].fixed is not None:
        raise Rejected(file, msg("satu baris personel, dihitung dari kekuatan satuan"), len(people))
    both = next((one.id for one in found.items if one.per is not None and one.fixed is not None), None)
    if both is not None:
        raise Rejected(f"{file}, {both}", msg("per atau fixed, tidak keduanya"), msg("keduanya"))
    return found
