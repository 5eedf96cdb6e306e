"""Commands about announced results and populations -> events (pure)."""

from collections.abc import Iterable
from datetime import date, timedelta, tzinfo

import msgspec

from kawal.count.events import Numbers
from kawal.count.exports.options import CANCELLED_VOTES, COUNTED, INVALID, VALID
from kawal.count.model import ContestKind
from kawal.disputes.threshold.events import (
    PopulationRecorded,
    PopulationWithdrawn,
    ResultAnnounced,
    ResultWithdrawn,
)
from kawal.disputes.threshold.model import Announced, AnnouncedSource, Population
from kawal.disputes.threshold.moments import in_time, vote_began_ms
from kawal.election.model import Contest, Registry
from kawal.jurisdiction.forms import votes_of
from kawal.kernel.codes import RegionCode, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Message, msg

LONGEST = 160
NOTHING = msg("kosong")
"""What is said to have come where nothing was typed."""
MOST_PEOPLE = 9_999_999_999
EARLIEST = date(2005, 1, 1)
"""The first direct regional elections were in 2005: nothing here is older."""


class Announce(msgspec.Struct, frozen=True, kw_only=True):
    """Record a result as it was announced."""

    contest: ContestKind
    region: str
    round: int = 1
    source: AnnouncedSource
    at_ms: int
    place: str = ""
    reference: str
    numbers: Numbers


class RecordPopulation(msgspec.Struct, frozen=True, kw_only=True):
    """Record how many people a region has."""

    region: str
    people: int
    source: str
    as_of: date


def contest_in(registry: Registry, kind: str, region: str) -> Contest:
    """The contest of a kind whose result is announced for a region. Raises Missing where there is none."""
    found = next(
        (
            one
            for one in registry.contests
            if one.kind == kind and region in registry.region_by_code and within(RegionCode(region), one.region)
        ),
        None,
    )
    if found is None:
        raise Missing(msg("wilayah"), msg("wilayah terdaftar dengan pemilihan ini"), f"{region} {kind}"[:60])
    return found


def result_fields(contest: Contest) -> tuple[str, ...]:
    """The numbers that an announcement may have, in the order of the ballot; a cancelled pair has none."""
    votes = [
        votes_of(one.number) for one in sorted(contest.options, key=lambda one: one.number) if one.status == "active"
    ]
    cancelled = any(one.status == "cancelled" for one in contest.options)
    return (*votes, VALID, INVALID, *((CANCELLED_VOTES,) if cancelled else ()), COUNTED)


def announce(command: Announce, registry: Registry, now_ms: int, zone: tzinfo) -> ResultAnnounced:
    """A result was announced. That its numbers do not add up is shown, never refused.

    Raises Rejected for a moment ahead or before the vote, no reference, no number at all, a field that the
    contest does not have.
    """
    known = result_fields(contest_in(registry, command.contest, command.region))
    began = vote_began_ms(registry, command.region, command.contest, zone)
    if not command.numbers:
        raise Rejected(msg("angka"), msg("paling sedikit satu angka"), NOTHING)
    for name in command.numbers:
        if name not in known:
            raise Rejected(msg("angka"), msg("isian yang ada pada formulir"), name)
    return ResultAnnounced(
        contest=command.contest,
        region=command.region,
        round=command.round,
        source=command.source,
        at_ms=in_time(command.at_ms, began, now_ms, zone, msg("waktu diumumkan")),
        place=one_line(command.place, msg("tempat"), needed=False),
        reference=one_line(command.reference, msg("keputusan"), needed=True),
        numbers=command.numbers,
    )


def record_population(command: RecordPopulation, registry: Registry, today: date) -> PopulationRecorded:
    """How many people a region has. Raises Missing for an unknown region, Rejected for a number or day that cannot
    be, and without a source."""
    if command.region not in registry.region_by_code:
        raise Missing(msg("wilayah"), msg("wilayah terdaftar"), command.region[:20])
    if not 1 <= command.people <= MOST_PEOPLE:
        raise Rejected(msg("jumlah penduduk"), msg("bilangan bulat paling sedikit 1"), command.people)
    if not EARLIEST <= command.as_of <= today + timedelta(days=1):
        raise Rejected(msg("tanggal data"), msg("tanggal yang sudah lewat"), command.as_of.isoformat())
    source = one_line(command.source, msg("sumber"), needed=True)
    return PopulationRecorded(region=command.region, people=command.people, source=source, as_of=command.as_of)


def standing(index: int, said: Iterable[Announced], people: Iterable[Population]) -> Announced | Population:
    """The result or population that was recorded as an entry. Raises Missing for what does not stand."""
    recorded: tuple[Announced | Population, ...] = (*said, *people)
    found = next((one for one in recorded if one.index == index), None)
    if found is None:
        raise Missing(msg("catatan"), msg("hasil atau jumlah penduduk yang tercatat"), index)
    return found


def withdraw(one: Announced | Population) -> ResultWithdrawn | PopulationWithdrawn:
    """It was not said so."""
    if isinstance(one, Announced):
        return ResultWithdrawn(result=one.index)
    return PopulationWithdrawn(population=one.index)


def one_line(text: str, where: Message, *, needed: bool) -> str:
    """Words on one line. Raises Rejected for longer ones, odd characters, and for none where they are needed."""
    words = " ".join(text.split())
    if needed and not words:
        raise Rejected(where, msg("satu baris, paling banyak %(n)s huruf", n=LONGEST), NOTHING)
    if len(words) > LONGEST or not words.isprintable():
        raise Rejected(where, msg("satu baris, paling banyak %(n)s huruf", n=LONGEST), words[:40])
    return words
