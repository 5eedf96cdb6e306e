"""The phone page and its service worker, and its forms where there is no script."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.profiles import PARTS
from kawal.deployment.queries import load_plans
from kawal.field.alarms import own_alarms
from kawal.field.answers import is_asked
from kawal.field.assembly import refuse_names
from kawal.field.desk import FieldDesk
from kawal.field.door import RECORDED, REPEATED
from kawal.field.identity import new_identity
from kawal.field.kinds import Field, ReportKind, rule_cards
from kawal.field.notice import breaches, moment_text, notice_from, notice_of, safe_dates
from kawal.field.phonepage import phone_page, place_code, places_of, post_of
from kawal.field.photos import MOST_PHOTO_BYTES, media_type_of, store_photo
from kawal.field.queries import (
    ReportRow,
    history_of,
    report_at,
)
from kawal.field.visit import visit_of
from kawal.kernel.clock import system_clock
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.web.assets import Assets
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, actor_of, require
from kawal.web.render import AnyRequest, reader_of, renderer_of

WORKER = "src/phone-sw.ts"


@get("/lapangan", right="report.send", sync_to_thread=True)
def field_page(
    request: AnyRequest,
    state: State,
    sent: Annotated[int, QueryParameter(ge=-1, le=2**53)] = -1,
    withdrawn: Annotated[int, QueryParameter(ge=-1, le=2**53)] = -1,
) -> Response[str]:
    """My post, my next task, my forms; the script makes it work without a network."""
    desk, account = _desk(state), account_of(request)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        plans = load_plans(connection)
        plan = plans[-1] if plans else None
        place = post_of(account, plan)
        history = history_of(connection, place, 200) if place else ()
        told = report_at(connection, sent)
        alarms = own_alarms(connection, account.id, desk.access.directory(), desk.now())
    sent_own = told if told is not None and told.account == account.id else None
    page = phone_page(account, desk.book(), desk.registry(), plan, history)
    mustered = {"deployment", "watch"} <= PARTS[desk.access.founding.profile]
    return renderer_of(state).page(
        request,
        "lapangan.html",
        page=page,
        visit=visit_of(page, desk.registry()),
        account=account,
        cards=rule_cards(),
        founding=desk.access.founding,
        sent=sent_own,
        **_legal(request, state, sent_own),
        alarms=alarms,
        withdrawn=withdrawn,
        takes_back="watch" in PARTS[desk.access.founding.profile],
        known=desk.book().kinds,
        registry=desk.registry(),
        identities={kind.id: new_identity() for kind in page.kinds},
        new_identity=new_identity,
        leads="team_leader" in account.roles and mustered,
        scans=bool(account.person) and mustered,
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
    pictures = [one for one in form.getall("photo", []) if isinstance(one, UploadFile) and one.filename]
    refuse_names(kind, [name.removeprefix("a-") for name in form if name.startswith("a-")], len(pictures))
    public, private = _answers(kind, form)
    photos = await _photos(form, kind)
    registry = desk.registry()
    place = place_code(text_of(form, "place"), places_of(account, registry, ""))
    if place not in registry.station_by_id and place not in registry.region_by_code:
        raise Rejected(msg("tempat"), msg("tempat dari daftar, seperti TPS 020 Mantuil"), place[:60])
    resolves, at_ms = text_of(form, "quarantine"), None
    if resolves:
        row = await desk.in_thread(desk.quarantine.waiting, resolves)
        require(request, "quarantine.convert", place=desk.quarantine.region_of(row.source))
        came = await desk.in_thread(desk.quarantine.photos, row)
        photos |= dict(list(came.items())[: max(0, kind.max_photos - len(photos))])
        at_ms = await desk.in_thread(desk.quarantine.written_at, row.index)
    answer = await desk.send_for(
        account, text_of(form, "id"), (kind.id, kind.version), place, public, private, tuple(photos), at_ms=at_ms
    )
    for sha256, photo in photos.items():
        await desk.in_thread(store_photo, desk.store, sha256, photo)
    if resolves:
        await desk.in_thread(desk.quarantine.converted, int(resolves), text_of(form, "id"), actor_of(request))
        return Redirect("/karantina", status_code=SEE_OTHER)
    if answer.status not in (RECORDED, REPEATED):
        raise Rejected("id", msg("laporan baru"), text_of(form, "id"))
    return Redirect(f"/lapangan?sent={answer.index}", status_code=SEE_OTHER)


def _legal(request: AnyRequest, state: State, sent: ReportRow | None) -> dict[str, Any]:
    """What the receipt of a breach says: for the report just sent, and for the script, which finds the day itself."""
    desk, law, words = _desk(state), state["law"], reader_of(request).language
    zone, now, registry = renderer_of(state).shell.zone, desk.now(), desk.registry()
    notice = None
    if sent is not None:
        known = min(datetime.fromtimestamp(sent.at_ms / 1000, UTC), datetime.fromisoformat(sent.received))
        notice = notice_of(sent.kind, sent.data.get("what"), known, zone, law, registry)
    today = now.astimezone(zone)
    offset = today.utcoffset()
    script = {
        "what": breaches(),
        "safe": safe_dates(today.date(), zone, law, words),
        "offset_min": int(offset.total_seconds() // 60) if offset else 0,
        "ahead_ms": int((now - system_clock()).total_seconds() * 1000),
    }
    return {
        "notice": notice,
        "notice_safe": moment_text(notice.span.safe, zone, words) if notice else "",
        "desk_notice": notice_from(now, zone, law, registry),
        "legal": script,
    }


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
    if field.kind == "time":
        return text.replace(".", ":")  # 11.40 where a browser has no field of its own for times
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


ROUTES = [field_page, service_worker, send_form]
