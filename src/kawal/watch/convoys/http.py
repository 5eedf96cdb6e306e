"""Routes of supplies: convoys and lots with what needs a look on top, one convoy with its steps, planning by hand."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from litestar.response import Redirect
from sqlalchemy.engine import Connection

from kawal.access.people import account_names
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, Message, msg
from kawal.kernel.tabletext import Table, TableRow
from kawal.watch.convoys.convoydesk import ConvoyDesk
from kawal.watch.convoys.decide import FROM, LONGEST_NOTE, WITH_REASON, HandOver, SayStep
from kawal.watch.convoys.forward import convoys_text, lot_words, place_words, wards_words, why_words
from kawal.watch.convoys.model import (
    LEGS,
    MODES,
    REASONS,
    RECEIVERS,
    RECEIVING,
    STATE_MARKS,
    STATE_NAMES,
    STEPS,
    Convoy,
    Lot,
    Reason,
    Receiver,
    Step,
    to_decide,
)
from kawal.watch.convoys.planfile import ALIASES, LONGEST_NAME, MOST_LETTERS, read_moment
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.convoys.supplies import supplies_of
from kawal.watch.dutylog.calldown import contact
from kawal.watch.queries import last_calls
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

SEE_OTHER: Literal[303] = 303
PAGE = "/logistik"
FORM = "formulir"
COLUMNS = tuple(ALIASES)
UrlEncoded = Body(media_type=RequestEncodingType.URL_ENCODED)
Short = Annotated[str, msgspec.Meta(max_length=200)]
Long = Annotated[str, msgspec.Meta(max_length=2_000)]
_COUNT = re.compile(r"[0-9]{1,6}")


class PlanForm(msgspec.Struct, frozen=True):
    """A convoy as typed: `carried` are lots that are known, the last four fields a new lot."""

    convoy: Short
    leg: Short
    vehicle: Short
    escort: Short
    departs: Short
    arrives: Short
    mode: Short = ""
    route: Long = ""
    carried: Long = ""
    lot: Short = ""
    ward: Short = ""
    stations: Short = ""
    boxes: Short = ""


class StepForm(msgspec.Struct, frozen=True):
    """What became of a convoy; without `at` it is now."""

    convoy: Short
    step: Step
    at: Short = ""
    arrives: Short = ""
    reason: Reason | Literal[""] = ""
    note: Long = ""


class HandForm(msgspec.Struct, frozen=True):
    """A lot was handed over; without `at` it is now."""

    convoy: Short
    lot: Short
    got: Short
    receiver: Receiver
    at: Short = ""


@get(PAGE, right="convoy.read", sync_to_thread=True)
def supplies_page(
    request: AnyRequest, state: State, again: Annotated[str, QueryParameter(max_length=LONGEST_NAME)] = ""
) -> Response[str]:
    """Every convoy in reach, what needs a look first; every lot and where it is; the form, filled in from a convoy
    whose lots ride `again`."""
    desk, words, who = convoys_of_state(state), reader_of(request).language, who_of(request)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        convoys = _reached(request, connection)
        wards = {ward for one in convoys for ward in one.wards if who.may("convoy.read", ward)}
        supplies = supplies_of(desk.watch.board(connection), convoys, wards)
    now_ms, registry = desk.watch.now_ms(), desk.watch.field.registry()
    lots = {lot.id: lot for one in convoys for lot in one.plan.lots if who.may("convoy.read", lot.ward)}
    values = _words(desk, convoys, words)
    return renderer_of(state).page(
        request,
        "supplies.html",
        convoys=convoys,
        lots=sorted(lots.values(), key=lambda one: (one.ward, one.id)),
        needing=to_decide(convoys, now_ms),
        supplies=supplies,
        differing=sum(len(one.differing) for one in convoys),
        dues=[due for leg in ("ward", "back") if (due := desk.due(leg))],
        again=next((one for one in convoys if one.id == again), None),
        may_write=who.may("convoy.write"),
        text=convoys_text(convoys, registry, now_ms, values["moment"], words),
        **values,
    )


@get(f"{PAGE}/{{convoy:str}}", right="convoy.read", sync_to_thread=True)
def convoy_page(request: AnyRequest, state: State, convoy: FromPath[str]) -> Response[str]:
    """One convoy: its plan, what was said of it in its order, each lot with what was counted."""
    desk, words, who = convoys_of_state(state), reader_of(request).language, who_of(request)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        shown = desk.one(connection, convoy)
        if not any(who.may("convoy.read", ward) for ward in shown.wards):
            require(request, "convoy.read", place=shown.wards[0])
        convoys = _reached(request, connection)
        calls = last_calls(connection)
        may_open = all(who.may("report.private", ward) for ward in shown.wards)
        private = desk.words(connection, shown) if may_open else {}
    registry, mine = desk.watch.field.registry(), [ward for ward in shown.wards if who.may("log.write", ward)]
    people = ((ward, contact(ward, registry, calls.get(ward, ()))) for ward in mine)
    return renderer_of(state).page(
        request,
        "convoy.html",
        shown=shown,
        private=private,
        steps=[one for one in STEPS if shown.state in FROM[one] and not (one == "turned_back" and shown.handed)],
        due=desk.due(shown.plan.leg),
        call=next((one for one in people if one[1]), None) if shown.is_late(desk.watch.now_ms()) else None,
        may_step=all(who.may("convoy.write", ward) for ward in shown.wards),
        names=account_names(state["access"].directory(), registry, who),
        longest_note=LONGEST_NOTE,
        **_words(desk, convoys, words),
    )


@post(f"{PAGE}/rencana", right="convoy.write", status_code=SEE_OTHER, sync_to_thread=True)
def convoy_planned(request: AnyRequest, state: State, data: Annotated[PlanForm, UrlEncoded]) -> Redirect:
    """Plan a convoy by hand, or plan it anew before it leaves."""
    desk = convoys_of_state(state)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        known = {lot.id: lot for one in load_convoys(connection) for lot in one.plan.lots}
    said = {name: getattr(data, name) for name in ("convoy", "leg", "mode", "vehicle", "escort", "route")}
    said |= {"departs": data.departs, "arrives": data.arrives}
    new = {name: getattr(data, name) for name in ("lot", "ward", "stations", "boxes")}
    rows = [said | _cells(_known(name, known)) for name in data.carried.replace(",", " ").split()]
    rows += [said | new] if any(new.values()) or not rows else []
    table = Table(FORM, COLUMNS, tuple(TableRow(line, row) for line, row in enumerate(rows, start=1)))
    name = desk.plan(table, lambda ward: require(request, "convoy.write", place=ward), account_of(request).id)
    return Redirect(f"{PAGE}/{name}", status_code=SEE_OTHER)


@post(f"{PAGE}/langkah", right="convoy.write", status_code=SEE_OTHER, sync_to_thread=True)
def convoy_stepped(request: AnyRequest, state: State, data: Annotated[StepForm, UrlEncoded]) -> Redirect:
    """Say what became of a convoy; whoever says it has the right for each of its wards."""
    desk = convoys_of_state(state)
    for ward in _convoy(desk, data.convoy).wards:
        require(request, "convoy.write", place=ward)
    command = SayStep(
        convoy=data.convoy,
        step=data.step,
        at_ms=_moment(data.at, desk, msg("waktu kejadian")) if data.at.strip() else desk.watch.now_ms(),
        arrives_ms=_moment(data.arrives, desk, msg("perkiraan tiba")) if data.arrives.strip() else 0,
        reason=data.reason or None,
        note=data.note,
    )
    desk.say(command, account_of(request).id)
    return Redirect(f"{PAGE}/{data.convoy}", status_code=SEE_OTHER)


@post(f"{PAGE}/serah", right="convoy.write", status_code=SEE_OTHER, sync_to_thread=True)
def lot_handed_over(request: AnyRequest, state: State, data: Annotated[HandForm, UrlEncoded]) -> Redirect:
    """A lot was counted and signed for; whoever says it has the right for its ward."""
    desk = convoys_of_state(state)
    convoy = _convoy(desk, data.convoy)
    for lot in convoy.plan.lots:
        if lot.id == data.lot:
            require(request, "convoy.write", place=lot.ward)
    if not _COUNT.fullmatch(data.got.strip()):
        raise Rejected(msg("kotak diterima"), msg("bilangan bulat"), data.got)
    command = HandOver(
        convoy=data.convoy,
        lot=data.lot,
        at_ms=_moment(data.at, desk, msg("waktu kejadian")) if data.at.strip() else desk.watch.now_ms(),
        got=int(data.got),
        receiver=data.receiver,
    )
    desk.hand_over(command, account_of(request).id)
    return Redirect(f"{PAGE}/{data.convoy}#lot", status_code=SEE_OTHER)


def convoys_of_state(state: State) -> ConvoyDesk:
    """The desk of convoys of an application."""
    desk: ConvoyDesk = state["convoys"]
    return desk


def _reached(request: AnyRequest, connection: Connection) -> tuple[Convoy, ...]:
    """The convoys that carry something for a ward in reach."""
    who = who_of(request)
    return tuple(one for one in load_convoys(connection) if any(who.may("convoy.read", ward) for ward in one.wards))


def _convoy(desk: ConvoyDesk, name: str) -> Convoy:
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        return desk.one(connection, name)


def _moment(text: str, desk: ConvoyDesk, where: Message) -> int:
    """A moment as a browser's field or a person writes it, in the clock of the region (ms)."""
    found = read_moment(text, desk.watch.lines.zone)
    if found is None:
        raise Rejected(where, msg("waktu setempat seperti 2024-11-26 08:00"), text)
    return found


