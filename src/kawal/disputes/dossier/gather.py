"""All that a node can show about a scope, read from one snapshot of its log and tables."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Founding
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.dossier.absent import missing_of, never_in
from kawal.disputes.dossier.chronology import told_of
from kawal.disputes.dossier.entries import entered_at, read_bodies, with_keys
from kawal.disputes.dossier.facts import accounts_of, facts_of
from kawal.disputes.dossier.hearing import to_hear
from kawal.disputes.dossier.held import held_of
from kawal.disputes.dossier.model import Cited, Dossier, Line, Scope, Side
from kawal.disputes.dossier.recapitulation import Sees
from kawal.disputes.dossier.scope import Reach, reach_of
from kawal.disputes.dossier.seal import Seal, seal_for
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.stations import station_rows
from kawal.disputes.dossier.texts import Both, both, said
from kawal.election.model import Registry
from kawal.field.kinds import KindBook
from kawal.field.line_queries import heard_since
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import Note
from kawal.record.verify import JWS_START

MOST_ENTRIES = 12_000
Indicated = Callable[[Connection, Sequence[str], Sequence[str]], tuple[Cited, ...]]
"""Gives the indications of law at these places in these kinds of contest."""


def nothing_indicated(_connection: Connection, _places: Sequence[str], _contests: Sequence[str]) -> tuple[Cited, ...]:
    """For a node that follows no rules."""
    return ()


def everywhere(_place: str) -> bool:
    """For who may see all of a node: a release, the keeper of its folder."""
    return True


class Source(msgspec.Struct, frozen=True):
    """What a dossier is made from: whose node, its registry, its kinds of reports, who finds indications."""

    founding: Founding
    registry: Registry
    book: KindBook
    indicated: Indicated = nothing_indicated


class Asked(msgspec.Struct, frozen=True):
    """What is asked for: the scope, whose exhibits, which letter it answers ("" for a draft), when (ms); whether who
    asks may see all of the form of the recapitulation of a region (`sees`), the photos of a station (`photos`)."""

    scope: Scope
    side: Side
    made_ms: int
    release: str = ""
    sees: Sees = everywhere
    photos: Sees = everywhere


class Gathered(msgspec.Struct, frozen=True):
    """The contents without exhibits, and the bodies of all entries in it: those that they name, the founding of the
    node, and what enrolled the keys of reports."""

    dossier: Dossier
    seal: Seal
    """The signed checkpoint that the proofs will rest on, and its timestamp."""
    bodies: Mapping[int, bytes]
    about: tuple[str, ...]
    """The places that it tells of: who reads it must reach each of them."""


def gather(connection: Connection, source: Source, published: Path, asked: Asked) -> Gathered:
    """Read it all; the folder `published` has the checkpoints that witnesses cosigned.

    Raises Missing or Rejected for a scope that is not here, holds nothing, or holds more than anyone could read.
    """
    registry, book = source.registry, source.book
    rows = heard_since(connection, -1)

    @cache
    def cited_at(places: tuple[str, ...], contests: tuple[ContestKind, ...]) -> tuple[Cited, ...]:
        return source.indicated(connection, places, contests)

    reach = reach_of(connection, registry, rows, asked.scope, cited_at)
    told, senders = tuple(told_of(rows, reach)), Senders(connection, registry)
    cited = cited_at(reach.every, reach.contests)
    held = held_of(connection, registry, book, reach, rows, told, senders, cited, asked.sees)
    indexes = held.indexes
    if not indexes:
        raise Missing(msg("cakupan berkas"), msg("sesuatu yang tercatat di sini"), asked.scope.value[:40])
    if len(indexes) > MOST_ENTRIES:
        raise Rejected(msg("cakupan berkas"), msg("paling banyak %(n)s catatan", n=MOST_ENTRIES), len(indexes))
    seal = seal_for(connection, published, max(indexes))
    checkpoint = Checkpoint.parse(Note.parse(seal.note).text)
    bodies = with_keys(connection, read_bodies(connection, sorted({0, *indexes})))
    about = {*reach.every, *held.places}
    places = {one: registry.place_name(one) for one in sorted(about)}
    facts = facts_of(told, held.forms, held.found, cited, book, places)
    witnesses = to_hear(accounts_of(told, senders), [entries for _, entries in facts])
    places |= {one.place: registry.place_name(one.place) for one in witnesses if one.place}
    stations = station_rows(connection, reach, cited, held.of_recaps)
    indicated = source.indicated is not nothing_indicated
    dossier = Dossier(
        institution=source.founding.institution,
        exercise=source.founding.is_exercise,
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root.hex(),
        made_ms=asked.made_ms,
        scope=asked.scope,
        place=_title(source, asked.scope, reach),
        places=places,
        side=asked.side,
        release=asked.release,
        opened=(),
        chronology=tuple(_entered(one, bodies) for one in held.lines),
        forms=held.forms,
        recaps=held.recaps,
        stations=stations,
        found=held.found,
        cited=cited,
        indicated=indicated,
        margins=held.margins,
        custody=held.custody,
        gaps=held.gaps,
        facts=tuple(what for what, _ in facts),
        witnesses=witnesses,
        entries=len(bodies),
        missing=tuple(missing_of(reach, held.forms, held.recaps, stations, indicated=indicated)),
        left_out=tuple(said(one) for one in never_in(reach)),
    )
    return Gathered(dossier, seal, bodies, tuple(sorted(about)))


def _entered(line: Line, bodies: Mapping[int, bytes]) -> Line:
    """A line about an event of the node, with the moment that stands in its entry."""
    body = bodies[line.index]
    if body.startswith(JWS_START):
        return line
    return msgspec.structs.replace(line, entered=entered_at(body))


def _title(source: Source, scope: Scope, reach: Reach) -> Both:
    registry = source.registry
    match scope.kind:
        case "incident":
            where = registry.place_name(min(reach.places))
            return both(lambda told: told.text("Insiden %(n)s, %(place)s", n=scope.value, place=where))
        case "contest":
            contest = next(one for one in registry.contests if one.kind == scope.value)
            where = registry.region_name(contest.region)
            return both(lambda told: f"{told.say(CONTESTS[contest.kind])}, {where}")
        case _:
            name = registry.place_name(scope.value)
            return {"id": name, "en": name}
