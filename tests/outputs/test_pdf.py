"""Documents: a long one is compiled in a process of its own and is the same."""

import subprocess
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from kawal.outputs.pdf import LONG, compiled, render_pdf

AT = datetime(2024, 11, 27, tzinfo=UTC)


def test_a_long_document_is_the_same_as_one_that_is_compiled_here() -> None:
    """Enough lines of a thousand letters; the last one is on the last page."""
    data = {"lines": ["a" * 1000] * (LONG // 1000) + ["ujung"]}
    made = render_pdf("tests.outputs", "lines.typ", data, AT)
    template = Path(str(files("tests.outputs").joinpath("lines.typ")))
    assert made == compiled(template, msgspec.json.encode(data).decode(), int(AT.timestamp()))
    assert "ujung" in PdfReader(BytesIO(made)).pages[-1].extract_text()


def test_a_long_document_that_cannot_be_compiled_is_an_error_here_too() -> None:
    """Its template asks for lines, which are not given."""
    with pytest.raises(subprocess.CalledProcessError):
        render_pdf("tests.outputs", "lines.typ", {"other": "a" * LONG}, AT)
