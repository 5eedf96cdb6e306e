"""The data of Indonesia, typed and checked: indicators with their mitigation, agencies."""

from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from kawal.jurisdiction.lawfile import decoded, once, shipped
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, msg

FILE, AGENCIES = "indicators.yaml", "agencies.yaml"
Text = Annotated[str, Meta(min_length=1, pattern=r"\S")]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that comes as data in both languages; neither is empty."""

    id: Text
    en: Text

    def say(self, language: Language) -> str:
        """The text in a language."""
        return self.en if language.code == "en" else self.id


class Variable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A variable of the instrument; `origin` says whose it is."""

    id: str
    name: Named
    origin: str = "bawaslu"


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator: `strength` is how far it alone lifts the index (assumed)."""

    id: str
    strength: Share
    name: Named
    history: bool = False
    service: bool = False
    origin: str = "bawaslu"

    @property
    def variable(self) -> str:
        """The variable it belongs to: V7.3 -> V7, H1 -> H."""
        return self.id.partition(".")[0] if "." in self.id else self.id[0]


class Mitigation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who can reduce an indicator or a whole variable, by what, and how much a linmas officer can (assumed)."""

    of: str
    agencies: tuple[str, ...]
    lead_days: int
    linmas_effect: Share
    measure: Named


class Instrument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All indicators with the assumed numbers that turn them into an index; see `risk.index`."""

    sources: tuple[str, ...]
    half_life_years: Annotated[float, Meta(gt=0.0)]
    ward_factor: Share
    baseline_weight: Share
    baseline_voters: Annotated[int, Meta(ge=1)]
    priority_cuts: tuple[Share, Share, Share]
    range: tuple[float, float]
    variables: tuple[Variable, ...]
    indicators: tuple[Indicator, ...]
    mitigations: tuple[Mitigation, ...]

    def mitigation_of(self, indicator: str) -> Mitigation:
        """The most specific row: V7.3 before V7."""
        rows = {row.of: row for row in self.mitigations}
        return rows[indicator] if indicator in rows else rows[indicator.partition(".")[0]]


class AgencyEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An agency as practice knows it; `verified` is false for what was written from memory."""

    id: str
    name: Named
    level: tuple[str, ...]
    handles: tuple[str, ...]
    verified: bool


class _Agencies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    agencies: tuple[AgencyEntry, ...]


@cache
def instrument() -> Instrument:
    """Bawaslu's instrument with Kawal's assumed numbers, as shipped."""
    return decode_instrument(shipped(FILE), FILE)


@cache
def indicators() -> dict[str, Indicator]:
    """Indicators by their id, in the order of the instrument."""
    return {indicator.id: indicator for indicator in instrument().indicators}


@cache
def agencies() -> dict[str, AgencyEntry]:
    """Agencies by their id."""
    found = decoded(shipped(AGENCIES), _Agencies, AGENCIES, msg("instansi dengan nama dan tugasnya")).agencies
    once([one.id for one in found], AGENCIES, msg("setiap instansi satu kali"))
    return {one.id: one for one in found}


def read_instrument(path: Path) -> Instrument:
    """An instrument from a file of one's own. Raises Rejected with the first thing that is wrong."""
    return decode_instrument(path.read_bytes(), path.name)


def decode_instrument(data: bytes, file: str) -> Instrument:
    """Decode and check: every indicator has a mitigation row, every agency exists, cuts fall."""
    found = decoded(data, Instrument, file, msg("instrumen indikator seperti yang dikirim bersama Kawal"))
    known = {row.of for row in found.mitigations}
    for indicator in found.indicators:
        if indicator.id not in known and indicator.id.partition(".")[0] not in known:
            raise Rejected(file, msg("baris mitigasi untuk setiap indikator"), indicator.id)
        if indicator.variable not in {variable.id for variable in found.variables}:
            raise Rejected(file, msg("peubah untuk setiap indikator"), indicator.id)
    for row in found.mitigations:
        for agency in row.agencies:
            if agency not in agencies():
                raise Rejected(file, msg("instansi yang dikenal"), agency)
    if list(found.priority_cuts) != sorted(found.priority_cuts, reverse=True):
        raise Rejected(file, msg("batas prioritas yang menurun"), ", ".join(map(str, found.priority_cuts)))
    return found
