"""Routes of situation reports: one now, those that were made, one as a page, a text and a PDF."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.outputs.messenger import page_text
from kawal.watch.board.http import state_values
from kawal.watch.board.shown import MARKS
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.gatherings import SERVICE_NAMES, SIZE_NAMES
from kawal.watch.paper.situation import situation_pdf
from kawal.watch.situation.situation import ended_as, figure_name
from kawal.watch.situation.situationdesk import SituationDesk
from kawal.watch.sources import people_names
from kawal.web.identity import account_of, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/situasi"


@get(PAGE, right="log.read", sync_to_thread=True)
def situations_page(request: AnyRequest, state: State) -> Response[str]:
    """The reports that were made, newest first; the newest in full."""
    desk, cases = _desk(state), _cases(state)
    with cases.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        rows = desk.all(connection)
    if rows:
        return _page(request, state, rows[0].number)
    words = reader_of(request).language
    return renderer_of(state).page(
        request,
        "situation.html",
        report=None,
        rows=(),
        every=desk.every_min,
        text=page_text(words.text("Laporan situasi"), [words.text("Belum ada.")], words),
    )


@get(f"{PAGE}/{{number:int}}", right="log.read", sync_to_thread=True)
def situation_page(request: AnyRequest, state: State, number: FromPath[int]) -> Response[str]:
    """A report as it was made."""
    return _page(request, state, number)


@get(f"{PAGE}/{{number:int}}/laporan.pdf", right="log.read", sync_to_thread=True)
def situation_file(request: AnyRequest, state: State, number: FromPath[int]) -> Response[bytes]:
    """A report on paper, with the checkpoint that it rests on."""
    desk, cases, renderer = _desk(state), _cases(state), renderer_of(state)
    with cases.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        row, report = desk.one(connection, number)
    body = situation_pdf(
        report, row, cases, renderer.shell.institution, renderer.shell.exercise, reader_of(request).language
    )
    headers = {"content-disposition": f'inline; filename="laporan-situasi-{number:03d}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


@post(f"{PAGE}/buat", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def situation_made(request: AnyRequest, state: State) -> Response[Any]:
    """Make one now."""
    number = _desk(state).make(account_of(request).id)
    return Redirect(f"{PAGE}/{number}", status_code=SEE_OTHER)


def _page(request: AnyRequest, state: State, number: int) -> Response[str]:
    desk, cases, words = _desk(state), _cases(state), reader_of(request).language
    with cases.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        row, report = desk.one(connection, number)
        rows = desk.all(connection)
    return renderer_of(state).page(
        request,
        "situation.html",
        report=report,
        row=row,
        rows=rows,
        every=desk.every_min,
        figure_name=lambda name: figure_name(name, words),
        ended_as=lambda told: ended_as(told, words),
        agency_name=lambda agency: cases.agency_name(agency, words),
        marks=MARKS,
        size_names=SIZE_NAMES,
        service_names=SERVICE_NAMES,
        names=people_names(cases.watch, who_of(request), reader_of(request).language),
        registry=cases.watch.field.registry(),
        text=desk.text(report, words),
        **state_values(),
    )


def _desk(state: State) -> SituationDesk:
    desk: SituationDesk = state["situation"]
    return desk


def _cases(state: State) -> CaseDesk:
    desk: CaseDesk = state["cases"]
    return desk


ROUTES = [situations_page, situation_page, situation_file, situation_made]
