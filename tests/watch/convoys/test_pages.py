"""Convoys through their doors: the file, the page, the steps, the alarm, the milestone, who may what."""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
import xlsxwriter
from litestar.testing import TestClient

from kawal.access.roles import Role
from kawal.app import create_app
from kawal.cli import main
from kawal.cli.exercise_city import pack_folder
from kawal.cli.exercise_convoys import first_convoys
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.kernel.errors import Conflict, Refused, Rejected
from kawal.store.log import read_entries
from kawal.watch.convoys.model import Convoy
from kawal.watch.convoys.planfile import Imported, import_plan
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.convoys.standing import late, supply_of
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node, new_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk

WITA = timezone(timedelta(hours=8))
NOW = [datetime(2024, 11, 26, 12, 0, tzinfo=WITA)]
HEAD = "convoy,leg,mode,vehicle,escort,route,departs,arrives,lot,ward,stations,boxes\n"
RIVER = "K-02,ward,river,Kelotok 2,Polairud,Dermaga Basirih,2024-11-26 09:00,2024-11-26 11:00,"
PLAN = (
    HEAD
    + "K-01,ppk,darat,Truk 1,Polresta,Gudang KPU,2024-11-25 08:00,25/11/2024 09.30,L-1,Mantuil,,\n"
    + "K-01,ppk,darat,Truk 1,Polresta,Gudang KPU,2024-11-25 08:00,25/11/2024 09.30,L-2,63.71.01.1012,1-5,10\n"
    + RIVER
    + "L-1,Mantuil,semua,\n"
    + RIVER
    + "L-2,Basirih Selatan,1-5,10\n"
)
"""Mantuil has 23 stations and two contests: 46 boxes; Basirih Selatan's first five have ten."""


def clock() -> datetime:
    """The civil clock of these tests."""
    return NOW[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The city's node at noon of the day before; the plan is imported; its operator is at the desk."""
    NOW[0] = datetime(2024, 11, 26, 12, 0, tzinfo=WITA)
    node = filled_node(tmp_path / "node", "order", clock)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        found = Desk(node, client)
        planned(found, PLAN, tmp_path)
        yield found
    node.close()


def planned(desk: Desk, text: str, folder: Path) -> Imported:
    """Import a plan."""
    file = folder / "convoys.csv"
    file.write_text(text, encoding="utf-8")
    return import_plan(desk.node.writer, file, WITA, "test", dry_run=False, sheet=None)


def convoys(desk: Desk) -> dict[str, Convoy]:
    """The convoys as they stand."""
    with desk.node.reading() as connection:
        return {one.id: one for one in load_convoys(connection)}


def post(desk: Desk, path: str, **data: str) -> tuple[int, str]:
    """Status and sentence of a form."""
    headers = OWN | {"accept": "application/problem+json"}
    answer = desk.client.post(f"/logistik/{path}?lang=en", data=data, headers=headers, follow_redirects=False)
    return answer.status_code, answer.json()["detail"] if answer.status_code >= 400 else answer.headers["location"]


def step(desk: Desk, convoy: str, name: str, **more: str) -> tuple[int, str]:
    """Say a step."""
    return post(desk, "langkah", convoy=convoy, step=name, **more)


def arrived(desk: Desk, convoy: str = "K-02") -> None:
    """It left at nine and arrived at half past eleven."""
    assert step(desk, convoy, "left", at="2024-11-26T09:00")[0] == 303
    assert step(desk, convoy, "arrived", at="2024-11-26T11:30")[0] == 303


def alarms(page: str) -> str:
    """The section of those to be called."""
    return html.unescape(page).split('id="alarms"')[1].split("</section>")[0]


def become(desk: Desk, role: Role, region: str = "") -> None:
    """Someone else sits down."""
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, role, region=region))


def test_a_file_is_imported_once_and_boxes_follow_from_stations_and_contests(desk: Desk, tmp_path: Path) -> None:
    """23 stations x 2 contests = 46 boxes; 2 convoys, 2 lots, 46 + 10 boxes; a second time nothing is new."""
    lots = {lot.id: lot for lot in convoys(desk)["K-01"].plan.lots}
    assert (lots["L-1"].numbers, lots["L-1"].boxes) == ("1-23", 46)
    size = desk.size()
    assert planned(desk, PLAN, tmp_path) == Imported(convoys=2, lots=2, boxes=56, changed=0)
    assert desk.size() == size
    assert planned(desk, PLAN.replace("Truk 1", "Truk 9"), tmp_path).changed == 1
    assert convoys(desk)["K-01"].plan.vehicle == "Truk 9"


