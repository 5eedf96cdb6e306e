"""Which rules open a ground for a re-poll or a recount, on which way it is decided, what would prove it; as data."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.cited import Article
from kawal.jurisdiction.lawfile import decoded, once, shipped
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "grounds.yaml"
Stage = Literal["station", "district", "city", "kpu"]
"""Who looks at a ground, in the order of the path."""
GroundKind = Literal["re_poll", "recount"]
Derived = Literal[
    "", "sources", "device", "form_photo", "objection", "objection_photo", "seal", "scene_photo", "finding"
]


class StageOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stage and whose it is."""

    id: Stage
    who: Named


class Path(Article, frozen=True, kw_only=True):
    """The way from the station to the decision, with where it stands in law; `beyond` says what of it is not
    recorded, `assumed` what is said of grounds to which the article does not speak."""

    beyond: Named
    assumed: Named
    stages: tuple[StageOf, ...]


class Exhibit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that would help to prove a ground; `sealed` when it names people."""

    id: str
    title: Named
    sealed: bool = False
    derived: Derived = ""


class GroundRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule of `rules.yaml` that opens a ground, for what, and the exhibits that it needs; `assumed` where its
    path is taken from that of other grounds."""

    rule: str
    kind: GroundKind
    assumed: bool = False
    needs: Annotated[tuple[str, ...], Meta(min_length=1)]


class Grounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of it; `bearing` are the report kinds that can tell of a breach, `custody` those (with the answers to
    "what", none for every one) that tell only of where the box was, `weaknesses` the rules that weaken evidence and
    open nothing."""

    path: Path
    exhibits: tuple[Exhibit, ...]
    grounds: Annotated[tuple[GroundRule, ...], Meta(min_length=1)]
    weaknesses: tuple[str, ...]
    bearing: Annotated[tuple[str, ...], Meta(min_length=1)]
    custody: Mapping[str, tuple[str, ...]]

    def of(self, rule: str) -> GroundRule | None:
        """The ground of a rule; None when it opens none."""
        return next((one for one in self.grounds if one.rule == rule), None)

    def exhibit(self, name: str) -> Exhibit:
        """An exhibit by its id; raises KeyError for none."""
        return {one.id: one for one in self.exhibits}[name]

    def is_custody(self, kind: str, what: object) -> bool:
        """Whether a report tells only of where the box was."""
        answers = self.custody.get(kind)
        return answers is not None and (not answers or what in answers)


@cache
def grounds() -> Grounds:
    """The grounds as shipped."""
    return decode_grounds(shipped(FILE), FILE)


def decode_grounds(data: bytes, file: str) -> Grounds:
    """Decode and check: every exhibit that is needed is there, no rule twice. Raises Rejected for the first
    fault."""
    found = decoded(data, Grounds, file, msg("jalan, bukti dan dasar PSU atau hitung ulang"))
    known = {one.id for one in found.exhibits}
    for one in found.grounds:
        odd = next((name for name in one.needs if name not in known), None)
        if odd is not None:
            raise Rejected(f"{file}, {one.rule}", msg("bukti yang ada dalam daftar"), odd)
    once([*(one.rule for one in found.grounds), *found.weaknesses], file, msg("setiap aturan satu kali"))
    return found
