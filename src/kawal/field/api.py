"""The interface for phones and gateways: enrolment, reports one by one or in batches, photos, receipts.

What comes in here carries its own proof (a signature, a one-time link, the hash that a report names): no cookie, and
so no forgery from a foreign page.
"""

import logging
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, head, patch, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from kawal.access.desk import AccessDesk
from kawal.field.api_spec import (
    MOST_IN_BATCH,
    PIECE_TYPE,
    OffsetOperation,
    PieceOperation,
    ReportsOperation,
    answered,
    problem,
)
from kawal.field.desk import FieldDesk
from kawal.field.door import Answer
from kawal.field.kinds import ReportKind
from kawal.field.photos import MOST_PIECE_BYTES, OffsetWrong, append_piece, offset_of
from kawal.field.queries import report_of
from kawal.kernel.errors import KawalError, Missing, Rejected
from kawal.kernel.language import Language, msg
from kawal.web.identity import address_of, session_cookie
from kawal.web.misfit import json_misfit
from kawal.web.problems import UNEXPECTED, status_of
from kawal.web.render import AnyRequest, reader_of

LOG = logging.getLogger("kawal.field")
Token = Annotated[str, msgspec.Meta(min_length=10, max_length=40_000, description="SD-JWT (RFC 9901), `JWS~...~`")]
ShaText = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Reports(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report, or a batch."""

    report: Token | None = None
    reports: Annotated[list[Token], msgspec.Meta(min_length=1, max_length=MOST_IN_BATCH)] | None = None


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one report. 201 recorded, 200 was there, 202 quarantined, 409 kept beside another of its id."""

    status: int
    index: int = -1
    receipt: str = ""
    detail: str = ""


class Results(msgspec.Struct, frozen=True):
    """One result for each report of a batch, in their order."""

    results: list[Result]


class Enrolment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A one-time link's token and the raw public key of a phone, base64url."""

    invitation: Annotated[str, msgspec.Meta(max_length=100)]
    public_key: Annotated[str, msgspec.Meta(max_length=100)]


class Enrolled(msgspec.Struct, frozen=True):
    """The name of the key, its JWK thumbprint (RFC 7638), and the account for which it signs."""

    kid: str
    account: str


class Kinds(msgspec.Struct, frozen=True):
    """The kinds of report that this node takes."""

    profile: str
    kinds: tuple[ReportKind, ...]


_REPORTS = msgspec.json.Decoder(Reports)
_ENCODE = msgspec.json.Encoder().encode


@post(
    "/api/reports",
    right="open",
    signed=True,
    include_in_schema=True,
    status_code=201,
    operation_class=ReportsOperation,
    responses={
        201: answered(Result, "recorded just now, with its receipt"),
        200: answered(Result | Results, "one report that was there already, or the results of a batch"),
        202: answered(Result, "not understood: in quarantine until a clerk has read it"),
        409: answered(Result, "kept beside another report of the same id"),
        400: problem("the body, or the token, cannot be read"),
        403: problem("an unknown or revoked key, a bad signature, a missing right"),
        429: problem("this key sends too fast: try again after `retry-after` seconds"),
        503: problem("this node does not take reports now"),
    },
)
async def take_reports(request: AnyRequest, state: State) -> Response[bytes]:
    """Take one report (201, 200, 202, 409 or a problem) or a batch (200 with one result for each).

    The body is `{"report": token}` or `{"reports": [token, ...]}` with at most 50 tokens.
    """
    desk: FieldDesk = state["field"]
    try:
        given = _REPORTS.decode(await request.body())
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise json_misfit(error, '{"report": "..."}') from None
    if (given.report is None) == (given.reports is None):
        raise Rejected("body", '{"report": "..."}', msg("keduanya atau tidak satu pun"))
    if given.reports is not None:
        words = reader_of(request).language
        results = [_result(one, words) for one in await desk.take(given.reports, address_of(request))]
        return Response(_ENCODE(Results(results)), status_code=200, media_type="application/json")
    (answer,) = await desk.take([given.report or ""], address_of(request))
    if isinstance(answer, Exception):
        raise answer
    return Response(_ENCODE(_told(answer)), status_code=answer.status, media_type="application/json")


@post(
    "/api/devices",
    right="open",
    signed=True,
    include_in_schema=True,
    sync_to_thread=True,
    status_code=201,
    responses={
        201: answered(Enrolled, "enrolled, also when this key came with this link before"),
        400: problem("the body, or the key, cannot be read"),
        403: problem("the link is unknown, over, or used up by another key"),
        409: problem("the key is another account's, or revoked"),
    },
)
def enrol_device(request: AnyRequest, state: State, data: JSONBody[Enrolment]) -> Response[Enrolled]:
    """Enrol a phone's key against a one-time link."""
    desk: AccessDesk = state["access"]
    kid, token = desk.enrol(data.invitation, data.public_key)
    answer = Response(Enrolled(kid, desk.directory().devices[kid].account), status_code=201)
    answer.set_cookie(session_cookie(request, token, 40 * 24 * 3600))
    return answer


@get("/api/kinds", right="open", include_in_schema=True, sync_to_thread=False)
def report_kinds(state: State) -> Kinds:
    """The kinds of report that this node takes, with their questions in both languages."""
    book = state["field"].book()
    return Kinds(book.profile, book.current)


@get(
    "/api/receipts/{identity:uuid}",
    right="open",
    include_in_schema=True,
    sync_to_thread=True,
    responses={
        200: answered(str, "C2SP tlog-proof", "text/plain"),
        400: problem("the id cannot be read"),
        404: problem("no recorded report has this id"),
    },
)
def receipt(state: State, identity: FromPath[Any]) -> Response[str]:
    """The present receipt of a report by its id, with all cosignatures so far (C2SP tlog-proof)."""
    desk: FieldDesk = state["field"]
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = report_of(connection, identity.bytes)
    if found is None:
        raise Missing("id", msg("laporan yang tercatat"), str(identity))
    return Response(desk.receipt(found.index), media_type="text/plain")


@head(
    "/api/photos/{sha256:str}",
    right="open",
    include_in_schema=True,
    operation_class=OffsetOperation,
    responses={
        200: answered(None, "how many bytes are here (`upload-offset`), and whether that is all (`upload-complete`)"),
        400: problem("no SHA-256 in small hexadecimal letters"),
        403: problem("no recorded report names this photo"),
    },
)
async def photo_offset(state: State, sha256: FromPath[ShaText]) -> Response[None]:
    """How many bytes of a photo are here (`upload-offset`), whether it is complete (`upload-complete`).

    410 for one that was erased: nothing more is to be sent.
    """
    desk: FieldDesk = state["field"]
    offset, complete = await desk.in_thread(offset_of, desk.store, _sha(sha256))
    headers = {"upload-offset": str(offset), "upload-complete": "?1" if complete else "?0"}
    return Response(None, headers=headers, status_code=200)


@patch(
    "/api/photos/{sha256:str}",
    right="open",
    signed=True,
    include_in_schema=True,
    status_code=204,
    operation_class=PieceOperation,
    responses={
        204: answered(None, "appended; `upload-offset` is where the next piece begins"),
        409: answered(None, "another offset is expected: the one in `upload-offset`"),
        400: problem("headers or piece cannot be taken, or the whole is not the photo of this hash"),
        403: problem("no recorded report names this photo"),
    },
)
async def photo_piece(request: Request[Any, Any, Any], state: State, sha256: FromPath[ShaText]) -> Response[None]:
    """Append a piece at `upload-offset`, of `upload-length` in all; 409 with the true offset when it is another."""
    piece = await request.body()
    if len(piece) > MOST_PIECE_BYTES or request.headers.get("content-type", "") != PIECE_TYPE:
        raise Rejected("body", f"{PIECE_TYPE}, 1..{MOST_PIECE_BYTES}", len(piece))
    numbers = [request.headers.get(name, "") for name in ("upload-offset", "upload-length")]
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in numbers):
        raise Rejected("upload-offset, upload-length", msg("dua bilangan"), ", ".join(numbers))
    desk: FieldDesk = state["field"]
    try:
        offset = await desk.in_thread(append_piece, desk.store, _sha(sha256), int(numbers[0]), int(numbers[1]), piece)
    except OffsetWrong as wrong:
        return Response(None, status_code=409, headers={"upload-offset": str(wrong.offset)})
    return Response(None, status_code=204, headers={"upload-offset": str(offset)})


def _sha(text: str) -> str:
    if len(text) != 64 or any(one not in "0123456789abcdef" for one in text):
        raise Rejected("sha256", msg("64 angka heksadesimal"), text)
    return text


def _told(answer: Answer) -> Result:
    return Result(answer.status, answer.index, answer.receipt)


def _result(answer: Answer | Exception, words: Language) -> Result:
    if isinstance(answer, Answer):
        return _told(answer)
    if not isinstance(answer, KawalError):  # the others of the batch are recorded: their receipts must go out
        LOG.error("a report of a batch", exc_info=answer)
        return Result(500, detail=words.say(UNEXPECTED))
    return Result(status_of(answer), detail=answer.tell(words))


ROUTES = [take_reports, enrol_device, report_kinds, receipt, photo_offset, photo_piece]
