"""What differs on the recapitulation is a finding of a dossier."""

from pathlib import Path

from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Scope
from kawal.web.identity import SESSION_COOKIE
from tests.count.test_ladder import Count
from tests.count.test_recap_pages import STATIONS, WARD, annex, upload
from tests.disputes.dossier.test_pack import faults
from tests.http.conftest import session


def test_what_differs_on_the_recapitulation_of_a_ward_is_a_finding_of_its_dossier(tmp_path: Path) -> None:
    """4 x 61 = 244 became 245: for the ward and the whole contest, not for one station of it."""
    count = Count(tmp_path / "node")
    for station in STATIONS:
        count.send(count.supervisor, station)
    count.house.client.cookies.set(SESSION_COOKIE, session(count.house.node, "clerk"))
    assert upload(count, annex(votes_1=245))[0] == 303
    desk: DossierDesk = count.house.client.app.state["dossiers"]
    for scope, seen in ((Scope("ward", WARD), 1), (Scope("contest", "mayor"), 1), (Scope("station", STATIONS[0]), 0)):
        built = desk.draft(scope, "PK", "test")
        assert faults(built.body) == ([], [])
        found = [one for one in built.dossier.found if one.place == WARD]
        assert [(one.expected, one.got) for one in found] == [(244, 245)] * seen, scope
        assert {index for one in found for index in one.entries} <= {one.entry for one in built.dossier.exhibits}
        named = {one.place for one in built.dossier.found} | {one.place for one in built.dossier.cited}
        assert named <= built.dossier.places.keys()  # a ward by its name, not by its code
    count.house.close()
