"""Which agencies are to be told of an incident now, and what the text says (pure).

Its owner is told when it is heard of and whenever the owner changes; each time its clock runs out the next contact is
told, and when no other is left the next agency of the chain, once. An agency that was asked is told of the question.
Of a peaceful assembly each agency whose service is asked for is told once, without a deadline and nobody above it.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

import msgspec

from kawal.jurisdiction.incidents import IncidentRules, Severity
from kawal.kernel.language import Language, Message, msg
from kawal.watch.agencies.contactevents import Reason
from kawal.watch.agencies.contactqueries import Notice
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.clocks import MINUTE_MS, accepting_since
from kawal.watch.incidents.gatherings import SERVICE_NAMES

FRESH_MS = 6 * 3_600_000
"""What is older than this is not told by itself any more: a node that comes back does not wake a city."""
MOST_PLACE = 60
SEVERITY_WORDS: dict[Severity, Message] = {
    "none": msg("tingkat 0"),
    "minor": msg("ringan"),
    "moderate": msg("sedang"),
    "severe": msg("berat"),
}


class DueNotice(msgspec.Struct, frozen=True):
    """An agency that is to be told: why, of what moment, who was told of that already (contacts, else accounts)."""

    agency: str
    reason: Reason
    clock_ms: int
    told: tuple[str, ...] = ()


def due_notices(case: Case, rules: IncidentRules, sent: Sequence[Notice], now_ms: int) -> tuple[DueNotice, ...]:
    """What is due now for a case; `sent` are its notices. Of the dues of one owner only the first that has a door is
    to be taken: the next contact, then the next agency."""
    if not case.is_open:
        return ()
    asked = tuple(
        DueNotice(part.agency, "asked", step.at_ms)
        for part in case.agencies
        if part.is_asked and (step := part.steps["asked"]) and now_ms - step.at_ms < FRESH_MS
        if not _about(sent, part.agency, step.at_ms)
    )
    if case.is_peaceful:
        return (*_services(case, sent, now_ms), *asked)
    return (*_owners(case, rules, sent, now_ms), *asked)


def _services(case: Case, sent: Sequence[Notice], now_ms: int) -> tuple[DueNotice, ...]:
    since = accepting_since(case)
    if now_ms - since >= FRESH_MS:
        return ()
    return tuple(
        DueNotice(part.agency, "service", since)
        for part in case.agencies
        if case.services_from(part.agency) and not part.has_accepted and not _about(sent, part.agency, since)
    )


def _owners(case: Case, rules: IncidentRules, sent: Sequence[Notice], now_ms: int) -> tuple[DueNotice, ...]:
    owner, since = case.part_of(case.owner), accepting_since(case)
    if owner is None or owner.has_accepted or now_ms - since >= FRESH_MS:
        return ()
    told = _about(sent, case.owner, since)
    names = tuple(one.contact or one.account for one in told)
    arrived = sum(not one.failed for one in told)
    deadline = since + max(1, arrived) * MINUTE_MS * rules.clocks.accept_min.of(case.severity)
    if now_ms < deadline:
        return () if arrived else (DueNotice(case.owner, "routed", since, names),)
    above = next_agency(case)
    if above and _about(sent, above, since):
        return ()  # whoever comes next is the desk's to say
    further = DueNotice(case.owner, "overdue" if arrived else "routed", since, names)
    return (further, DueNotice(above, "escalated", since)) if above else (further,)


def next_agency(case: Case) -> str:
    """The agency after the owner in the chain of the case; empty at its end."""
    chain = case.way.chain
    after = chain.index(case.owner) + 1 if case.owner in chain else len(chain)
    return chain[after] if after < len(chain) else ""


def notice_text(
    case: Case, place: str, agency: str, reason: Reason, until_ms: int, zone: tzinfo, words: Language
) -> str:
    """The sentence, to which the link is added when it is sent: the type of the incident and its place, no words of
    a report and no figures; of an assembly what the agency is asked for."""
    what = case.type.name.say(words)
    kept = " ".join(place.split())[:MOST_PLACE]
    where = {"n": case.heard.index, "what": what, "place": kept, "severity": words.say(SEVERITY_WORDS[case.severity])}
    if reason == "service":
        wanted = words.listing(words.say(SERVICE_NAMES[one]) for one in case.services_from(agency))
        return words.text(
            "%(what)s %(n)s, %(place)s. Mohon layanan: %(wanted)s. Tanpa tenggat:", wanted=wanted, **where
        )
    if reason == "asked":
        return words.text("Insiden %(n)s: %(what)s, %(place)s, %(severity)s. Ada pertanyaan untuk Anda:", **where)
    if reason == "escalated":
        return words.text("Insiden %(n)s: %(what)s, %(place)s, %(severity)s. Belum ada yang menerima:", **where)
    until = words.time(datetime.fromtimestamp(until_ms / 1000, zone))
    return words.text(
        "Insiden %(n)s: %(what)s, %(place)s, %(severity)s. Mohon jawab sebelum %(until)s:", until=until, **where
    )


def _about(sent: Sequence[Notice], agency: str, clock_ms: int) -> list[Notice]:
    return [one for one in sent if one.agency == agency and one.clock_ms == clock_ms]
