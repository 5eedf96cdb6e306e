"""Indications as the page lists them and as the desk of the rules says them, to be held against each other."""

import html
import re
from typing import NamedTuple

from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.model import Indication
from kawal.disputes.rules.names import ASSURANCES, fact_name
from kawal.kernel.language import language

ENGLISH = language("en")


class Row(NamedTuple):
    """An indication in the English words of the page; `told` are its facts with their numbers."""

    rule: str
    place: str
    contest: str
    told: tuple[str, ...]
    entries: tuple[int, ...]
    assurance: str


def row(
    rule: str,
    place: str,
    told: dict[str, int],
    entries: tuple[int, ...],
    contest: ContestKind | None = None,
    assurance: tuple[str, ...] = ("device",),
) -> Row:
    """The row of a rule that holds at a place by these facts, in one contest or in all."""
    return Row(
        rule=rule,
        place=place,
        contest=ENGLISH.say(CONTESTS[contest]) if contest else "",
        told=tuple(f"{fact_name(name, ENGLISH)}: {ENGLISH.integer(number)}" for name, number in told.items()),
        entries=entries,
        assurance=", ".join(ENGLISH.say(ASSURANCES[one]) for one in assurance),
    )


def row_of(one: Indication) -> Row:
    """The row of an indication of which one entry alone tells each fact."""
    assert one.strength == "one_source"
    told = {fact.name: fact.value for fact in one.facts}
    assurance = dict.fromkeys(name for fact in one.facts for name in fact.assurance)
    return row(one.rule, one.place, told, one.entries, one.contest, tuple(assurance))


def rows_of(page: str) -> list[Row]:
    """The rows of the English page."""
    return [
        Row(
            rule=_found(r'/sengketa/aturan/([^"]+)"', text),
            place=_found(r'/sengketa/indikasi\?place=([^"]+)"', text),
            contest=_found(r"</a>, ([^<]+)</h3>", text),
            told=tuple(name + number for name, number in re.findall(r"<li>([^<]+: )<b>([\d,]+)</b>", text)),
            entries=tuple(sorted({int(one) for one in re.findall(r"\bentry (\d+)\b", text)})),
            assurance=_found(r"assurance: ([^<]+)<", text),
        )
        for text in html.unescape(page).split('<li class="row told-row">')[1:]
    ]


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1].strip() if found else ""
