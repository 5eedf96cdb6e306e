"""Convoys in words: what they are, why they need a look, and a text to pass on. Units and offices, no names."""

from collections.abc import Callable, Sequence

from kawal.election.model import Registry
from kawal.kernel.codes import Level, RegionCode, parent_of
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text
from kawal.watch.convoys.model import LEGS, RECEIVING, STATE_NAMES, Convoy, Lot
from kawal.watch.convoys.standing import stranded, to_decide, whereabouts

FEW = 4
Moment = Callable[[int], str]
"""How a moment (ms) is said."""


def wards_words(wards: Sequence[RegionCode], registry: Registry, language: Language) -> str:
    """The names of wards; a district in place of all its wards, at most a few."""
    names = []
    for district in dict.fromkeys(parent_of(one) for one in wards):
        own = [one for one in wards if parent_of(one) == district]
        every = [one for one in registry.regions if one.level is Level.WARD and parent_of(one.code) == district]
        if district is not None and len(own) == len(every) > 1:
            names.append(language.text("Kecamatan %(name)s", name=registry.region_name(district)))
        else:
            names += [registry.region_name(one) for one in own]
    if len(names) <= FEW:
        return ", ".join(names)
    return language.text("%(names)s dan %(n)s lainnya", names=", ".join(names[:FEW]), n=len(names) - FEW)


def lot_words(lot: Lot, registry: Registry, language: Language) -> str:
    """What is in a lot: "Mantuil TPS 1-12, 24 kotak"."""
    return language.text(
        "%(ward)s TPS %(numbers)s, %(boxes)s kotak",
        ward=registry.region_name(lot.ward),
        numbers=lot.numbers,
        boxes=language.integer(lot.boxes),
    )


def place_words(lot: Lot, convoys: Sequence[Convoy], language: Language) -> str:
    """Where a lot is: in the warehouse, on the way with a convoy, with the committee that signed for it."""
    last = whereabouts(lot.id, convoys)
    if last is None:
        return language.text("di gudang")
    if lot.id in last.handed:
        return language.text("diserahkan kepada %(committee)s", committee=RECEIVING[last.plan.leg])
    return language.text("dengan %(convoy)s, %(state)s", convoy=last.id, state=STATE_NAMES[last.state])


def why_words(
    convoy: Convoy, convoys: Sequence[Convoy], now_ms: int, moment: Moment, language: Language
) -> list[str]:
    """Why somebody must see to a convoy; empty for one that is in order."""
    found = []
    if convoy.is_late(now_ms):
        found.append(language.text("seharusnya tiba %(moment)s", moment=moment(convoy.expected_ms)))
    if convoy in stranded(convoys):
        found.append(language.text("berbalik, belum ada pengganti"))
    for lot, handed in convoy.differing:
        found.append(
            language.text(
                "lot %(lot)s: %(got)s dari %(boxes)s kotak, %(difference)s",
                lot=lot.id,
                got=handed.got,
                boxes=lot.boxes,
                difference=f"{handed.got - lot.boxes:+d}",
            )
        )
    return found


def convoys_text(
    convoys: Sequence[Convoy], registry: Registry, now_ms: int, moment: Moment, language: Language
) -> str:
    """All convoys: what must be seen to first, then those on the way, then numbers of each state."""
    needing = to_decide(convoys, now_ms)
    lines = [
        ", ".join(
            f"{count} {language.say(STATE_NAMES[state])}"
            for state in STATE_NAMES
            if (count := sum(one.state == state for one in convoys))
        )
    ]
    for one in needing:
        why = "; ".join(why_words(one, convoys, now_ms, moment, language))
        lines.append(
            f"{one.id} {language.say(LEGS[one.plan.leg])}, {wards_words(one.wards, registry, language)}: {why}"
        )
    lines += [
        f"{one.id} {wards_words(one.wards, registry, language)}: "
        f"{language.text('tiba %(moment)s', moment=moment(one.expected_ms))}"
        for one in convoys
        if one.state == "on_way" and one not in needing
    ]
    return page_text(language.text("Logistik"), [line for line in lines if line], language)
