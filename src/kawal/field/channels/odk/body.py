"""The body of a submission taken apart in memory: files of people's photos do not touch the disk in clear (pure)."""

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

SUBMISSION_FILE = "xml_submission_file"
MOST_PARTS = 110
"""ODK Collect puts at most 100 files in a request."""
FORM_DATA = "multipart/form-data"


def read_body(content_type: str, body: bytes) -> tuple[bytes, dict[str, bytes]]:
    """(the XML, the files by the names by which it may call them) of a multipart body (RFC 7578).

    Raises Rejected for any other body, for one that ends too early, and for one without XML.
    """
    kind, options = parse_options_header(content_type)
    if kind != FORM_DATA or not options.get("boundary"):
        raise Rejected("content-type", f"{FORM_DATA}; boundary=...", content_type)
    try:
        parts = _parts(options["boundary"], body)
    except (MultipartError, UnicodeError, LookupError) as error:
        raise Rejected("body", FORM_DATA, error) from None
    xml = b""
    files: dict[str, bytes] = {}
    for names, content in parts:
        if SUBMISSION_FILE in names:
            xml = content
        else:
            files |= dict.fromkeys(names, content)
    if not xml:
        raise Rejected(SUBMISSION_FILE, msg("berkas XML"), ", ".join(files))
    return xml, files


def _parts(boundary: str, body: bytes) -> list[tuple[tuple[str, ...], bytes]]:
    """Each part with its names: of its field, and of its file."""
    found: list[tuple[tuple[str, ...], bytes]] = []
    names: tuple[str, ...] = ()
    content = bytearray()
    with PushMultipartParser(boundary, max_segment_count=MOST_PARTS, max_segment_size=len(body)) as parser:
        for one in parser.parse(body):
            if isinstance(one, MultipartSegment):
                names, content = (one.name, *((one.filename,) if one.filename else ())), bytearray()
            elif one:
                content += one
            else:
                found.append((names, bytes(content)))
    return found
