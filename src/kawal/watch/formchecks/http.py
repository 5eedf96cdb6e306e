"""The route by which a finding becomes an incident in one step."""

from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.count.model import ContestKind, FindingKey
from kawal.jurisdiction.incidents import Severity
from kawal.watch.formchecks.desk import FormCheckDesk, What
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest


class RaiseForm(msgspec.Struct, frozen=True):
    """The finding of a station's form, or the column of the recapitulation's form of `form`, as a page names it, and
    how the incident begins."""

    id: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    place: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    contest: ContestKind
    round: Annotated[int, msgspec.Meta(ge=1, le=9)]
    what: What
    severity: Severity
    words: Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
    finding: Annotated[str, msgspec.Meta(max_length=40)] = ""
    part: Annotated[str, msgspec.Meta(max_length=40)] = ""
    form: Annotated[str, msgspec.Meta(max_length=13)] = ""

    @property
    def key(self) -> FindingKey:
        """Which finding it is."""
        return FindingKey(
            place=self.place,
            contest=self.contest,
            round=self.round,
            what=self.finding,
            part=self.part,
            form=self.form,
        )


@post("/insiden/temuan", right="log.write", status_code=SEE_OTHER)
async def incident_raised(
    request: AnyRequest, state: State, data: Annotated[RaiseForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Open an incident about what does not add up; then its page."""
    desk: FormCheckDesk = state["form_checks"]
    for place in {data.place, data.key.site}:
        require(request, "count.read", place=place)
    require(request, "log.write", place=data.key.site)
    index = await desk.raise_incident(account_of(request), data.id, data.key, data.what, data.severity, data.words)
    return Redirect(f"/insiden/{index}", status_code=SEE_OTHER)


ROUTES = [incident_raised]
