"""The clocks of an incident: what falls due when, and what stands first in a list (pure)."""

from datetime import datetime

import msgspec

from kawal.jurisdiction.incidents import IncidentRules
from kawal.jurisdiction.load import Named
from kawal.kernel.language import Message, msg
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.told import SEVERITIES
from kawal.watch.model import Heard

MINUTE_MS = 60_000


class Clock(msgspec.Struct, frozen=True):
    """Something that falls due: what, at which moment (ms), by which source."""

    title: Message
    due_ms: int
    source: Named


def clocks_of(case: Case, rules: IncidentRules) -> tuple[Clock, ...]:
    """What falls due in an open case, the earliest first; minutes run from what happened last in it.

    Accepting runs from the report or from the moment at which the owner changed, arriving from the acceptance, the
    next word from the last step. Nothing falls due in a peaceful assembly.
    """
    if not case.is_open or case.severity == "none":
        return ()
    limits, source = rules.clocks, rules.clocks.source
    since = _received_ms(case.heard)
    owner = case.part_of(case.owner)
    clocks = []
    if owner is None or not owner.has_accepted:
        clocks.append(
            Clock(
                msg("Instansi menerima"),
                accepting_since(case) + MINUTE_MS * limits.accept_min.of(case.severity),
                source,
            )
        )
    elif not owner.has_come and not any(step.step == "on_site" for step in case.steps):
        start = owner.steps["accepted"].at_ms
        clocks.append(Clock(msg("Tiba di tempat"), start + MINUTE_MS * limits.arrive_min.of(case.severity), source))
    last = max([since, *(step.at_ms for step in case.steps)])
    clocks.append(Clock(msg("Kabar berikutnya"), last + MINUTE_MS * limits.word_min.of(case.severity), source))
    return tuple(sorted(clocks, key=lambda one: one.due_ms))


def accepting_since(case: Case) -> int:
    """The moment (ms) from which its owner has time to accept it: it was heard of, or the owner changed."""
    changed = [step.at_ms for step in case.steps if step.step in ("handed_on", "returned", "reopened")]
    return max([_received_ms(case.heard), *changed])


def urgency(case: Case, rules: IncidentRules) -> tuple[int, int, int]:
    """The order of a list of open cases: the severest first, then what falls due first."""
    clocks = clocks_of(case, rules)
    return (
        -SEVERITIES.index(case.severity) if case.severity != "none" else 1,
        clocks[0].due_ms if clocks else 0,
        case.heard.index,
    )


def _received_ms(heard: Heard) -> int:
    """When the desk got to know, in milliseconds; no clock runs from before that."""
    return int(datetime.fromisoformat(heard.received).timestamp() * 1000)