def _cells(lot: Lot) -> dict[str, str]:
    """A lot that is known as the cells of a row."""
    contests = " ".join(lot.contests)
    return {
        "lot": lot.id,
        "ward": lot.ward,
        "stations": lot.numbers,
        "boxes": str(lot.boxes),
        "contests": contests,
    }


def _known(name: str, lots: Mapping[str, Lot]) -> Lot:
    if name not in lots:
        raise Rejected(msg("lot yang dibawa"), msg("lot yang sudah direncanakan"), name)
    return lots[name]


def _words(desk: ConvoyDesk, convoys: Sequence[Convoy], words: Language) -> dict[str, Any]:
    """What the templates need to say things."""
    registry, now_ms, zone = desk.watch.field.registry(), desk.watch.now_ms(), desk.watch.lines.zone

    today = datetime.fromtimestamp(now_ms / 1000, zone).date()

    def moment(milliseconds: int) -> str:
        told = datetime.fromtimestamp(milliseconds / 1000, zone)
        return words.time(told) if told.date() == today else f"{words.short_day(told.date())} {words.time(told)}"

    return {
        "registry": registry,
        "now_ms": now_ms,
        "moment": moment,
        "legs": LEGS,
        "modes": MODES,
        "step_names": STEPS,
        "reasons": REASONS,
        "with_reason": WITH_REASON,
        "receivers": RECEIVERS,
        "receiving": RECEIVING,
        "convoy_names": STATE_NAMES,
        "convoy_marks": STATE_MARKS,
        "most": MOST_LETTERS,
        "wards_words": lambda one: wards_words(one.wards, registry, words),
        "lot_words": lambda lot: lot_words(lot, registry, words),
        "place_words": lambda lot: place_words(lot, convoys, words),
        "why_words": lambda one: why_words(one, convoys, now_ms, moment, words),
    }


ROUTES: list[Any] = [supplies_page, convoy_page, convoy_planned, convoy_stepped, lot_handed_over]
