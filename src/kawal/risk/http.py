"""Routes of the mitigation matrix."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect

from kawal.kernel.codes import RegionCode, StationId, district_of, is_station, ward_of
from kawal.risk.commands import MarkMeasure
from kawal.risk.desk import RiskDesk
from kawal.risk.forward import matrix_text
from kawal.risk.model import Measure, MeasureState
from kawal.risk.visits import Visit, ward_visits
from kawal.web.identity import actor_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE_ROWS = 60
Shown = Literal["", "late", "open", "done"]


class MarkForm(msgspec.Struct, frozen=True):
    """How far a measure has come."""

    place: str
    indicator: str
    agency: str
    state: MeasureState
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""
    page: Literal["", "tindakan"] = ""
    """Where the form stands: on the page of the measure, else in the matrix."""


@get("/mitigasi", right="risk.read", sync_to_thread=True)
def matrix_page(
    request: AnyRequest,
    state: State,
    agency: FromQuery[str] = "",
    district: FromQuery[str] = "",
    shown: FromQuery[Shown] = "",
    page: Annotated[int, QueryParameter(ge=1, le=100_000)] = 1,
) -> Response[str]:
    """The matrix by ward, with filters; what is overdue stands first beside it."""
    desk: RiskDesk = state["risk_desk"]
    registry, assessment = desk.present()
    measures, today = desk.measures(), desk.today()
    wanted = [
        row
        for row in measures
        if (not agency or row.agency == agency)
        and (not district or _district(row.place) == district)
        and (not shown or shown == _class_of(row, desk))
    ]
    pages = max(1, -(-len(wanted) // PAGE_ROWS))
    page = min(page, pages)  # a list that grew shorter shows its end, not nothing
    reader = reader_of(request)
    values = row_values(state, reader.language.code)
    names, what = values["agency_name"], values["measure_text"]
    return renderer_of(state).page(
        request,
        "matrix.html",
        may_mark=who_of(request).may("measure.mark"),
        groups=by_ward(wanted[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]),
        page=page,
        pages=pages,
        found=len(wanted),
        measures=measures,
        late=[row for row in sorted(measures, key=lambda row: (row.due, row.place)) if row.late(today)],
        soon=[row for row in sorted(measures, key=lambda row: (row.due, row.place)) if row.state != "done"][:12],
        agency=agency,
        district=district,
        shown=shown,
        agencies=sorted({row.agency for row in measures}),
        visits=ward_visits(assessment, _visits(desk, request)),
        text=matrix_text(wanted if agency else measures, today, registry, names, what, reader.language),
        **values,
        assessment=assessment,
        registry=registry,
    )


@post("/mitigasi/tandai", right="measure.mark", sync_to_thread=True, status_code=200)
def mark_measure(
    request: AnyRequest,
    state: State,
    data: Annotated[MarkForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Any:
    """Mark a measure; htmx gets the row anew, a browser without script comes back to the page."""
    desk: RiskDesk = state["risk_desk"]
    require(request, "measure.mark", place=data.place, agency=data.agency)
    row = desk.mark(
        MarkMeasure(place=data.place, indicator=data.indicator, agency=data.agency, state=data.state, note=data.note),
        actor_of(request),
    )
    if request.headers.get("hx-request") != "true":
        asked = urlencode({"place": row.place, "indicator": row.indicator, "agency": row.agency})
        return Redirect(f"/mitigasi/tindakan?{asked}" if data.page else "/mitigasi", status_code=303)
    reader = reader_of(request)
    html = renderer_of(state).part(
        reader,
        "matrix_row.html",
        row=row,
        registry=desk.registry(),
        who=who_of(request),
        may_mark=True,
        **row_values(state, reader.language.code),
    )
    return Response(html, media_type="text/html")


def _visits(desk: RiskDesk, request: AnyRequest) -> list[Visit]:
    return [one for one in desk.visits() if who_of(request).may("risk.read", one.place)]


def by_ward(rows: list[Measure]) -> list[tuple[RegionCode, list[Measure]]]:
    """Rows grouped by the ward or larger region they concern, in the order of the codes."""
    groups: dict[RegionCode, list[Measure]] = {}
    for row in rows:
        groups.setdefault(region_of(row.place), []).append(row)
    return sorted(groups.items())


def row_values(state: State, language_code: str) -> dict[str, Any]:
    """What a row of the matrix needs to be told."""
    desk: RiskDesk = state["risk_desk"]
    registry, assessment = desk.present()
    instrument = assessment.instrument
    english = language_code == "en"
    return {
        "today": desk.today(),
        "measure_text": lambda row: (
            instrument.mitigation_of(row.indicator).measure.en
            if english
            else instrument.mitigation_of(row.indicator).measure.id
        ),
        "indicator": {one.id: one.name.en if english else one.name.id for one in instrument.indicators},
        "agency_name": {one.id: one.name_en if english else one.name_id for one in registry.agencies},
        "districts": [region for region in registry.regions if region.level == 3],
        "priority_of": {str(risk.station): risk.priority for risk in assessment.stations},
    }


def _class_of(row: Measure, desk: RiskDesk) -> Shown:
    if row.state == "done":
        return "done"
    return "late" if row.late(desk.today()) else "open"


def region_of(place: str) -> RegionCode:
    """The ward of a station, or the region itself."""
    return ward_of(StationId(place)) if is_station(place) else RegionCode(place)


def _district(place: str) -> str:
    return ".".join(place.split(".")[:3]) if "." in place else district_of(StationId(place))


ROUTES = [matrix_page, mark_measure]
