"""Routes of drafts: paste a chat or upload a file, see how it is read, answer, save."""

from typing import Any, Literal

from litestar import Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.field.channels.importing.upload import lines_of_chat, lines_of_upload, ward_named
from kawal.field.grammar.model import Reading
from kawal.field.grammar.say import asked, doubted, said
from kawal.field.incoming import Channel, Understood
from kawal.kernel.codes import Level
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, msg
from kawal.watch.board.http import state_values
from kawal.watch.desk import WatchDesk
from kawal.watch.dutylog.drafting import DraftDesk, choices_of
from kawal.watch.dutylog.dutylog import facts_of, mark_of_said
from kawal.watch.dutylog.http_log import author_of
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/buku-jaga/tempelan"
PAGE_ROWS = 200
MOST_EXPORT_BYTES = 64_000_000
"""An exported chat may come with its photos, which are not read."""


@get(PAGE, right="log.write", sync_to_thread=True)
def paste_page(request: AnyRequest, state: State) -> Response[str]:
    """Where a chat is pasted or a file is given, and what was and is not saved yet."""
    desk, account = _desk(state), account_of(request)
    registry = state["watch"].field.registry()
    wards = [
        region for region in registry.regions if region.level is Level.WARD and account.may("log.write", region.code)
    ]
    today = state["watch"].clock().astimezone(state["watch"].lines.zone).date()
    return renderer_of(state).page(request, "paste.html", drafts=desk.all(account), wards=wards, today=today)


@post(f"{PAGE}/baru", right="log.write", status_code=SEE_OTHER, request_max_body_size=MOST_EXPORT_BYTES)
async def paste(request: AnyRequest, state: State) -> Response[Any]:
    """Take a paste or a file as a draft."""
    desk, account, watch = _desk(state), account_of(request), state["watch"]
    form = await form_of(request)
    title, ward = text_of(form, "title"), text_of(form, "ward")
    upload, text = form.get("file"), text_of(form, "text")
    now, zone = watch.clock(), watch.lines.zone
    channel: Channel = "whatsapp"
    if isinstance(upload, UploadFile) and upload.filename:
        data = await upload.read()
        brought = await watch.field.in_thread(lines_of_upload, data, upload.filename, now, zone)
        title = title or upload.filename
        channel = "whatsapp" if upload.filename.lower().endswith((".txt", ".zip")) else "import"
    elif text.strip():
        brought = await watch.field.in_thread(lines_of_chat, text, now, zone)
    else:
        raise Rejected(msg("tempelan"), msg("teks atau berkas"), msg("kosong"))
    if not ward:
        places = watch.lines.gazetteer().places
        ward = ward_named(title, [(one.code, one.name) for one in places if one.level is Level.WARD]) or ""
    identity = await watch.field.in_thread(desk.begin, title, channel, brought, ward, account)
    return Redirect(f"{PAGE}/{identity}", status_code=SEE_OTHER)


@get(f"{PAGE}/{{identity:str}}", right="log.write", sync_to_thread=True)
def draft_page(
    request: AnyRequest,
    state: State,
    identity: FromPath[str],
    page: FromQuery[int] = 1,
    noise: FromQuery[Literal["", "1"]] = "",
) -> Response[str]:
    """Raw words beside their reading: questions, doubts, what counts, what was there; noise is folded away."""
    desk, account, watch = _desk(state), account_of(request), state["watch"]
    draft, looked = desk.look(identity, account, author_of(account, "clerk"))
    words = reader_of(request).language
    gazetteer = watch.lines.gazetteer()
    open_lines = [one for one in looked if one.asks]
    rest = [one for one in looked if not one.asks and (noise or not one.is_noise or one.there is not None)]
    rest.sort(key=lambda one: not one.understood.reading.unsure)
    counted = [one.understood for one in looked if one.there is None]
    counted += [one.answer for one in looked if one.answer is not None and one.there is None]
    with watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        changes = watch.after(connection, counted)
    rows = (open_lines + rest)[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return renderer_of(state).page(
        request,
        "draft.html",
        draft=draft,
        rows=[
            {
                "one": one,
                "said": said_of(one.understood, watch, words),
                "doubted": doubted(one.understood.reading.unsure, words),
                "answered": said_of(one.answer, watch, words) if one.answer else "",
                "mark": mark_of_first(one.understood),
                "answer_mark": mark_of_first(one.answer) if one.answer else ("dot", ""),
                "questions": [
                    (
                        asked(ask, gazetteer, words),
                        choices_of(one.line, ask, watch, words),
                    )
                    for ask in one.asks
                ],
            }
            for one in rows
        ],
        page_number=page,
        pages=max(1, -(-len(open_lines + rest) // PAGE_ROWS)),
        waiting=len(open_lines),
        noise_count=sum(1 for one in looked if one.is_noise),
        there=sum(1 for one in looked if one.there is not None),
        new=sum(1 for one in looked if one.there is None),
        changed_now={ward: [(one, now) for one, now, _ in rows] for ward, rows in changes.items()},
        changed_then={ward: [(one, then) for one, _, then in rows] for ward, rows in changes.items()},
        stations=sum(1 for rows in changes.values() for _, now, then in rows if now != then),
        noise=noise,
        registry=watch.field.registry(),
        **state_values(),
    )


@post(f"{PAGE}/{{identity:str}}/jawab", right="log.write", status_code=SEE_OTHER)
async def answer(request: AnyRequest, state: State, identity: FromPath[str]) -> Response[Any]:
    """Answer a question in words; empty words say that it needs no answer."""
    desk, account, watch = _desk(state), account_of(request), state["watch"]
    form = await form_of(request)
    number = text_of(form, "line")
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise Rejected(msg("baris"), msg("nomor baris"), number)
    await watch.field.in_thread(desk.answer, identity, int(number), text_of(form, "words"), account)
    return Redirect(f"{PAGE}/{identity}", status_code=SEE_OTHER)


@post(f"{PAGE}/{{identity:str}}/simpan", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def save(request: AnyRequest, state: State, identity: FromPath[str]) -> Response[Any]:
    """Everything into the log."""
    desk, account = _desk(state), account_of(request)
    desk.save(identity, account, author_of(account, "clerk"))
    return Redirect("/buku-jaga?channel=whatsapp", status_code=SEE_OTHER)


@post(f"{PAGE}/{{identity:str}}/buang", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def throw_away(request: AnyRequest, state: State, identity: FromPath[str]) -> Response[Any]:
    """Nothing of it counts."""
    _desk(state).drop(identity, account_of(request))
    return Redirect(PAGE, status_code=SEE_OTHER)


def said_of(understood: Understood, watch: WatchDesk, words: Language) -> str:
    """What was understood, in one sentence."""
    return said(Reading(facts=facts_of(understood.facts)), watch.lines.gazetteer(), words)


def mark_of_first(understood: Understood) -> tuple[str, str]:
    """The mark of the first thing that was understood."""
    return mark_of_said(understood.facts[0].kind, understood.facts[0].data) if understood.facts else ("dot", "")


def _desk(state: State) -> DraftDesk:
    desk: DraftDesk = state["drafts"]
    return desk


ROUTES = [paste_page, paste, draft_page, answer, save, throw_away]
