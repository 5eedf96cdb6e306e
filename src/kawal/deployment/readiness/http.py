"""Routes of readiness: all units with what is lacking first, one unit to fill in in the yard, gaps, paper."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.people import account_names
from kawal.deployment.readiness.decide import AskOwner, CountItem, MarkMended, SignInspection
from kawal.deployment.readiness.desk import ReadinessDesk
from kawal.deployment.readiness.forward import (
    asked_words,
    count_words,
    gap_words,
    item_name,
    owner_name,
    unit_text,
    units_text,
)
from kawal.deployment.readiness.model import GAP_STATES, UnitReadiness, changes, fingerprint, lacking_first
from kawal.deployment.readiness.paper import summary_pdf, unit_sheets_pdf
from kawal.kernel.codes import Level, RegionCode, level_of, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Language, msg
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/kesiapan"
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


@get(PAGE, right="readiness.read", sync_to_thread=True)
def readiness_page(
    request: AnyRequest, state: State, region: Annotated[str, QueryParameter(max_length=13)] = ""
) -> Response[str]:
    """All units in reach, of one district if named, what is lacking first."""
    desk, words = _desk(state), reader_of(request).language
    registry, today = desk.registry(), desk.today()
    reached = _reached(request, desk)
    units = [one for one in reached if not region or within(one.unit.region, RegionCode(region))]
    gaps = [gap for one in units for gap in one.open_gaps(today)]
    return renderer_of(state).page(
        request,
        "readiness.html",
        units=lacking_first(units, today),
        region=region,
        districts=[
            one
            for one in registry.regions
            if level_of(one.code) is Level.DISTRICT and any(within(u.unit.region, one.code) for u in reached)
        ],
        signed=sum(bool(one.signed) for one in units),
        gaps=gaps,
        overdue=sum(one.state(today) == "overdue" for one in gaps),
        unasked=sum(one.asked is None for one in gaps),
        may_print=who_of(request).may("paper.print"),
        text=units_text(units, desk.checklist, today, words),
        **_words(desk, words),
    )


@get(f"{PAGE}/{{unit:path}}", right="readiness.read", sync_to_thread=True)
def unit_page(request: AnyRequest, state: State, unit: FromPath[str]) -> Response[str]:
    """One unit: its inspection item by item, its gaps, the signature, what changed since the one before."""
    desk, words, who = _desk(state), reader_of(request).language, who_of(request)
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
        names=account_names(state["access"].directory(), desk.registry(), who),
        may_inspect=who.may("readiness.inspect", place),
        may_print=who.may("paper.print", place),
        proposed=_proposed(desk).isoformat(),
        text=unit_text(shown, desk.checklist, desk.today(), words),
        **_words(desk, words),
    )


@get(f"{PAGE}/lembar.pdf", right="paper.print", sync_to_thread=True)
def readiness_paper(
    request: AnyRequest,
    state: State,
    unit: Annotated[str, QueryParameter(max_length=200)] = "",
    what: FromQuery[Literal["summary", "sheets"]] = "summary",
) -> Response[bytes]:
    """The summary of all units in reach, or a sheet for each of them, or the sheet of one."""
    desk, words, letterhead = (
        _desk(state),
        reader_of(request).language,
        msgspec.structs.replace(state["letterhead"], institution=renderer_of(state).shell.institution),
    )
    require(request, "readiness.read")
    names = account_names(state["access"].directory(), desk.registry(), who_of(request))
    if unit:
        units = [desk.unit(unit)]
        require(request, "readiness.read", place=units[0].unit.region)
    else:
        units = _reached(request, desk)
    if not units:
        raise Missing(msg("satuan"), msg("satuan yang terdaftar"), msg("kosong"))
    if unit or what == "sheets":
        body = unit_sheets_pdf(units, desk, letterhead, names, words)
    else:
        body = summary_pdf(units, desk, letterhead, names, words)
    headers = {"content-disposition": f'inline; filename="kesiapan-{"lembar" if unit else what}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


@post(f"{PAGE}/hitung", right="readiness.inspect", status_code=SEE_OTHER, sync_to_thread=True)
def item_counted(request: AnyRequest, state: State, data: Annotated[CountForm, UrlEncoded]) -> Redirect:
    """Save one item; the next one comes into view."""
    desk = _desk(state)
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
    desk = _desk(state)
    _inspected(request, desk, data.unit)
    number = _number(data.number, "number")
    desk.sign(SignInspection(unit=data.unit, number=number, sha256=data.sha256), account_of(request))
    return _back(data.unit, "tanda")


@post(f"{PAGE}/penanggung", right="readiness.inspect", status_code=SEE_OTHER, sync_to_thread=True)
def owner_asked(request: AnyRequest, state: State, data: Annotated[AskForm, UrlEncoded]) -> Redirect:
    """A gap gets an owner and a date."""
    desk = _desk(state)
    _inspected(request, desk, data.unit)
    try:
        due = date.fromisoformat(data.due)
    except ValueError:
        raise Rejected(msg("tenggat"), msg("tanggal seperti 2024-11-24"), data.due) from None
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
    desk = _desk(state)
    _inspected(request, desk, data.unit)
    command = MarkMended(unit=data.unit, item=data.item, lack=data.lack, done=data.done == "yes")
    desk.mend(command, account_of(request).id)
    return _back(data.unit, "kurang")


def _inspected(request: AnyRequest, desk: ReadinessDesk, unit: str) -> UnitReadiness:
    """The unit; raises Missing for an unknown one, NotPermitted for one that is out of reach."""
    present = desk.unit(unit)
    require(request, "readiness.inspect", place=present.unit.region)
    return present


def _reached(request: AnyRequest, desk: ReadinessDesk) -> list[UnitReadiness]:
    who = who_of(request)
    return [one for one in desk.units() if who.may("readiness.read", one.unit.region)]


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


def _words(desk: ReadinessDesk, words: Language) -> dict[str, Any]:
    """What the templates need to say things."""
    today, checklist = desk.today(), desk.checklist
    return {
        "today": today,
        "checklist": checklist,
        "gap_states": GAP_STATES,
        "gap_words": lambda gap: gap_words(gap.item, gap.lack, gap.number, checklist, words),
        "asked_words": lambda gap: asked_words(gap, checklist, words, today),
        "count_words": lambda count, of: count_words(count, of, words),
        "item_name": lambda item: item_name(item, checklist, words),
        "owner_name": lambda owner: owner_name(owner, checklist, words),
        "signed_on": lambda at: words.short_day(datetime.fromisoformat(at).astimezone(desk.zone).date()),
        "unit_path": lambda unit: f"{PAGE}/{quote(unit, safe='')}",
        "registry": desk.registry(),
    }


def _desk(state: State) -> ReadinessDesk:
    desk: ReadinessDesk = state["readiness"]
    return desk


ROUTES: list[Any] = [
    readiness_page,
    unit_page,
    readiness_paper,
    item_counted,
    inspection_signed,
    owner_asked,
    gap_mended,
]
