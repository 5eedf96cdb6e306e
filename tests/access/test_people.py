"""Who sees whose name and telephone: by the grant's region, by the own unit, by the post; everyone else is masked."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kawal.access.model import Account, Directory, Grant, Who
from kawal.access.people import account_names, masked, masked_name, masked_registry, sees
from kawal.access.roles import FIELD_ROLES, ROLE_NAMES, ROLES, TABLE, Role
from kawal.app import create_app
from kawal.cli.exercise import enrol_crew, first_reports
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.election.duplicates import same_person_in_two_rosters
from kawal.election.model import Person, Registry
from kawal.election.queries import load_registry
from kawal.kernel.codes import RegionCode
from kawal.kernel.language import language
from kawal.node import Node
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session

SOUTH = "63.71.01"
Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Client]]:
    """A node that holds the exercise, and a decided plan."""
    node = filled_node(tmp_path_factory.mktemp("people") / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        client.post("/satuan/tetapkan", data={"guards": "310", "title": ""}, headers=OWN)
        yield node, client
    node.close()


@pytest.fixture(scope="module")
def registry(house: tuple[Node, Client]) -> Registry:
    """The exercise."""
    with house[0].reading() as connection:
        return load_registry(connection)


def reader(*grants: Grant, person: str = "") -> Who:
    """Someone who has come in."""
    return Who(Account("a-1", "satu", "Satu", person, grants))


def one_of(registry: Registry, region: str) -> Person:
    """An officer with a telephone of the unit of a ward or district."""
    return next(
        person
        for person in registry.people
        if person.phone and (unit := registry.unit_by_id.get(person.unit)) and unit.region == region
    )


@pytest.mark.parametrize("role", ROLES)
def test_the_table_says_who_sees_people(registry: Registry, role: Role) -> None:
    """Commander, operator, clerk and planner see everyone when their grant has no region; no other role does."""
    needs = {"commander", "operator", "clerk", "planner"}
    assert ("person.read" in TABLE[role]) is (role in needs)
    shown = masked_registry(registry, reader(Grant(role)))
    assert (shown is registry) is (role in needs)
    assert any(person.phone not in ("", "***") for person in shown.people) is (role in needs)


def test_a_grant_reaches_the_officers_of_its_region(registry: Registry) -> None:
    """An operator of a district sees its units' officers, and of others the first letters and the number."""
    who = reader(Grant("operator", "", SOUTH))
    near, far = one_of(registry, f"{SOUTH}.1001"), one_of(registry, "63.71.03.1001")
    assert masked(near, who, registry) == near
    shown = masked(far, who, registry)
    assert (shown.id, shown.phone, shown.home_station) == (far.id, "***", None)
    assert shown.name == " ".join(f"{part[0]}***" for part in far.name.split())
    assert far.name.split()[-1] not in shown.name
    assert sees(far, who, registry, f"{SOUTH}.1002")  # who is posted here is led from here


def test_one_sees_the_own_unit_and_oneself(registry: Registry) -> None:
    """A field account of a registered person sees its colleagues, and nobody of the next ward."""
    me = one_of(registry, f"{SOUTH}.1001")
    who = reader(Grant("officer", "", f"{SOUTH}.1001"), person=me.id)
    seen = {person.unit for person in registry.people if sees(person, who, registry)}
    assert seen == {me.unit}


def test_whoever_belongs_nowhere_is_seen_by_who_sees_everyone(registry: Registry) -> None:
    """Without unit and home station there is no region that a grant could reach."""
    nobody = Person(id="X-1", name="Tanpa Tempat", roster="order_officer", phone="0812")
    assert not sees(nobody, reader(Grant("operator", "", SOUTH)), registry)
    assert sees(nobody, reader(Grant("operator")), registry)
    assert not sees(nobody, reader(Grant("operator", "", SOUTH), Grant("auditor")), registry)


def test_accounts_of_the_field_are_called_by_what_they_are_there_for(registry: Registry) -> None:
    """Those of the office always by name; for who sees no people one of the field by its role and region, in the
    reader's language, and one of a registered person as that person, masked; to oneself one keeps one's name."""
    far = one_of(registry, "63.71.03.1001")
    accounts = [
        Account("a-2", "dua", "Rina Wati", "", (Grant("clerk"),)),
        Account("a-3", "tiga", "Budi Karya", "", (Grant("officer", "", "63.71.03.1001"),)),
        Account("a-5", "lima", "Pengawas 6", "", (Grant("station_supervisor"),)),
        Account("a-4", "empat", "siapa saja", far.id, (Grant("officer", "", "63.71.03.1001"),)),
    ]
    directory = Directory({one.id: one for one in accounts}, {})
    id_, en = language("id"), language("en")
    names = account_names(directory, registry, reader(Grant("auditor")), id_)
    ward = registry.region_name(RegionCode("63.71.03.1001"))
    assert (names["a-2"], names["a-3"], names["a-5"]) == ("Rina Wati", f"petugas, {ward}", "pengawas TPS")
    assert names["a-4"] == names[far.id] == masked_name(far.name)
    assert account_names(directory, registry, reader(Grant("auditor")), en)["a-5"] == en.text("pengawas TPS")
    assert account_names(directory, registry, reader(Grant("clerk")), id_)["a-3"] == "Budi Karya"
    assert account_names(directory, registry, Who(accounts[1]), id_)["a-3"] == "Budi Karya"


