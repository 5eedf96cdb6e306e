"""The rules of law as data: what each asks for, with its article, its sources and how sure of it we are.

`when` is a condition (`jurisdiction.condition`) over the facts of the same file and the identities of `forms.yaml`; a
rule that nothing in Kawal can trigger has none, and says why.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.cited import Article
from kawal.jurisdiction.condition import Compared, Condition, Quantity, compared_in, condition, names_in
from kawal.jurisdiction.deadlines import ContestKind, deadlines
from kawal.jurisdiction.expression import Field
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.load import Named, Text
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

FILE = "rules.yaml"
RuleId = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9-]{2,30}$")]
Word = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Chapter = Literal["admissibility", "repoll", "recount", "polling", "recap", "violations", "quick_count"]
Opens = Literal["ground_repoll", "ground_recount", "weakness", "alarm", "information"]
"""What a rule that holds may open. A weakness is one of the evidence, never a ground."""
OPENS: tuple[Opens, ...] = ("ground_repoll", "ground_recount", "weakness", "alarm", "information")
"""From the gravest down."""
Where = Literal["station", "recap", "contest"]
"""Of what it is asked: a polling station, a recapitulation (a region), a whole contest (its region)."""
Step = Literal["station_supervisor", "district", "city", "province"]
"""Who studies it and reports upward, in their order; KPU decides."""
Count = Literal["persons", "ballots", "boxes", "forms", "events"]
Unit = Literal[
    Count, "share", "days", "working_days", "calendar_days", "hours", "months", "time", "date", "flag", "words"
]
_COUNTS: frozenset[Unit] = frozenset({"persons", "ballots", "boxes", "forms", "events"})
_WHOLE = _COUNTS | {"days", "working_days", "calendar_days", "hours", "months"}
_TIME = re.compile(r"([01][0-9]|2[0-4]):[0-5][0-9]")


class FactKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that can be counted at a place."""

    id: Word
    unit: Count
    name: Named


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number, time or word that the law sets; a share is a decimal number in quotes."""

    id: Word
    unit: Unit
    value: int | bool | Text | Named
    name: Named


class Bracket(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to how many inhabitants (None: any number) which share of the valid votes; `letter` of the article."""

    pop_max: int | None
    share: Decimal
    letter: str = ""


