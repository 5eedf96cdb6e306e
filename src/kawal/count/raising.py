"""Where a page of the count offers to make an incident of what does not add up, and names the one there is."""

from collections.abc import Collection
from typing import Any

from litestar.datastructures import State
from sqlalchemy.engine import Connection

from kawal.count.desk import CountDesk
from kawal.field.identity import new_identity
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, renderer_of

INCIDENTS = "/insiden"
CUSTODY = frozenset({"BALLOT_BALANCE", "RECEIVED_EQ"})
"""What is about ballot papers that are there or not; all else is about how the form was filled in."""


def raising_of(request: AnyRequest, state: State, connection: Connection, places: Collection[str]) -> dict[str, Any]:
    """What a page says of incidents about findings and columns of these places, and where its reader may open one: on
    a node with a watch, who may write in its log there and reports incidents."""
    desk: CountDesk = state["count"]
    kind, account = desk.field.book().newest("incident"), account_of(request)
    watches = any(page.path == INCIDENTS for page in renderer_of(state).shell.pages)
    reports = watches and kind is not None and not set(kind.roles).isdisjoint(account.roles)
    return {
        "incidents": desk.incidents(connection, places),
        "may_raise": lambda place: reports and account.may("log.write", place),
        "new_identity": new_identity,
        "custody": CUSTODY,
    }
