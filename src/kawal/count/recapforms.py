"""Which forms the recapitulation of a contest has, and whose columns stand in them (pure)."""

from kawal.count.model import ContestKind
from kawal.count.recap.forms import depth
from kawal.count.sources import CONTEST_KINDS
from kawal.count.sums import contests_at
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import Level, RegionCode, level_of, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg


def below_of(registry: Registry, region: str) -> tuple[str, ...]:
    """The places whose columns a form has: the regions right below, for a ward its stations."""
    code = RegionCode(region)
    if level_of(code) is Level.WARD:
        return tuple(one.id for one in registry.stations if one.ward == code)
    inside = (one.code for one in registry.regions if within(one.code, code))
    return tuple(sorted(one for one in inside if depth(one) == depth(region) + 1))


def plenaries(registry: Registry, contest: Contest) -> tuple[str, ...]:
    """The regions whose plenary recapitulates a contest: its districts, its cities, its province, highest first."""
    codes = {one.code for one in registry.regions if within(one.code, contest.region)}
    return tuple(sorted((one for one in codes if level_of(one) is not Level.WARD), key=lambda one: (depth(one), one)))


def chosen_contest(registry: Registry, kind: str) -> Contest:
    """The registered contest of a kind, the first when none is named; raises Missing when there is none."""
    contests = contests_at(registry, "")
    if not contests:
        raise Missing(msg("pemilihan"), msg("pemilihan yang terdaftar"), kind[:20])
    if not kind:
        return contests[0]
    found = next((one for one in contests if one.kind == kind), None)
    if found is None:
        raise Missing(msg("pemilihan"), msg("pemilihan yang terdaftar"), kind[:20])
    return found


def kind_of(text: str) -> ContestKind:
    """A kind of contest as an address or a form names it; raises Rejected for any other text."""
    found = next((one for one in CONTEST_KINDS if one == text), None)
    if found is None:
        raise Rejected(
            msg("pemilihan"), msg("salah satu dari: %(choices)s", choices=", ".join(CONTEST_KINDS)), text[:20]
        )
    return found
