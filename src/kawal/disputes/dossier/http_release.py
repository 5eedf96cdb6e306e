"""Routes that let a dossier leave the node: on a written request, one file for all. An observer has none."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.disputes.dossier.desk import MOST_LETTER, MOST_REASON, Request
from kawal.disputes.dossier.events import Addressee
from kawal.disputes.dossier.http import PAGE, Contest, Short, dossiers_of, opener
from kawal.disputes.dossier.model import ScopeKind, Side
from kawal.disputes.dossier.scope import scope_asked
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest


class ReleaseForm(msgspec.Struct, frozen=True):
    """What is released, to whom, on which letter."""

    kind: ScopeKind
    value: Short
    to: Addressee
    letter: Annotated[str, msgspec.Meta(max_length=MOST_LETTER)]
    day: Annotated[str, msgspec.Meta(max_length=10)]
    contest: Contest = ""
    side: Side = "PK"
    parts: Literal["", "1"] = ""
    why: Annotated[str, msgspec.Meta(max_length=MOST_REASON)] = ""


@post(f"{PAGE}/keluarkan", right="dossier.release", status_code=SEE_OTHER, sync_to_thread=True)
def dossier_released(
    request: AnyRequest, state: State, data: Annotated[ReleaseForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Release it; the whole node answers for it, so the right must reach the whole node."""
    desk = dossiers_of(state)
    require(request, "dossier.release", place=desk.field.access.founding.region)
    asked = Request(to=data.to, letter=data.letter, letter_day=data.day)
    scope = scope_asked(data.kind, data.value, data.contest)
    number = desk.release(
        scope, data.side, asked, account_of(request).id, reason=data.why, may=opener(request, data.parts)
    )
    return Redirect(f"{PAGE}?dikeluarkan={number}", status_code=SEE_OTHER)


@get(PAGE + "/dikeluarkan/{number:int}/berkas.zip", right="dossier.release", sync_to_thread=True)
def dossier_file(state: State, number: FromPath[int]) -> Response[bytes]:
    """The very file that was released."""
    desk = dossiers_of(state)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        _, body = desk.file(connection, number)
    headers = {"content-disposition": f'attachment; filename="berkas-{number}.zip"'}
    return Response(body, media_type="application/zip", headers=headers)


ROUTES: list[Any] = [dossier_released, dossier_file]
