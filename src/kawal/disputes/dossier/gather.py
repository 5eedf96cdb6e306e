"""All that a node can show about a scope, read from one snapshot of its log and tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.access.model import Founding
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.dossier.absent import missing_of, never_in
from kawal.disputes.dossier.announced import announced
from kawal.disputes.dossier.chronology import chronology_of, in_order, told_of
from kawal.disputes.dossier.custody import custody_of
from kawal.disputes.dossier.facts import accounts_of, facts_of
from kawal.disputes.dossier.forms import forms_of
from kawal.disputes.dossier.hearing import to_hear
from kawal.disputes.dossier.margins import margins_of
from kawal.disputes.dossier.model import Both, Cited, Custody, Dossier, Found, Line, Scope, Side, both, said
from kawal.disputes.dossier.ordered import ordered
from kawal.disputes.dossier.plenary import plenaries_of
from kawal.disputes.dossier.queries import enrolments
from kawal.disputes.dossier.recapitulation import recapitulated
from kawal.disputes.dossier.scope import Reach, reach_of
from kawal.disputes.dossier.seal import Seal, seal_for
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.stations import station_rows
from kawal.disputes.dossier.studies import studies_of
from kawal.election.model import Registry
from kawal.field.kinds import KindBook
from kawal.field.line_queries import heard_since
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.jws import Jws
from kawal.record.merkle import ProofError
from kawal.record.note import Note
from kawal.record.verify import JWS_START
from kawal.store.events import NodeEntry
from kawal.store.tables import ENTRY

MOST_ENTRIES = 12_000
AT_ONCE = 500
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
    """What is asked for: the scope, whose exhibits, which letter it answers ("" for a draft), when (ms); `sees`:
    whether who asks may see all of the form of the recapitulation of a region."""

    scope: Scope
    side: Side
    made_ms: int
    release: str = ""
    sees: Callable[[str], bool] = everywhere


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
    recaps, of_recaps = recapitulated(connection, registry, reach, senders, asked.sees)
    lines = in_order(
        (
            *chronology_of(connection, told, reach, senders, book, registry),
            *ordered(connection, reach, senders),
            *announced(connection, registry, reach, senders),
            *plenaries_of(connection, registry, reach, recaps, senders),
            *studies_of(connection, reach, rows, told, senders),
        )
    )
    forms, of_forms = forms_of(connection, reach)
    found = (*of_forms, *of_recaps)
    custody, gaps = custody_of(connection, told, reach, book)
    cited = cited_at(reach.every, reach.contests)
    margins = margins_of(connection, registry, reach)
    indexes = {
        *(one.index for one in lines),
        *(index for one in lines for index in one.names),
        *(one.index for one in custody),
        *(index for one in forms for copy in one.copies for index in (copy.index, copy.copy)),
        *(index for one in forms for index in one.decided),
        *(one.index for one in recaps),
        *(index for one in found for index in one.entries),
        *(index for one in cited for index in one.entries),
        *(index for one in margins for index in one.entries),
    }
    if not indexes:
        raise Missing(msg("cakupan berkas"), msg("sesuatu yang tercatat di sini"), asked.scope.value[:40])
    if len(indexes) > MOST_ENTRIES:
        raise Rejected(msg("cakupan berkas"), msg("paling banyak %(n)s catatan", n=MOST_ENTRIES), len(indexes))
    seal = seal_for(connection, published, max(indexes))
    checkpoint = Checkpoint.parse(Note.parse(seal.note).text)
    bodies = read_bodies(connection, sorted({0, *indexes}))
    bodies |= _enrolled(connection, bodies)
    spoken: tuple[Line | Found | Cited | Custody, ...] = (*lines, *found, *cited, *custody)
    columns = [column.place for one in recaps for column in one.columns]
    places = _places(registry, reach, [*(one.place for one in spoken), *columns])
    facts = facts_of(told, forms, found, cited, book, places)
    witnesses = to_hear(accounts_of(told, senders), [entries for _, entries in facts])
    about = tuple(places)
    places |= {one.place: registry.place_name(one.place) for one in witnesses if one.place}
    stations = station_rows(connection, reach, cited, of_recaps)
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
        chronology=tuple(_entered(one, bodies) for one in lines),
        forms=forms,
        recaps=recaps,
        stations=stations,
        found=found,
        cited=cited,
        indicated=indicated,
        margins=margins,
        custody=custody,
        gaps=gaps,
        facts=tuple(what for what, _ in facts),
        witnesses=witnesses,
        entries=len(bodies),
        missing=tuple(missing_of(reach, forms, recaps, stations, indicated=indicated)),
        left_out=tuple(said(one) for one in never_in(reach)),
    )
    return Gathered(dossier, seal, bodies, about)


def read_bodies(connection: Connection, indexes: Sequence[int]) -> dict[int, bytes]:
    """The bodies of these entries. Raises ProofError when one is gone."""
    found: dict[int, bytes] = {}
    for start in range(0, len(indexes), AT_ONCE):
        wanted = ENTRY.c.position.in_(indexes[start : start + AT_ONCE])
        rows = connection.execute(select(ENTRY.c.position, ENTRY.c.body).where(wanted).order_by(ENTRY.c.position))
        found |= {row.position: bytes(row.body) for row in rows}
    gone = next((index for index in indexes if index not in found), None)
    if gone is not None:
        raise ProofError(msg("catatan %(index)s hilang", index=str(gone)))
    return found


def _enrolled(connection: Connection, bodies: Mapping[int, bytes]) -> dict[int, bytes]:
    """The entries that enrolled the keys of these reports, each the last before its report."""
    known, wanted = enrolments(connection), set[int]()
    for index, body in bodies.items():
        if body.startswith(JWS_START):
            before = [one for one in known.get(Jws.parse(body.decode()).header.kid, ()) if one < index]
            wanted.update(before[-1:])
    return read_bodies(connection, sorted(wanted - bodies.keys()))


def _entered(line: Line, bodies: Mapping[int, bytes]) -> Line:
    """A line about an event of the node, with the moment that stands in its entry."""
    body = bodies[line.index]
    if body.startswith(JWS_START):
        return line
    at = msgspec.json.decode(body, type=NodeEntry).at.isoformat()
    return msgspec.structs.replace(line, entered=at)


def _places(registry: Registry, reach: Reach, spoken: Iterable[str]) -> dict[str, str]:
    return {one: registry.place_name(one) for one in sorted({*reach.places, *reach.regions, *reach.rest, *spoken})}


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
