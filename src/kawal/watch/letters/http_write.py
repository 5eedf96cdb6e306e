"""Routes by which letters are written: of one's own, an answer, an incident that is handed over."""

from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec
from litestar import Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.exchange.envelope import Verdict
from kawal.exchange.letters import known_peer, letter_of
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.caseform import CaseForm
from kawal.watch.letters.http_letters import PAGE, mail_of
from kawal.watch.letters.http_peers import PeerMeant
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest

Words = Annotated[str, msgspec.Meta(max_length=4_000)]


class LetterForm(msgspec.Struct, frozen=True):
    """A letter of one's own."""

    receiver: Annotated[str, msgspec.Meta(max_length=120)]
    kind: Literal["milestone", "personnel", "escort", "vehicle", "equipment"]
    words: Words
    severity: Literal["", "minor", "moderate", "severe"] = ""
    """How severe what support is asked for is."""
    place: Annotated[str, msgspec.Meta(max_length=13)] = ""
    """Where support is asked for; the whole region when it is not given."""


class AnswerForm(msgspec.Struct, frozen=True):
    """The answer to a letter."""

    verdict: Verdict
    words: Words = ""


class ReferralForm(CaseForm, frozen=True):
    """Which incident goes to which node, with which words."""

    receiver: Annotated[str, msgspec.Meta(max_length=120)]
    kind: Literal["referral", "personnel", "escort", "vehicle", "equipment"] = "referral"
    words: Words = ""


@post(f"{PAGE}/tulis", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def letter_written(
    request: AnyRequest, state: State, data: Annotated[LetterForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Ask another institution for support, or tell it how far a station is."""
    account = account_of(request)
    if data.kind == "milestone":
        state["milestones"].tell(data.receiver, data.words, account.id)
    else:
        place = data.place or state["access"].founding.region
        referrals = state["referrals"]
        referrals.ask_help(data.receiver, data.kind, place, data.words, account.id, severity=data.severity or None)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/kabarkan", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def news_told(
    request: AnyRequest, state: State, data: Annotated[PeerMeant, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Tell another node which stages stations have reached since it was told last."""
    state["milestones"].tell_news(data.origin, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/{{identity:str}}/jawab", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def letter_answered(
    request: AnyRequest,
    state: State,
    identity: FromPath[str],
    data: Annotated[AnswerForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Answer a letter; back to the page it was answered from, an incident with the place and kind that were open."""
    desk, referrals = mail_of(state), state["referrals"]
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        row = letter_of(connection, identity)
    if row is None:
        raise Missing(msg("surat"), msg("surat yang ada"), identity[:40])
    referrals.answer(row, data.verdict, data.words, account_of(request).id)
    return Redirect(_answered_from(request.headers.get("referer", ""), identity), status_code=SEE_OTHER)


@post("/insiden/{index:int}/rujuk", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def case_referred(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[ReferralForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Hand an incident to another institution's node."""
    require(request, "incident.route", place=data.place)
    cases, referrals = state["cases"], state["referrals"]
    with mail_of(state).store.engine.connect().execution_options(read_only=True) as connection:
        desk: CaseDesk = cases
        case = desk.one(connection, index, data.place, data.what)
        peer = known_peer(connection, data.receiver)
    actor = account_of(request).id
    if data.kind == "referral":
        identity = referrals.refer(case, peer, data.words, actor)
    else:
        identity = referrals.ask_help(peer.origin, data.kind, case.place, data.words, actor, case)
    return Redirect(f"{PAGE}/{identity}", status_code=SEE_OTHER)


def _answered_from(referer: str, letter: str) -> str:
    """The page from which a letter was answered. An entry may tell of several incidents: which of them stays."""
    try:
        came = urlsplit(referer)
    except ValueError:  # no address at all; where the answer leads back to is all that is lost
        return PAGE
    if came.path.startswith("/insiden/"):
        which = [(name, value) for name, value in parse_qsl(came.query) if name in ("place", "what")]
        return f"{came.path}?{urlencode(which)}" if which else came.path
    return came.path if came.path == f"{PAGE}/{letter}" else PAGE


ROUTES = [
    letter_written,
    news_told,
    letter_answered,
    case_referred,
]
