"""A colleague collapses where there is no signal: the phone dials 119, the report goes out when it can."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from kawal.access.model import Grant
from kawal.app import create_app, open_desk
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.election.queries import load_registry
from kawal.node import open_node
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.muster.musterdesk import MusterDesk
from tests.conftest import filled_node
from tests.e2e.test_phone import PHONE, enrol
from tests.support.serving import serving


def test_a_colleague_collapses_offline_and_the_desk_gets_119_and_a_reserve(browser: Browser, tmp_path: Path) -> None:
    """One tap without a signal dials by the phone itself and keeps the report; with a signal it is a severe medical
    incident whose first call is 119, and the desk is offered a reserve for the colleague's post."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    plan = open_desk(node).freeze(300, "attached", "", actor="test")
    posted: dict[str, list[str]] = {}
    for duty in plan.duties:
        posted.setdefault(str(duty.station), []).append(duty.person)
    station, (mine, mate) = next((place, two) for place, two in posted.items() if len(two) == 2)
    account = node.access.open_account("petugas", "Petugas", (Grant("officer", "", "63.71"),), "test", mine)
    link = node.access.link(account.id, "device")
    node.close()
    context = browser.new_context(viewport=PHONE, locale="id-ID", is_mobile=True, has_touch=True)
    with serving(folder) as served:
        page = enrol(context, served.address, link)
        page.reload()  # now the worker has the page
        expect(page.locator("html")).to_have_class(re.compile("enrolled"))
        context.set_offline(True)
        page.reload()
        expect(page.locator("html")).to_have_class(re.compile("enrolled"))
        page.get_by_role("link", name="Rekan tumbang").click()  # asks where: the own post stands there
        expect(page.locator("#tumbang [name=place]")).to_have_value(re.compile(f"TPS {station[-3:]} "))
        tap = page.locator("#tumbang a[data-sends]")
        expect(tap).to_have_attribute("href", "tel:119")
        page.screenshot(path=str(tmp_path / "phone.png"), full_page=True)
        tap.click()
        expect(page.locator("#tolong")).to_be_visible()
        expect(page.locator("#tolong a.tap")).to_have_attribute("href", "tel:119")
        page.screenshot(path=str(tmp_path / "tolong.png"), full_page=True)
        page.locator("#tolong").get_by_role("link", name="Kembali").click()
        expect(page.locator("#waiting-count")).to_have_text("1")
        context.set_offline(False)
        expect(page.locator("#waiting-count")).to_have_text("0", timeout=30_000)
        context.close()
    node = open_node(folder)
    state = create_app(node, load_letterhead()).state
    cases: CaseDesk = state["cases"]
    muster: MusterDesk = state["muster"]
    with node.reading() as connection:
        (case,) = [one for one in cases.all(connection) if one.is_open]
        assert (case.place, case.type.id, case.severity) == (station, "medical", "severe")
        assert (case.type.first_call, case.owner) == (("PSC_119",), "PSC_119")
        units, (claim,) = muster.seen(connection)
        assert muster.candidates(connection, claim) == (mate,)
        taking = muster.covering(connection, units, [claim])[mate]
        assert (taking.left, taking.duty.station) == (None, station)
        assert taking.duty.person in load_registry(connection).person_by_id
    node.close()