def test_a_workbook_reads_as_the_same_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command line, with a date cell; a dry run writes nothing."""
    filled_node(tmp_path / "node", "order", clock).close()
    with xlsxwriter.Workbook(tmp_path / "k.xlsx", {"default_date_format": "dd/mm/yyyy hh:mm"}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEAD.strip().split(","))
        row = ["K-7", "pps", "sungai", "Kelotok", "Polairud", "", "", "2024-11-26 11:00", "L-7", "Mantuil", "1-3", ""]
        sheet.write_row(1, 0, row)
        sheet.write_datetime(1, 6, datetime(2024, 11, 26, 9, 30))
    words = ["import", "--data", str(tmp_path / "node"), "convoys", str(tmp_path / "k.xlsx"), "--json"]
    for more, imported in (["--dry-run"], "false"), ([], "true"), ([], "false"):
        assert main([*words, *more]) == 0
        assert f'"imported":{imported},"convoys":1,"lots":1,"boxes":6' in capsys.readouterr().out
    assert main([*words, "--replace"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("2024-11-26 09:00", "besok pagi", "baris 5, kolom departs: diharapkan waktu setempat"),
        ("2024-11-26 09:00", "2024-02-30 09:00", "kolom departs"),
        ("Polairud", "", "kolom escort"),
        ("Polairud", "Anggota Contoh 1", "bukan nama orang"),
        ("Kelotok 2", "x" * 61, "paling banyak 60 huruf"),
        ("K-02", "KAPAL", "kolom convoy"),
        ("K-02", "../K-02", "kolom convoy"),
        ("ward,river", "moon,river", "kolom leg"),
        ("1-5,10", "1-99,10", "TPS yang terdaftar di kelurahan itu"),
        ("1-5,10", "5-1,10", "TPS yang terdaftar di kelurahan itu"),
        ("1-5,10", "1-5,0", "kolom boxes"),
        ("1-5,10", "1-5,sepuluh", "kolom boxes"),
        ("Basirih Selatan", "Atlantis", "kolom ward"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_planned(
    desk: Desk, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    """File, line, column, what was expected and what came; all other rows are good and stay out too."""
    size = desk.size()
    text = HEAD + PLAN.replace("K-0", "K-5").replace("L-", "L-5")[len(HEAD) :]
    first, last = text.rsplit(old.replace("K-02", "K-52"), 1)
    with pytest.raises(Refused) as refused:
        planned(desk, first + new + last, tmp_path)
    assert any(sentence in str(fault) for fault in refused.value.faults)
    assert desk.size() == size


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD, "paling sedikit satu baris"),
        ("convoy,leg\nK-1,pps\n", "kolom vehicle"),
        ("", "berkas kosong"),
        (PLAN.replace("K-0", "K-5"), "baris 2.*sekali saja"),
        (HEAD + RIVER.replace("K-02", "K-8").replace("11:00", "08:00") + "L-8,Pelambuan,1-2,\n", "baris 2.*sesudah"),
        (HEAD + RIVER.replace("K-02", "K-8") + "L-8,Mantuil,1-2,\n", "baris 2.*sudah dalam L-1"),
        (HEAD + RIVER.replace("K-02", "K-8") + "L-2,Basirih Selatan,1-4,10\n", "baris 2.*isi lot yang sama"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_one_sentence(
    desk: Desk, tmp_path: Path, text: str, sentence: str
) -> None:
    """Empty, without a column, a lot twice on a leg, an arrival before the departure, a station in two lots."""
    size = desk.size()
    with pytest.raises(Rejected, match=sentence):
        planned(desk, text, tmp_path)
    assert desk.size() == size


def test_the_plan_in_the_guide_is_one(tmp_path: Path) -> None:
    """Mantuil in two lots: 12 stations x 2 contests = 24 boxes, and the 22 that are written; in the words of a dry
    run nothing is kept."""
    guide = (Path(__file__).parents[3] / "docs" / "guides" / "the-board.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```csv\n(.*?)```", guide, re.DOTALL)
    file = tmp_path / "guide.csv"
    file.write_text(text, encoding="utf-8")
    other = filled_node(tmp_path / "other", "order", clock)
    found = import_plan(other.writer, file, WITA, "test", dry_run=True, sheet=None)
    other.close()
    assert found == Imported(convoys=1, lots=2, boxes=24 + 22, changed=1)


def test_rows_of_one_convoy_must_agree(desk: Desk, tmp_path: Path) -> None:
    """Another boat in the second row of the same convoy."""
    with pytest.raises(Refused) as refused:
        planned(desk, PLAN[: PLAN.rindex("Kelotok 2")] + "Kelotok 3" + PLAN[PLAN.rindex("Kelotok 2") + 9 :], tmp_path)
    assert "baris 5: diharapkan iring-iringan seperti di baris 4" in str(refused.value.faults[0])


def test_a_late_convoy_is_one_alarm_on_the_board_with_its_wards_and_someone_to_call(desk: Desk) -> None:
    """Due at eleven, it is noon: one alarm for 23 + 5 stations of two wards, on board, overview and wall; a call to
    one of the wards takes it off for an hour; arrived, it is gone."""
    assert step(desk, "K-01", "left", at="2024-11-25T08:00")[0] == 303
    assert step(desk, "K-01", "arrived", at="2024-11-25T09:10")[0] == 303
    assert step(desk, "K-02", "left", at="2024-11-26T09:05")[0] == 303
    told = alarms(desk.page("/papan"))
    assert told.count("<article") == 1
    assert "K-02" in told
    assert "terlambat, 28 TPS menunggu" in told
    assert "Mantuil, Basirih Selatan" in told
    assert re.search(r"<b class=\"ink\">Anggota Contoh \d+</b> <span class=\"nowrap\">08", told)
    assert "Iring-iringan K-02 terlambat" in desk.page("/ikhtisar")
    assert "Iring-iringan K-02 terlambat: Mantuil, Basirih Selatan" in desk.page("/dinding")
    assert "seharusnya tiba" in desk.page("/logistik")
    form = re.search(
        r'name="ward" value="([^"]+)"><input type="hidden" name="person" value="([^"]+)"', desk.page("/logistik/K-02")
    )
    assert form is not None
    said = {"ward": form[1], "person": form[2], "outcome": "no_answer"}
    answer = desk.client.post("/buku-jaga/telepon", data=said, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert "K-02" not in alarms(desk.page("/papan"))
    NOW[0] += timedelta(minutes=61)
    assert "K-02" in alarms(desk.page("/papan"))
    assert step(desk, "K-02", "arrived")[0] == 303
    assert "K-02" not in alarms(desk.page("/papan"))


def test_a_delay_moves_the_alarm_and_its_words_stay_out_of_the_log(desk: Desk) -> None:
    """Expected at 13:00 now: no alarm at noon, one at 13:01."""
    assert step(desk, "K-02", "left", at="2024-11-26T09:05")[0] == 303
    given = {
        "at": "2024-11-26T10:50",
        "arrives": "2024-11-26T13:00",
        "reason": "tide",
        "note": "Pak Contoh di dermaga",
    }
    assert step(desk, "K-02", "delayed", **given)[0] == 303
    assert "K-02" not in alarms(desk.page("/papan"))
    with desk.node.reading() as connection:
        assert b"Pak Contoh" not in b"".join(body for _, body in read_entries(connection))
    assert "Pak Contoh di dermaga" in desk.page("/logistik/K-02")
    become(desk, "auditor")
    page = desk.page("/logistik/K-02")
    assert "Pak Contoh" not in page
    assert "air surut" in page
    NOW[0] += timedelta(minutes=61)
    become(desk, "operator")
    assert "K-02" in alarms(desk.page("/papan"))


def test_a_lot_handed_over_is_the_milestone_of_its_stations_and_a_box_too_few_is_shown(desk: Desk) -> None:
    """46 of 46 for Mantuil: 23 of 28 stations have theirs; nine of ten for Basirih Selatan: 28 of 28, one box differs
    until it is counted again. A rebuild changes nothing."""
    arrived(desk)
    assert re.search(r"0 <span class=\"dim\">/ 28", desk.page("/papan"))
    assert post(desk, "serah", convoy="K-02", lot="L-1", got="46", receiver="chair")[0] == 303
    assert re.search(r"23 <span class=\"dim\">/ 28", desk.page("/papan"))
    assert post(desk, "serah", convoy="K-02", lot="L-2", got="9", receiver="secretariat")[0] == 303
    assert re.search(r"28 <span class=\"dim\">/ 28", desk.page("/papan"))
    page = html.unescape(desk.page("/logistik/K-02"))
    assert "9 dari 10 kotak, tanda tangan sekretariat PPS" in page
    assert "selisih -1 kotak" in page
    assert "1 iring-iringan perlu keputusan" in desk.page("/ikhtisar")
    station = desk.page("/papan/6371011001007")
    assert "46 dari 46 kotak" in station
    before = convoys(desk)
    desk.node.writer.rebuild()
    assert convoys(desk) == before
    assert post(desk, "serah", convoy="K-02", lot="L-2", got="10", receiver="chair")[0] == 303
    assert "perlu keputusan" not in desk.page("/ikhtisar")
    assert "selisih" not in desk.page("/logistik/K-02")


def test_a_station_that_reports_its_supplies_counts_too(desk: Desk) -> None:
    """The existing report of the field: stations 1-3 of Mantuil say that they have theirs before anyone signed."""
    desk.save("logistik TPS 1-3 Mantuil sudah tiba")
    assert re.search(r"3 <span class=\"dim\">/ 28", desk.page("/papan"))


def test_one_that_turned_back_is_planned_again_by_hand(desk: Desk) -> None:
    """The form is filled in with its lots; until then somebody must decide."""
    assert step(desk, "K-02", "left", at="2024-11-26T09:00")[0] == 303
    assert step(desk, "K-02", "turned_back", at="2024-11-26T10:00", reason="tide")[0] == 303
    assert "1 iring-iringan perlu keputusan" in desk.page("/ikhtisar")
    page = desk.page("/logistik?again=K-02")
    assert 'name="carried" maxlength="2000" value="L-1 L-2"' in page
    form = {
        "convoy": "K-03",
        "leg": "ward",
        "mode": "road",
        "vehicle": "Truk 3",
        "escort": "Polsek Banjarmasin Selatan",
        "departs": "2024-11-26T13:00",
        "arrives": "2024-11-26T14:00",
        "carried": "L-1 L-2",
    }
    assert post(desk, "rencana", **form) == (303, "/logistik/K-03")
    assert "perlu keputusan" not in desk.page("/ikhtisar")
    new = form | {"convoy": "K-04", "carried": "", "lot": "L-4", "ward": "Pelambuan", "stations": "1-2"}
    assert post(desk, "rencana", **new) == (303, "/logistik/K-04")
    assert [lot.boxes for lot in convoys(desk)["K-04"].plan.lots] == [4]
    assert step(desk, "K-04", "called_off")[0] == 303


@pytest.mark.parametrize(
    ("path", "data", "status", "sentence"),
    [
        ("langkah", {"convoy": "K-99", "step": "left"}, 404, "K-99"),
        ("langkah", {"convoy": "K-02", "step": "left", "at": "noon"}, 400, "noon"),
        ("langkah", {"convoy": "K-02", "step": "left", "at": "2024-11-26T15:00"}, 400, "moment"),
        ("langkah", {"convoy": "K-02", "step": "delayed", "arrives": "2024-11-26T15:00"}, 400, "reason"),
        ("langkah", {"convoy": "K-02", "step": "turned_back", "reason": "tide"}, 409, "planned"),
        ("langkah", {"convoy": "K-02", "step": "flown"}, 400, ""),
        ("serah", {"convoy": "K-02", "lot": "L-1", "got": "46", "receiver": "chair"}, 409, "arrived"),
        ("serah", {"convoy": "K-02", "lot": "L-9", "got": "46", "receiver": "chair"}, 400, "L-9"),
        ("serah", {"convoy": "K-02", "lot": "L-1", "got": "many", "receiver": "chair"}, 400, "many"),
        ("rencana", {"carried": "L-9"}, 400, "L-9"),
        ("rencana", {"carried": "L-1"}, 400, "already on K-02"),
        ("rencana", {}, 400, "lot"),
        ("rencana", {"lot": "L-5", "ward": "Mantuil", "stations": "99"}, 400, "99"),
        ("rencana", {"convoy": "K 5", "carried": "L-1"}, 400, "K 5"),
    ],
)
def test_bad_input_is_told_in_one_sentence_and_changes_nothing(
    desk: Desk, path: str, data: dict[str, str], status: int, sentence: str
) -> None:
    """What was expected and what came; the log has no entry more."""
    size = desk.size()
    base = {"convoy": "K-05", "leg": "ward", "vehicle": "Truk", "escort": "Polresta"}
    base |= {"departs": "2024-11-26T13:00", "arrives": "2024-11-26T14:00"}
    got, told = post(desk, path, **(base | data if path == "rencana" else data))
    assert (got, sentence in told) == (status, True), told
    assert desk.size() == size


def test_who_may_read_and_write_and_where(desk: Desk) -> None:
    """Another district sees nothing of it; an auditor reads only; of one ward no step for a convoy of two, but its
    own lot; an officer is kept out."""
    arrived(desk)
    become(desk, "operator", "63.71.05")
    assert "K-02" not in desk.page("/logistik")
    assert desk.client.get("/logistik/K-02").status_code == 403
    assert "K-02" not in desk.page("/papan")
    become(desk, "clerk", "63.71.01.1001")
    assert "K-02" in desk.page("/logistik")
    assert step(desk, "K-01", "left")[0] == 403
    assert post(desk, "serah", convoy="K-02", lot="L-2", got="10", receiver="chair")[0] == 403
    assert post(desk, "serah", convoy="K-02", lot="L-1", got="46", receiver="chair")[0] == 303
    become(desk, "auditor")
    page = desk.page("/logistik/K-02")
    assert "<form" not in page.split("<main")[1]
    assert step(desk, "K-01", "left")[0] == 403
    become(desk, "officer")
    assert desk.client.get("/logistik").status_code == 403


def test_the_situation_report_has_a_line_and_the_text_no_names(desk: Desk) -> None:
    """One lot handed over, no late convoy, one difference; without convoys the report says nothing of them."""
    arrived(desk)
    assert post(desk, "serah", convoy="K-02", lot="L-2", got="9", receiver="chair")[0] == 303
    assert post(desk, "serah", convoy="K-02", lot="L-1", got="46", receiver="chair")[0] == 303
    assert desk.client.post("/situasi/buat", headers=OWN).status_code == 200
    page = desk.page("/situasi")
    assert "lot logistik diserahkan di kelurahan" in page
    text = html.unescape(desk.page("/logistik").split('id="messenger"')[1].split("</textarea>")[0])
    assert "K-02 ke PPS, Mantuil, Basirih Selatan: lot L-2: 9 dari 10 kotak, -1" in text
    assert "Anggota Contoh" not in text


def test_a_plan_in_the_log_has_no_vote_and_both_kinds_of_node_have_the_page(desk: Desk, tmp_path: Path) -> None:
    """The entry holds the plan; a supervision node without a plan says so."""
    with desk.node.reading() as connection:
        entries = [body for _, body in read_entries(connection) if b"convoy_planned/1" in body]
    assert len(entries) == 2
    assert set(msgspec.json.decode(entries[0])["event"]["plan"]) == {
        "id",
        "leg",
        "mode",
        "vehicle",
        "escort",
        "route",
        "departs_ms",
        "arrives_ms",
        "lots",
    }
    node = new_node(tmp_path / "other", "supervision")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        assert "Belum ada iring-iringan" in client.get("/logistik").text
    node.close()


def test_a_convoy_that_has_left_is_not_planned_anew(desk: Desk, tmp_path: Path) -> None:
    """The file as a whole is refused."""
    arrived(desk)
    with pytest.raises(Conflict, match="K-02 sudah"):
        planned(desk, PLAN.replace("Kelotok 2", "Kelotok 3"), tmp_path)


def test_the_exercise_has_convoys_there_on_the_way_and_late(tmp_path: Path) -> None:
    """At nine on 21 November: two handed over, one of them with a box too few; the boat to Mantuil is late, another
    is on its way, one is delayed; every one of the 965 stations is in a lot."""
    node = filled_node(tmp_path / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        assert first_convoys(node, client, pack_folder() / "convoys.csv", "test") == 7
        now_ms = int(node.clock().timestamp() * 1000)
        with node.reading() as connection:
            found = load_convoys(connection)
        assert [one.id for one in late(found, now_ms)] == ["K-06"]
        assert [one.id for one in found if one.state == "handed_over"] == ["K-01", "K-02"]
        assert [(lot.boxes, at.got) for one in found for lot, at in one.differing] == [(38, 37)]
        assert [one.id for one in found if one.delay] == ["K-04"]
        assert len(supply_of("logistics", found).planned) == 965
        assert len(supply_of("box", found).planned) == 965
    node.close()
