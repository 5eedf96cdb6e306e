"""Routes of a one-tap link: one incident for one liaison, in a phone's browser; read, accepted, handed back."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.watch.agencies.agencyview import dialled
from kawal.watch.board.boardmap import spot_of
from kawal.watch.board.shown import MARKS
from kawal.watch.events import Step
from kawal.watch.incidents.acting import LONGEST_NOTE, Act
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.caseview import agencies_shown, answers_of, clock_shown
from kawal.watch.incidents.gatherings import SERVICE_NAMES
from kawal.watch.incidents.http_formal import notice_values
from kawal.watch.incidents.links import PATH, open_link
from kawal.watch.shifts.handover import titled
from kawal.web.render import AnyRequest, reader_of, renderer_of


class LinkStepForm(msgspec.Struct, frozen=True):
    """What the agency says."""

    step: Step
    note: Annotated[str, msgspec.Meta(max_length=20 * LONGEST_NOTE)] = ""


@get(f"{PATH}/{{token:str}}", right="open", sync_to_thread=True)
def link_page(request: AnyRequest, state: State, token: FromPath[str]) -> Response[str]:
    """What happened, where, how severe, what is asked. Looking changes nothing: messengers look before people do."""
    desk: CaseDesk = state["cases"]
    language = reader_of(request).language
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        case, _, agency = open_link(desk, connection, token)
        words = desk.notes(connection, (case,))
    row = next(one for one in agencies_shown(case, desk, language) if one.agency == agency)
    return renderer_of(state).page(
        request,
        "oncall.html",
        case=case,
        title=titled(desk.watch.field.book(), case.heard, language),
        row=row,
        answers=answers_of(desk.watch.field.book(), case.heard, language),
        spot=spot_of(desk.watch.field.registry(), case.site),
        telephones=[one for one in state["letterhead"].telephones if "posko" in one.name.casefold()][:1],
        dialled=dialled,
        services=case.services_from(agency),
        service_names=SERVICE_NAMES,
        token=token,
        clock_due=clock_shown(case, desk),
        said=[(step, words[step.index]) for step in case.steps if step.agency == agency and step.index in words],
        marks=MARKS,
        most=LONGEST_NOTE,
        registry=desk.watch.field.registry(),
        **notice_values(desk, case, language),
    )


@post(f"{PATH}/{{token:str}}/langkah", right="open", status_code=SEE_OTHER, sync_to_thread=True)
def link_stepped(
    state: State,
    token: FromPath[str],
    data: Annotated[LinkStepForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """The agency reads, accepts, hands back, arrives, answers or has settled it; nothing else."""
    desk: CaseDesk = state["cases"]
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        case, account, agency = open_link(desk, connection, token)
    agencies = frozenset({agency})
    act = Act(step=data.step, agency=agency, note=data.note, actor=account.id, agencies=agencies)
    desk.act((case.heard.index, case.place, case.what), act)
    return Redirect(f"{PATH}/{token}", status_code=SEE_OTHER)


ROUTES = [link_page, link_stepped]
