# ruff: noqa: F401, F811
"""Where an incident really is: said later by the desk, beside the report, which stays as it came."""

import re
from html import unescape

from kawal.store.log import read_entries
from kawal.watch.board.look import look
from tests.http.conftest import OWN
from tests.watch.dutylog.test_dutylog import Desk
from tests.watch.incidents.test_case_pages import STATION, case, cases, desk, do, hands, liaison
from tests.watch.muster.test_presence import House, house, phone_of, station_of
from tests.watch.muster.test_presence import told as told_by_phone


def told(desk: Desk, line: str) -> int:
    """An incident by radio; its entry."""
    with desk.node.reading() as connection:
        before = cases(desk).open_entries(connection)
    desk.save(line)
    with desk.node.reading() as connection:
        (index,) = cases(desk).open_entries(connection) - before
    return index


def put(desk: Desk, index: int, region: str, station: str = "", what: str = "disturbance") -> int:
    """Correct its place; returns the status."""
    data = {"place": STATION, "what": what, "region": region, "station": station, "note": "menurut danru"}
    return desk.client.post(f"/insiden/{index}/tempat", data=data, headers=OWN, follow_redirects=False).status_code


def test_the_desk_corrects_where_an_incident_is_and_board_teams_and_record_follow(desk: Desk) -> None:
    """Told of TPS 12, it was TPS 13: the page, the board's mark and the record say so, the key and the report stay;
    an unknown place, the same place again and a closed incident are refused; a rebuilt node says the same."""
    index = told(desk, "TPS 12 Mantuil keributan berat")
    assert put(desk, index, "63.71.01.1001", "13") == 303
    assert put(desk, index, "63.71.01.1001", "13") == 409
    assert put(desk, index, "63.71.01.1001", "999") in (400, 403)
    assert put(desk, index, "63.71.01.1001", "1x") == 400
    page = desk.page(f"/insiden/{index}")
    assert "TPS 013 Mantuil. Keributan" in page or "<p>TPS 013 Mantuil." in page
    assert "membetulkan tempat: TPS 013 Mantuil" in page
    assert "semula dilaporkan: TPS 012 Mantuil" in page
    assert "menurut danru" in page
    assert "TPS 013 Mantuil" in desk.page("/insiden")
    for _ in range(2):
        now = case(desk, index)
        assert (now.place, now.site, now.where, now.owner) == (STATION, "6371011001013", "inside", "KPPS")
        with desk.node.reading() as connection:
            (ward,) = (one for one in look(connection, cases(desk).watch, lambda _: True).wards if one.incidents)
            marks: dict[str, str] = dict(ward.marks)
        assert (marks["6371011001013"], marks[STATION] == "severe") == ("severe", False)
        desk.node.writer.rebuild()
    assert put(desk, index, "63.71.01") == 303  # the whole district: no station any more, so the police's
    assert (case(desk, index).where, case(desk, index).owner) == ("outside", "POLRESTA")
    closing = {"place": STATION, "what": "disturbance", "result": "resolved"}
    assert desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN).status_code == 200
    assert put(desk, index, "63.71.01.1001", "12") == 409


def test_a_step_cannot_place_an_incident_without_a_place(desk: Desk) -> None:
    """The step alone, through the route of steps, says no place."""
    index = told(desk, "TPS 12 Mantuil keributan berat")
    assert do(desk, index, "placed") == 400


def test_everything_on_the_page_that_depends_on_the_incident_follows_it(desk: Desk) -> None:
    """What an open page exchanges is there before and after the end: clocks, teams, agencies and acts, by the same
    names; after it none of them offers anything."""
    index = told(desk, "TPS 12 Mantuil keributan berat")
    parts = ("headline", "standing", "clocks", "helpers", "agencies", "deeds", "whereabouts", "record")
    before = desk.page(f"/insiden/{index}")
    closing = {"place": STATION, "what": "disturbance", "result": "resolved"}
    desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN)
    after = desk.page(f"/insiden/{index}")
    for page in (before, after):
        for part in parts:
            assert f'id="{part}" data-part' in page, part
    for offer in ("Selesaikan", "clock-left", "Betulkan tempat", "Sudah diberi tahu"):
        assert (offer in before, offer in after) == (True, False), offer


