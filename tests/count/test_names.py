"""What findings are called: they say that something does not hold, what must hold says that it does."""

import pytest

from kawal.count.names import finding_title, identity_title
from kawal.jurisdiction.forms import forms
from kawal.kernel.language import language


@pytest.mark.parametrize("code", ["id", "en"])
def test_a_finding_never_has_the_words_of_what_must_hold(code: str) -> None:
    """Every identity, in both languages; with a field behind it, it is the same field."""
    words = language("en" if code == "en" else "id")
    for one in forms().identities:
        assert finding_title(one.id, "", words) != identity_title(one.id, "", words)
        assert finding_title(one.id, "registered", words).startswith(f"{finding_title(one.id, '', words)}: ")


def test_a_finding_says_what_does_not_hold_as_a_sentence() -> None:
    """An equality, copies, and an identity that is itself a negation."""
    told = {
        ("COUNTED_EQ_VOTERS", "id"): "Suara yang dihitung tidak sama dengan pengguna hak pilih",
        ("COUNTED_EQ_VOTERS", "en"): "Votes counted do not equal voters who voted",
        ("COPY_EQ_ORIGINAL", "id"): "Salinan tidak sama",
        ("COPY_EQ_ORIGINAL", "en"): "Copies differ",
        ("TURNOUT_100", "id"): "Semua pemilih terdaftar hadir",
    }
    for (what, code), said in told.items():
        assert finding_title(what, "", language("en" if code == "en" else "id")) == said
