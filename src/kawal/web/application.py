"""A Litestar application around the routes of the domain folders."""

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import CacheControlHeader, State
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import create_static_files_router

from kawal.web.assets import URL, Assets
from kawal.web.guards import add_headers, check_request
from kawal.web.problems import exception_handlers
from kawal.web.render import Renderer

YEAR_S = 365 * 24 * 3600
MOST_BODY_BYTES = 1_000_000


def application(
    routes: Sequence[HTTPRouteHandler | Router], renderer: Renderer, assets: Assets, state: dict[str, Any]
) -> Litestar:
    """The ASGI application: guarded, with assets that browsers may keep, without a page that loads from elsewhere."""
    static = create_static_files_router(
        path=URL.rstrip("/"),
        directories=[assets.folder],
        cache_control=CacheControlHeader(max_age=YEAR_S, public=True, immutable=True),
    )
    return Litestar(
        route_handlers=[*routes, static],
        before_request=check_request,
        before_send=[add_headers],
        exception_handlers=dict(exception_handlers(renderer)),
        state=State({"renderer": renderer} | state),
        request_max_body_size=MOST_BODY_BYTES,
        openapi_config=None,
    )
