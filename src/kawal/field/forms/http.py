"""Pages of forms: which there are, one of them in any version, its editor, and its exchange as XLSForm."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.roles import ROLE_NAMES, ROLES
from kawal.field.forms.check import ABOUT_THE_KIND, Fault, groups_of
from kawal.field.forms.desk import Faulty, FormDesk
from kawal.field.forms.draft import MOST_QUESTIONS, Draft, draft_of, edited, named, read_draft
from kawal.field.forms.reading import SENDERS, kind_of
from kawal.field.forms.sheets import sheets_of
from kawal.field.forms.workbook import XLSX, read_book, write_book
from kawal.field.kinds import KindBook, ReportKind, shipped_kinds
from kawal.field.phonepage import places_of
from kawal.kernel.errors import Missing, Refused, Rejected
from kawal.kernel.language import Message, msg
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, actor_of
from kawal.web.render import AnyRequest, renderer_of

PAGE = "/formulir"
PREVIEW_PLACES = 5
USUAL_SENDERS = ("commander", "operator", "clerk", "team_leader", "officer")
GROUP_NAMES: dict[str, Message] = {
    "presence": msg("kehadiran"),
    "stage": msg("tahapan TPS"),
    "incident": msg("kejadian"),
    "note": msg("catatan lain"),
    "result": msg("hasil"),
}
ANSWER_NAMES: dict[str, Message] = {
    "choice": msg("pilihan"),
    "flag": msg("centang ya atau tidak"),
    "count": msg("bilangan"),
    "time": msg("jam"),
    "text": msg("kata-kata bebas, tertutup"),
    "code": msg("kode pendek"),
    "position": msg("posisi tepat, tertutup"),
}


class KindForm(msgspec.Struct, frozen=True):
    """A kind."""

    kind: Annotated[str, msgspec.Meta(max_length=40)]


Chosen = Annotated[KindForm, Body(media_type=RequestEncodingType.URL_ENCODED)]


class KindRow(msgspec.Struct, frozen=True):
    """A kind as the list shows it."""

    kind: ReportKind
    own: bool
    offered: bool
    versions: tuple[int, ...]


class Preview(msgspec.Struct, frozen=True):
    """What the form of a preview needs of a phone page."""

    places: tuple[tuple[str, str], ...]


@get(PAGE, right="kind.edit", sync_to_thread=True)
def forms_page(request: AnyRequest, state: State, done: FromQuery[str] = "") -> Response[str]:
    """All kinds that this node takes, offered or retired."""
    return _list(request, state, done=done)


@get(f"{PAGE}/lihat/{{kind:str}}/{{version:int}}", right="kind.edit", sync_to_thread=True)
def form_page(request: AnyRequest, state: State, kind: FromPath[str], version: FromPath[int]) -> Response[str]:
    """One version of a kind, old ones too."""
    found = _known(state, kind, version)
    book = _desk(state).field.book()
    return renderer_of(state).page(
        request,
        "form_view.html",
        kind=book.offered(found),
        row=_row(found, book),
        preview=_preview(request, state),
        **_names(),
    )


@get(f"{PAGE}/baru", right="kind.edit", sync_to_thread=True)
def new_form(request: AnyRequest, state: State) -> Response[str]:
    """The editor with nothing in it."""
    return _editor(request, state, edited(Draft(roles=USUAL_SENDERS), "add"))


@get(f"{PAGE}/ubah/{{kind:str}}", right="kind.edit", sync_to_thread=True)
def change_form(request: AnyRequest, state: State, kind: FromPath[str]) -> Response[str]:
    """The editor with the newest version of a kind."""
    newest = _newest(state, kind)
    return _editor(request, state, draft_of(newest, newest.version))


@post(f"{PAGE}/isi", right="kind.edit", status_code=200)
async def edit_form(request: AnyRequest, state: State) -> Response[Any]:
    """One act of the editor; `publish` asks the kind from now on, everything else shows the page again."""
    form = await form_of(request)
    act = text_of(form, "act")
    draft = edited(named(_draft(form)), act)
    desk = _desk(state)
    if act != "publish":
        return await desk.field.in_thread(_editor, request, state, draft)
    try:
        kind = await desk.field.in_thread(desk.publish, draft, actor_of(request))
    except Faulty as faulty:
        return await desk.field.in_thread(_editor, request, state, draft, faulty.faults)
    return Redirect(f"{PAGE}?done={kind.id}", status_code=SEE_OTHER)


@post(f"{PAGE}/tarik", right="kind.edit", sync_to_thread=True, status_code=SEE_OTHER)
def retire_form(request: AnyRequest, state: State, data: Chosen) -> Any:
    """A kind is not offered any more."""
    _desk(state).retire(data.kind, actor_of(request))
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/tawarkan", right="kind.edit", sync_to_thread=True, status_code=SEE_OTHER)
def offer_form(request: AnyRequest, state: State, data: Chosen) -> Any:
    """A kind is offered again."""
    _desk(state).offer(data.kind, actor_of(request))
    return Redirect(PAGE, status_code=SEE_OTHER)


@get(f"{PAGE}/xlsform/{{kind:str}}/{{version:int}}", right="kind.edit", sync_to_thread=True)
def form_file(state: State, kind: FromPath[str], version: FromPath[int]) -> Response[bytes]:
    """A kind as an XLSForm workbook."""
    found = _known(state, kind, version)
    headers = {"content-disposition": f'attachment; filename="{found.id}-{found.version}.xlsx"'}
    return Response(write_book(sheets_of(found)), media_type=XLSX, headers=headers)


@post(f"{PAGE}/xlsform", right="kind.edit", status_code=200)
async def take_file(request: AnyRequest, state: State) -> Response[Any]:
    """An XLSForm workbook as a draft in the editor; what cannot be taken is told cell by cell."""
    form = await form_of(request)
    upload = form.get("file")
    content = await upload.read() if isinstance(upload, UploadFile) else b""
    return await _desk(state).field.in_thread(_take, request, state, content)


def _take(request: AnyRequest, state: State, content: bytes) -> Response[str]:
    try:
        kind = kind_of(read_book(content))
    except Refused as refused:
        return _list(request, state, refused=refused.faults)
    except Rejected as rejected:
        return _list(request, state, refused=(rejected,))
    newest = _desk(state).field.book().newest(kind.id)
    return _editor(
        request, state, draft_of(kind, kind.version if newest else 0)
    )  # made of an older one, it is told so


def _list(request: AnyRequest, state: State, *, done: str = "", refused: tuple[Rejected, ...] = ()) -> Response[str]:
    book = _desk(state).field.book()
    names = dict.fromkeys(name for name, _ in book.kinds)
    newest = [kind for name in names if (kind := book.newest(name)) and kind.group != "line" and book.takes(kind)]
    return renderer_of(state).page(
        request,
        "forms.html",
        rows=[_row(kind, book) for kind in newest],
        done=book.newest(done) if done else None,
        refused=refused,
        **_names(),
    )


def _row(kind: ReportKind, book: KindBook) -> KindRow:
    versions = sorted(version for name, version in book.kinds if name == kind.id)
    own = (kind.id, kind.version) not in shipped_kinds()
    return KindRow(kind, own, kind.id not in book.retired, tuple(versions))


def _editor(request: AnyRequest, state: State, draft: Draft, faults: tuple[Fault, ...] = ()) -> Response[str]:
    draft = named(draft)
    desk = _desk(state)
    kind, found = desk.check(draft)
    return renderer_of(state).page(
        request,
        "form_edit.html",
        draft=draft,
        faults=[one.said for one in faults if one.at == ABOUT_THE_KIND],
        faults_at={at: [one.said for one in faults if one.at == at] for at in range(len(draft.questions))},
        pending=len(found),
        kind=kind,
        groups=groups_of(desk.field.book()),
        earlier=_earlier(draft),
        most=MOST_QUESTIONS,
        preview=_preview(request, state),
        **_names(),
    )


def _earlier(draft: Draft) -> list[list[Any]]:
    """For each question the earlier ones on which it may depend."""
    asking = [one if one.id and one.kind in ("choice", "flag", "count") else None for one in draft.questions]
    return [[one for one in asking[:at] if one] for at in range(len(asking))]


def _preview(request: AnyRequest, state: State) -> Preview:
    account = account_of(request)
    registry = _desk(state).field.registry()
    return Preview(places_of(account, registry, "")[:PREVIEW_PLACES])


def _names() -> dict[str, Any]:
    senders = [role for role in ROLES if role in SENDERS]
    return {"group_names": GROUP_NAMES, "answer_names": ANSWER_NAMES, "role_names": ROLE_NAMES, "senders": senders}


def _draft(form: FormMultiDict) -> Draft:
    return read_draft(
        lambda name: text_of(form, name), lambda name: [one for one in form.getall(name, []) if isinstance(one, str)]
    )


def _known(state: State, name: str, version: int) -> ReportKind:
    book = _desk(state).field.book()
    kind = book.get(name, version)
    if kind is None or kind.group == "line" or not book.takes(kind):
        raise Missing("kind", msg("jenis laporan yang dikenal"), f"{name}/{version}")
    return kind


def _newest(state: State, name: str) -> ReportKind:
    newest = _desk(state).field.book().newest(name)
    if newest is None:
        raise Missing("kind", msg("jenis laporan yang dikenal"), name)
    return _known(state, name, newest.version)


def _desk(state: State) -> FormDesk:
    desk: FormDesk = state["forms"]
    return desk


ROUTES = [
    forms_page,
    form_page,
    new_form,
    change_form,
    edit_form,
    retire_form,
    offer_form,
    form_file,
    take_file,
]
