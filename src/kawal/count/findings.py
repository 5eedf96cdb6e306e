"""What does not add up on the forms of one station: "check the form", with what, how grave, how many votes (pure)."""

from collections.abc import Iterable, Mapping, Sequence

from kawal.count.consensus import only_the_feed_differs
from kawal.count.model import ContestKind, FieldState, Finding
from kawal.count.oneform import check_form
from kawal.jurisdiction.forms import SEVERITIES, Identity, Severity, forms, option_of
from kawal.kernel.codes import StationId, is_special

COPIES, FEED, CONTESTS = "COPY_EQ_ORIGINAL", "SIREKAP_DIFF", "CROSS_CONTEST"


def form_findings(
    station: StationId, contest: ContestKind, round_: int, states: Sequence[FieldState]
) -> tuple[Finding, ...]:
    """Copies that differ and identities that fail on one form, in the order of `forms.yaml`.

    The `effect` of a difference between copies in the votes of an option or in the invalid votes is what lies between
    the highest and the lowest reading; of an identity that fails what is missing between its two sides.
    """
    numbers = {one.name: one.value for one in states}
    said = {one.name: one for one in states}
    options = tuple(sorted(option for name in numbers if (option := option_of(name)) is not None))
    found = []
    for field in states:
        if field.state != "differing":
            continue
        values = [one.value for one in field.said]
        identity = forms().identity(FEED if only_the_feed_differs(field) else COPIES)
        other = next(value for value in values if value != values[0])
        entries = tuple(sorted({one.index for one in field.said}))
        found.append(
            _finding(
                identity, station, contest, round_, field.name, values[0], other, max(values) - min(values), entries
            )
        )
    special = is_special(station)
    for check in check_form(numbers, options, forms().of_form(), special=special, round_=round_):
        if check.holds is False:
            identity = forms().identity(check.identity)
            entries = _entries(identity, check.part, said)
            found.append(
                _finding(
                    identity,
                    station,
                    contest,
                    round_,
                    check.part,
                    check.right,
                    check.left,
                    abs(check.difference),
                    entries,
                )
            )
    return tuple(found)


def contests_findings(
    station: StationId, forms_: Mapping[ContestKind, Mapping[str, int | None]]
) -> tuple[Finding, ...]:
    """Where the forms of the two contests of a station do not go together: the list of registered voters is one, who
    of it came was given both ballots, and who may vote for the city's office with a transferred ballot may also vote
    for the governor. A voter who refused one of the ballots, or kept it, explains a few that came for one only."""
    governor, local = (
        forms_.get("governor"),
        next((forms_[one] for one in ("mayor", "regent") if one in forms_), None),
    )
    kind: ContestKind = "mayor" if "mayor" in forms_ else "regent"
    if governor is None or local is None:
        return ()
    identity, found = forms().identity(CONTESTS), []
    for part in ("registered", "used_registered"):
        one, other = governor.get(part), local.get(part)
        if one is not None and other is not None and one != other:
            found.append(_finding(identity, station, kind, 1, part, one, other, abs(one - other), ()))
    one, other = governor.get("used_transferred"), local.get("used_transferred")
    if one is not None and other is not None and one < other:
        found.append(_finding(identity, station, kind, 1, "used_transferred", one, other, other - one, ()))
    return tuple(found)


def worst(findings: Sequence[Finding]) -> Severity | None:
    """The gravest severity among findings."""
    return min((one.severity for one in findings), key=SEVERITIES.index, default=None)


def _finding(
    identity: Identity,
    station: StationId,
    contest: ContestKind,
    round_: int,
    part: str,
    expected: int | None,
    got: int | None,
    effect: int,
    entries: tuple[int, ...],
) -> Finding:
    return Finding(
        what=identity.id,
        severity=identity.severity,
        place=station,
        contest=contest,
        round=round_,
        part=part,
        expected=expected,
        got=got,
        effect=effect,
        entries=entries,
        hook=identity.hook,
    )


def fields_of(what: str, part: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the numbers of a form that a finding is about, in their order."""
    identity, known = forms().identity(what), tuple(names)
    if identity.scope != "form":
        return tuple(name for name in known if name == part)
    options = tuple(option for name in (*known, part) if (option := option_of(name)) is not None)
    compared = next(compared for name, compared in identity.parts(options) if name == part)
    wanted = set(compared.fields)
    return tuple(name for name in known if name in wanted or ("votes" in wanted and option_of(name) is not None))


def _entries(identity: Identity, part: str, said: Mapping[str, FieldState]) -> tuple[int, ...]:
    """The entries of the readings that give the numbers of a comparison."""
    return tuple(sorted({one.index for name in fields_of(identity.id, part, said) for one in said[name].said}))
