"""The page of the threshold: margins of each contest, what could matter, announced totals beside the own sums."""

from collections.abc import Container, Sequence
from datetime import datetime, tzinfo
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, State
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.people import account_names
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, finding_title
from kawal.count.typed import MOST
from kawal.disputes.clocks.desk import ClockDesk
from kawal.disputes.clocks.words import moment_words
from kawal.disputes.threshold.decide import (
    MOST_PEOPLE,
    NOTHING,
    Announce,
    RecordPopulation,
    contest_in,
    result_fields,
)
from kawal.disputes.threshold.desk import ThresholdDesk
from kawal.disputes.threshold.model import ANNOUNCED_SOURCES, AnnouncedSource
from kawal.disputes.threshold.names import (
    ANNOUNCED,
    ballot_words,
    column_name,
    contest_name,
    number_name,
    option_name,
    rounds_said,
    source_said,
)
from kawal.election.model import Contest, Registry
from kawal.jurisdiction.count_alarms import count_alarms
from kawal.jurisdiction.thresholds import thresholds
from kawal.kernel.codes import Level, RegionCode, level_of, within
from kawal.kernel.days import read_day
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Language, Message, msg
from kawal.kernel.numbers import read_grouped
from kawal.watch.convoys.planfile import read_moment
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/sengketa/ambang"
STUDY: Literal["dispute.study"] = "dispute.study"
MOST_TOGETHER = 4
"""More contests than this are shown one at a time."""
TYPED = "n."
"""What stands before the field of a number that was typed in."""
Short = Annotated[str, msgspec.Meta(max_length=200)]
UrlEncoded = Body(media_type=RequestEncodingType.URL_ENCODED)


class PopulationForm(msgspec.Struct, frozen=True):
    """How many people a region has, as typed; `as_of` is a day like 2024-06-30."""

    region: Short
    people: Short
    source: Short
    as_of: Short


class WithdrawForm(msgspec.Struct, frozen=True):
    """Which entry was not said so."""

    entry: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


@get(PAGE, right="dispute.read", sync_to_thread=True)
def threshold_page(
    request: AnyRequest, state: State, contest: Annotated[str, QueryParameter(max_length=80)] = ""
) -> Response[str]:
    """The contests in reach by the node's own count and by what was announced: all where they are few, else one."""
    desk, words, who = threshold_of(state), reader_of(request).language, who_of(request)
    registry = desk.registry()
    reached = [one for one in registry.contests if who.may("dispute.read", place_of(desk, one))]
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        views = desk.views(connection, _shown(reached, contest))
        clocks: ClockDesk = state["clocks"]
        petitions = {one.start.index: one for one in clocks.all(connection) if one.start.event == "result_announced"}
    return renderer_of(state).page(
        request,
        "threshold.html",
        page=PAGE,
        views=views,
        reached=reached,
        law=thresholds(),
        limits=count_alarms().invalid_share,
        registry=registry,
        sources_of_results=ANNOUNCED_SOURCES,
        source_names=ANNOUNCED,
        source_said=source_said,
        may_study=lambda contest: who.may(STUDY, place_of(desk, contest)),
        may_withdraw=lambda one: who.may(STUDY, place_in(desk, one.region)),
        petitions=petitions,
        moment=lambda ending: moment_words(ending, desk.zone, words),
        rounds=lambda view: rounds_said(view.contest, view.rounds, is_whole=view.is_whole, words=words),
        fields=result_fields,
        regions=lambda contest: _regions(registry, contest),
        contest_name=lambda contest: contest_name(contest, registry, words),
        option=lambda contest, number: option_name(contest, number, words),
        column=lambda contest, field: column_name(contest, field, words),
        ballot_words=lambda ballot: ballot_words(ballot, words),
        title=lambda one: finding_title(one.what, one.part, words),
        told=lambda at_ms: moment_in_words(at_ms, desk.zone, words),
        names=account_names(state["access"].directory(), registry, who, words),
        now_ms=desk.now_ms(),
    )