def test_pages_show_an_auditor_no_name_and_no_telephone(house: tuple[Node, Client], registry: Registry) -> None:
    """Units, comparison, duty log with its calls; the commander sees them."""
    node, client = house
    far = one_of(registry, "63.71.03.1001")
    counted = {}
    for role in ("auditor", "commander"):
        client.cookies.set(SESSION_COOKIE, session(node, role))
        pages = [client.get(path) for path in (f"/satuan?unit={far.unit}", "/buku-jaga")]
        assert [page.status_code for page in pages] == [200, 200]
        told = "".join(page.text for page in pages)
        counted[role] = sum(one.phone in told or one.name in told for one in registry.people if one.phone)
        assert far.id in told
    assert counted["auditor"] == 0
    assert counted["commander"] > 10


def test_a_double_does_not_tell_the_name_of_who_is_masked(house: tuple[Node, Client], registry: Registry) -> None:
    """Of a pair that may share a name both are masked, unless both are seen."""
    node, client = house
    client.cookies.set(SESSION_COOKIE, session(node, "operator", region="63.71.03"))
    told = client.get("/satuan").text.partition('id="ganda"')[2]
    pairs = same_person_in_two_rosters(registry.people)
    assert len(pairs) == 3
    hidden = [pair for pair in pairs if f"{pair.first.id}, {pair.second.id}" in told and pair.first.name not in told]
    assert hidden
    assert not any(pair.second.name in told for pair in hidden)


def test_exports_hold_the_own_region_only_and_are_entries(house: tuple[Node, Client], registry: Registry) -> None:
    """An operator of the south: rows of others are masked in the roster, their letters are not printed; each file is
    an entry with who, what and how many, and without a name."""
    node, client = house
    client.cookies.set(SESSION_COOKIE, session(node, "operator", region=SOUTH))
    roster = client.get("/cetak/susunan.csv")
    rows = list(csv.reader(io.StringIO(roster.content.decode("utf-8-sig"))))
    telephones = [row[3] for row in rows[1:]]
    assert len(telephones) == 310
    posted = {row[1] for row in rows[1:] if row[3] not in ("", "***")}
    assert 0 < len(posted) < 310
    assert "***" in telephones
    far = next(row[1] for row in rows[1:] if row[3] == "***")
    assert client.get(f"/cetak/surat.pdf?person={far}").status_code == 403
    assert client.get("/cetak/surat.pdf").status_code == 200
    assert client.get("/cetak/lembar.pdf?ward=63.71.01.1001").status_code == 200
    assert client.get("/cetak/susunan.xlsx").status_code == 200
    with node.reading() as connection:
        told = [body.decode() for _, body in read_entries(connection) if b"people_exported" in body]
    assert [one.partition('"what":"')[2].partition('"')[0] for one in told] == [
        "roster_csv",
        "letters",
        "ward_sheets",
        "roster_xlsx",
    ]
    assert '"people":310' in told[0]
    assert f'"people":{len(posted)}' in told[1]
    names = [person.name for person in registry.people]
    assert not any(name in one for one in told for name in names)
    account = node.access.who(client.cookies[SESSION_COOKIE]).account
    assert account is not None
    assert all(f'"actor":"{account.id}"' in one for one in told)


def test_a_report_names_its_author_by_the_same_rule(house: tuple[Node, Client], registry: Registry) -> None:
    """The page of a report from a phone: the role and its region for an auditor, the name for a clerk."""
    node, client = house
    client.cookies.clear()
    first_reports(enrol_crew(node, client), node.clock)
    found = {}
    for role in ("auditor", "clerk"):
        client.cookies.set(SESSION_COOKIE, session(node, role))
        index = re.findall(r'href="/laporan/(\d+)"', client.get("/laporan").text)[0]
        found[role] = client.get(f"/laporan/{index}", headers={"accept": "text/html"}).text
    field = [one.name for one in node.access.directory().accounts.values() if not FIELD_ROLES.isdisjoint(one.roles)]
    assert not any(name in found["auditor"] for name in field if " " in name)
    (author,) = [name for name in field if f"<dd>{name}</dd>" in found["clerk"]]
    (known,) = [one for one in node.access.directory().accounts.values() if one.name == author]
    (grant,) = known.grants
    role = ROLE_NAMES[grant.role].msgid
    assert f"<dd>{role}, {registry.region_name(RegionCode(grant.region))}</dd>" in found["auditor"]
