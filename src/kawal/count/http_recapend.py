"""The route by which an adjudicator ends a difference of the recapitulation."""

from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.count.events import Outcome
from kawal.count.http_recap import PAGE, PlaceText, Round, recap_of
from kawal.count.model import ContestKind
from kawal.count.recapending import end_difference
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest


class EndForm(msgspec.Struct, frozen=True):
    """What became of the difference in a column, `seen` as the page showed its numbers."""

    contest: ContestKind
    region: PlaceText
    place: PlaceText
    seen: Annotated[str, msgspec.Meta(min_length=16, max_length=16)]
    outcome: Outcome
    round: Round = 1
    note: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


@post(PAGE + "/akhiri", right="count.decide", status_code=SEE_OTHER, sync_to_thread=True)
def difference_ended(
    request: AnyRequest, state: State, data: Annotated[EndForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """A difference was looked at: the paper says so, it is explained elsewhere, it went on to who must act."""
    require(request, "count.decide", place=data.region)
    require(request, "count.decide", place=data.place)
    column = (data.region, data.place, data.round)
    actor = account_of(request).id
    end_difference(recap_of(state), data.contest, column, data.seen, data.outcome, data.note, actor)
    return Redirect(f"{PAGE}?contest={data.contest}", status_code=SEE_OTHER)


ROUTES = [difference_ended]
