"""Routes of an incident: what an entry tells of, and its end."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from kawal.watch.desk import WatchDesk
from kawal.watch.events import Result
from kawal.watch.forward import incident_text
from kawal.watch.handover import titled
from kawal.watch.http import people_names
from kawal.watch.incidents import LONGEST_NOTE, RESULTS, close_incident, incidents_of, note_of
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

SEE_OTHER: Literal[303] = 303


class EndForm(msgspec.Struct, frozen=True):
    """How the incident at a place ended; the note is sealed."""

    place: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    result: Result
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""


@get("/insiden/{index:int}", right="log.read", sync_to_thread=True)
def incident_page(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """What an entry tells of, place by place: its end, or a form to close it."""
    desk: WatchDesk = state["watch"]
    account, book, words = account_of(request), desk.field.book(), reader_of(request).language
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        told = incidents_of(connection, desk, index)
        found = [one for one in told if account.may("log.read", one.place)] or [told[0]]
        require(request, "log.read", place=found[0].place)
        notes = {
            one.end.index: note_of(connection, desk, one.end)
            for one in found
            if one.end and account.may("report.private", one.place)
        }
    return renderer_of(state).page(
        request,
        "incident.html",
        index=index,
        incidents=[(one, titled(book, one.heard, words), account.may("incident.close", one.place)) for one in found],
        notes=notes,
        results=RESULTS,
        most=LONGEST_NOTE,
        names=people_names(desk, who_of(request)),
        registry=desk.field.registry(),
        text=incident_text(index, found, desk, words),
    )


@post("/insiden/{index:int}/tutup", right="incident.close", status_code=SEE_OTHER, sync_to_thread=True)
def incident_closed(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[EndForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Close it."""
    require(request, "incident.close", place=data.place)
    close_incident(state["watch"], index, data.place, data.result, data.note, account_of(request).id)
    return Redirect(f"/insiden/{index}", status_code=SEE_OTHER)


ROUTES = [incident_page, incident_closed]
