"""Reports that name a region where rules ask for a station, as pages and the command line show them (pure)."""

from collections.abc import Iterable
from urllib.parse import urlencode

import msgspec

from kawal.count.names import CONTESTS
from kawal.disputes.model import Unplaced
from kawal.disputes.rules.names import ASSURANCES, fact_name
from kawal.election.model import Registry
from kawal.jurisdiction.grounds import grounds
from kawal.kernel.language import Language

MOST_ENTRIES = 20
"""So many entries go into the form that opens a ground."""


class Wanting(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that wants its station: what was told, in which contest ("" for all), by which entries of which
    assurance, which rules ask for it; `link` is the form that opens a ground from it, "" where none opens one."""

    place: str
    place_name: str
    fact: str
    contest: str
    entries: tuple[int, ...]
    assurance: str
    rules: tuple[str, ...]
    link: str


def wanting(found: Iterable[Unplaced], registry: Registry, words: Language) -> tuple[Wanting, ...]:
    """These facts in words, in their order."""
    return tuple(
        Wanting(
            place=one.place,
            place_name=registry.place_name(one.place),
            fact=f"{fact_name(one.fact.name, words)}: {words.integer(one.fact.together)}",
            contest=words.say(CONTESTS[one.fact.contest]) if one.fact.contest else "",
            entries=one.fact.entries,
            assurance=words.listing(words.say(ASSURANCES[name]) for name in one.fact.assurance),
            rules=one.rules,
            link=_open_link(one),
        )
        for one in found
    )


def _open_link(one: Unplaced) -> str:
    rule = next((name for name in one.rules if grounds().of(name) is not None), "")
    if not rule:
        return ""
    entries = " ".join(map(str, one.fact.entries[:MOST_ENTRIES]))
    return f"/sengketa/dasar/baru?{urlencode({'rule': rule, 'contest': one.fact.contest or '', 'entries': entries})}"
