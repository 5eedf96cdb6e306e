"""The study of a ground in a dossier of its station; what no dossier holds is said in it."""

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Scope
from tests.disputes.dossier.test_pack import faults
from tests.disputes.grounds.test_pages import STATION, WARD, Office, opened, seen, sent

TOLD = "Saksi Fulan, Jalan Kelayan 12"


def test_the_study_of_a_ground_stands_in_the_dossier_without_its_reasons(tmp_path: Path) -> None:
    """Opened, an exhibit marked, passed on: three lines with proofs, for station and ward; no reason."""
    office = Office(tmp_path / "node")
    lawyer, commander = office.client("lawyer"), office.client("commander")
    page = opened(lawyer, office.incident(), office.incident(phone=1), note=TOLD)
    ground = page.rpartition("/")[2]
    needs = commander.get(page).text.partition('name="exhibit" value="')[2].partition('"')[0]
    mark = {"exhibit": needs, "present": "1", "pages": "3", "words": TOLD, "seen": seen(commander, page)}
    assert sent(commander, f"{page}/bukti", **mark).status_code == 303
    step = {"outcome": "passed_up", "reason": TOLD, "seen": seen(commander, page)}
    assert sent(commander, f"{page}/langkah", **step).status_code == 303
    desk: DossierDesk = office.app.state["dossiers"]
    for scope in (Scope("station", STATION), Scope("ward", WARD)):
        built = desk.draft(scope, "PK", "test")
        assert faults(built.body) == ([], [])
        lines = [one for one in built.dossier.chronology if f"study {ground}" in one.what["en"]]
        said = [one.what["en"] for one in lines]
        assert ["opened for" in said[0], "3 pages" in said[1], "passed" in said[2]] == [True, True, True], said
        assert {one.index for one in lines} <= {one.entry for one in built.dossier.exhibits}
        assert TOLD.encode() not in built.body
    text = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(built.documents["id"])).pages).split())
    assert "alasan dan keterangan tertutup pada kajian" in text
    assert "gambar formulir rekapitulasi" in text
    office.node.close()
