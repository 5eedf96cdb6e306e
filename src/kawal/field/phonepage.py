"""What the phone page shows: my post, the steps of the day at my place, the forms that I may send."""

from collections.abc import Mapping

import msgspec

from kawal.access.model import Account
from kawal.deployment.model import FrozenPlan
from kawal.election.model import Registry
from kawal.field.kinds import KindBook, ReportKind
from kawal.field.queries import ReportRow
from kawal.kernel.codes import RegionCode

FEW_PLACES = 60
"""Up to here a form shows the places as a choice; more are typed, with the page's one list to help."""

UNWELL_AS: Mapping[str, str] = {
    "officer": "linmas",
    "team_leader": "linmas",
    "station_supervisor": "supervisor",
    "observer": "observer",
}

ASIDE = frozenset({"not_open"})
"""Reports of a stage that are no step of the day: what went wrong there."""
ONE_TAP = frozenset({"rest_break"})
"""Of these the one-tap buttons say all that their forms ask."""


class Step(msgspec.Struct, frozen=True):
    """A stage of the day at my place: reported when, or which is next."""

    kind: ReportKind
    report: ReportRow | None
    is_next: bool


class PhonePage(msgspec.Struct, frozen=True):
    """Everything on the page; `places` are (code, name) that this account may report from, my own first."""

    post: str
    post_name: str
    places: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    kinds: tuple[ReportKind, ...]
    role: str = ""
    """As what this account is unwell: an answer of the welfare report; empty for who sends none."""
    mate: str = ""
    """The only other person at my post or in my team, by number; empty for none or several."""
    leads: bool = False
    """Whether this account leads a team."""

    def offers(self, kind: str) -> ReportKind | None:
        """A kind that I may send, by its name."""
        return next((one for one in self.kinds if one.id == kind), None)

    @property
    def listed(self) -> tuple[ReportKind, ...]:
        """The forms that stand in the list: no step of the day, nothing that one of my buttons says already. Who has
        no post, or counts a team, needs the form of presence beside the button."""
        steps, said = {step.kind.id for step in self.steps}, set(ONE_TAP if self.places else ())
        said |= {"check_in"} if self.post and not self.leads else set()
        return tuple(kind for kind in self.kinds if kind.id not in steps | said)

    @property
    def is_typed(self) -> bool:
        """Whether the place is typed instead of chosen."""
        return len(self.places) > FEW_PLACES


def place_code(text: str, page_places: tuple[tuple[str, str], ...]) -> str:
    """The code of a place that was chosen, or typed by its name in any case and order ("mantuil 20" is TPS 020
    Mantuil); the text itself when it is none, or could be several."""
    wanted = " ".join(text.split()).casefold()
    exact = next((code for code, name in page_places if wanted in (code.casefold(), name.casefold())), "")
    loose = [code for code, name in page_places if not exact and _loose(name) == _loose(wanted)]
    return exact or (loose[0] if len(loose) == 1 else text.strip())


def _loose(name: str) -> list[str]:
    words = (word.lstrip("0") for word in name.casefold().split() if word != "tps")
    return sorted(words)


def phone_page(
    account: Account, book: KindBook, registry: Registry, plan: FrozenPlan | None, history: tuple[ReportRow, ...]
) -> PhonePage:
    """The page of one account; `history` are the reports from its post, newest first."""
    kinds = tuple(kind for kind in book.current if set(kind.roles) & set(account.roles))
    post = post_of(account, plan)
    stages = sorted(
        (kind for kind in kinds if kind.group == "stage" and kind.id not in ASIDE), key=lambda kind: kind.stage
    )
    done = {kind.id: next((one for one in history if one.kind == kind.id), None) for kind in stages}
    upcoming = next((kind.id for kind in stages if done[kind.id] is None), "")
    return PhonePage(
        post,
        registry.place_name(post) if post else "",
        places_of(account, registry, post),
        tuple(Step(kind, done[kind.id], kind.id == upcoming) for kind in stages),
        kinds,
        next((UNWELL_AS[role] for role in account.roles if role in UNWELL_AS), ""),
        _mate(account, plan),
        "team_leader" in account.roles,
    )


def _mate(account: Account, plan: FrozenPlan | None) -> str:
    duties = plan.duties if plan else ()
    mine = next((duty for duty in duties if account.person and duty.person == account.person), None)
    if mine is None:
        return ""
    mates = [d.person for d in duties if d is not mine and (d.station, d.team) == (mine.station, mine.team)]
    return mates[0] if len(mates) == 1 else ""


def post_of(account: Account, plan: FrozenPlan | None) -> str:
    """The station where this person stands by the newest plan; empty without one."""
    if plan is None or not account.person:
        return ""
    duty = next((duty for duty in plan.duties if duty.person == account.person), None)
    return (duty.station or "") if duty else ""


def places_of(account: Account, registry: Registry, post: str) -> tuple[tuple[str, str], ...]:
    """Where this account may report from: its post, the regions of its grants, their stations."""
    regions = [RegionCode(grant.region) for grant in account.grants if grant.region]
    codes = [post] if post else []
    codes += [code for code in regions if code not in codes]
    everywhere = not regions and bool(account.grants)
    stations = registry.stations if everywhere else tuple(s for one in regions for s in registry.stations_in(one))
    unique = dict.fromkeys([*codes, *(station.id for station in stations)])
    return tuple((code, registry.place_name(code)) for code in unique)
