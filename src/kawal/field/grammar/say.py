"""What was understood, said back in one sentence (pure)."""

from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Ask, Reading
from kawal.field.grammar.numbers import written
from kawal.kernel.language import Language


def said(reading: Reading, gazetteer: Gazetteer, language: Language) -> str:  # noqa: ARG001
    """One sentence."""
    return "; ".join(f"TPS {written(one.stations)} {gazetteer.name(one.place)}: {one.kind}" for one in reading.facts)


def asked(ask: Ask, gazetteer: Gazetteer, language: Language) -> str:  # noqa: ARG001
    """One question."""
    return f"{ask.code}: {ask.words}?"
