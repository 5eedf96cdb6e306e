"""Routes by which a form of the recapitulation comes in: as a file, or a column as it is read aloud."""

import tempfile
from pathlib import Path
from typing import Any

from litestar import Response, post
from litestar.datastructures import State, UploadFile
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.count.http_files import BRING
from kawal.count.http_recap import PAGE, recap_of
from kawal.count.names import field_name
from kawal.count.recapforms import kind_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest, reader_of

MOST_BYTES = 4 << 20
TYPED = "n."
"""What stands before the field of a number that was typed in."""


@post(PAGE + "/berkas", right="count.enter", status_code=SEE_OTHER)
async def recap_uploaded(request: AnyRequest, state: State) -> Response[Any]:
    """A form of the recapitulation from a file: the whole form, or nothing and one sentence."""
    form = await form_of(request)
    kind, region = kind_of(text_of(form, "contest", 20)), text_of(form, "region", 13)
    source, round_ = text_of(form, "source", 20), text_of(form, "round", 2) or "1"
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Rejected(msg("berkas"), msg("berkas CSV atau XLSX"), msg("tidak ada"))
    if source not in {"official", "agent"}:
        raise Rejected(msg("sumber"), msg("salah satu dari: %(choices)s", choices="official, agent"), source)
    if round_ not in "123456789":
        raise Rejected(msg("putaran"), msg("bilangan bulat dari 1 sampai 9"), round_)
    body = await upload.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Rejected(msg("berkas"), msg("paling banyak %(most)s MB", most=MOST_BYTES >> 20), upload.filename)
    require(request, "count.enter", place=region)
    desk, actor = recap_of(state), account_of(request).id

    def take() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / (Path(upload.filename).name[:100] or "rekap.csv")
            path.write_bytes(body)
            desk.take_file(path, kind, region, "agent" if source == "agent" else "official", actor, int(round_))

    await desk.count.field.in_thread(take)
    return Redirect(f"{BRING}?saved=1&contest={kind}&region={region}#dibacakan", status_code=SEE_OTHER)


@post(PAGE + "/dibacakan", right="count.enter", status_code=SEE_OTHER)
async def recap_heard(request: AnyRequest, state: State) -> Response[Any]:
    """One column as it was read aloud in the plenary; what is left empty was not read."""
    form, words = await form_of(request), reader_of(request).language
    kind, region = kind_of(text_of(form, "contest", 20)), text_of(form, "region", 13)
    require(request, "count.enter", place=region)
    numbers: dict[str, int] = {}
    for key in form:
        text = text_of(form, key, 20).strip() if key.startswith(TYPED) else ""
        if not text:
            continue
        digits, name = text.replace(".", ""), key.removeprefix(TYPED)[:40]
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
            raise Rejected(field_name(name, words), msg("bilangan bulat, paling sedikit 0"), text)
        numbers[name] = int(digits)
    desk = recap_of(state)
    place, actor = text_of(form, "place", 13), account_of(request).id
    await desk.count.field.in_thread(desk.hear, kind, region, place, numbers, actor)
    return Redirect(f"{BRING}?saved=1&contest={kind}&region={region}#dibacakan", status_code=SEE_OTHER)


ROUTES = [recap_uploaded, recap_heard]
