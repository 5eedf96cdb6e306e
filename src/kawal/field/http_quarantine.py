"""Pages of quarantine: what known senders sent and nobody could read, opened, converted or set aside by a clerk."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.blind import refuse_sight
from kawal.field.desk import FieldDesk
from kawal.field.forward import quarantine_text
from kawal.field.identity import new_identity
from kawal.field.phonepage import phone_page
from kawal.field.photos import media_type_of
from kawal.field.quarantine import WHY_NAMES, WHYS, Sent, read_sent, reason_on_page
from kawal.field.queries import QuarantineRow, quarantine_at, quarantine_rows
from kawal.kernel.codes import is_station
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.sealed import open_entry
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, actor_of, require
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/karantina"
LONGEST_NOTE = 1000


@get(PAGE, right="quarantine.read", sync_to_thread=True)
def quarantine_page(request: AnyRequest, state: State) -> Response[str]:
    """What waits for a clerk, and what was done."""
    return _page(request, state, None, None)


@get(f"{PAGE}/{{index:int}}", right="quarantine.convert", sync_to_thread=True)
def quarantined_page(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """One of them, closed."""
    return _page(request, state, mine(request, state["field"], index), None)


@post(f"{PAGE}/{{index:int}}/buka", right="quarantine.convert", sync_to_thread=True, status_code=200)
def open_quarantined(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """Open what was sent, which is recorded, beside the forms for its conversion, filled in as far as it is read."""
    desk: FieldDesk = state["field"]
    chosen = mine(request, desk, index)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        sealed = open_entry(connection, desk.store.blobs.sealer, index)
        note = desk.quarantine.note_on(connection, chosen.resolved) if chosen.resolved is not None else ""
    sent = read_sent(sealed.decode("utf-8", "replace") if sealed else "")
    kind = desk.book().newest(sent.kind)
    if kind is not None and kind.group == "result":
        place = sent.place if is_station(sent.place) else desk.quarantine.region_of(chosen.source)
        refuse_sight(account_of(request), place)
    if sealed:
        desk.note_opened(index, actor_of(request))
    if note and chosen.resolved is not None:
        desk.note_opened(chosen.resolved, actor_of(request))
    return _page(request, state, chosen, sent, note)


@get(f"{PAGE}/{{index:int}}/foto/{{sha256:str}}", right="quarantine.convert", sync_to_thread=True)
def quarantined_photo(
    request: AnyRequest, state: State, index: FromPath[int], sha256: FromPath[str]
) -> Response[bytes]:
    """A photo that came with it; recorded like that of a report (`http.report_photo`)."""
    desk: FieldDesk = state["field"]
    photo = desk.quarantine.photos(mine(request, desk, index)).get(sha256)
    if photo is None:
        raise Missing(msg("foto"), msg("foto yang sudah masuk"), sha256[:12])
    desk.note_opened(index, actor_of(request))
    return Response(photo, media_type=media_type_of(photo) or "application/octet-stream")


@post(f"{PAGE}/{{index:int}}/sisihkan", right="quarantine.convert", status_code=SEE_OTHER)
async def set_aside(request: AnyRequest, state: State, index: FromPath[int]) -> Response[Any]:
    """Nothing to convert: set aside for one of the fixed reasons, with a note that stays outside the log."""
    form = await form_of(request)
    desk: FieldDesk = state["field"]
    why = next((one for one in WHYS if one == text_of(form, "why")), None)
    if why is None:
        raise Rejected(msg("alasan"), ", ".join(WHYS), text_of(form, "why"))
    note = text_of(form, "note").strip()
    shortest = 3 if why == "other" else 0
    if not shortest <= len(note) <= LONGEST_NOTE:
        raise Rejected(
            msg("catatan"),
            msg("%(short)s sampai %(long)s huruf", short=shortest, long=LONGEST_NOTE),
            msg("%(n)s huruf", n=len(note)),
        )
    await desk.in_thread(mine, request, desk, index)
    await desk.in_thread(desk.quarantine.set_aside, index, why, note, actor_of(request))
    return Redirect(PAGE, status_code=SEE_OTHER)


def mine(request: AnyRequest, desk: FieldDesk, index: int) -> QuarantineRow:
    """What has this number; raises Missing for none, NotPermitted when its sender is outside the clerk's reach."""
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        row = quarantine_at(connection, index)
    require(request, "quarantine.convert", place=desk.quarantine.region_of(row.source))
    return row


def _page(
    request: AnyRequest, state: State, chosen: QuarantineRow | None, sent: Sent | None, note: str = ""
) -> Response[str]:
    desk: FieldDesk = state["field"]
    account = account_of(request)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        rows = (
            *quarantine_rows(connection, only_open=True),
            *[row for row in quarantine_rows(connection, only_open=False) if row.resolved is not None],
        )
    reached = [row for row in rows if account.may("quarantine.read", desk.quarantine.region_of(row.source))]
    waiting, done = ([row for row in reached if (row.resolved is None) is still] for still in (True, False))
    directory = desk.access.directory()
    page = phone_page(account, desk.book(), desk.registry(), None, ())
    renderer = renderer_of(state)
    return renderer.page(
        request,
        "quarantine.html",
        text=quarantine_text(waiting, done, renderer.shell.zone, reader_of(request).language),
        path=f"{PAGE}/{chosen.index}" if chosen else PAGE,
        waiting=waiting,
        done=done,
        chosen=chosen,
        sent=sent,
        note=note,
        why_names=WHY_NAMES,
        reason_of=lambda row: reason_on_page(row.reason, desk.book(), reader_of(request).language.code),
        senders=directory.accounts
        | {kid: directory.accounts.get(device.account) for kid, device in directory.devices.items()},
        page=page,
        registry=desk.registry(),
        kinds=sorted(page.kinds, key=lambda kind: sent is None or kind.id != sent.kind),
        identities={kind.id: new_identity() for kind in page.kinds},
    )


ROUTES = [quarantine_page, quarantined_page, open_quarantined, quarantined_photo, set_aside]
