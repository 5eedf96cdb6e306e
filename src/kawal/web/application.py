"""A Litestar application around the routes of the domain folders."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.static_files import create_static_files_router

from kawal import __version__
from kawal.access.entrance import MOST_HASHING
from kawal.web import accounts, apipage, entrance, own, passkeys, provider
from kawal.web.assets import URL, Assets
from kawal.web.guards import add_headers, request_guard
from kawal.web.identity import SCHEMA, every_route_names_a_right
from kawal.web.problems import exception_handlers
from kawal.web.render import Renderer

YEAR_S = 365 * 24 * 3600
MOST_BODY_BYTES = 4_000_000
PAGE_THREADS = 6 + 2 * (MOST_HASHING + 1)
"""Threads for pages: six beside all who may stand in line for their passwords, so that these keep nobody waiting."""


def application(
    routes: Sequence[HTTPRouteHandler | Router],
    renderer: Renderer,
    assets: Assets,
    state: dict[str, Any],
    names: frozenset[str] = frozenset(),
) -> Litestar:
    """The ASGI application: guarded, with assets that browsers may keep, without a page that loads from elsewhere.

    `state` holds at least `access`, the desk of accounts; `names` are the host names under which it is reached.
    """
    static = create_static_files_router(
        path=URL.rstrip("/"),
        directories=[assets.folder],
        cache_control=CacheControlHeader(max_age=YEAR_S, public=True, immutable=True),
        opt={"right": "open"},
    )
    shell = [*entrance.ROUTES, *own.ROUTES, *passkeys.ROUTES, *provider.ROUTES, *accounts.ROUTES, *apipage.ROUTES]
    pages = frozenset(page.path for page in renderer.shell.pages) | {renderer.shell.home}
    built = Litestar(
        route_handlers=[*shell, *routes, static],
        before_request=request_guard(names),
        before_send=[add_headers],
        exception_handlers=dict(exception_handlers(renderer)),
        state=State({"renderer": renderer, "pages": pages} | state),
        request_max_body_size=MOST_BODY_BYTES,
        openapi_config=OpenAPIConfig(
            title="Kawal",
            use_handler_docstrings=True,
            version=__version__,
            path=SCHEMA,
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        on_startup=[_give_threads],
        include_in_schema=False,
        logging_config=None,
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=2_000, exclude="/(api/|assets/|log/|langsung)"
        ),
    )
    every_route_names_a_right(built)
    return built


async def _give_threads() -> None:
    """The event loop's own number follows the machine's cores; it would be six on two of them."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(PAGE_THREADS, "kawal-page"))
