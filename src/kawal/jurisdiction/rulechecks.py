"""Whether rules hold together: with themselves, and with the other files that they name or that name them (pure)."""

from typing import TYPE_CHECKING

from kawal.jurisdiction.condition import Compared, Quantity, can_go_both_ways, compared_in
from kawal.jurisdiction.deadlines import deadlines
from kawal.jurisdiction.expression import Field
from kawal.jurisdiction.forms import FILE as FORMS
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.grounds import FILE as GROUNDS
from kawal.jurisdiction.grounds import GroundKind, grounds
from kawal.jurisdiction.lawfile import once
from kawal.jurisdiction.parameters import COUNTS, Parameter, Unit
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

if TYPE_CHECKING:
    from kawal.jurisdiction.rules import Opens, Rule, Rules

OPENED: "dict[GroundKind, Opens]" = {"re_poll": "ground_repoll", "recount": "ground_recount"}


def check(book: "Rules", file: str) -> None:
    """Nothing twice; of each rule a known deadline, parameters with values of their units, a condition that compares
    like with like and can hold as well as not; grounds with their path; rules that other files name.

    Raises Rejected with the first wrong thing.
    """
    once([one.id for one in book.facts], file, msg("setiap fakta satu kali"))
    once([one.id for one in book.rules], file, msg("setiap aturan satu kali"))
    known = {one.id for one in deadlines()}
    for rule in book.rules:
        if rule.deadline is not None and rule.deadline not in known:
            raise Rejected(rule.where, msg("tenggat dari deadlines.yaml"), rule.deadline)
        if (rule.when is None) is (rule.why_not is None):
            raise Rejected(rule.where, msg("when, atau why_not di tempatnya"), rule.when or "-")
        _parameters(rule, book)
        _condition(rule, book)
        _opening(rule)
    _grounds(book)
    _hooks(book)


def _parameters(rule: "Rule", book: "Rules") -> None:
    once([one.id for one in rule.parameters], rule.where, msg("setiap parameter satu kali"))
    for one in rule.parameters:
        if book.fact(one.id) is not None:
            raise Rejected(rule.where, msg("parameter yang namanya bukan nama fakta"), one.id)
        try:
            said_once = one.is_said_once()
        except LookupError:
            expected = msg("tempat nilai %(parameter)s di berkas hukum lain", parameter=one.id)
            raise Rejected(rule.where, expected, one.stands) from None
        if not said_once:
            expected = msg("satuan dan nilai %(parameter)s di satu tempat", parameter=one.id)
            raise Rejected(rule.where, expected, _said(one))
        if not one.fits():
            expected = msg("nilai %(parameter)s dengan satuan %(unit)s", parameter=one.id, unit=one.unit)
            raise Rejected(rule.where, expected, str(one.value))


def _said(one: Parameter) -> str:
    said = (("unit", one.own_unit), ("value", one.own_value), ("stands", one.stands))
    return ", ".join(f"{name}: {value}" for name, value in said if value is not None) or "-"


def _condition(rule: "Rule", book: "Rules") -> None:
    tree = rule.tree
    if tree is None:
        return
    for one in compared_in(tree):
        sides = (one.left, one.right)
        units = {unit for side in sides if (unit := _unit(side, rule, book)) is not None}
        if not any(isinstance(side, Field) and side.name not in _names(rule) for side in sides):
            raise Rejected(rule.where, msg("fakta dalam setiap perbandingan"), written(one))
        if len(units) > 1 or not units <= COUNTS:
            raise Rejected(rule.where, msg("dua jumlah dengan satuan yang sama"), written(one))
    if not can_go_both_ways(tree, rule.limits):
        raise Rejected(rule.where, msg("syarat yang dapat terpenuhi dan dapat tidak"), str(rule.when))


def _unit(side: Quantity, rule: "Rule", book: "Rules") -> Unit | None:
    """The unit of one side; None for a bare number, which has that of the other."""
    if not isinstance(side, Field):
        return None
    own = _names(rule)
    if side.name in own:
        return own[side.name]
    fact = book.fact(side.name)
    if fact is None:
        raise Rejected(rule.where, msg("fakta yang dikenal"), side.name)
    return fact.unit


def _names(rule: "Rule") -> dict[str, Unit]:
    return {one.id: one.unit for one in rule.parameters}


def written(one: Compared) -> str:
    """A comparison as it stands in the file."""
    left, right = (side.name if isinstance(side, Field) else str(side.value) for side in (one.left, one.right))
    return f"{left} {one.relation} {right}"


def _opening(rule: "Rule") -> None:
    """A ground has its path, and what nothing triggers opens nothing."""
    if rule.opens in OPENED.values() and not rule.path:
        raise Rejected(rule.where, msg("path, sebab aturan ini membuka dasar"), "-")
    if rule.when is None and rule.opens != "information":
        raise Rejected(rule.where, msg("opens: information, sebab tidak ada yang memicunya"), rule.opens)


def _grounds(book: "Rules") -> None:
    """What `grounds.yaml` says of a rule is what the rule says, for every ground and weakness of either."""
    said = {one.rule: OPENED[one.kind] for one in grounds().grounds} | dict.fromkeys(grounds().weaknesses, "weakness")
    for name, opens in said.items():
        rule = book.rule(name)
        if rule is None:
            raise Rejected(f"{GROUNDS}, {name}", msg("aturan dari rules.yaml"), name)
        if rule.opens != opens:
            raise Rejected(rule.where, msg("opens: %(opens)s, seperti di grounds.yaml", opens=opens), rule.opens)
    for rule in book.rules:
        if rule.opens in {*OPENED.values(), "weakness"} and rule.id not in said:
            raise Rejected(rule.where, msg("aturan yang ada di grounds.yaml"), rule.opens)


def _hooks(book: "Rules") -> None:
    """The rule that a failing identity may open asks for that identity."""
    for one in forms().identities:
        rule = book.rule(one.hook)
        if one.hook and rule is None:
            raise Rejected(f"{FORMS}, {one.id}", msg("aturan dari rules.yaml"), one.hook)
        if rule is not None and one.id not in rule.asks:
            expected = msg("finding(%(identity)s), seperti di forms.yaml", identity=one.id)
            raise Rejected(rule.where, expected, rule.when or "-")
