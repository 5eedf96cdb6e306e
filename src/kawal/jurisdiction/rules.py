"""The rules of law as data: what each asks for, with its article, its sources and how sure of it we are.

`when` is a condition (`jurisdiction.condition`) over the facts of the same file and the identities of `forms.yaml`; a
rule that nothing in Kawal can trigger has none, and says why.
"""

from functools import cache, cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.cited import Article
from kawal.jurisdiction.condition import Condition, condition, names_in
from kawal.jurisdiction.deadlines import ContestKind
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.jurisdiction.load import Named
from kawal.jurisdiction.parameters import Count, Parameter, Word
from kawal.jurisdiction.rulechecks import check
from kawal.jurisdiction.thresholds import Bracket, Level, thresholds
from kawal.kernel.language import msg

FILE = "rules.yaml"
RuleId = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9-]{2,30}$")]
Chapter = Literal["admissibility", "repoll", "recount", "polling", "recap", "violations", "quick_count"]
Opens = Literal["ground_repoll", "ground_recount", "weakness", "alarm", "information"]
"""What a rule that holds may open. A weakness is one of the evidence, never a ground."""
OPENS: tuple[Opens, ...] = ("ground_repoll", "ground_recount", "weakness", "alarm", "information")
"""From the gravest down."""
Where = Literal["station", "recap", "contest"]
"""Of what it is asked: a polling station, a recapitulation (a region), a whole contest (its region)."""
Step = Literal["station_supervisor", "district", "city", "province"]
"""Who studies it and reports upward, in their order; KPU decides."""


class FactKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that can be counted at a place."""

    id: Word
    unit: Count
    name: Named


class Rule(Article, frozen=True, kw_only=True, dict=True):
    """One rule of law; `contests` are those that it is about, all where none is named; `threshold` says of which
    level of `thresholds.yaml` its brackets are."""

    id: RuleId
    chapter: Chapter
    at: Where = "station"
    contests: tuple[ContestKind, ...] = ()
    title: Named
    condition: Named
    when: str | None
    why_not: Named | None = None
    parameters: tuple[Parameter, ...] = ()
    threshold: Level | None = None
    consequence: Named
    opens: Opens = "information"
    path: tuple[Step, ...] = ()
    deadline: str | None = None
    deadline_text: Named | None = None
    warning: Named | None = None
    note: Named | None = None

    @property
    def where(self) -> str:
        """Where it stands, for a sentence."""
        return f"{FILE}, {self.id}"

    @cached_property
    def tree(self) -> Condition | None:
        """The condition, None for a rule that nothing triggers."""
        return None if self.when is None else condition(self.when, self.where)

    @cached_property
    def limits(self) -> dict[str, int]:
        """The parameters that a condition can compare with."""
        values = {one.id: one.value for one in self.parameters}
        return {
            name: value for name, value in values.items() if isinstance(value, int) and not isinstance(value, bool)
        }

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """The facts that its condition needs, an identity by its code; none for one without a condition."""
        tree = self.tree
        return () if tree is None else tuple(name for name in names_in(tree) if name not in self.limits)

    @property
    def brackets(self) -> tuple[Bracket, ...]:
        """The brackets of population with their shares; none for a rule that has no threshold."""
        return () if self.threshold is None else thresholds().of(self.threshold).brackets

    def parameter(self, name: str) -> Parameter:
        """A parameter by its id; raises KeyError for none."""
        return {one.id: one for one in self.parameters}[name]

    def only_tells(self, parameter: Parameter) -> bool:
        """Whether nothing in Kawal goes by a parameter: neither its condition nor what stands at its address."""
        return parameter.stands is None and (self.tree is None or parameter.id not in names_in(self.tree))


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
    return decode_rules(shipped(FILE), FILE)


def decode_rules(data: bytes, file: str) -> Rules:
    """Decode and check, alone and against the other files; see `rulechecks.check`. Raises Rejected with the first
    wrong thing."""
    found = decoded(data, Rules, file, msg("aturan, masing-masing dengan pasal dan sumbernya"))
    check(found, file)
    return found
