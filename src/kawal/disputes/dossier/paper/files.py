"""Files of results on paper: what each brought, its entry, and whether its numbers are in the dossier."""

from kawal.count.names import CONTESTS
from kawal.disputes.dossier.model import ResultsFile
from kawal.disputes.dossier.paper.sheet import Sheet


def files(sheet: Sheet) -> list[list[str]]:
    """A row for each file."""
    return [_row(sheet, one) for one in sheet.dossier.files]


def _row(sheet: Sheet, one: ResultsFile) -> list[str]:
    told = sheet.told
    what = f"{one.file}: {told.say(CONTESTS[one.contest])}, {one.source[told.code]}"
    if one.round > 1:
        what += told.text(", putaran %(n)s", n=str(one.round))
    if one.as_of:
        what += told.text(", keadaan %(moment)s", moment=one.as_of)
    came = told.text(
        "dimasukkan %(by)s pada %(at)s, catatan %(entry)s",
        by=one.by[told.code],
        at=sheet.moment(one.at_ms),
        entry=str(one.index),
    )
    states = {
        "here": told.text("angkanya %(code)s", code=sheet.codes.get(f"{one.sha256}.json", "")),
        "erased": told.text("berkas angkanya dihapus dengan dasar hukum"),
        "apart": told.text("berkas angkanya tidak ikut"),
    }
    return [sheet.proof(one.index), f"{what}; {came}", sheet.number(one.forms), states[one.numbers]]
