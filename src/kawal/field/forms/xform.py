"""A report kind as an XForm, compiled by pyxform from the sheets of its XLSForm."""

from functools import lru_cache

from kawal.field.forms.sheets import sheets_of
from kawal.field.kinds import ReportKind
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

MOST_KINDS = 256
ROOT = "data"


@lru_cache(MOST_KINDS)
def xform_of(kind: ReportKind) -> str:
    """The XForm of one version of a kind; its instanceID is made on the phone (`jr:preload="uid"`).

    Raises Rejected for a kind that no ODK form can be made of.
    """
    from pyxform.errors import PyXFormError  # noqa: PLC0415  read only where ODK is used
    from pyxform.xls2xform import convert  # noqa: PLC0415

    sheets = sheets_of(kind)
    workbook = {
        "survey": list(sheets.survey),
        "choices": list(sheets.choices),
        "settings": [sheets.settings],
    }
    try:
        return str(convert(workbook, form_name=ROOT).xform)
    except PyXFormError as error:
        raise Rejected(kind.id, msg("formulir ODK"), error) from None
