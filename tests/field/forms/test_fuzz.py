"""Whatever is pressed, typed or uploaded, the editor answers; nothing of it is published by itself."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.forms.sheets import sheets_of
from kawal.field.forms.workbook import write_book
from kawal.field.kinds import shipped_kinds
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import BASE, OWN, session

TRIES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 100
hard = settings(
    max_examples=TRIES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
FILE = write_book(sheets_of(shipped_kinds()["incident", 2]))
NAMES = [
    *("act", "id", "base", "title_id", "title_en", "group", "stage", "place", "photos", "max_photos", "roles"),
    *("questions", "q-0-id", "q-0-kind", "q-0-title_id", "q-0-title_en", "q-0-min", "q-0-max", "q-0-max_length"),
    *("q-0-choices", "q-0-c-0-id", "q-0-c-0-title_id", "q-1-kind", "q-1-when", "q-1-is", "q-1-id"),
]
WORDS = ["add", "drop-0", "up-1", "more-0", "less-0-0", "1", "2", "choice", "count", "flag", "officer", "note", "yes"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A commander's client that shows a 500 as one."""
    node = new_node(tmp_path_factory.mktemp("fuzz") / "node")
    application = create_app(node, load_letterhead())
    with TestClient(application, base_url=BASE, raise_server_exceptions=False) as client:
        client.headers.update(OWN)
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        yield client
    node.close()


@hard
@given(fields=st.dictionaries(st.sampled_from(NAMES), st.sampled_from(WORDS) | st.text(max_size=40)))
def test_fields_of_the_editor(client: TestClient, fields: dict[str, str]) -> None:  # type: ignore[type-arg]
    """Any text in any field, any act."""
    answer = client.post("/formulir/isi", data={"questions": "2"} | fields)
    assert answer.status_code in {200, 400}, answer.text


@hard
@given(body=st.binary(max_size=300), kind=st.sampled_from(["multipart/form-data; boundary=a", "text/plain", ""]))
def test_bodies_of_the_editor(client: TestClient, body: bytes, kind: str) -> None:  # type: ignore[type-arg]
    """Bytes, whatever they are said to be."""
    for path in ("/formulir/isi", "/formulir/xlsform", "/formulir/tarik"):
        answer = client.post(path, content=body, headers={"content-type": kind})
        assert answer.status_code in {200, 400}, path


@hard
@given(at=st.integers(0, len(FILE) - 1), byte=st.integers(0, 255), length=st.integers(0, len(FILE)))
def test_workbooks_with_a_wrong_byte(client: TestClient, at: int, byte: int, length: int) -> None:  # type: ignore[type-arg]
    """Any byte to any other value, or cut off anywhere."""
    changed = bytearray(FILE)
    changed[at] = byte
    for content in (bytes(changed), FILE[:length]):
        answer = client.post("/formulir/xlsform", files={"file": ("a.xlsx", content)})
        assert answer.status_code == 200, answer.text


def test_a_workbook_of_a_later_zip_version_is_told(client: TestClient) -> None:  # type: ignore[type-arg]
    """The central directory asks for version 8.5 of the format, which nobody has: a sentence (a soak found this)."""
    at = FILE.index(b"PK\x01\x02") + 6
    changed = FILE[:at] + bytes([85]) + FILE[at + 1 :]
    answer = client.post("/formulir/xlsform", files={"file": ("a.xlsx", changed)})
    assert (answer.status_code, "buku kerja .xlsx" in answer.text) == (200, True)


def test_nothing_was_published(client: TestClient) -> None:  # type: ignore[type-arg]
    """No act but `publish` publishes."""
    assert len(client.get("/api/kinds").json()["kinds"]) == 19
