"""Routes of the paper pack: what was printed, one now, its file."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text
from kawal.watch.desk import require_desk
from kawal.watch.queries import Pack
from kawal.watch.shifts.packs import PackDesk
from kawal.web.identity import actor_of
from kawal.web.render import AnyRequest, Renderer, reader_of

PAGE = "/paket-kertas"


@get(PAGE, right="log.read", sync_to_thread=True)
def pack_page(request: AnyRequest, state: State) -> Response[str]:
    """The packs that there are, newest first."""
    desk: PackDesk = state["packs"]
    renderer: Renderer = state["renderer"]
    packs = desk.all()
    text = packs_text(packs, renderer.shell.zone, reader_of(request).language)
    return renderer.page(
        request,
        "packs.html",
        packs=packs,
        text=text,
        refused=desk.refused(),
        lying=desk.lying(),
        printing=desk.settings,
    )


def packs_text(packs: Sequence[Pack], zone: tzinfo, language: Language) -> str:
    """The packs as a text to pass on: which is the newest, and the numbers of their blank sheets."""
    lines = [
        language.text(
            "Paket %(n)s, %(moment)s: catatan sampai %(until)s, lembar kosong %(first)s–%(last)s",
            n=one.number,
            moment=language.moment(datetime.fromisoformat(one.at).astimezone(zone)),
            until=language.integer(one.until),
            first=one.first_sheet,
            last=one.last_sheet,
        )
        for one in packs
    ]
    return page_text(language.text("Paket kertas"), lines or [language.text("Belum ada.")], language)


@post(f"{PAGE}/cetak", right="paper.print", status_code=SEE_OTHER, sync_to_thread=True)
def pack_now(request: AnyRequest, state: State) -> Response[Any]:
    """Print one now."""
    desk: PackDesk = state["packs"]
    desk.order(actor_of(request))
    return Redirect(PAGE, status_code=SEE_OTHER)


@get(f"{PAGE}/{{number:int}}/berkas.pdf", right="report.private", sync_to_thread=True)
def pack_file(request: AnyRequest, state: State, number: FromPath[int]) -> Response[bytes]:
    """The file of a pack: it holds telephone numbers and what was promised."""
    desk: PackDesk = state["packs"]
    require_desk(request, state["watch"])
    headers = {"content-disposition": f'inline; filename="paket-{number:03d}.pdf"'}
    body = desk.file(number)
    state["access"].exported("paper_pack", number, None, actor_of(request))
    return Response(body, media_type="application/pdf", headers=headers)


ROUTES = [pack_page, pack_now, pack_file]
