"""The stream that open pages of the desk follow: marks and numbers as they change, and that the log has grown."""

import time
from collections.abc import Callable

from litestar import get
from litestar.datastructures import State
from litestar.params import FromQuery
from litestar.response import Stream

from kawal.access.model import Who
from kawal.kernel.codes import RegionCode, within
from kawal.watch.board.livedesk import LiveDesk
from kawal.web.identity import account_of, token_of, who_of
from kawal.web.render import AnyRequest

PATH = "/langsung"
CHECK_S = 15.0
"""So long a closed session or a right that was taken away may still follow."""


@get(PATH, right="report.read")
async def live_stream(request: AnyRequest, state: State, district: FromQuery[str] = "") -> Stream:
    """Server-sent events: `cells` (the mark of each station that changed), `totals`, `head` (the size of the log)."""
    desk: LiveDesk = state["live"]
    who, account = who_of(request), account_of(request)
    reach = frozenset(
        one.code
        for one in desk.watch.field.registry().regions
        if who.may("report.read", one.code) and (not district or within(one.code, RegionCode(district)))
    )
    desk.feed.place(account.id)
    last = request.headers.get("last-event-id", "")
    events = desk.follow(reach, last, account.id, staying(request, who))
    return Stream(events, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


def staying(request: AnyRequest, who: Who) -> Callable[[], bool]:
    """Whether the session of a request still stands with the same rights, looked up every few seconds."""
    access, token = request.app.state["access"], token_of(request)
    checked = time.monotonic()

    def may_stay() -> bool:
        nonlocal checked
        if time.monotonic() - checked < CHECK_S:
            return True
        checked = time.monotonic()
        return bool(access.who(token) == who)

    return may_stay


ROUTES = [live_stream]
