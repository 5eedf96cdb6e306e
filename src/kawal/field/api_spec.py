"""What the description of the interface says beyond its signatures: answers, raw bodies, headers."""

from dataclasses import dataclass
from typing import Any

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import (
    OpenAPIHeader,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
)

from kawal.web.problems import Problem

PIECE_TYPE = "application/offset+octet-stream"
MOST_IN_BATCH = 50
TOKEN = Schema(type=OpenAPIType.STRING, min_length=10, max_length=40_000, description="SD-JWT (RFC 9901)")
WHOLE = Schema(type=OpenAPIType.INTEGER, minimum=0, maximum=999_999_999)
UPLOAD_OFFSET = OpenAPIHeader(schema=WHOLE, description="how many bytes of the photo are here")
UPLOAD_COMPLETE = OpenAPIHeader(schema=Schema(type=OpenAPIType.STRING, enum=["?1", "?0"]), description="all or not")


def problem(description: str) -> ResponseSpec:
    """An answer that is an RFC 9457 problem."""
    return ResponseSpec(Problem, False, description, "application/problem+json")


def answered(body: Any, description: str, media_type: str = "application/json") -> ResponseSpec:
    """An answer with this body."""
    return ResponseSpec(body, generate_examples=False, description=description, media_type=media_type)


@dataclass
class ReportsOperation(Operation):
    """The body of reports is read as it came, because it is signed: its shape is told here."""

    def __post_init__(self) -> None:
        batch = Schema(type=OpenAPIType.ARRAY, items=TOKEN, min_items=1, max_items=MOST_IN_BATCH)
        either = [
            Schema(type=OpenAPIType.OBJECT, properties={name: one}, required=[name], additional_properties=False)
            for name, one in (("report", TOKEN), ("reports", batch))
        ]
        content = {"application/json": OpenAPIMediaType(schema=Schema(one_of=either))}
        self.request_body = RequestBody(content=content, required=True)


@dataclass
class OffsetOperation(Operation):
    """How far a photo has come in: all of it is in the headers."""

    def __post_init__(self) -> None:
        for answer in (self.responses or {}).values():
            if isinstance(answer, OpenAPIResponse) and answer.content is None:
                answer.headers = {"upload-offset": UPLOAD_OFFSET, "upload-complete": UPLOAD_COMPLETE}


@dataclass
class PieceOperation(Operation):
    """A piece of a photo: its bytes, and where they belong."""

    def __post_init__(self) -> None:
        piece = Schema(type=OpenAPIType.STRING, content_media_type="application/octet-stream")
        self.request_body = RequestBody(content={PIECE_TYPE: OpenAPIMediaType(schema=piece)}, required=True)
        told = {"upload-offset": "where this piece begins", "upload-length": "bytes of the whole photo"}
        headers = [
            Parameter(name=name, param_in="header", schema=WHOLE, required=True, description=description)
            for name, description in told.items()
        ]
        self.parameters = [*(self.parameters or []), *headers]
        for answer in (self.responses or {}).values():
            if isinstance(answer, OpenAPIResponse) and answer.content is None:
                answer.headers = {"upload-offset": UPLOAD_OFFSET}
