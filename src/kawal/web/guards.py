"""What every request must satisfy, and the headers of every answer.

A request must name this node as its host (no foreign name can be made to point here by a hostile page), and what
changes something must come from a page of this node or carry its own signature. Then its person is looked up.
"""

import ipaddress
from collections.abc import Awaitable, Callable
from functools import lru_cache
from urllib.parse import urlsplit

from litestar.exceptions import NotFoundException
from litestar.types import Message, Scope

from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.web.identity import SCHEMA, SCHEMA_FILE, identify, right_of
from kawal.web.render import AnyRequest

LOCAL_NAMES = frozenset({"localhost"})
MOST_PART_BYTES = 255
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; "
        "manifest-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
}
WITH_CAMERA = {"permissions-policy": "geolocation=(self), camera=(self), microphone=()"}
"""For pages that read codes with the camera; taking a photo for a report needs no leave."""
_RAW_HEADERS = [(name.encode(), value.encode()) for name, value in (HEADERS | {"cache-control": "no-store"}).items()]

_STAY_SECURE = (b"strict-transport-security", b"max-age=31536000")
"""Sent over TLS only: a browser that was here once does not come back in clear."""


def request_guard(names: frozenset[str]) -> Callable[[AnyRequest], Awaitable[None]]:
    """The guard of a node that is reached under `names`, and always under its addresses."""

    async def check_request(request: AnyRequest) -> None:
        """Raise NotPermitted for a foreign host or a change from elsewhere; then check the right of the route."""
        path = request.scope["path"]
        if not _is_address(path) or (path.startswith(f"{SCHEMA}/") and path.rstrip("/") not in (SCHEMA, SCHEMA_FILE)):
            raise NotFoundException
        host = urlsplit(f"//{request.headers.get('host', '')}")
        if not _is_ours(host.hostname or "", names):
            raise NotPermitted(msg("simpul ini tidak dikenal dengan nama itu; lihat kawal serve --name"))
        signed = request.route_handler.opt.get("signed", False)
        if request.method not in SAFE_METHODS and not signed and not _same_origin(request, host.netloc):
            raise NotPermitted(msg("perubahan hanya diterima dari halaman simpul ini"))
        if not (signed and right_of(request) == "open"):
            identify(request)

    return check_request


async def add_headers(message: Message, scope: Scope) -> None:
    """Security headers on every answer, errors too; pages are never kept by caches, assets say that they may be."""
    if message["type"] == "http.response.start":
        given = [*message["headers"]]
        present = {name.lower() for name, _ in given}
        own = [*_RAW_HEADERS, _STAY_SECURE] if scope.get("scheme") == "https" else _RAW_HEADERS
        message["headers"] = given + [header for header in own if header[0] not in present]


def _is_address(path: str) -> bool:
    """Whether it could name something: file systems and databases choke on a zero byte, and on what is longer."""
    return "\0" not in path and all(
        len(part.encode("utf-8", "replace")) <= MOST_PART_BYTES for part in path.split("/")
    )


@lru_cache(maxsize=200)
def _is_ours(host: str, names: frozenset[str]) -> bool:
    """An address or a known name: only a name can be made to point elsewhere."""
    return host in names or host in LOCAL_NAMES or not is_name(host)


def is_name(host: str) -> bool:
    """Whether a host is a name and no address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def _same_origin(request: AnyRequest, netloc: str) -> bool:
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    return site == "same-origin" if site is not None else origin is not None and urlsplit(origin).netloc == netloc
