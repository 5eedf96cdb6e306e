"""What is too deep, too long or no text is refused in a sentence before anything is computed from it."""

import pytest

from kawal.record.checkpoint import Checkpoint, is_plain_number
from kawal.record.jws import b64url
from kawal.record.merkle import ProofError
from kawal.record.receipt import Receipt
from kawal.record.sdjwt import digest, disclosed


@pytest.mark.parametrize("text", ["0", "10", "9" * 19])
def test_numbers_as_notes_write_them(text: str) -> None:
    """At most nineteen digits without a zero before them."""
    assert is_plain_number(text)


@pytest.mark.parametrize("text", ["", "01", "-1", "1_0", "9" * 20])
def test_other_numbers_are_none(text: str) -> None:
    """Nothing, signs, marks between digits, more than a log can count."""
    assert not is_plain_number(text)


def test_numbers_of_five_thousand_digits_are_refused() -> None:
    """Python itself refuses to convert more than 4,300 digits, with an error of its own."""
    with pytest.raises(ProofError):
        Receipt.parse(f"c2sp.org/tlog-proof@v1\nindex {'1' * 5_000}\n\nnote")
    with pytest.raises(ProofError):
        Checkpoint.parse(f"kawal/x\n{'1' * 5_000}\n{'A' * 43}=\n")


@pytest.mark.parametrize("value", ["[" * 100_000, '["salt","note","\\ud800"]'])
def test_disclosures_too_deep_or_with_half_a_character_are_refused(value: str) -> None:
    """A hundred thousand brackets, and a surrogate that no encoding can write."""
    text = b64url(value.encode())
    with pytest.raises(ProofError):
        disclosed({"_sd": [digest(text)], "_sd_alg": "sha-256"}, [text])
