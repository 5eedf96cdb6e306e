"""A line of words -> what it says (pure)."""

from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Ask, Reading
from kawal.kernel.codes import RegionCode


def read(line: str, gazetteer: Gazetteer, ward: RegionCode | None = None) -> Reading:  # noqa: ARG001
    """Read one line; `ward` is the ward known from elsewhere."""
    return Reading(asks=(Ask(code="words", words=line),))
