"""Letters, ward sheets and rosters say what the plan says."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from kawal.app import open_desk
from kawal.deployment.model import FrozenPlan
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.deployment.paper.letters import letters_pdf
from kawal.deployment.paper.posts import check_code, posts_of, qr_text
from kawal.deployment.paper.roster import roster_csv, roster_xlsx
from kawal.deployment.paper.sheets import ward_sheets_pdf
from kawal.election.model import Registry
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language
from kawal.node import Node

AT = datetime(2024, 11, 21, 2, 5, tzinfo=UTC)
HEAD = load_letterhead()


@pytest.fixture(scope="module")
def planned(exercise: Node) -> tuple[Registry, FrozenPlan]:
    """The exercise and its plan for 310."""
    desk = open_desk(exercise)
    return desk.city().registry, desk.proposed(310, "attached", "")


def pages(pdf: bytes) -> list[str]:
    """The text of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.slow
def test_everybody_gets_one_page_with_name_post_number_and_check_code(planned: tuple[Registry, FrozenPlan]) -> None:
    """310 pages; letter n is number n."""
    registry, plan = planned
    told = pages(letters_pdf(registry, plan, HEAD, language("id"), AT))
    posts = posts_of(registry, plan, HEAD)
    assert len(told) == len(posts) == 310
    for page, post in zip(told, posts, strict=True):
        assert f"300/{post.number:04d}/SPT-LATIHAN/2024" in page
        assert post.person.name in page
        assert post.place in page
        assert post.check in page
        assert "Tidak berlaku sebagai surat dinas" in page


def test_a_letter_in_english_says_the_same(planned: tuple[Registry, FrozenPlan]) -> None:
    """One person's letter keeps its number."""
    registry, plan = planned
    post = posts_of(registry, plan, HEAD)[146]
    (page,) = pages(letters_pdf(registry, plan, HEAD, language("en"), AT, {post.person.id}))
    assert "ASSIGNMENT LETTER" in page
    assert "300/0147/SPT-LATIHAN/2024" in page
    assert "Letter 147 of 310" in page


def test_the_same_letters_have_the_same_bytes(planned: tuple[Registry, FrozenPlan]) -> None:
    """Nothing but the input decides."""
    registry, plan = planned
    one = {plan.duties[0].person}
    first, second = (letters_pdf(registry, plan, HEAD, language("id"), AT, one) for _ in range(2))
    assert first == second


def test_a_name_cannot_break_out_of_the_letter(planned: tuple[Registry, FrozenPlan]) -> None:
    """Signs that the typesetter knows are printed as they are."""
    registry, plan = planned
    odd = '#panic("x") *b* _i_ $m$ ] <label> @ref \\ "q"'
    person = plan.duties[0].person
    people = tuple(msgspec.structs.replace(one, name=odd) if one.id == person else one for one in registry.people)
    changed = msgspec.structs.replace(registry, people=people)
    (page,) = pages(letters_pdf(changed, plan, HEAD, language("id"), AT, {person}))
    assert '#panic("x") *b* _i_ $m$ ] <label> @ref' in page


def test_a_qr_code_holds_nothing_about_the_person(planned: tuple[Registry, FrozenPlan]) -> None:
    """Number, post and check code; the check code depends on person and post."""
    registry, plan = planned
    for post in posts_of(registry, plan, HEAD):
        code = qr_text(post, plan.version, exercise=True)
        assert post.person.id not in code
        assert post.person.name not in code
        assert re.fullmatch(r"KAWAL:LATIHAN:SPT:P\d+:\d{4}:[\w.:-]+:[0-9A-F]{4}-[0-9A-F]{4}", code)
    duty = plan.duties[0]
    moved = msgspec.structs.replace(duty, person="somebody else")
    assert check_code(1, 1, duty) != check_code(1, 1, moved)


@pytest.mark.slow
def test_every_ward_has_its_sheet_with_everyone_who_serves_there(planned: tuple[Registry, FrozenPlan]) -> None:
    """52 wards; names, telephones, radio channel; at most two pages each."""
    registry, plan = planned
    told = pages(ward_sheets_pdf(registry, plan, HEAD, language("id"), AT))
    assert sum("Lembar 1 dari" in page for page in told) >= 52
    text = " ".join(told)
    for post in posts_of(registry, plan, HEAD):
        assert post.person.phone in text
    (ward,) = pages(ward_sheets_pdf(registry, plan, HEAD, language("id"), AT, {RegionCode("63.71.01.1001")}))
    assert "Kelurahan Mantuil" in ward
    assert "saluran 4" in ward
    assert "Lembar 1 dari 1" in ward


def test_the_roster_reads_back_as_the_plan(planned: tuple[Registry, FrozenPlan]) -> None:
    """XLSX and CSV hold the same 310 rows."""
    registry, plan = planned
    body = roster_xlsx(registry, plan, HEAD, language("id"), AT)
    grid = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    text = roster_csv(registry, plan, HEAD, language("id")).decode("utf-8-sig").splitlines()
    assert len(grid) == len(text) == 311
    assert {row[1] for row in grid[1:]} == {duty.person for duty in plan.duties}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("exercise: true", "exercise: maybe", "kop surat"),
        ("{number:04d}", "{nummer}", "pola nomor"),
        ("Asia/Makassar", "Asia/Nowhere", "zona waktu"),
        ("place: Banjarmasin", "plaace: Banjarmasin", "kop surat"),
    ],
)
def test_a_faulty_letterhead_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """Wrong type, wrong pattern, unknown zone, unknown line."""
    from importlib.resources import files  # noqa: PLC0415

    text = files("kawal.deployment.paper").joinpath("letterhead.yaml").read_text(encoding="utf-8")
    path = tmp_path / "kop.yaml"
    path.write_text(text.replace(old, new))
    with pytest.raises(Rejected, match=sentence):
        load_letterhead(path)
