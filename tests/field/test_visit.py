"""Who can visit a ward office with the phone: who sends copies of forms, where the account reaches."""

from collections.abc import Iterator

import pytest

from kawal.access.model import Account, Grant
from kawal.access.profiles import Profile
from kawal.access.roles import Role
from kawal.election.model import Registry
from kawal.election.queries import load_registry
from kawal.field.kinds import KindBook, shipped_kinds
from kawal.field.phonepage import phone_page
from kawal.field.visit import Visit, visit_of
from tests.conftest import filled_node


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    node = filled_node(tmp_path_factory.mktemp("visit") / "node", "supervision")
    with node.reading() as rows:
        yield load_registry(rows)
    node.close()


def visit(registry: Registry, role: Role, region: str, profile: Profile = "supervision") -> Visit | None:
    account = Account("a", "a", "A", "", (Grant(role, "", region),))
    return visit_of(phone_page(account, KindBook(profile, shipped_kinds()), registry, None, ()), registry)


def test_a_supervisor_of_a_district_has_its_wards_with_all_their_stations(registry: Registry) -> None:
    """Each station once, in the order of its number; both contests of the city, each with its ballot numbers."""
    found = visit(registry, "station_supervisor", "63.71.05")
    assert found is not None
    assert {one.code[:8] for one in found.wards} == {"63.71.05"}
    assert sum(len(one.stations) for one in found.wards) == len(registry.stations_in(found.wards[0].code[:8]))  # type: ignore[arg-type]
    smallest = next(one for one in found.wards if one.code == "63.71.05.1002")
    assert smallest.stations == tuple(f"6371051002{number:03d}" for number in range(1, 5))
    assert sorted((one.kind, one.region) for one in found.votes) == [("governor", "63"), ("mayor", "63.71")]
    assert all(one.options == tuple(sorted(one.options)) for one in found.votes)


def test_who_sends_no_copies_and_a_node_that_takes_none_has_no_visit(registry: Registry) -> None:
    assert visit(registry, "officer", "63.71.05") is None
    assert visit(registry, "station_supervisor", "63.71.05", "order") is None
    assert visit(registry, "station_supervisor", "63.72") is None
    assert visit(registry, "observer", "63.71.05.1002", "observer") is not None
