"""A node with gateways, for the tests of one module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.field.channels.providers import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A training node of its own for each test."""
    made = House(tmp_path / "node")
    yield made
    made.close()
