"""The data of the jurisdiction is complete and checked."""

import msgspec
import pytest

from kawal.jurisdiction.load import agencies, decode_instrument, indicators, instrument
from kawal.kernel.errors import Rejected


def test_the_instrument_has_bawaslus_eight_variables_and_26_named_indicators() -> None:
    """And one history of Kawal's own, which says so."""
    own = [indicator.id for indicator in instrument().indicators if indicator.origin == "kawal"]
    assert own == ["H1"]
    assert len(indicators()) == 26 + 1
    assert [variable.id for variable in instrument().variables] == [f"V{n}" for n in range(1, 9)] + ["H"]


def test_the_most_specific_mitigation_wins() -> None:
    """V7.3 has its own row; V6.3 takes that of V6."""
    assert instrument().mitigation_of("V7.3").linmas_effect == 0.5
    assert instrument().mitigation_of("V6.3").of == "V6"


def test_disabled_voters_are_a_service_and_never_a_danger() -> None:
    """V1.5 has no strength and no effect."""
    indicator = indicators()["V1.5"]
    assert (indicator.service, indicator.strength) == (True, 0.0)


def test_what_was_written_from_memory_is_marked() -> None:
    """47 agencies, some of them unverified."""
    assert len(agencies()) == 47
    assert any(not agency.verified for agency in agencies().values())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("strength: 0.45", "strength: 1.45", "instrumen"),
        ("agencies: [BAWASLU, BKN]", "agencies: [BAWASLU, NOBODY]", "NOBODY"),
        ("of: H1", "of: H2", "H1"),
        ("priority_cuts: [0.45", "priority_cuts: [0.05", "menurun"),
    ],
)
def test_a_faulty_instrument_is_refused_in_one_sentence(old: str, new: str, sentence: str) -> None:
    """A strength above 1, an unknown agency, an indicator nobody can reduce, rising cuts."""
    from importlib.resources import files  # noqa: PLC0415

    text = files("kawal.jurisdiction").joinpath("id/indicators.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(Rejected, match=sentence):
        decode_instrument(text.replace(old, new).encode(), "own.yaml")


def test_every_text_is_there_in_both_languages() -> None:
    """No empty name."""
    names = [row.name for row in instrument().variables]
    names += [row.name for row in instrument().indicators] + [row.name for row in agencies().values()]
    assert all(name.id and name.en for name in names)
    assert all(msgspec.structs.astuple(row.measure) for row in instrument().mitigations)
