"""The leaders of the exercise: every account of one is somebody who leads a team of the plan, each another team."""

from typing import TYPE_CHECKING

from kawal.kernel.language import Language

if TYPE_CHECKING:
    from kawal.deployment.model import FrozenPlan
    from kawal.election.model import Registry
    from kawal.node import Node


def free_leader(node: "Node", region: str) -> str:
    """The person who leads the first team of the newest plan whose unit is of a region, and who has no account yet;
    empty where there is none."""
    from kawal.kernel.codes import RegionCode, within  # noqa: PLC0415

    plan, registry = _present(node)
    units, taken = registry.unit_by_id, {one.person for one in node.access.directory().accounts.values()}
    leaders = (one for one in (plan.duties if plan else ()) if one.leader and one.team and one.unit in units)
    return next(
        (
            one.person
            for one in leaders
            if one.person not in taken and within(units[one.unit].region, RegionCode(region))
        ),
        "",
    )


def leads(node: "Node", account: str, told: Language) -> str:
    """Who an account is and which team they lead, in a few words; empty for who leads none."""
    plan, registry = _present(node)
    person = registry.person_by_id.get(node.access.directory().accounts[account].person)
    duty = next((one for one in (plan.duties if plan else ()) if person and one.person == person.id), None)
    if plan is None or person is None or duty is None or not duty.leader or not duty.team:
        return ""
    people = sum(1 for one in plan.duties if one.team == duty.team)
    return told.text("%(name)s, memimpin TRC %(team)s, %(n)s orang", name=person.name, team=duty.team, n=people)


def _present(node: "Node") -> "tuple[FrozenPlan | None, Registry]":
    from kawal.deployment.queries import latest_version, load_plan  # noqa: PLC0415
    from kawal.election.queries import load_registry  # noqa: PLC0415

    with node.reading() as connection:
        plan = load_plan(connection) if latest_version(connection) else None
        return plan, load_registry(connection)
