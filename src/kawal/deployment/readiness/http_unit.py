"""Routes of one unit's readiness, to fill in in the yard: its inspection item by item, the signature, its gaps."""

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.people import account_names
from kawal.deployment.readiness.decide import AskOwner, CountItem, MarkMended, SignInspection
from kawal.deployment.readiness.desk import ReadinessDesk
from kawal.deployment.readiness.forward import unit_text
from kawal.deployment.readiness.http import PAGE, desk_of, words_of
from kawal.deployment.readiness.model import UnitReadiness, changes, fingerprint
from kawal.kernel.days import read_day
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

UrlEncoded = Body(media_type=RequestEncodingType.URL_ENCODED)
Short = Annotated[str, msgspec.Meta(max_length=40)]
Long = Annotated[str, msgspec.Meta(max_length=2_000)]
UnitId = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_NUMBER = re.compile(r"-?[0-9]{1,9}")


class CountForm(msgspec.Struct, frozen=True):
    """What was counted of one item; `good` is empty for a tick. `seen` is the entry of the count that was shown."""

    unit: UnitId
    number: Short
    item: Short
    found: Short
    good: Short = ""
    note: Long = ""
    seen: Short = ""


class SignForm(msgspec.Struct, frozen=True):
    """The inspection that the signer saw."""

    unit: UnitId
    number: Short
    sha256: Annotated[str, msgspec.Meta(max_length=64)]


class AskForm(msgspec.Struct, frozen=True):
    """Who mends a gap by which day; `seen` is the entry by which it was asked, as it was shown."""

    unit: UnitId
    item: Short
    lack: Short
    owner: Short
    due: Short
    person: Long = ""
    seen: Short = ""


class MendForm(msgspec.Struct, frozen=True):
    """A gap is mended, or not after all."""

    unit: UnitId
    item: Short
    lack: Short
    done: Literal["yes", "no"]


@get(f"{PAGE}/{{unit:path}}", right="readiness.read", sync_to_thread=True)
def unit_page(request: AnyRequest, state: State, unit: FromPath[str]) -> Response[str]:
    """One unit: its inspection item by item, its gaps, the signature, what changed since the one before."""
    desk, words, who = desk_of(state), reader_of(request).language, who_of(request)
    shown = desk.unit(unit.removeprefix("/"))
    place = shown.unit.region
    require(request, "readiness.read", place=place)
    begun = shown.begun
    indexes = [noted.index for noted in shown.current.values()]
    indexes += [gap.asked.index for gap in shown.gaps if gap.asked]
    signed = shown.signed
    return renderer_of(state).page(
        request,
        "readiness_unit.html",
        shown=shown,
        begun=begun,
        sha256=fingerprint(begun) if begun else "",
        history=[
            (one, changes(before, one) if before else ())
            for one, before in zip(signed, (*signed[1:], None), strict=False)
        ],
        private=desk.words(indexes) if who.may("person.read", place) else {},
        names=account_names(state["access"].directory(), desk.registry(), who, words),
        may_inspect=who.may("readiness.inspect", place),
        may_print=who.may("paper.print", place),
        proposed=_proposed(desk).isoformat(),
        text=unit_text(shown, desk.checklist, desk.today(), words),
        **words_of(desk, words),
    )


@post(f"{PAGE}/hitung", right="readiness.inspect", status_code=SEE_OTHER, sync_to_thread=True)
def item_counted(request: AnyRequest, state: State, data: Annotated[CountForm, UrlEncoded]) -> Redirect:
    """Save one item; the next one comes into view."""
    desk = desk_of(state)
    present = _inspected(request, desk, data.unit)
    command = CountItem(
        unit=data.unit,
        number=_number(data.number, "number"),
        item=data.item,
        found=_number(data.found, data.item),
        good=_number(data.good, data.item) if data.good.strip() else None,
        note=data.note,
        seen=_seen(data.seen),
    )
    if command.good is None and any(one.id == data.item and one.of != "tick" for one in present.items):
        raise Rejected(data.item, msg("dua bilangan: yang ada dan yang baik"), msg("kosong"))
    desk.count([command], account_of(request).id)
    return _back(data.unit, f"i-{data.item}")


@post(f"{PAGE}/tandatangan", right="readiness.inspect", status_code=SEE_OTHER, sync_to_thread=True)
def inspection_signed(request: AnyRequest, state: State, data: Annotated[SignForm, UrlEncoded]) -> Redirect:
    """Who is signed in answers for the inspection."""
    desk = desk_of(state)
    _inspected(request, desk, data.unit)
    number = _number(data.number, "number")
    desk.sign(SignInspection(unit=data.unit, number=number, sha256=data.sha256), account_of(request))
    return _back(data.unit, "tanda")


@post(f"{PAGE}/penanggung", right="readiness.inspect", status_code=SEE_OTHER, sync_to_thread=True)
def owner_asked(request: AnyRequest, state: State, data: Annotated[AskForm, UrlEncoded]) -> Redirect:
    """A gap gets an owner and a date."""
    desk = desk_of(state)
    _inspected(request, desk, data.unit)
    due = read_day(data.due, msg("tenggat"))
    command = AskOwner(
        unit=data.unit,
        item=data.item,
        lack=data.lack,
        owner=data.owner,
        due=due,
        person=data.person,
        seen=_seen(data.seen),
    )
    desk.ask(command, account_of(request).id)
    return _back(data.unit, "kurang")


@post(f"{PAGE}/selesai", right="readiness.inspect", status_code=SEE_OTHER, sync_to_thread=True)
def gap_mended(request: AnyRequest, state: State, data: Annotated[MendForm, UrlEncoded]) -> Redirect:
    """A gap is mended, or not after all."""
    desk = desk_of(state)
    _inspected(request, desk, data.unit)
    command = MarkMended(unit=data.unit, item=data.item, lack=data.lack, done=data.done == "yes")
    desk.mend(command, account_of(request).id)
    return _back(data.unit, "kurang")


def _inspected(request: AnyRequest, desk: ReadinessDesk, unit: str) -> UnitReadiness:
    """The unit; raises Missing for an unknown one, NotPermitted for one that is out of reach."""
    present = desk.unit(unit)
    require(request, "readiness.inspect", place=present.unit.region)
    return present


def _proposed(desk: ReadinessDesk) -> date:
    """The day that is proposed for mending: some days on, never past the vote that is to come."""
    today, vote = desk.today(), desk.vote()
    due = today + timedelta(days=desk.checklist.due_days)
    return min(due, vote) if vote is not None and vote >= today else due


def _number(text: str, where: str) -> int:
    if not _NUMBER.fullmatch(text.strip()):
        raise Rejected(where, msg("bilangan bulat"), text)
    return int(text)


def _seen(text: str) -> int | None:
    """The entry that a form's reader saw, -1 for none; None from a form that does not say it."""
    return _number(text, "seen") if text.strip() else None


def _back(unit: str, anchor: str) -> Redirect:
    return Redirect(f"{PAGE}/{quote(unit, safe='')}#{anchor}", status_code=SEE_OTHER)


ROUTES: list[Any] = [unit_page, item_counted, inspection_signed, owner_asked, gap_mended]
