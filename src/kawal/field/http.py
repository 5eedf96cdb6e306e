"""Pages of the reports that came in: the list, one with its history, its receipt and photos."""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.blind import refuse_sight
from kawal.access.reach import reach_of
from kawal.field.channels.odk.queries import edits_of
from kawal.field.desk import FieldDesk
from kawal.field.forward import report_text, reports_text
from kawal.field.line_queries import log_rows
from kawal.field.photos import media_type_of
from kawal.field.queries import (
    ReportRow,
    all_conflicts,
    conflict_at,
    conflicts_with,
    device_counts,
    history_of,
    latest_reports,
    quarantine_counts,
    report_at,
    stored_photos,
)
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.store.sealed import is_erased, open_entry
from kawal.web.identity import account_of, actor_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE_ROWS = 60


@get("/laporan", right="report.read", sync_to_thread=True)
def reports_page(
    request: AnyRequest,
    state: State,
    kind: FromQuery[str] = "",
    before: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0,
) -> Response[str]:
    """Reports, newest first, as far as this person's region reaches."""
    desk, account = _desk(state), account_of(request)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        reports = latest_reports(
            connection, before=before or None, kind=kind, places=reach_of(account, "report.read"), most=PAGE_ROWS + 1
        )
        conflicts = all_conflicts(connection)
        counts, unread = device_counts(connection), quarantine_counts(connection)
    directory = desk.access.directory()
    lacking = [
        (directory.accounts.get(device.account), highest - count - unread.get(kid, 0))
        for kid, (count, highest) in counts.items()
        if (device := directory.devices.get(kid)) is not None
        and device.account in directory.accounts
        and highest > count + unread.get(kid, 0)
    ]
    renderer = renderer_of(state)
    return renderer.page(
        request,
        "reports.html",
        reports=reports[:PAGE_ROWS],
        older=reports[PAGE_ROWS - 1].index if len(reports) > PAGE_ROWS else None,
        kinds=desk.book().kinds,
        choices=desk.book().current,
        kind=kind,
        conflicts=conflicts,
        lacking=lacking,
        registry=desk.registry(),
        directory=directory,
        text=reports_text(
            reports[:PAGE_ROWS], desk.book(), desk.registry(), renderer.shell.zone, reader_of(request).language
        ),
    )


@get("/laporan/{index:int}", right="report.read", sync_to_thread=True)
def report_page(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """One report: what is public, whether something is sealed, its receipt and the other reports from its place."""
    return _report(request, state, index, opening=False)


@post("/laporan/{index:int}/buka", right="report.private", sync_to_thread=True, status_code=200)
def open_report(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """The same with its sealed part opened, which is recorded under the reader's name."""
    return _report(request, state, index, opening=True)


@get("/laporan/{index:int}/tanda-terima", right="report.read", sync_to_thread=True)
def report_receipt(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """The receipt as a file (C2SP tlog-proof) that carries the report: `kawal verify` needs nothing else."""
    return _saved(request, state, index, opening=False)


@post("/laporan/{index:int}/tanda-terima/buka", right="report.private", sync_to_thread=True, status_code=200)
def open_receipt(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """The same file with the sealed part in it, which is recorded under the reader's name."""
    return _saved(request, state, index, opening=True)


@get("/laporan/{index:int}/foto/{sha256:str}", right="report.private", sync_to_thread=True)
def report_photo(request: AnyRequest, state: State, index: FromPath[int], sha256: FromPath[str]) -> Response[bytes]:
    """A photo of a report.

    It is recorded although it is asked by GET, as the image of a page must be: what the log says is that these bytes
    were shown to this account, and that is true whichever page, or foreign link, made the browser ask for them.
    """
    desk = _desk(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = _found(connection, index)
        if sha256 not in found.photos or sha256 not in stored_photos(connection, index):
            raise Missing(msg("foto"), msg("foto yang sudah masuk"), sha256[:12])
        require(request, "report.private", place=found.place)
        photo = desk.store.blobs.get(connection, sha256)
    if photo is None:
        raise Missing(msg("foto"), msg("foto yang sudah masuk"), msg("terhapus"))
    desk.note_opened(index, actor_of(request))
    return Response(photo, media_type=media_type_of(photo) or "application/octet-stream")


def _report(request: AnyRequest, state: State, index: int, *, opening: bool) -> Response[str]:
    desk = _desk(state)
    directory = desk.access.directory()
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = _found(connection, index)
        require(request, "report.private" if opening else "report.read", place=found.place)
        _refuse_blind(request, desk, found)
        values: dict[str, Any] = {
            "report": found,
            "opened": desk.private_part(connection, index) or {} if opening else None,
            "history": history_of(connection, found.place),
            "conflicts": conflicts_with(connection, index),
            "facts": log_rows(connection, before=index + 1, most=1)[0].facts,
            "edits": edits_of(connection, found.id),
            "stored": stored_photos(connection, index),
            "erased": is_erased(connection, index),
            "sealed": open_entry(connection, desk.store.blobs.sealer, index) is not None,
        }
    if opening and values["sealed"]:
        desk.note_opened(index, actor_of(request))
    device = directory.devices.get(found.source)
    renderer, kind = renderer_of(state), desk.book().kinds[found.kind, found.version]
    return renderer.page(
        request,
        "report.html",
        text=report_text(
            found, values.pop("facts"), kind, desk.registry(), renderer.shell.zone, reader_of(request).language
        ),
        path=f"/laporan/{index}",
        receipt=desk.receipt(index),
        kinds=desk.book().kinds,
        kind=kind,
        registry=desk.registry(),
        author=directory.accounts.get(found.account or (device.account if device else "")),
        may_open=who_of(request).may("report.private", found.place),
        **values,
    )


def _saved(request: AnyRequest, state: State, index: int, *, opening: bool) -> Response[str]:
    desk = _desk(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = _found(connection, index)
    require(request, "report.private" if opening else "report.read", place=found.place)
    _refuse_blind(request, desk, found)
    receipt = desk.saved_receipt(index, private=opening)
    if opening:
        desk.note_opened(index, actor_of(request))
    headers = {"content-disposition": f'attachment; filename="kawal-{index}.tlog-proof"'}
    return Response(receipt, media_type="text/plain", headers=headers)


def _refuse_blind(request: AnyRequest, desk: FieldDesk, report: ReportRow) -> None:
    """Raise NotPermitted when the report gives votes and who asks reads forms of its place blind."""
    if desk.book().kinds[report.kind, report.version].group == "result":
        refuse_sight(account_of(request), report.place)


def _found(connection: Connection, index: int) -> ReportRow:
    found = report_at(connection, index) or conflict_at(connection, index)
    if found is None:
        raise Missing(msg("laporan"), msg("laporan yang tercatat"), str(index)[:20])
    return found


def _desk(state: State) -> FieldDesk:
    desk: FieldDesk = state["field"]
    return desk


ROUTES = [
    reports_page,
    report_page,
    open_report,
    report_receipt,
    open_receipt,
    report_photo,
]
