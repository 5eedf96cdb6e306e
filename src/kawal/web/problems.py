"""Errors as the reader can use them: a page for people, RFC 9457 problem+json for programs, both translated."""

import logging
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from kawal.kernel.errors import (
    Conflict,
    Infeasible,
    KawalError,
    Missing,
    NotPermitted,
    RecordError,
    Refused,
    Rejected,
    Unavailable,
)
from kawal.kernel.language import Message, msg
from kawal.record.merkle import ProofError
from kawal.web.identity import FactorNeeded, SignInNeeded, recognise
from kawal.web.misfit import Misfit, misfit
from kawal.web.render import AnyRequest, Renderer, reader_of

PROBLEM = "application/problem+json"
TOO_MANY = 429
MOST_FAULTS = 5
"""Faults of a file that are told one by one."""
NOT_UNDERSTOOD = msg("permintaan ini tidak dapat dipahami")
UNEXPECTED = msg("kesalahan dalam Kawal; sudah dicatat")
LOG = logging.getLogger("kawal.web")
Handler = Callable[[AnyRequest, Any], Response[Any]]
_STATUS: tuple[tuple[type[KawalError], int], ...] = (
    (Missing, 404),
    (Rejected, 400),
    (Infeasible, 409),
    (Conflict, 409),
    (NotPermitted, 403),
    (Unavailable, 503),
    (ProofError, 400),
    (RecordError, 503),
)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457: the sentence to tell, and what a program may read beside it: which field, what was expected, what
    came."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str | msgspec.UnsetType = msgspec.UNSET
    field: str | msgspec.UnsetType = msgspec.UNSET
    expected: str | msgspec.UnsetType = msgspec.UNSET
    got: str | msgspec.UnsetType = msgspec.UNSET


def exception_handlers(renderer: Renderer) -> Mapping[type[Exception] | int, Handler]:
    """Handlers for what we raise, what the framework raises, and what nobody expected."""

    def told(request: AnyRequest, error: KawalError) -> Response[Any]:
        if isinstance(error, SignInNeeded):
            return _elsewhere(renderer, request, error, "/masuk", 401)
        if isinstance(error, FactorNeeded):
            return _elsewhere(renderer, request, error, "/saya", 403)
        faults = error.faults[:MOST_FAULTS] if isinstance(error, Refused) else ()
        answer = _answer(renderer, request, status_of(error), error.message, faults, _members(error, request))
        if answer.status_code == TOO_MANY:
            answer.headers["retry-after"] = "1"
        return answer

    def http(request: AnyRequest, error: HTTPException) -> Response[Any]:
        recognise(request)
        if error.status_code == 404:
            return _answer(renderer, request, 404, msg("halaman ini tidak ada"))
        if error.status_code == 400 and (found := misfit(error, request)):
            return told(request, found)
        return _answer(renderer, request, error.status_code, NOT_UNDERSTOOD)

    def unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
        LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        return _answer(renderer, request, 500, UNEXPECTED)

    def too_deep(request: AnyRequest, error: RecursionError) -> Response[Any]:
        LOG.warning("%s %s: %s", request.method, request.url.path, error)
        return _answer(renderer, request, 400, NOT_UNDERSTOOD)

    return {KawalError: told, HTTPException: http, RecursionError: too_deep, Exception: unexpected}


def status_of(error: KawalError) -> int:
    """The HTTP status of an error: its own, or that of its branch of the tree."""
    own: int | None = getattr(error, "status", None)
    return own or next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def _members(error: KawalError, request: AnyRequest) -> dict[str, str]:
    """What a program may read beside the sentence: which field, what was expected, what came."""
    if not isinstance(error, Rejected):
        return {}
    words = reader_of(request).language
    told = {"field": error.field if isinstance(error, Misfit) else error.where, "expected": error.expected}
    said = {name: words.say(one) if isinstance(one, Message) else one for name, one in told.items()}
    return {"code": error.code, **said, "got": error.got[:200]}


def _elsewhere(renderer: Renderer, request: AnyRequest, error: KawalError, page: str, status: int) -> Response[Any]:
    """A page leads to the one where this can be mended, and back; a program, and htmx, get the status."""
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if "hx-request" not in request.headers:
            return Redirect(f"{page}?to={quote(path, safe='')}", status_code=303)
    return _answer(renderer, request, status, error.message)


def _answer(
    renderer: Renderer,
    request: AnyRequest,
    status: int,
    message: Message,
    faults: Sequence[KawalError] = (),
    members: Mapping[str, str] = MappingProxyType({}),
) -> Response[Any]:
    reader = reader_of(request)
    detail = ". ".join([reader.language.say(message), *(fault.tell(reader.language) for fault in faults)])
    accepted = request.headers.get("accept", "")
    if "text/html" in accepted and PROBLEM not in accepted and "hx-request" not in request.headers:
        return renderer.page(request, "error.html", status=status, status_code=status, detail=detail)
    title = reader.language.text("Permintaan tidak dapat dilayani")
    body = msgspec.json.encode(Problem(title=title, status=status, detail=detail, **members))
    return Response(body, status_code=status, media_type=PROBLEM)
