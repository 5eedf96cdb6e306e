"""Routes of scanning codes of presence on a page: by its camera, from a picture, by a hand scanner, pasted.

For the desk's computer, and for a phone whose own camera would open the link where its person is not signed in.
"""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.deployment.scancode import LONGEST, PATH
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.watch.muster.http_muster import PAGE
from kawal.web.guards import WITH_CAMERA
from kawal.web.render import AnyRequest, renderer_of

SCAN = f"{PAGE}/pindai"
_CODE = rf"(?:https?://[^\s\/]+)?{PATH}/[A-Za-z0-9_\-]{{1,{LONGEST}}}"
"""Also the field's pattern, where a slash in brackets must be escaped. The node's name in a code does not count: what
was printed under one name is scanned under another."""


class CodeForm(msgspec.Struct, frozen=True):
    """What a code says."""

    code: Annotated[str, msgspec.Meta(max_length=500)]


@get(SCAN, right="signed_in", sync_to_thread=True)
def scan_page(request: AnyRequest, state: State) -> Response[str]:
    """Read a code of presence, whose page opens."""
    page = renderer_of(state).page(request, "pindai.html", pattern=_CODE)
    page.headers.update(WITH_CAMERA)
    return page


@post(f"{SCAN}/buka", right="signed_in", status_code=SEE_OTHER, sync_to_thread=True)
def code_opened(data: Annotated[CodeForm, Body(media_type=RequestEncodingType.URL_ENCODED)]) -> Response[Any]:
    """The page of a code; nothing is noted. Raises Rejected for what is no code of presence."""
    code = data.code.strip()
    if not re.fullmatch(_CODE, code):
        raise Rejected(msg("kode QR"), msg("kode hadir dari surat tugas atau tempat apel"), code[:40])
    return Redirect(urlsplit(code).path, status_code=SEE_OTHER)


ROUTES = [scan_page, code_opened]
