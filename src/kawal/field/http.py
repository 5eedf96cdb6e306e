"""Pages of the field: the phone page, reports with their receipts."""

import hashlib
from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.access.roles import TABLE
from kawal.deployment.queries import load_plans
from kawal.field.answers import is_asked
from kawal.field.channels.odk.queries import edits_of
from kawal.field.desk import FieldDesk
from kawal.field.door import RECORDED, REPEATED
from kawal.field.forward import report_text
from kawal.field.identity import new_identity
from kawal.field.kinds import Field, ReportKind, rule_cards
from kawal.field.line_queries import log_rows
from kawal.field.phonepage import phone_page, place_code, places_of, post_of
from kawal.field.photos import MOST_PHOTO_BYTES, media_type_of, store_photo
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
from kawal.kernel.errors import Missing, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.store.sealed import is_erased, open_entry
from kawal.web.assets import Assets
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, actor_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

SEE_OTHER: Literal[303] = 303
PAGE_ROWS = 60
WORKER = "src/phone-sw.ts"


@get("/lapangan", right="report.send", sync_to_thread=True)
def field_page(
    request: AnyRequest, state: State, sent: Annotated[int, QueryParameter(ge=-1, le=2**53)] = -1
) -> Response[str]:
    """My post, my next task, my forms; the script makes it work without a network."""
    desk, account = _desk(state), account_of(request)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        plans = load_plans(connection)
        plan = plans[-1] if plans else None
        place = post_of(account, plan)
        history = history_of(connection, place, 200) if place else ()
        told = report_at(connection, sent)
    page = phone_page(account, desk.book(), desk.registry(), plan, history)
    return renderer_of(state).page(
        request,
        "lapangan.html",
        page=page,
        account=account,
        cards=rule_cards(),
        founding=desk.access.founding,
        sent=told if told is not None and told.account == account.id else None,
        known=desk.book().kinds,
        registry=desk.registry(),
        identities={kind.id: new_identity() for kind in page.kinds},
    )


@get("/lapangan-sw.js", right="open", sync_to_thread=True)
def service_worker(state: State) -> Response[bytes]:
    """The service worker, under an address that does not change."""
    assets: Assets = state["renderer"].assets
    return Response(assets.body(WORKER), media_type="text/javascript", headers={"cache-control": "no-cache"})


@post("/lapangan/lapor", right="report.send", status_code=SEE_OTHER)
async def send_form(request: AnyRequest, state: State) -> Response[Any]:
    """A form without script: signed by the node for the account. Its hidden id makes a second press harmless."""
    desk, account = _desk(state), account_of(request)
    form = await form_of(request)
    kind = _kind_of_form(form, desk)
    public, private = _answers(kind, form)
    photos = await _photos(form, kind)
    place = place_code(text_of(form, "place"), places_of(account, desk.registry(), ""))
    resolves, at_ms = text_of(form, "quarantine"), None
    if resolves:
        row = await desk.in_thread(desk.still_quarantined, resolves)
        require(request, "quarantine.convert", place=desk.region_of(row.source))
        came = await desk.in_thread(desk.quarantined_photos, row)
        photos |= dict(list(came.items())[: max(0, kind.max_photos - len(photos))])
        at_ms = await desk.in_thread(desk.written_at, row.index)
    answer = await desk.send_for(
        account, text_of(form, "id"), (kind.id, kind.version), place, public, private, tuple(photos), at_ms=at_ms
    )
    for sha256, photo in photos.items():
        await desk.in_thread(store_photo, desk.store, sha256, photo)
    if resolves:
        await desk.in_thread(desk.converted, int(resolves), text_of(form, "id"), actor_of(request))
        return Redirect("/karantina", status_code=SEE_OTHER)
    if answer.status not in (RECORDED, REPEATED):
        raise Rejected("id", msg("laporan baru"), text_of(form, "id"))
    return Redirect(f"/lapangan?sent={answer.index}", status_code=SEE_OTHER)


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
            connection, before=before or None, kind=kind, places=reach_of(account), most=PAGE_ROWS + 1
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
    return renderer_of(state).page(
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


def reach_of(account: Account) -> tuple[str, ...]:
    """Beginnings of the places that an account may read reports from; empty for everywhere."""
    reach: list[str] = []
    for grant in account.grants:
        if "report.read" not in TABLE[grant.role]:
            continue
        if not grant.region:
            return ()
        reach += [grant.region, grant.region.replace(".", "")]
    return tuple(reach) or ("none",)


def _report(request: AnyRequest, state: State, index: int, *, opening: bool) -> Response[str]:
    desk = _desk(state)
    directory = desk.access.directory()
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = _found(connection, index)
        require(request, "report.private" if opening else "report.read", place=found.place)
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
        place = _found(connection, index).place
    require(request, "report.private" if opening else "report.read", place=place)
    receipt = desk.saved_receipt(index, private=opening)
    if opening:
        desk.note_opened(index, actor_of(request))
    headers = {"content-disposition": f'attachment; filename="kawal-{index}.tlog-proof"'}
    return Response(receipt, media_type="text/plain", headers=headers)


def _found(connection: Connection, index: int) -> ReportRow:
    found = report_at(connection, index) or conflict_at(connection, index)
    if found is None:
        raise Missing(msg("laporan"), msg("laporan yang tercatat"), str(index)[:20])
    return found


def _kind_of_form(form: FormMultiDict, desk: FieldDesk) -> ReportKind:
    version = text_of(form, "version")
    key = (text_of(form, "kind"), int(version) if version.isascii() and version.isdigit() and len(version) < 4 else 0)
    book = desk.book()
    kind = book.get(*key)
    if kind is None:
        raise Rejected("kind", msg("jenis laporan yang dikenal"), key[0])
    if not book.takes(kind):
        raise NotPermitted(msg("simpul ini tidak menerima laporan jenis %(kind)s", kind=kind.id))
    return kind


def _answers(kind: ReportKind, form: FormMultiDict) -> tuple[dict[str, str | int | bool], dict[str, object]]:
    public: dict[str, str | int | bool] = {}
    private: dict[str, object] = {}
    for field in kind.fields:
        value = _answer(field, form) if is_asked(field, public | private) else None
        if value is None:
            continue
        if field.private:
            private[field.id] = value
        else:
            public[field.id] = value
    return public, private


def _answer(field: Field, form: FormMultiDict) -> str | int | bool | None:
    text = text_of(form, f"a-{field.id}").strip()
    if field.kind == "flag":
        return text == "1"
    if field.kind == "position" or not text:
        return None
    if field.kind != "count":
        return text
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Rejected(field.id, msg("bilangan"), text)
    return int(text)


async def _photos(form: FormMultiDict, kind: ReportKind) -> dict[str, bytes]:
    photos: dict[str, bytes] = {}
    for upload in form.getall("photo", []):
        if not isinstance(upload, UploadFile):
            continue
        photo = await upload.read()
        if not photo:
            continue
        if len(photo) > MOST_PHOTO_BYTES or media_type_of(photo) is None:
            raise Rejected(msg("foto"), f"JPEG, PNG, 1..{MOST_PHOTO_BYTES}", len(photo))
        photos[hashlib.sha256(photo).hexdigest()] = photo
    if len(photos) > kind.max_photos:
        raise Rejected(msg("foto"), msg("paling banyak %(n)s foto", n=kind.max_photos), len(photos))
    return photos


def _desk(state: State) -> FieldDesk:
    desk: FieldDesk = state["field"]
    return desk


ROUTES = [
    field_page,
    service_worker,
    send_form,
    reports_page,
    report_page,
    open_report,
    report_receipt,
    open_receipt,
    report_photo,
]
