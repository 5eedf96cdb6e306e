"""Report kinds and rule cards, as data of the jurisdiction; and the check of a report against its kind (pure)."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import yaml

from kawal.access.profiles import PARTS, Profile
from kawal.access.roles import Role
from kawal.kernel.errors import Rejected
from kawal.kernel.language import LanguageCode, msg

FieldKind = Literal["choice", "count", "flag", "text", "time", "code", "position"]
Group = Literal["presence", "stage", "incident", "note", "result"]
Photos = Literal["none", "scene", "form"]
Value = str | int | bool
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_POSITION = frozenset({"lat_udeg", "lon_udeg", "accuracy_m"})
MOST_UDEG = 180_000_000


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


class _KindFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: tuple[ReportKind, ...]


class _CardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cards: tuple[RuleCard, ...]


@cache
def all_kinds() -> Mapping[tuple[str, int], ReportKind]:
    """Every version of every kind."""
    text = files("kawal.jurisdiction").joinpath("id", "report_kinds.yaml").read_text("utf-8")
    kinds = msgspec.convert(yaml.safe_load(text), _KindFile).kinds
    return {(kind.id, kind.version): kind for kind in kinds}


@cache
def taken_kinds(profile: Profile) -> frozenset[tuple[str, int]]:
    """(id, version) of every kind, old versions too, that a node of this profile takes."""
    wired = "results" in PARTS[profile]
    return frozenset(
        key for key, kind in all_kinds().items() if profile in kind.profiles and (kind.group != "result" or wired)
    )


@cache
def rule_cards() -> tuple[RuleCard, ...]:
    """All rule cards."""
    text = files("kawal.jurisdiction").joinpath("id", "rule_cards.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), _CardFile).cards


def kinds_of(profile: Profile) -> tuple[ReportKind, ...]:
    """The newest version of each kind that a node of this profile takes; results only where results are wired."""
    newest: dict[str, ReportKind] = {}
    for kind in all_kinds().values():
        if profile in kind.profiles and (kind.group != "result" or "results" in PARTS[profile]):
            held = newest.get(kind.id)
            newest[kind.id] = kind if held is None or held.version < kind.version else held
    return tuple(newest.values())


def check_answers(kind: ReportKind, public: Mapping[str, object], private: Mapping[str, object]) -> None:
    """Raise Rejected unless the answers are those of this kind, private ones in the private part."""
    for given, hidden in ((public, False), (private, True)):
        for name, value in given.items():
            field = kind.field(name)
            if field is None or field.private is not hidden:
                raise Rejected(name, msg("isian jenis %(kind)s", kind=kind.id), msg("isian lain"))
            _check(field, value)
    for field in kind.fields:
        if field.required and field.id not in (private if field.private else public):
            raise Rejected(field.id, msg("isian wajib"), msg("kosong"))


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
            good = isinstance(value, str) and 0 < len(value) <= field.max_length and value.isprintable() is not None
            expected = f"1..{field.max_length}"
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
