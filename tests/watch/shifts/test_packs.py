"""The paper pack comes by the clock; a printer that refuses it keeps nobody from its file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.store.jobs import JobRunner
from kawal.watch.shifts.packs import DUE, PackDesk, PackSettings
from kawal.watch.shifts.shiftdesk import ShiftDesk
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN
from tests.watch.dutylog.test_dutylog import Desk, morning


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An order node that prints every half hour to a printer named "lantai-2"."""
    node = filled_node(tmp_path / "node", "order", morning)
    paper = PackSettings(every_min=30, folder=tmp_path / "paper", printer="lantai-2")
    with TestClient(create_app(node, load_letterhead(), paper=paper), base_url=BASE) as client:
        yield Desk(node, client)
    node.close()


def printer(folder: Path, script: str) -> None:
    """A command `lp` of this machine that does what the script says."""
    folder.mkdir(exist_ok=True)
    command = folder / "lp"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def run(desk: Desk, packs: PackDesk) -> None:
    """Do the jobs that print."""
    JobRunner(desk.node.engine, {**packs.handlers(), DUE: lambda _: None}, desk.node.clock).run_due()


def test_a_refusing_printer_is_named_with_its_reason_and_the_file_is_there(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says why and links the PDF at once; when the printer takes it later, the reason is gone."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    printer(tmp_path / "bin", "echo 'lp: kertas habis' >&2; exit 1")
    packs: PackDesk = desk.client.app.state["packs"]
    number = packs.order("test")
    run(desk, packs)
    page = desk.page("/paket-kertas")
    assert "printer lantai-2 menolak: lp: kertas habis" in page
    assert f'href="/paket-kertas/{number}/berkas.pdf"' in page
    assert "belum dicetak" in page
    assert "sedang dicetak" not in page
    assert desk.client.get(f"/paket-kertas/{number}/berkas.pdf").content.startswith(b"%PDF")
    printer(tmp_path / "bin", "exit 0")
    packs.print_one(str(number).encode())
    assert "menolak" not in desk.page("/paket-kertas")
    assert packs.all()[0].printer == "lantai-2"


def test_the_first_pack_comes_before_any_news_and_later_ones_after_promises_and_calls(desk: Desk) -> None:
    """1 at the first slot, none without anything new, then one for a promise, its end, and a call each: 4."""
    packs: PackDesk = desk.client.app.state["packs"]
    shift: ShiftDesk = desk.client.app.state["shift"]
    packs.tick()
    packs.tick()
    assert len(packs.all()) == 1
    shift.promise("PLN", "menyala lagi", 1_732_700_000_000, "test")
    packs.tick()
    packs.tick()
    assert len(packs.all()) == 2
    with desk.node.reading() as connection:
        (promise,) = shift.promises(connection)
    shift.end_promise(promise.id, True, "test")
    packs.tick()
    assert len(packs.all()) == 3
    registry = desk.client.app.state["watch"].field.registry()
    call = {"ward": registry.stations[0].ward, "person": registry.people[0].id, "outcome": "no_answer"}
    assert desk.client.post("/buku-jaga/telepon", data=call, headers=OWN, follow_redirects=False).status_code == 303
    packs.tick()
    packs.tick()
    assert len(packs.all()) == 4
