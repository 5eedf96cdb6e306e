"""Templates: what one opens it closes."""

import re
from pathlib import Path

import pytest

import kawal

TEMPLATES = sorted(Path(kawal.__file__).parent.glob("*/templates/*.html"))
BLOCKS = ("main", "section", "article", "div", "aside", "nav", "form", "details", "table", "ul", "ol", "dl")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda one: one.name)
def test_a_template_closes_what_it_opens(path: Path) -> None:
    """Counted over all branches of its choices: each block element is closed as often as it is opened."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    counts = {tag: (len(re.findall(rf"<{tag}[\s>]", text)), text.count(f"</{tag}>")) for tag in BLOCKS}
    assert {tag: both for tag, both in counts.items() if both[0] != both[1]} == {}
