"""Whatever does not fit is told with its field, in the words of its form: every text of every form, too long."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.enums import RequestEncodingType
from litestar.testing import TestClient
from msgspec.inspect import StrType, type_info

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.web.fieldnames import FIELD_NAMES, field_name
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import BASE, OFFICE, OWN, session
from tests.http.test_rights import open_handlers

TEMPLATES = (Path(__file__).parents[2] / "src" / "kawal").rglob("templates/*.html")
LABELLED = re.compile(
    r'<label class="fld[^>]*>(?:(?!</label>).)*?<(?:input|textarea)\b[^>]*?\bname="([a-z_]+)"', re.DOTALL
)
TOLD = {**OWN, "accept": "application/problem+json", "accept-language": "id"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A training node, which has every route there is, and someone with every right of its office."""
    node = new_node(tmp_path_factory.mktemp("misfits") / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, *OFFICE, "auditor", "adjudicator", "clerk", "planner"))
        yield client
    node.close()


def limited(client: TestClient) -> list[tuple[str, type[msgspec.Struct], str, int, bool]]:  # type: ignore[type-arg]
    """(path, form, field, most characters, whether it is sent as JSON) of all text fields that declare a limit."""
    found: list[tuple[str, type[msgspec.Struct], str, int, bool]] = []
    for method, path, handler in open_handlers(client.app):
        declared = handler.parsed_data_field
        form = declared.annotation if declared else None
        if method != "POST" or not isinstance(form, type) or not issubclass(form, msgspec.Struct):
            continue
        sent_as: Any = declared.kwarg_definition if declared else None
        as_json = sent_as.media_type not in (RequestEncodingType.URL_ENCODED, RequestEncodingType.MULTI_PART)
        info: Any = type_info(form)
        found += [
            (path, form, field.encode_name, field.type.max_length, as_json)
            for field in info.fields
            if isinstance(field.type, StrType) and field.type.max_length is not None
        ]
    return found


def test_a_text_that_is_too_long_is_told_by_the_name_of_its_field(client: TestClient) -> None:  # type: ignore[type-arg]
    """Where, how long it may be, how long it was; the field itself for programs."""
    fields = limited(client)
    assert len(fields) > 120
    for path, form, field, most, as_json in fields:
        sent: dict[str, Any] = {"json" if as_json else "data": {field: "a" * (most + 1)}}
        filled = re.sub(r"\{[^}]+\}", "0", path)
        answer = client.post(filled, headers=TOLD, **sent)
        assert answer.status_code == 400, (path, field, answer.text)
        told = answer.json()
        where = str(field_name(field, form.__name__))
        assert told["field"] == field, (path, told)
        lengths = [f"{n:,}".replace(",", ".") for n in (most, most + 1)]
        assert (
            told["detail"] == f"{where}: diharapkan paling banyak {lengths[0]} huruf, didapat {lengths[1]} huruf"
        ), path


def test_a_field_with_a_label_is_called_by_words(client: TestClient) -> None:  # type: ignore[type-arg]
    """Whatever people type into has a name of theirs."""
    labelled = {name for one in TEMPLATES for name in LABELLED.findall(one.read_text("utf-8"))}
    typed = {field for _, _, field, _, _ in limited(client)} & labelled
    assert len(typed) > 50
    assert typed - FIELD_NAMES.keys() == set()


@pytest.mark.parametrize(
    ("path", "sent", "detail"),
    [
        ("/serah-jaga/janji", {"data": {"who": "a"}}, "janji: diharapkan isian yang sesuai, didapat tidak ada"),
        ("/akun/buka", {"data": {"login": "a", "name": "b", "role": "x"}}, "peran: diharapkan salah satu pilihan"),
        ("/masuk/kunci", {"json": {"ticket": 1}}, "ticket: diharapkan satu teks, didapat isi lain"),
        ("/masuk/kunci", {"json": {"more": 1}}, "more: diharapkan isian yang dikenal, didapat isian lain"),
        ("/api/reports", {"json": {"reports": []}}, "reports: diharapkan paling sedikit 1 butir, didapat isi lain"),
        ("/api/reports", {"json": {"report": 1}}, "report: diharapkan satu teks"),
        ("/api/reports", {"content": b"{"}, 'body: diharapkan {"report": "..."}, didapat isi lain'),
    ],
)
def test_other_misfits_are_told_alike(client: TestClient, path: str, sent: dict[str, Any], detail: str) -> None:  # type: ignore[type-arg]
    """Missing, no choice, of another type, unknown, too few, no JSON at all."""
    answer = client.post(path, headers=TOLD, **sent)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)


def test_people_read_it_on_a_page(client: TestClient) -> None:  # type: ignore[type-arg]
    """The same sentence in their language."""
    headers = {**OWN, "accept": "text/html", "accept-language": "en"}
    page = client.post("/serah-jaga/janji", data={"who": "a" * 401}, headers=headers)
    assert page.headers["content-type"].startswith("text/html")
    assert "who: expected at most 400 characters, got 401 letters" in page.text
