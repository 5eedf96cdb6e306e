"""What every part of the paper needs: places, moments, numbers and exhibit codes as words of one language."""

from collections.abc import Mapping
from datetime import datetime

from kawal.disputes.dossier.model import Custody, Dossier, Line
from kawal.jurisdiction.zones import zone_of
from kawal.kernel.language import Language, Message, msg

SOURCES: Mapping[str, Message] = {
    "device": msg("perangkat"),
    "session": msg("sesi"),
    "gateway": msg("gerbang"),
    "clerk": msg("operator"),
    "paper": msg("kertas"),
    "node": msg("catatan simpul"),
}
"""How sure it is who wrote something."""
NONE = "–"


class Sheet:
    """A dossier, told in one language by the clocks of its region."""

    def __init__(self, dossier: Dossier, region: str, told: Language) -> None:
        self.dossier, self.told, self.zone = dossier, told, zone_of(region)
        lines: list[Line | Custody] = [*dossier.chronology, *dossier.custody]
        at = [
            *(datetime.fromtimestamp(one.at_ms / 1000, self.zone) for one in lines),
            *(datetime.fromisoformat(one.entered).astimezone(self.zone) for one in dossier.chronology),
        ]
        self.years = sorted({one.year for one in at})
        self.codes = {one.file.rpartition("/")[2]: one.code for one in dossier.exhibits}
        self._code_of_entry = {one.entry: one.code for one in dossier.exhibits if one.file.startswith("entries/")}

    def place(self, name: str) -> str:
        """A place by its name."""
        return self.dossier.places.get(name, name)

    def moment(self, at_ms: int) -> str:
        """A moment (ms) by the civil clock of the region; with its year where there are several."""
        at = datetime.fromtimestamp(at_ms / 1000, self.zone)
        year = f" {at.year}" if len(self.years) > 1 else ""
        return f"{self.told.short_day(at.date())}{year} {self.told.time(at)}"

    def number(self, value: int | None) -> str:
        """A count; a dash for one that is not known."""
        return NONE if value is None else self.told.integer(value)

    def entry(self, index: int) -> str:
        """An entry by the code of its exhibit, else by its number in the log."""
        return self._code_of_entry.get(index) or self.told.text("catatan %(n)s", n=str(index))

    def proof(self, index: int) -> str:
        """The same for a narrow column."""
        return self._code_of_entry.get(index, str(index))

    def entries(self, indexes: tuple[int, ...]) -> str:
        """Several of them."""
        return self.told.listing(self.entry(one) for one in indexes)
