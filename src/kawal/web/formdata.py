"""The fields of a page's form, whatever was sent in its place."""

from litestar.datastructures import FormMultiDict
from litestar.exceptions import HTTPException

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.web.misfit import too_long
from kawal.web.render import AnyRequest


async def form_of(request: AnyRequest) -> FormMultiDict:
    """The fields of a form; raises Rejected for a body that is none, or whose texts are no UTF-8."""
    try:
        return await request.form()
    except (HTTPException, UnicodeError, LookupError) as error:
        raise Rejected("body", msg("isian formulir"), error) from None


def text_of(form: FormMultiDict, name: str, longest: int | None = None) -> str:
    """The text under a name; empty for a file or nothing. Raises Rejected for one longer than `longest`."""
    value = form.get(name, "")
    text = value if isinstance(value, str) else ""
    if longest is not None and len(text) > longest:
        raise too_long(name, longest, text)
    return text
