"""A peaceful assembly is reported by size and services through every door; names and faces find no way in."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kawal.field.answers import check_answers
from kawal.field.assembly import BANDS, SERVICES, band_of, services_of, size_of
from kawal.field.forms.check import check_draft
from kawal.field.forms.draft import DraftQuestion, draft_of
from kawal.field.kinds import KindBook, shipped_kinds
from kawal.field.queries import quarantine_rows
from tests.field.test_intake import House
from tests.support.phone import STATION, Phone, enrolled

KIND = shipped_kinds()["assembly", 2]
SAID = {"size": "from_200", "seen_at": "10:15", "first_aid": True, "traffic": False}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A training node."""
    made = House(tmp_path_factory.mktemp("assembly") / "node")
    yield made
    made.close()


@pytest.fixture
def phone(house: House) -> Phone:
    """An officer's phone."""
    return enrolled(house.node)


def test_the_form_asks_for_the_sizes_and_services_of_the_code() -> None:
    """The answers are those by which lines are read and agencies asked."""
    size = KIND.field("size")
    assert size is not None
    assert [one.id for one in size.choices] == list(BANDS)
    assert tuple(one.id for one in KIND.fields if one.kind == "flag") == SERVICES
    assert not any(one.private or one.kind in ("text", "code", "position") for one in KIND.fields)
    assert (KIND.photos, KIND.max_photos) == ("none", 0)


@pytest.mark.parametrize(
    ("people", "size"),
    [
        *((1, "under_50"), (49, "under_50"), (50, "from_50"), (199, "from_50"), (200, "from_200"), (999, "from_200")),
        *((1_000, "from_1000"), (4_999, "from_1000"), (5_000, "from_5000"), (100_000, "from_5000")),
    ],
)
def test_each_size_ends_where_the_next_begins(people: int, size: str) -> None:
    """Also of an older report, which gave a number."""
    assert band_of(people) == size
    assert size_of({"people": people}) == size


def test_a_report_says_what_it_says() -> None:
    """Services in the order of the form; an answer that is none is none."""
    assert size_of({"size": "from_50"}) == "from_50"
    assert size_of({"size": "huge"}) == size_of({}) == size_of({"people": 0}) == ""
    assert services_of({"sound": True, "traffic": True, "water": False}) == ("traffic", "sound")


def test_the_first_version_is_still_read() -> None:
    """A number, metres, words: what was sent before stays a report."""
    check_answers(shipped_kinds()["assembly", 1], {"people": 60, "metres": 80}, {"note": "di depan kantor"})


def test_a_phone_reports_an_assembly(house: House, phone: Phone) -> None:
    """201, and the answers stand in the log."""
    (answer,) = house.send(phone.report(kind="assembly", v=2, data=SAID))
    assert answer["status"] == 201


@pytest.mark.parametrize("door", ["photo", "private note", "public note"])
def test_a_photo_or_words_are_refused_and_nowhere_kept(house: House, phone: Phone, door: str) -> None:
    """400 with one sentence; nothing in quarantine either, where a name would lie sealed."""
    token = {
        "photo": lambda: phone.report(kind="assembly", v=2, data=SAID, photos=["a" * 64]),
        "private note": lambda: phone.report(kind="assembly", v=2, data=SAID, private={"note": "Pak Ahmad"}),
        "public note": lambda: phone.report(kind="assembly", v=2, data=SAID | {"note": "Pak Ahmad"}),
    }[door]()
    with house.node.reading() as connection:
        before = len(quarantine_rows(connection, only_open=False))
    (answer,) = house.send(token)
    assert answer["status"] == 400
    assert "tanpa nama dan wajah" in answer["detail"]
    assert "Ahmad" not in answer["detail"]
    with house.node.reading() as connection:
        assert len(quarantine_rows(connection, only_open=False)) == before


def test_what_is_merely_wrong_is_quarantined_as_ever(house: House, phone: Phone) -> None:
    """A size that there is not names nobody."""
    (answer,) = house.send(phone.report(kind="assembly", v=2, data=SAID | {"size": "huge"}))
    assert answer["status"] == 202


def test_a_node_makes_no_form_of_an_assembly_that_could_name_someone() -> None:
    """Neither a photo nor words, a code or a position; another tick may be asked."""
    book = KindBook("training", shipped_kinds())
    draft = draft_of(KIND, 2)
    tick = DraftQuestion(id="shade", kind="flag", title_id="Perlu tenda", title_en="Tents wanted")
    made, faults = check_draft(msgspec.structs.replace(draft, questions=(*draft.questions, tick)), book)
    assert made is not None, faults
    assert made.version == 3
    words = DraftQuestion(id="who", kind="text", title_id="Siapa", title_en="Who")
    for wrong in (
        msgspec.structs.replace(draft, photos="scene"),
        msgspec.structs.replace(draft, questions=(*draft.questions, words)),
    ):
        made, faults = check_draft(wrong, book)
        assert made is None
        assert any("tanpa nama dan wajah" in one.said.msgid for one in faults)


def test_a_page_without_script_takes_no_photo_and_no_words(tmp_path: Path) -> None:
    """The form of the phone page: 303 as it is asked, 400 with a field more or a picture."""
    from kawal.field.identity import new_identity  # noqa: PLC0415
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415
    from tests.http.conftest import OWN, session  # noqa: PLC0415

    house = House(tmp_path / "node")
    house.client.headers.update(OWN)
    house.client.cookies.set(SESSION_COOKIE, session(house.node, "operator"))
    form = {
        "kind": "assembly",
        "version": "2",
        "place": STATION,
        "a-size": "from_50",
        "a-seen_at": "09:00",
        "a-water": "1",
    }

    def send(more: dict[str, str], files: dict[str, tuple[str, bytes, str]] | None = None) -> int:
        data = form | more | {"id": new_identity()}
        files = files or {"none": ("", b"", "application/octet-stream")}
        return house.client.post("/lapangan/lapor", data=data, files=files, follow_redirects=False).status_code

    assert send({}) == 303
    assert send({"a-note": "Pak Ahmad"}) == 400
    assert send({}, {"photo": ("x.jpg", b"\xff\xd8\xff00", "image/jpeg")}) == 400
    house.close()
