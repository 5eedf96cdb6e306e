"""The route by which a finding becomes an incident in one step."""

from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.count.model import ContestKind
from kawal.jurisdiction.incidents import Severity
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.watch.formchecks.desk import FormCheckDesk, What
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest


class RaiseForm(msgspec.Struct, frozen=True):
    """The finding as the page of its form names it, and how the incident begins."""

    id: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    station: Annotated[str, msgspec.Meta(min_length=13, max_length=13)]
    contest: ContestKind
    round: Annotated[int, msgspec.Meta(ge=1, le=9)]
    finding: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    what: What
    severity: Severity
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
    part: Annotated[str, msgspec.Meta(max_length=40)] = ""


@post("/insiden/temuan", right="log.write", status_code=SEE_OTHER)
async def incident_raised(
    request: AnyRequest, state: State, data: Annotated[RaiseForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Open an incident about a finding that stands on a form; then its page."""
    desk: FormCheckDesk = state["form_checks"]
    if not is_station(data.station):
        raise Missing(msg("TPS"), msg("TPS yang terdaftar"), data.station)
    station = StationId(data.station)
    require(request, "count.read", place=station)
    require(request, "log.write", place=station)
    found = await desk.field.in_thread(desk.finding, station, data.contest, data.round, data.finding, data.part)
    index = await desk.raise_incident(account_of(request), data.id, found, data.what, data.severity, data.words)
    return Redirect(f"/insiden/{index}", status_code=SEE_OTHER)


ROUTES = [incident_raised]
