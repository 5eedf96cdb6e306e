"""A client written from the specification: the list, a form, its places, a report; with digest and with a key."""

from pathlib import Path

import pytest

from kawal.field.forms.xform import xform_of
from kawal.field.line_queries import log_rows
from kawal.field.queries import latest_reports, quarantine_rows
from kawal.kernel.codes import RegionCode
from kawal.store.sealed import open_entry
from tests.field.channels.odk.conftest import OPENING, STATION, House
from tests.support.openrosa import fill_in


@pytest.mark.parametrize("by_key", [False, True], ids=["digest", "key"])
def test_a_form_is_listed_fetched_filled_in_and_sent(house: House, by_key: bool) -> None:
    """The report says what was filled in, with the assurance of a session, at the client's own time."""
    phone = house.phone(by_key=by_key)
    entry = phone.forms()["opening"]
    assert (entry["name"], entry["version"]) == ("TPS dibuka", "1")
    places = phone.media(entry)["places.csv"].decode().splitlines()
    assert places[0] == "name,label"
    assert f"{STATION},{house.field.registry().place_name(STATION)}" in places
    assert any(one.startswith("63.71.01,") for one in places)  # an incident may be in a district, not at a station
    assert phone.submit(fill_in(phone.form(entry), OPENING)) == [201]
    with house.node.reading() as connection:
        (newest, *_) = latest_reports(connection)
    assert (newest.kind, newest.place, newest.data) == ("opening", STATION, {"opened_at": "07:02"})
    assert newest.assurance == "session"
    with house.node.reading() as connection:
        assert log_rows(connection, channel="odk")[0].identity == newest.id
        assert log_rows(connection, channel="phone") == ()
    assert newest.at_ms == 1_732_662_270_000  # 2024-11-26T23:04:30Z, the end of filling in
    assert newest.id[14] == "7"
    assert int(newest.id.replace("-", "")[:12], 16) == 1_732_662_000_000  # and its name begins with the beginning


def test_a_file_of_places_reaches_as_far_as_the_account(house: House) -> None:
    """An officer of one ward gets that ward and its stations; a form about stations gets no wards."""
    phone = house.phone("officer", region="63.71.01.1012")
    lines = phone.media(phone.forms()["incident"])["places.csv"].decode().splitlines()[1:]
    registry = house.field.registry()
    assert len(lines) == len(registry.stations_in(RegionCode("63.71.01.1012"))) + 1
    supervisor = house.phone("station_supervisor", region="63.71.01.1012")
    stations = supervisor.media(supervisor.forms()["results_copy"])["stations.csv"].decode().splitlines()[1:]
    assert all(line.partition(",")[0].isdigit() for line in stations)
    assert len(stations) == len(lines) - 1


def test_an_account_is_offered_what_its_role_may_send(house: House) -> None:
    """An officer sends no results; a supervisor does; one form can be asked for by its name."""
    officer, supervisor = house.phone("officer"), house.phone("station_supervisor")
    assert "results_copy" not in officer.forms()
    assert "results_copy" in supervisor.forms()
    one = officer.request("GET", "/odk/formList?formID=incident&verbose=true")
    assert one.text.count("<xform>") == 1
    assert "<descriptionText>Report an incident</descriptionText>" in one.text
    assert officer.request("GET", "/odk/forms/results_copy/1/form.xml").status_code == 400


def test_results_never_reach_an_order_node(tmp_path: Path) -> None:
    """They are not offered; sent all the same they are refused, and no figure of them is kept."""
    house = House(tmp_path / "node", "order")
    phone = house.phone("clerk")
    assert "results_copy" not in phone.forms()
    kind = house.field.book().newest("results_copy")
    assert kind is not None
    answers = {"_place": STATION, "contest": "mayor", "valid": "271", "invalid": "4"}
    xml = fill_in(xform_of(kind).encode(), answers)
    assert phone.submit(xml) == [403]
    assert phone.submit(xml[:-30]) == [202]  # cut off: nobody can say what it is
    with house.node.reading() as connection:
        (row,) = quarantine_rows(connection, only_open=True)
        kept = open_entry(connection, house.node.store.blobs.sealer, row.index)
        assert latest_reports(connection) == ()
    assert kept is not None
    assert b"271" not in kept
    house.close()
