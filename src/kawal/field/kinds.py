"""Report kinds as versioned data: what is asked, who may send it, which node takes it (pure)."""

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Literal

import msgspec

from kawal.access.profiles import PARTS, Profile
from kawal.access.roles import Role
from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.kernel.language import Language, LanguageCode, msg

KINDS, CARDS = "report_kinds.yaml", "rule_cards.yaml"
FieldKind = Literal["choice", "count", "flag", "text", "time", "code", "position"]
Group = Literal["presence", "stage", "incident", "note", "result", "line"]
"""`line` is what came as words through another door; nobody fills it in as a form."""
Photos = Literal["none", "scene", "form"]
Value = str | int | bool
NOT_ASKED: Mapping[Profile, tuple[tuple[str, str, str], ...]] = {"order": (("incident", "what", "money"),)}
"""(kind, question, answer) that a profile's forms leave out, in every version: a violation is Bawaslu's to judge, and
an order node hands on what it hears of one."""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages."""

    id: str
    en: str

    def of(self, language: LanguageCode) -> str:
        """The text in one language."""
        return self.id if language == "id" else self.en


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer of a choice."""

    id: str
    title: Words


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"any_of": "is"}):
    """A question is asked only when an earlier one was answered with one of these values."""

    field: str
    any_of: tuple[Value, ...]


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question of a report; private answers never enter the log."""

    id: str
    kind: FieldKind
    title: Words
    required: bool = False
    private: bool = False
    choices: tuple[Choice, ...] = ()
    min: int = 0
    max: int = 1_000_000
    max_length: int = 200
    when: When | None = None

    def told(self, value: Value, language: Language) -> str:
        """An answer as people read it: a choice by its title, yes or no, a number, a time of the day."""
        if isinstance(value, bool):
            return language.text("ya") if value else language.text("tidak")
        if isinstance(value, int):
            return language.integer(value)
        if self.kind == "time":
            return language.clock(value)
        return next((one.title.of(language.code) for one in self.choices if one.id == value), value)


class ReportKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of one kind of report."""

    id: str
    version: int
    group: Group
    title: Words
    profiles: tuple[Profile, ...]
    roles: tuple[Role, ...]
    fields: tuple[Field, ...]
    stage: int = 0
    place: Literal["any", "station"] = "any"
    photos: Photos = "none"
    max_photos: int = 0

    def field(self, name: str) -> Field | None:
        """The question of this id."""
        return next((one for one in self.fields if one.id == name), None)


class RuleCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to do in a situation, who decides, which form."""

    id: str
    title: Words
    do: Words
    decides: Words
    form: str = ""


class KindBook(msgspec.Struct, frozen=True, dict=True):
    """Every version of every kind that a node knows: the shipped ones, and those that it published itself."""

    profile: Profile
    kinds: Mapping[tuple[str, int], ReportKind]
    retired: frozenset[str] = frozenset()

    def get(self, identity: str, version: int) -> ReportKind | None:
        """One version of a kind."""
        return self.kinds.get((identity, version))

    def takes(self, kind: ReportKind) -> bool:
        """Whether this node takes a kind, old versions too; results only where results are wired."""
        return self.profile in kind.profiles and (kind.group != "result" or "results" in PARTS[self.profile])

    @cached_property
    def withheld_fields(self) -> frozenset[str]:
        """Questions that only kinds ask which this node never takes: a vote figure under any name is one."""
        refused = {field.id for kind in self.kinds.values() if not self.takes(kind) for field in kind.fields}
        taken = {field.id for kind in self.kinds.values() if self.takes(kind) for field in kind.fields}
        return frozenset(refused - taken)

    @cached_property
    def takes_results(self) -> bool:
        """Whether this node takes results; one that keeps order never does."""
        return any(kind.group == "result" for kind in self.current)

    @cached_property
    def current(self) -> tuple[ReportKind, ...]:
        """The newest version of each kind that is offered as a form."""
        newest = {kind.id: kind for kind in sorted(self.kinds.values(), key=lambda kind: kind.version)}
        order = dict.fromkeys(kind.id for kind in self.kinds.values())
        found = (newest[identity] for identity in order if identity not in self.retired)
        return tuple(self.offered(kind) for kind in found if kind.group != "line" and self.takes(kind))

    def offered(self, kind: ReportKind) -> ReportKind:
        """A kind as this node's forms ask it: without the answers that are another institution's matter.

        What a phone sends that holds an older form, or the radio says, is taken and read with them all the same.
        """
        hidden = {(field, choice) for name, field, choice in NOT_ASKED.get(self.profile, ()) if name == kind.id}
        if not hidden:
            return kind
        fields = (
            msgspec.structs.replace(one, choices=tuple(c for c in one.choices if (one.id, c.id) not in hidden))
            for one in kind.fields
        )
        return msgspec.structs.replace(kind, fields=tuple(fields))

    def newest(self, identity: str) -> ReportKind | None:
        """The newest version of a kind, offered or not."""
        versions = [kind for (name, _), kind in self.kinds.items() if name == identity]
        return max(versions, key=lambda kind: kind.version, default=None)


class _KindFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: tuple[ReportKind, ...]


class _CardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cards: tuple[RuleCard, ...]


@cache
def shipped_kinds() -> Mapping[tuple[str, int], ReportKind]:
    """Every version of every kind that comes with Kawal."""
    kinds = decoded(shipped(KINDS), _KindFile, KINDS, msg("jenis laporan dengan isiannya")).kinds
    return {(kind.id, kind.version): kind for kind in kinds}


@cache
def rule_cards() -> tuple[RuleCard, ...]:
    """All rule cards."""
    return decoded(shipped(CARDS), _CardFile, CARDS, msg("kartu aturan dengan sumbernya")).cards
