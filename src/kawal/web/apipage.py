"""The interface for phones and gateways, described on a page of this node: nothing is loaded from elsewhere."""

from typing import Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State

from kawal.web.identity import SCHEMA_FILE
from kawal.web.render import AnyRequest, renderer_of


class Operation(msgspec.Struct, frozen=True):
    """One thing that can be asked."""

    method: str
    path: str
    description: str
    answers: tuple[tuple[str, str], ...]


@get("/api", right="open", sync_to_thread=True)
def api_page(request: AnyRequest, state: State) -> Response[str]:
    """All operations with their answers, from the same description that programs read."""
    paths: dict[str, dict[str, Any]] = request.app.openapi_schema.to_schema()["paths"]
    operations = [
        Operation(
            method.upper(),
            path,
            said.get("description", ""),
            tuple((code, answer.get("description", "")) for code, answer in said.get("responses", {}).items()),
        )
        for path, methods in sorted(paths.items())
        for method, said in methods.items()
    ]
    return renderer_of(state).page(request, "api.html", operations=operations, schema=SCHEMA_FILE)


ROUTES = [api_page]
