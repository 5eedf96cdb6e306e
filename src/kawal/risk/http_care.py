"""Routes of what is done about a risk: who takes a measure until when, who went to a vulnerable place."""

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER
from msgspec import Meta

from kawal.kernel.days import read_day
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.outputs.messenger import page_text
from kawal.risk.commands import TakeMeasure, VisitPlace
from kawal.risk.desk import RiskDesk
from kawal.risk.forward import visits_text
from kawal.risk.http import region_of, row_values
from kawal.risk.model import Measure
from kawal.risk.paper.duties import duties_pdf
from kawal.risk.queries import found_words, load_visits, note_words, owner_words
from kawal.risk.visits import ward_visits
from kawal.store.opened import Store
from kawal.web.identity import actor_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

MOST_VISITS = 60
Key = Annotated[str, Meta(max_length=40)]
AskedKey = Annotated[str, QueryParameter(max_length=40)]


class TakeForm(msgspec.Struct, frozen=True):
    """Who does a measure (a role, or a name: sealed) until which day."""

    place: Key
    indicator: Key
    agency: Key
    owner: Annotated[str, Meta(max_length=120)]
    due: Annotated[str, Meta(max_length=10)]


class VisitForm(msgspec.Struct, frozen=True):
    """Who went where on which day, and what was found; who and what are sealed."""

    place: Key
    day: Annotated[str, Meta(max_length=10)]
    who: Annotated[str, Meta(max_length=120)]
    found: Annotated[str, Meta(max_length=400)] = ""


@get("/mitigasi/tindakan", right="risk.read", sync_to_thread=True)
def measure_page(
    request: AnyRequest, state: State, place: AskedKey, indicator: AskedKey, agency: AskedKey
) -> Response[str]:
    """One measure: why, whose, until when; take it, mark it with a note, the visits to its place."""
    desk, who, words = _desk(state), who_of(request), reader_of(request).language
    row = next((one for one in desk.measures() if one.key == (place, indicator, agency)), None)
    if row is None:
        raise Missing(msg("tindakan"), msg("tindakan yang ada dalam matriks"), " ".join((place, indicator, agency)))
    require(request, "risk.read", place=place)
    store: Store = state["store"]
    with store.engine.connect().execution_options(read_only=True) as connection:
        visits = [one for one in load_visits(connection) if one.place == place]
        owner = owner_words(connection, store.blobs.sealer, [row]).get(row.taken, "")
        note = note_words(connection, store.blobs.sealer, [row]).get(row.marked, "")
        found = found_words(connection, store.blobs.sealer, visits)
    values = row_values(state, words.code)
    may_read = _reads_owner(request, row)
    registry = desk.registry()
    line = words.text(
        "%(place)s: %(what)s (%(agency)s), tenggat %(day)s",
        place=registry.place_name(place),
        what=values["measure_text"](row),
        agency=values["agency_name"].get(agency, agency),
        day=words.short_day(row.due),
    )
    return renderer_of(state).page(
        request,
        "measure.html",
        row=row,
        owner=owner if may_read else "",
        note=note if may_read else "",
        may_mark=who.may("measure.mark", place, agency),
        may_visit=who.may("visit.log", place),
        visits=visits,
        found=found if who.may("visit.log", place) else {},
        last_day=max(desk.today(), desk.day()),
        registry=registry,
        text=page_text(words.text("Tindakan mitigasi"), [line], words),
        **values,
    )


@post("/mitigasi/ambil", right="measure.mark", status_code=SEE_OTHER, sync_to_thread=True)
def measure_taken(
    request: AnyRequest,
    state: State,
    data: Annotated[TakeForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Take a measure, or agree another day."""
    require(request, "measure.mark", place=data.place, agency=data.agency)
    command = TakeMeasure(
        place=data.place,
        indicator=data.indicator,
        agency=data.agency,
        owner=data.owner,
        due=read_day(data.due, "tenggat"),
    )
    _desk(state).take(command, actor_of(request))
    return Redirect(measure_path(data.place, data.indicator, data.agency), status_code=SEE_OTHER)


@get("/mitigasi/kunjungan", right="risk.read", sync_to_thread=True)
def visits_page(request: AnyRequest, state: State, ward: FromQuery[str] = "") -> Response[str]:
    """Which vulnerable stations of each ward somebody went to, the wards with most missing first; the last visits."""
    desk, who, words = _desk(state), who_of(request), reader_of(request).language
    registry, assessment = desk.present()
    store: Store = state["store"]
    with store.engine.connect().execution_options(read_only=True) as connection:
        visits = [one for one in load_visits(connection) if who.may("risk.read", one.place)]
        shown = [one for one in visits if not ward or region_of(one.place) == ward][:MOST_VISITS]
        readable = [one for one in shown if who.may("visit.log", one.place)]
        found = found_words(connection, store.blobs.sealer, readable)
    wards = [one for one in ward_visits(assessment, visits) if who.may("risk.read", one.ward)]
    wards.sort(key=lambda one: (-len(one.missing), one.ward))
    return renderer_of(state).page(
        request,
        "visits.html",
        wards=wards,
        ward=ward,
        visits=shown,
        found=found,
        registry=registry,
        today=desk.today(),
        text=visits_text(wards, registry, words),
    )


@post("/mitigasi/kunjungan/catat", right="visit.log", status_code=SEE_OTHER, sync_to_thread=True)
def visit_logged(
    request: AnyRequest,
    state: State,
    data: Annotated[VisitForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Note a visit."""
    require(request, "visit.log", place=data.place)
    command = VisitPlace(place=data.place, day=read_day(data.day, "hari"), who=data.who, found=data.found)
    _desk(state).visit(command, actor_of(request))
    return Redirect(f"/mitigasi/kunjungan?{urlencode({'ward': region_of(data.place)})}", status_code=SEE_OTHER)


@get("/mitigasi/daftar.pdf", right="risk.read", sync_to_thread=True)
def duties_file(request: AnyRequest, state: State, agency: AskedKey) -> Response[bytes]:
    """What one agency has to do, on paper: open measures by their day; who took them only for who may read that."""
    desk, who = _desk(state), who_of(request)
    language: Language = reader_of(request).language
    rows = [one for one in desk.measures() if one.agency == agency and who.may("risk.read", one.place)]
    if not rows:
        raise Missing(msg("instansi"), msg("instansi dengan tindakan"), agency)
    store: Store = state["store"]
    with store.engine.connect().execution_options(read_only=True) as connection:
        owners = owner_words(connection, store.blobs.sealer, [one for one in rows if _reads_owner(request, one)])
    values = row_values(state, language.code)
    shell = renderer_of(state).shell
    body = duties_pdf(rows, owners, values, desk.registry(), shell, shell.now(), language)
    headers = {"content-disposition": f'inline; filename="mitigasi-{agency.lower()}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


def measure_path(place: str, indicator: str, agency: str) -> str:
    """The page of a measure."""
    return f"/mitigasi/tindakan?{urlencode({'place': place, 'indicator': indicator, 'agency': agency})}"


def _reads_owner(request: AnyRequest, row: Measure) -> bool:
    who = who_of(request)
    return who.may("measure.mark", row.place, row.agency) or who.may("report.private", row.place)


def _desk(state: State) -> RiskDesk:
    desk: RiskDesk = state["risk_desk"]
    return desk


ROUTES = [measure_page, measure_taken, visits_page, visit_logged, duties_file]