class Rule(Article, frozen=True, kw_only=True, dict=True):
    """One rule of law; `contests` are those that it is about, all where none is named."""

    id: RuleId
    chapter: Chapter
    at: Where = "station"
    contests: tuple[ContestKind, ...] = ()
    title: Named
    condition: Named
    when: str | None
    why_not: Named | None = None
    parameters: tuple[Parameter, ...] = ()
    brackets: tuple[Bracket, ...] = ()
    consequence: Named
    opens: Opens = "information"
    path: tuple[Step, ...] = ()
    deadline: str | None = None
    deadline_text: Named | None = None
    warning: Named | None = None
    note: Named | None = None

    @cached_property
    def tree(self) -> Condition | None:
        """The condition, None for a rule that nothing triggers."""
        return None if self.when is None else condition(self.when, self.id)

    @cached_property
    def limits(self) -> dict[str, int]:
        """The parameters that a condition can compare with."""
        return {
            one.id: one.value
            for one in self.parameters
            if isinstance(one.value, int) and not isinstance(one.value, bool)
        }

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """The facts that its condition needs, an identity by its code; none for one without a condition."""
        tree = self.tree
        return () if tree is None else tuple(name for name in names_in(tree) if name not in self.limits)

    def parameter(self, name: str) -> Parameter:
        """A parameter by its id; raises KeyError for none."""
        return {one.id: one for one in self.parameters}[name]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every rule, and every fact that one can ask for."""

    facts: tuple[FactKind, ...]
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1)]

    def rule(self, name: str) -> Rule | None:
        """A rule by its id."""
        return next((one for one in self.rules if one.id == name), None)

    def fact(self, name: str) -> FactKind | None:
        """A fact by its id; an identity of the forms by its code is one too: forms on which it fails."""
        found = next((one for one in self.facts if one.id == name), None)
        if found is not None:
            return found
        identity = next((one for one in forms().identities if one.id == name), None)
        return FactKind(identity.id, "forms", identity.title) if identity else None


@cache
def rules() -> Rules:
    """The rules as shipped."""
    return decode_rules(files("kawal.jurisdiction").joinpath("id", FILE).read_bytes(), FILE)


def decode_rules(data: bytes, file: str) -> Rules:
    """Decode and check: an article and a source for each, no id twice, facts and deadlines that exist, conditions
    that compare like with like. Raises Rejected with the first wrong one."""
    try:
        found = msgspec.yaml.decode(data, type=Rules)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Rejected(
            _where(data, file, str(error)), msg("aturan, masing-masing dengan pasal dan sumbernya"), error
        ) from None
    _once([one.id for one in found.facts], file, msg("setiap fakta satu kali"))
    _once([one.id for one in found.rules], file, msg("setiap aturan satu kali"))
    known = {one.id for one in deadlines()}
    for rule in found.rules:
        where = f"{file}, {rule.id}"
        _once([one.id for one in rule.parameters], where, msg("setiap parameter satu kali"))
        if rule.deadline is not None and rule.deadline not in known:
            raise Rejected(where, msg("tenggat dari deadlines.yaml"), rule.deadline)
        if (rule.when is None) is (rule.why_not is None):
            raise Rejected(where, msg("when, atau why_not di tempatnya"), rule.when or "-")
        for parameter in rule.parameters:
            if not _fits(parameter):
                expected = msg(
                    "nilai %(parameter)s dengan satuan %(unit)s", parameter=parameter.id, unit=parameter.unit
                )
                raise Rejected(where, expected, str(parameter.value))
        if rule.tree is not None:
            _typed(rule, rule.tree, found, where)
    return found


def _where(data: bytes, file: str, error: str) -> str:
    """The file, and the rule in which a value was wrong, where the error names one by its number."""
    at = re.search(r"\$\.rules\[([0-9]+)\]", error)
    if at is None:
        return file
    rule = msgspec.yaml.decode(data)["rules"][int(at[1])]
    name = rule.get("id") if isinstance(rule, dict) else None
    return f"{file}, {name or at[0]}"


def _once(names: list[str], where: str, expected: Message) -> None:
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise Rejected(where, expected, twice)


def _fits(parameter: Parameter) -> bool:
    value, unit = parameter.value, parameter.unit
    if unit in _WHOLE:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if unit == "flag":
        return isinstance(value, bool)
    if unit == "words":
        return isinstance(value, Named)
    if not isinstance(value, str):
        return False
    if unit == "share":
        return re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", value) is not None
    return _TIME.fullmatch(value) is not None if unit == "time" else _is_date(value)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _typed(rule: Rule, tree: Condition, known: Rules, where: str) -> None:
    for one in compared_in(tree):
        sides = [_unit(side, rule, known, where) for side in (one.left, one.right)]
        if not any(isinstance(side, Field) and side.name not in _names(rule) for side in (one.left, one.right)):
            raise Rejected(where, msg("fakta dalam setiap perbandingan"), written(one))
        units = {unit for unit in sides if unit is not None}
        if len(units) > 1 or not units <= _COUNTS:
            raise Rejected(where, msg("dua jumlah dengan satuan yang sama"), written(one))


def _unit(side: Quantity, rule: Rule, known: Rules, where: str) -> Unit | None:
    """The unit of one side; None for a bare number, which has that of the other."""
    if not isinstance(side, Field):
        return None
    own: Mapping[str, Unit] = _names(rule)
    if side.name in own:
        return own[side.name]
    fact = known.fact(side.name)
    if fact is None:
        raise Rejected(where, msg("fakta yang dikenal"), side.name)
    return fact.unit


def _names(rule: Rule) -> dict[str, Unit]:
    return {one.id: one.unit for one in rule.parameters}


def written(one: Compared) -> str:
    """A comparison as it stands in the file."""
    left, right = (side.name if isinstance(side, Field) else str(side.value) for side in (one.left, one.right))
    return f"{left} {one.relation} {right}"
