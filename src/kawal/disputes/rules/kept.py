"""What the rules say of every place, kept: after new entries only the places that they touch are judged again.

Every fact stands in a row that carries the entry which made or voided it, or follows from a form whose readings,
decisions and rounds do; so the places of new entries are read off. What tells little is told anew each time, and a
place of which it tells something else than before is touched too. Another registry may change everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.formqueries import stations_since
from kawal.disputes.model import Fact
from kawal.disputes.rules.facts import facts_at, read_facts
from kawal.disputes.rules.judge import Judged, in_order, judge_place
from kawal.disputes.rules.tables import TOLD
from kawal.disputes.rules.telling import Telling
from kawal.disputes.rules.world import World
from kawal.jurisdiction.rules import rules

MOST_TOUCHED = 400
"""From so many places on, all of them are read at once."""
Few = Mapping[str, tuple[Telling, ...]]


class Kept(msgspec.Struct, frozen=True):
    """What is said of a log of `size` entries: by place, and of all places in order."""

    size: int
    world: World
    few: Few
    places: Mapping[str, Judged]
    whole: Judged


def judged_anew(connection: Connection, world: World, few: Iterable[Telling], size: int) -> Kept:
    """Everything, from the rows alone; `few` is what `few.tell_few` tells of them."""
    told, here = _by_place(few), defaultdict[str, list[Fact]](list)
    for fact in read_facts(connection, world.day, (one for each in told.values() for one in each)):
        here[fact.place].append(fact)
    return _kept(size, world, told, {place: judge_place(facts, rules()) for place, facts in here.items()})


def judged_on(old: Kept, connection: Connection, few: Iterable[Telling], size: int) -> Kept:
    """Everything, where `old` was said of the first entries of the same log under the same registry."""
    told, world = _by_place(few), old.world
    retold = {place for place in {*told, *old.few} if told.get(place) != old.few.get(place)}
    touched = {*_told_since(connection, old.size), *stations_since(connection, old.size), *retold}
    if len(touched) > MOST_TOUCHED:
        return judged_anew(connection, world, (one for each in told.values() for one in each), size)
    day = world.day
    new = {
        place: judge_place(facts_at(connection, day, told.get(place, ()), place), rules())
        for place in sorted(touched)
    }
    if all(old.places.get(place, Judged()) == said for place, said in new.items()):
        return msgspec.structs.replace(old, size=size, few=told)
    return _kept(size, world, told, {**old.places, **new})


def _kept(size: int, world: World, few: Few, places: Mapping[str, Judged]) -> Kept:
    saying = {place: said for place, said in places.items() if said != Judged()}
    return Kept(size, world, few, saying, in_order(saying.values(), rules()))


def _by_place(told: Iterable[Telling]) -> Few:
    places: dict[str, tuple[Telling, ...]] = {}
    for one in told:
        places[one.place] = (*places.get(one.place, ()), one)
    return places


def _told_since(connection: Connection, size: int) -> set[str]:
    """The places of which an entry from `size` on tells something, or takes back what was told."""
    made, voided = (select(TOLD.c.place).where(column >= size) for column in (TOLD.c.position, TOLD.c.voided))
    return {*connection.scalars(made), *connection.scalars(voided)}
