"""What the forms of convoys send: a convoy planned by hand, a step that is said, a lot that is handed over."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from litestar import post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.tabletext import Table, TableRow
from kawal.watch.convoys.convoydesk import ConvoyDesk
from kawal.watch.convoys.decide import HandOver, SayStep
from kawal.watch.convoys.http import PAGE, convoys_of_state
from kawal.watch.convoys.model import Convoy, Lot, Reason, Receiver, Step
from kawal.watch.convoys.planfile import ALIASES, read_moment
from kawal.watch.convoys.queries import load_convoys
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest

FORM = "formulir"
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
    table = Table(FORM, tuple(ALIASES), tuple(TableRow(line, row) for line, row in enumerate(rows, start=1)))
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


def _convoy(desk: ConvoyDesk, name: str) -> Convoy:
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        return desk.one(connection, name)


def _moment(text: str, desk: ConvoyDesk, where: Message) -> int:
    """A moment as a browser's field or a person writes it, in the clock of the region (ms)."""
    found = read_moment(text, desk.watch.lines.zone)
    if found is None:
        raise Rejected(where, msg("waktu setempat seperti 2024-11-26 08.00"), text)
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


ROUTES: list[Any] = [convoy_planned, convoy_stepped, lot_handed_over]
