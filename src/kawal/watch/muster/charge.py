"""In whose charge an officer is: who may say that this person is there, at the post, sick or gone (pure)."""

from kawal.access.model import Account
from kawal.deployment.model import FrozenPlan
from kawal.election.model import Person, Registry


def may_mark(account: Account, person: Person, registry: Registry, plan: FrozenPlan | None) -> bool:
    """The desk of the region of someone's unit; a leader only the own unit and the team that the plan gives them."""
    unit = registry.unit_by_id.get(person.unit)
    if unit is not None and account.may("log.write", unit.region):
        return True
    return person.id in charge_of(account, registry, plan)


def charge_of(account: Account, registry: Registry, plan: FrozenPlan | None) -> frozenset[str]:
    """The people whom a leader leads: those of the own unit, those of the own team; none for who leads nobody."""
    own = registry.person_by_id.get(account.person) if account.person else None
    if own is None or account.closed or "team_leader" not in account.roles:
        return frozenset()
    duties = plan.duties if plan else ()
    mine = next((duty for duty in duties if duty.person == own.id), None)
    team = {duty.person for duty in duties if mine and mine.leader and mine.team and duty.team == mine.team}
    unit = {one.id for one in registry.people if own.unit and one.unit == own.unit and one.roster == "linmas"}
    return frozenset(unit | team)