def test_a_report_by_phone_shows_whom_to_call_to_who_may_see_people(house: House) -> None:
    """The reporter stands on the page of the incident and of the muster, to be dialled, with what was
    answered besides; the number stands in no entry of the log."""
    person = next(one.person for one in house.plan.duties if one.station)
    place, phone = station_of(house, person), phone_of(house, person)
    at = house.clock.now
    told_by_phone(house, phone, "incident", 2, place, at, what="disturbance", severity="severe", people=40)
    told_by_phone(house, phone, "welfare", 2, place, at, state="collapsed", who="linmas")
    house.as_role("commander")
    known = house.client.app.state["watch"].field.registry().person_by_id[person]
    number = "".join(one for one in known.phone if one.isdigit())
    with house.node.reading() as connection:
        found = house.client.app.state["cases"].all(connection)
        assert all(known.phone.encode() not in body for _, body in read_entries(connection))
    quarrel = next(one for one in found if one.what == "disturbance")
    page = house.page(f"/insiden/{quarrel.heard.index}")
    for words in (known.name, f'href="tel:{number}"', "Perkiraan jumlah orang: 40"):
        assert words in page
    assert f'href="tel:{number}"' in house.page("/apel")


def test_making_a_link_tells_nobody_until_someone_says_that_it_was_sent(desk: Desk) -> None:
    """The page opens again by its address, has a code and a message, and writes nothing; one press records it."""
    index = told(desk, "TPS 12 Mantuil keributan berat")
    assert do(desk, index, "outside") == 303
    account = liaison(desk)
    before = desk.size()
    params = {"place": STATION, "what": "disturbance", "account": account.id}
    page = desk.client.get(f"/insiden/{index}/tautan", params=params).text
    assert desk.client.get(f"/insiden/{index}/tautan", params=params).status_code == 200
    assert desk.size() == before
    for words in ("<svg", "https://wa.me/?text=", "belum memberi tahu siapa pun"):
        assert words in page
    assert do(desk, index, "told", "POLRESTA") == 303
    assert "sudah tercatat diberi tahu" in desk.client.get(f"/insiden/{index}/tautan", params=params).text


def test_the_liaison_reads_what_holds_outside_the_station_how_many_people_and_whom_to_call(house: House) -> None:
    """Moved outside, the sentence of the station's chair goes; the answers of the report, the place for the phone's
    map and the number of the post come; the reporter's own words stay at the desk."""
    person = next(one.person for one in house.plan.duties if one.station)
    place, phone = station_of(house, person), phone_of(house, person)
    told_by_phone(
        house, phone, "incident", 2, place, house.clock.now, what="disturbance", severity="severe", people=40
    )
    with house.node.reading() as connection:
        (quarrel,) = house.client.app.state["cases"].all(connection)
    about = {"place": quarrel.place, "what": quarrel.what}
    path = f"/insiden/{quarrel.heard.index}"
    assert "ketua KPPS" in house.page(path)
    assert house.post(f"{path}/langkah", **about, step="outside")[0] == 303
    assert "ketua KPPS" not in house.page(path)
    account = liaison(house)
    text = house.client.get(f"{path}/tautan", params={**about, "account": account.id}).text
    link = "/tautan/" + unescape(text).split("/tautan/")[1].split("<", 1)[0].strip()
    page = house.page(link)
    for words in (
        "Perkiraan jumlah orang: 40",
        "TNI hanya atas permintaan polisi",
        'href="geo:',
        'href="tel:08000000001"',
    ):
        assert words in page
    assert "ketua KPPS" not in page