@post(f"{PAGE}/penduduk", right=STUDY, status_code=SEE_OTHER, sync_to_thread=True)
def population_recorded(
    request: AnyRequest, state: State, data: Annotated[PopulationForm, UrlEncoded]
) -> Response[Any]:
    """Record how many people a region has, with the source."""
    desk = threshold_of(state)
    require(request, STUDY, place=place_in(desk, data.region))
    as_of = read_day(data.as_of, msg("tanggal data"))
    people = typed_whole(data.people, msg("jumlah penduduk"), MOST_PEOPLE, 1)
    command = RecordPopulation(region=data.region, people=people, source=data.source, as_of=as_of)
    desk.record_population(command, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/hasil", right=STUDY, status_code=SEE_OTHER)
async def result_announced(request: AnyRequest, state: State) -> Response[Any]:
    """Record a result as it was announced; what is left empty was not given."""
    form, desk = await form_of(request), threshold_of(state)
    region = text_of(form, "region", 13)
    require(request, STUDY, place=place_in(desk, region))
    kind: ContestKind = _chosen(form, "contest", CONTESTS, msg("pemilihan"))  # type: ignore[assignment]
    contest = contest_in(desk.registry(), kind, region)
    source: AnnouncedSource = _chosen(form, "source", ANNOUNCED, msg("sumber"))  # type: ignore[assignment]
    command = Announce(
        contest=kind,
        region=region,
        round=typed_whole(text_of(form, "round", 200), msg("putaran"), 9, 1),
        source=source,
        at_ms=typed_moment(text_of(form, "at", 40), desk, msg("waktu diumumkan")),
        place=text_of(form, "place", 2_000),
        reference=text_of(form, "reference", 2_000),
        numbers=_numbers(form, contest, reader_of(request).language),
    )
    await desk.count.field.in_thread(desk.announce, command, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/tarik", right=STUDY, status_code=SEE_OTHER, sync_to_thread=True)
def withdrawn(request: AnyRequest, state: State, data: Annotated[WithdrawForm, UrlEncoded]) -> Response[Any]:
    """A result or a population was not said so: what follows from it ends."""
    desk = threshold_of(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = desk.standing(connection, data.entry)
    require(request, STUDY, place=place_in(desk, found.region))
    desk.withdraw(data.entry, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


def threshold_of(state: State) -> ThresholdDesk:
    """The desk of the threshold of an application."""
    desk: ThresholdDesk = state["threshold"]
    return desk


def place_of(desk: ThresholdDesk, contest: Contest) -> str:
    """The place by which it is decided who sees a contest here."""
    return place_in(desk, contest.region)


def place_in(desk: ThresholdDesk, region: str) -> str:
    """The part of a region that lies on this node: the region, or the node's own where that is smaller."""
    return desk.region if region and within(RegionCode(desk.region), RegionCode(region)) else region


def typed_moment(text: str, desk: ThresholdDesk, where: Message) -> int:
    """A moment as a browser's field or a person writes it, in the clock of the region (ms)."""
    found = read_moment(text, desk.zone)
    if found is None:
        raise Rejected(where, msg("waktu setempat seperti 2024-11-26 08.00"), text.strip() or NOTHING)
    return found


def moment_in_words(at_ms: int, zone: tzinfo, words: Language) -> str:
    """A moment with its year by the clocks of the region: "Senin 2 Desember 2024 20.00 WITA"."""
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    return f"{words.day(at.date())} {words.time(at)} {at.tzname()}"


def typed_whole(text: str, where: Message | str, most: int, least: int = 0) -> int:
    """A whole number as a person writes it, grouped or not. Raises Rejected with what was typed."""
    number = read_grouped(text)
    if number is None or not least <= number <= most:
        raise Rejected(
            where,
            msg("bilangan bulat %(least)s sampai %(most)s", least=least, most=most),
            text[:40].strip() or NOTHING,
        )
    return number


def _numbers(form: FormMultiDict, contest: Contest, words: Language) -> dict[str, int]:
    given = {name: text_of(form, TYPED + name, 20) for name in result_fields(contest)}
    return {
        name: typed_whole(text, number_name(contest, name, words), MOST)
        for name, text in given.items()
        if text.strip()
    }


def _shown(reached: Sequence[Contest], asked: str) -> Sequence[Contest]:
    """The contest that is asked for; of none, all, or the first where they are many. Raises Missing for no such."""
    if not asked:
        return reached if len(reached) <= MOST_TOGETHER else reached[:1]
    found = [one for one in reached if one.id == asked]
    if not found:
        raise Missing(msg("pemilihan"), msg("pemilihan yang terdaftar"), asked[:40])
    return found


def _chosen(form: FormMultiDict, name: str, choices: Container[str], where: Message) -> str:
    text = text_of(form, name, 20)
    if text not in choices:
        raise Rejected(where, msg("salah satu dalam daftar"), text or NOTHING)
    return text


def _regions(registry: Registry, contest: Contest) -> list[str]:
    """For which regions a result of a contest is announced: its own, and the cities of a province."""
    inside = {one.code for one in registry.regions if within(one.code, contest.region)}
    cities = sorted(one for one in inside if level_of(one) is Level.CITY and one != contest.region)
    return [contest.region, *cities]


ROUTES = [threshold_page, population_recorded, result_announced, withdrawn]
