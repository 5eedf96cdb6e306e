"""Routes of readiness: all units with what is lacking first, and their paper."""

from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from kawal.access.people import account_names
from kawal.deployment.readiness.desk import ReadinessDesk
from kawal.deployment.readiness.forward import (
    asked_words,
    count_words,
    gap_words,
    item_name,
    owner_name,
    units_text,
)
from kawal.deployment.readiness.model import GAP_STATES, UnitReadiness, lacking_first
from kawal.deployment.readiness.paper import summary_pdf, unit_sheets_pdf
from kawal.kernel.codes import Level, RegionCode, level_of, within
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.web.identity import require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/kesiapan"


@get(PAGE, right="readiness.read", sync_to_thread=True)
def readiness_page(
    request: AnyRequest, state: State, region: Annotated[str, QueryParameter(max_length=13)] = ""
) -> Response[str]:
    """All units in reach, of one district if named, what is lacking first."""
    desk, words = desk_of(state), reader_of(request).language
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
        **words_of(desk, words),
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
        desk_of(state),
        reader_of(request).language,
        msgspec.structs.replace(state["letterhead"], institution=renderer_of(state).shell.institution),
    )
    require(request, "readiness.read")
    names = account_names(state["access"].directory(), desk.registry(), who_of(request), reader_of(request).language)
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


def _reached(request: AnyRequest, desk: ReadinessDesk) -> list[UnitReadiness]:
    who = who_of(request)
    return [one for one in desk.units() if who.may("readiness.read", one.unit.region)]


def words_of(desk: ReadinessDesk, words: Language) -> dict[str, Any]:
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


def desk_of(state: State) -> ReadinessDesk:
    desk: ReadinessDesk = state["readiness"]
    return desk


ROUTES: list[Any] = [readiness_page, readiness_paper]
