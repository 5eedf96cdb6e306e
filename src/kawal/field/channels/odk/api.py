"""OpenRosa 1.0 over HTTP: the list of forms, forms, their files, submissions. Each under `/odk` for clients that use
digest authentication, and under `/odk/key/KEY` for those that bring their key in the address."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import Response, get, head, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery

from kawal.access.model import Account
from kawal.field.channels.odk.address import ROOT, base_of
from kawal.field.channels.odk.body import read_body
from kawal.field.channels.odk.desk import OdkDesk
from kawal.field.channels.odk.entry import Unknown
from kawal.field.channels.odk.forms import form_entry, forms_of, md5_of, media_of, places_csv
from kawal.field.channels.odk.xml import form_list, manifest, response
from kawal.field.forms.xform import xform_of
from kawal.field.kinds import ReportKind
from kawal.kernel.errors import KawalError, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.web.identity import address_of
from kawal.web.problems import status_of
from kawal.web.render import AnyRequest, reader_of

XML = "text/xml"
MOST_POST_BYTES = 10_000_000
"""What clients are told to keep a request below; a little more is read, for the frame around the files."""
VERSION = {"x-openrosa-version": "1.0"}
BY_KEY = f"{ROOT}/key/{{key:str}}"
Asked = Callable[[OdkDesk, Account, str], Awaitable[Response[Any]]]
"""What is done for an account that came in, under the address that it uses."""


@get([f"{ROOT}/formList", f"{BY_KEY}/formList"], right="open", signed=True)
async def form_list_route(
    request: AnyRequest,
    state: State,
    key: FromPath[str] = "",
    verbose: FromQuery[str] = "",
    form: FromQuery[str] = "",
) -> Response[Any]:
    """The forms that this account may send (Form Discovery API)."""
    wanted = form or request.query_params.get("formID", "")

    async def served(desk: OdkDesk, account: Account, base: str) -> Response[Any]:
        kinds = [kind for kind in forms_of(account, desk.field.book()) if not wanted or kind.id == wanted]
        entries = [form_entry(kind, base, verbose=verbose == "true") for kind in kinds]
        return _xml(form_list(entries))

    return await _served(request, state, key, served)


@get(
    [f"{ROOT}/forms/{{kind:str}}/{{version:int}}/form.xml", f"{BY_KEY}/forms/{{kind:str}}/{{version:int}}/form.xml"],
    right="open",
    signed=True,
)
async def form_route(
    request: AnyRequest, state: State, kind: FromPath[str], version: FromPath[int], key: FromPath[str] = ""
) -> Response[Any]:
    """One form."""

    async def served(desk: OdkDesk, account: Account, _base: str) -> Response[Any]:
        return _xml(xform_of(_form(desk, account, kind, version)).encode())

    return await _served(request, state, key, served)


@get(
    [
        f"{ROOT}/forms/{{kind:str}}/{{version:int}}/manifest.xml",
        f"{BY_KEY}/forms/{{kind:str}}/{{version:int}}/manifest.xml",
    ],
    right="open",
    signed=True,
)
async def manifest_route(
    request: AnyRequest, state: State, kind: FromPath[str], version: FromPath[int], key: FromPath[str] = ""
) -> Response[Any]:
    """The files of a form: the places from which this account may send it."""

    async def served(desk: OdkDesk, account: Account, base: str) -> Response[Any]:
        form = _form(desk, account, kind, version)
        name, places = media_of(form), places_csv(account, form, desk.field.registry())
        return _xml(manifest([(name, md5_of(places), f"{base}/forms/{kind}/{version}/{name}")]))

    return await _served(request, state, key, served)


@get(
    [
        f"{ROOT}/forms/{{kind:str}}/{{version:int}}/{{file:str}}",
        f"{BY_KEY}/forms/{{kind:str}}/{{version:int}}/{{file:str}}",
    ],
    right="open",
    signed=True,
)
async def media_route(
    request: AnyRequest,
    state: State,
    kind: FromPath[str],
    version: FromPath[int],
    file: FromPath[str],
    key: FromPath[str] = "",
) -> Response[Any]:
    """A file of a form."""

    async def served(desk: OdkDesk, account: Account, _base: str) -> Response[Any]:
        form = _form(desk, account, kind, version)
        if file != media_of(form):
            raise Rejected("file", media_of(form), file)
        body = places_csv(account, form, desk.field.registry())
        return Response(body, media_type="text/csv", headers=VERSION)

    return await _served(request, state, key, served)


@head([f"{ROOT}/submission", f"{BY_KEY}/submission"], right="open", signed=True)
async def submission_head(request: AnyRequest, state: State, key: FromPath[str] = "") -> Response[None]:
    """Where submissions go, and how large a request may be (Form Submission API)."""

    async def served(_desk: OdkDesk, _account: Account, base: str) -> Response[Any]:
        told = {"location": f"{base}/submission", "x-openrosa-accept-content-length": str(MOST_POST_BYTES)}
        return Response(None, status_code=204, headers=VERSION | told)

    answer = await _served(request, state, key, served)
    return Response(None, status_code=answer.status_code or 204, headers=dict(answer.headers))


@post(
    [f"{ROOT}/submission", f"{BY_KEY}/submission"],
    right="open",
    signed=True,
    request_max_body_size=MOST_POST_BYTES + 1_000_000,
)
async def submission(request: AnyRequest, state: State, key: FromPath[str] = "") -> Response[Any]:
    """One request of a submission: 201 when it is a report, 202 while photos are missing or a clerk must read it."""

    async def served(desk: OdkDesk, account: Account, base: str) -> Response[Any]:
        xml, files = read_body(request.headers.get("content-type", ""), await _content(request))
        taken = await desk.intake.submit(account, xml, files)
        said = reader_of(request).language.say(taken.message)
        return _xml(response(said, "submit_success"), status=taken.status, headers={"location": f"{base}/submission"})

    return await _served(request, state, key, served)


async def _served(request: AnyRequest, state: State, key: str, ask: Asked) -> Response[Any]:
    """Let the client in, serve it, and tell what went wrong as OpenRosa clients show it."""
    desk: OdkDesk = state["odk"]
    base = base_of(request, key)
    header = request.headers.get("authorization", "")
    method, path, address = request.method, request.url.path, address_of(request)
    name = ""
    try:
        if key:
            account = await desk.field.in_thread(desk.entry.by_key, key, address)
        else:
            account = await desk.field.in_thread(desk.entry.by_digest, method, path, header, address)
        name = account.id
        return await ask(desk, account, base)
    except KawalError as error:
        if isinstance(error, NotPermitted) and not isinstance(error, Unknown):
            desk.field.access.denied(name, address, "report.send")
        more = {"www-authenticate": error.challenge} if isinstance(error, Unknown) and not key else {}
        said = error.tell(reader_of(request).language)
        return _xml(response(said, "error"), status=status_of(error), headers=more)


async def _content(request: AnyRequest) -> bytes:
    try:
        return await request.body()
    except HTTPException as error:
        raise Rejected("body", msg("paling banyak %(n)s bita", n=MOST_POST_BYTES), error.detail) from None


def _form(desk: OdkDesk, account: Account, name: str, version: int) -> ReportKind:
    """A form that is offered to this account; raises Rejected for any other."""
    offered: Mapping[tuple[str, int], ReportKind] = {
        (kind.id, kind.version): kind for kind in forms_of(account, desk.field.book())
    }
    kind = offered.get((name, version))
    if kind is None:
        raise Rejected("formID", msg("jenis laporan yang dikenal"), f"{name}/{version}")
    return kind


def _xml(body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[Any]:
    return Response(body, status_code=status, media_type=XML, headers=VERSION | dict(headers or {}))


ROUTES = [form_list_route, form_route, manifest_route, media_route, submission_head, submission]
