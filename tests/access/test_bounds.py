"""A grant ends where something registered ends; an account is of someone who is registered."""

import pytest

from kawal.access.bounds import bounded, registered
from kawal.access.model import Grant
from kawal.election.model import Registry
from kawal.election.queries import load_registry
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Rejected
from kawal.node import Node

HOME = RegionCode("63.71")


@pytest.fixture(scope="module")
def registry(exercise: Node) -> Registry:
    """The exercise of Banjarmasin."""
    with exercise.reading() as connection:
        return load_registry(connection)


def test_what_is_registered_is_taken_with_its_dots(registry: Registry) -> None:
    """A region may be typed without dots; reach is compared by them."""
    given = Grant("liaison", " BAWASLU ", "637101")
    assert bounded(registry, HOME, given) == Grant("liaison", "BAWASLU", "63.71.01")
    assert bounded(registry, HOME, Grant("clerk")) == Grant("clerk")
    assert registered(registry, " LM-0011 ") == "LM-0011"
    assert registered(registry, "") == ""


@pytest.mark.parametrize(
    ("agency", "region", "said"),
    [
        ("BAWASLU KOTA", "", "instansi: diharapkan instansi yang terdaftar, didapat BAWASLU KOTA"),
        ("", "63.71.99", "wilayah: diharapkan wilayah yang terdaftar, didapat 63.71.99"),
        ("", "Mantuil", "wilayah: diharapkan kode wilayah seperti 63.71.01.1001, didapat Mantuil"),
    ],
)
def test_what_is_not_registered_is_refused(registry: Registry, agency: str, region: str, said: str) -> None:
    """One sentence: where, what was expected, what came."""
    with pytest.raises(Rejected, match=said):
        bounded(registry, HOME, Grant("liaison", agency, region))


def test_a_person_whom_no_roster_has_is_refused(registry: Registry) -> None:
    """The number is that of a registered person."""
    with pytest.raises(Rejected, match="didapat LM-9999"):
        registered(registry, "LM-9999")


def test_before_regions_are_imported_the_nodes_own_will_do() -> None:
    """Inside 63.71 yes, elsewhere no."""
    assert bounded(Registry(), HOME, Grant("clerk", "", "63.71.01")).region == "63.71.01"
    with pytest.raises(Rejected):
        bounded(Registry(), HOME, Grant("clerk", "", "63.72.01"))
