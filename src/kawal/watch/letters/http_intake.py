"""Doors for letters that come in: from another node, or carried here as files, text and codes."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, post
from litestar.datastructures import State, UploadFile
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.exchange.envelope import MOST_BYTES
from kawal.exchange.mail import INTAKE
from kawal.exchange.parts import joined_letters
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.watch.letters.http_letters import PAGE
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest

MOST_FILES = 20


@post(f"{PAGE}/masuk", right="incident.route", status_code=SEE_OTHER)
async def letter_brought(request: AnyRequest, state: State) -> Response[Any]:
    """Take letters in that came as files, were pasted, or were scanned as codes, in one piece or in several."""
    form = await form_of(request)
    files = [one for one in form.getall("file", []) if isinstance(one, UploadFile) and one.filename]
    if len(files) > MOST_FILES:
        raise Rejected(msg("berkas"), msg("paling banyak %(n)s", n=MOST_FILES), len(files))
    texts = [_plain(await one.read(4 * MOST_BYTES)) for one in files]
    pasted = text_of(form, "note", 8 * MOST_BYTES)
    if pasted.strip() or not texts:
        texts.append(pasted)
    counts = {"masuk": 0, "sudah": 0}
    for note in joined_letters(one.replace("\r\n", "\n") for one in texts):
        _, known = await state["watch"].field.in_thread(state["intake"].take, note, account_of(request).id)
        counts["sudah" if known else "masuk"] += 1
    return Redirect(f"{PAGE}?{urlencode(counts)}", status_code=SEE_OTHER)


@post(INTAKE, right="open", signed=True, request_max_body_size=MOST_BYTES + 1)
async def letter_intake(request: AnyRequest, state: State) -> Response[dict[str, str]]:
    """The door for other nodes: a letter signed by a known one, 201 when it is new, 200 when it was there."""
    note = _plain(await request.body())
    letter, known = await state["watch"].field.in_thread(state["intake"].take, note, "node")
    return Response({"id": letter.id}, status_code=200 if known else 201, media_type="application/json")


def _plain(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Rejected(msg("surat"), msg("surat Kawal yang utuh"), msg("data yang bukan teks")) from None


ROUTES = [
    letter_brought,
    letter_intake,
]
