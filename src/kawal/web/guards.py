"""What every request must satisfy, and the headers of every answer.

A node without accounts serves this machine only: a request must name this machine as its host (no other name can be
made to point here by a foreign page), and what changes something must come from a page of this node.
"""

from urllib.parse import urlsplit

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.web.render import AnyRequest

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; "
        "img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}


async def check_request(request: AnyRequest) -> None:
    """Raise NotPermitted for a foreign host, and for a change that was not asked from a page of this node."""
    host = urlsplit(f"//{request.headers.get('host', '')}")
    if (host.hostname or "") not in LOCAL_HOSTS:
        raise NotPermitted(msg("simpul ini hanya melayani mesin ini sendiri (127.0.0.1)"))
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same = (
        site == "same-origin" if site is not None else origin is not None and urlsplit(origin).netloc == host.netloc
    )
    if not same:
        raise NotPermitted(msg("perubahan hanya diterima dari halaman simpul ini"))


async def add_headers(message: Message, _scope: Scope) -> None:
    """Security headers on every answer, errors too; pages are never kept by caches, assets say that they may be."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in (HEADERS | {"cache-control": "no-store"}).items():
            headers.setdefault(name, value)