def test_who_is_responsible_but_has_no_number_is_reached_through_a_guard_of_the_ward(desk: Desk) -> None:
    """The chair of the committee has neither liaison nor number here: the page names a guard with a number instead of
    asking to telephone nobody; an office and a forum can be dialled."""
    index = told(desk, "TPS 12 Mantuil keributan sedang")
    page = desk.page(f"/insiden/{index}")
    assert "tidak ada penghubung atau nomor di sini" in page
    assert re.search(r'sampaikan lewat linmas setempat [^<]+<a class="link nowrap" href="tel:\d+"', page)
    assert "salin tautan atau telepon" not in page
    assert 'href="tel:08000000117"' in page


def test_of_a_breach_of_election_law_no_team_is_the_first_thing_to_press(house: House) -> None:
    """Seize nothing: sending a team is offered, but not as the one filled button; a brawl has it."""
    person = next(one.person for one in house.plan.duties if one.station)
    phone, place = phone_of(house, person), station_of(house, person)
    for what, filled in (("money", False), ("disturbance", True)):
        told_by_phone(house, phone, "incident", 2, place, house.clock.now, what=what, severity="severe")
        with house.node.reading() as connection:
            one = next(one for one in house.client.app.state["cases"].all(connection) if one.what == what)
        page = house.page(f"/insiden/{one.heard.index}")
        assert "Kirim TRC" in page
        assert ('class="btn btn-go" name="step" value="sent"' in page) == filled
        assert re.search(r"0 dari (\d+) TRC siap; \1 belum apel", page)  # nobody's muster was taken yet


def test_a_station_says_whom_to_call_and_a_search_without_a_ward_says_so(desk: Desk) -> None:
    """Of a station that nobody heard, the guard of its ward; a state that no ward has leaves no empty table."""
    page = desk.page(f"/papan/{STATION}")
    assert re.search(r'Telepon: <b>[^<]+</b>, linmas kelurahan ini, <a class="link nowrap" href="tel:\d+"', page)
    assert 'id="nothing" hidden' in desk.page("/papan").replace('class="dim" ', "")
    assert 'id="nothing">' in desk.page("/papan?find=senyap")


def test_words_that_turn_the_direction_of_writing_are_shown_as_what_they_are(desk: Desk) -> None:
    """A note with U+202E reads in the order in which it was written."""
    index = told(desk, "TPS 12 Mantuil keributan berat")
    assert do(desk, index, "noted", note="situasi \u202enama") == 303
    page = desk.page(f"/insiden/{index}")
    assert "\u202e" not in page
    assert "situasi ⟨U+202E⟩nama" in page


def test_an_incident_of_a_whole_region_says_that_minutes_are_to_its_middle(house: House) -> None:
    """Until someone says at which station it is; agencies of its way stand first among those it can be handed to."""
    house.save("Mantuil keributan berat")
    with house.node.reading() as connection:
        (quarrel,) = house.client.app.state["cases"].all(connection)
    page = house.page(f"/insiden/{quarrel.heard.index}")
    assert "menit dihitung ke tengahnya" in page
    about = {"place": quarrel.place, "what": quarrel.what}
    drawn = house.client.get(f"/insiden/{quarrel.heard.index}/peta", params=about).json()
    assert drawn["picked"] == quarrel.place  # of several incidents on the map a ring says which one this is
    first = page.split('<optgroup label="pada rute insiden ini">')[1].split("</optgroup>")[0]
    assert "POLRESTA" in first
    assert "MAHKAMAH" not in first.upper()
    form = {"place": quarrel.place, "what": quarrel.what, "region": "63.71.01.1001", "station": "12"}
    assert house.post(f"/insiden/{quarrel.heard.index}/tempat", **form)[0] == 303
    assert "menit dihitung ke tengahnya" not in house.page(f"/insiden/{quarrel.heard.index}")


def test_a_list_of_incidents_writes_each_severity_in_one_way(desk: Desk) -> None:
    """The word stands behind the place, whether the report said it or it is assumed; never in the title too."""
    for line in ("TPS 12 Mantuil keributan berat", "TPS 13 Mantuil keributan"):
        told(desk, line)
    rows = desk.page("/insiden").split('id="rows"')[1].split("</ol>")[0]
    assert re.findall(r"TPS 01[23] Mantuil · (\w+)", rows) == ["berat", "sedang"]
    assert "Keributan, Berat" not in rows
