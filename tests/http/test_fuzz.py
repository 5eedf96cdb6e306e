"""Whatever comes in, no endpoint answers with a 500, and nothing that is no report becomes one."""

import inspect
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.api_spec import PIECE_TYPE
from kawal.field.queries import latest_reports
from kawal.node import Node
from kawal.record.sdjwt import SdJwt
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node, new_node
from tests.http.conftest import BASE, OFFICE, OWN, session
from tests.http.test_rights import open_handlers
from tests.support.phone import Phone, enrolled

words = st.text(max_size=40)
numbers = st.integers(-2, 20).map(str) | st.integers().map(str) | st.text("0123456789-+ ²٣x", max_size=25)
IN_PATH: Mapping[str, st.SearchStrategy[str]] = {
    "int": st.integers().map(str) | st.text("0123456789", min_size=18, max_size=30) | st.just("9" * 5000),
    "str": st.text(min_size=1, max_size=300).map(lambda text: quote(text, safe="")),
    "uuid": st.uuids().map(str) | st.text(min_size=1, max_size=40).map(lambda text: quote(text, safe="")),
    "path": st.text(min_size=1, max_size=300).map(quote),
}
PHOTO = "5" * 64
ANSWERS = {"what": "medical", "severity": "minor"}
NAMING: dict[str, Any] = {"kind": "incident", "v": 2, "data": ANSWERS, "photos": [PHOTO]}
"""A report that names a photo which never comes."""
TEMPLATES = (Path(__file__).parents[2] / "src" / "kawal").rglob("templates/*.html")
NAMES = sorted({name for one in TEMPLATES for name in re.findall(r' name="([a-z_]+)"', one.read_text("utf-8"))})
"""What the fields of forms are called, on whichever page."""


class Route(msgspec.Struct, frozen=True):
    """A route: its method, its path with the parameters open, and the names of the fields that it reads."""

    method: str
    path: str
    fields: tuple[str, ...]


def all_routes() -> list[Route]:
    """Every route of our own but the one that ends the session."""
    with TemporaryDirectory() as folder:
        node = new_node(Path(folder) / "node")
        application = create_app(node, load_letterhead())
        node.close()
    found = [
        Route(method, path, fields_of(handler))
        for method, path, handler in open_handlers(application)
        if path != "/keluar"
    ]
    return sorted(found, key=lambda one: (one.path, one.method))  # every process must know its tests in one order


def fields_of(handler: HTTPRouteHandler) -> tuple[str, ...]:
    """The fields of the form that a handler declares; of one that reads it itself, the names its module speaks of."""
    declared = handler.parsed_data_field.annotation if handler.parsed_data_field else None
    if isinstance(declared, type) and issubclass(declared, msgspec.Struct):
        return tuple(field.encode_name for field in msgspec.structs.fields(declared))
    source = inspect.getsource(sys.modules[getattr(handler.fn, "func", handler.fn).__module__])
    return tuple(name for name in NAMES if re.search(rf"\b{name}\b", source))


ROUTES = all_routes()
BODILESS = ("GET", "HEAD")
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
TRIES = 10_000 if SOAK else 200
hard = settings(
    max_examples=TRIES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
form = settings(hard, max_examples=TRIES if SOAK else 40)
each = settings(hard, max_examples=500 if SOAK else 12)
print_ = settings(hard, max_examples=500 if SOAK else 3)
"""A page of prints sets hundreds of sheets each time that its address is right."""
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, TestClient, Phone]]:  # type: ignore[type-arg]
    """A node, a client of its office, and a phone that it knows."""
    node = filled_node(tmp_path_factory.mktemp("fuzz") / "node")
    phone = enrolled(node)
    application = create_app(node, load_letterhead(), report_rate=1e6)
    application.state["live"].end()  # its answers would go on for ever
    with TestClient(application, base_url=BASE, raise_server_exceptions=False) as client:
        client.cookies.set(SESSION_COOKIE, session(node, *OFFICE, "auditor"))
        named = client.post("/api/reports", json={"report": str(phone.report(**NAMING))})
        assert named.status_code == 201, named.text
        yield node, client, phone
    node.close()


@hard
@given(body=st.binary(max_size=300) | st.builds(lambda value: repr(value).encode(), json_values))
def test_bodies_of_reports(house: tuple[Node, TestClient, Phone], body: bytes) -> None:  # type: ignore[type-arg]
    """Bytes and almost-JSON at the door of reports."""
    answer = house[1].post("/api/reports", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 403, 429)
    assert answer.headers["content-type"] == "application/problem+json"


@hard
@given(
    said=st.dictionaries(st.sampled_from(["kind", "v", "place", "seq", "at", "data", "photos", "id"]), json_values)
)
def test_signed_contents_of_a_known_phone(house: tuple[Node, TestClient, Phone], said: dict[str, Any]) -> None:  # type: ignore[type-arg]
    """Well signed, whatever it says: recorded, quarantined or refused."""
    _, client, phone = house
    try:
        token = str(phone.report(**said))
    except (ValueError, UnicodeEncodeError):
        return  # a lone surrogate or a number that JSON does not have: no phone can sign it either
    answer = client.post("/api/reports", json={"report": token})
    assert answer.status_code in (200, 201, 202, 400, 403, 409), answer.text


@hard
@given(cut=st.integers(0, 600), flip=st.integers(0, 255))
def test_a_token_with_one_wrong_byte_is_never_recorded(
    house: tuple[Node, TestClient, Phone],  # type: ignore[type-arg]
    cut: int,
    flip: int,
) -> None:
    """Any byte of the signed part, to any other value."""
    node, client, phone = house
    token = phone.report()
    text = bytearray(token.jws.encode())
    at = cut % len(text)
    if text[at] == flip:
        return
    text[at] = flip
    with node.reading() as connection:
        before = len(latest_reports(connection, most=10**6))
    changed = SdJwt(text.decode("latin-1"), ())
    answer = client.post("/api/reports", json={"report": str(changed)})
    assert answer.status_code in (400, 403), answer.text
    with node.reading() as connection:
        assert len(latest_reports(connection, most=10**6)) == before


def asked_nonsense(house: tuple[Node, TestClient, Phone], draw: st.DataObject, route: Route) -> None:  # type: ignore[type-arg]
    """One request with a path, a query and a form that make no sense: any answer but an error of the server."""
    _, client, _ = house
    filled = re.sub(r"\{[^:}]+:([a-z]+)\}", lambda found: draw.draw(IN_PATH[found[1]]), route.path)
    names = st.sampled_from(route.fields or NAMES) | st.sampled_from(NAMES)
    fields = draw.draw(st.dictionaries(names, words | numbers, max_size=8))
    query = draw.draw(st.dictionaries(names, words | numbers, max_size=4))
    answer = client.request(route.method, filled, params=query, data=fields, headers=OWN, follow_redirects=False)
    assert answer.status_code < 500 or answer.status_code == 503, (filled, fields, query, answer.text)


def come_in(house: tuple[Node, TestClient, Phone]) -> None:  # type: ignore[type-arg]
    """A session of its own for each route: some end the one they are called in."""
    node, client, _ = house
    client.cookies.set(SESSION_COOKIE, session(node, *OFFICE, "auditor"))


def routes(*, with_body: bool) -> list[Any]:
    """The parameters of a test for each route that takes a body, or for each that takes none."""
    chosen = [one for one in ROUTES if (one.method not in BODILESS) == with_body]
    return [pytest.param(one, id=f"{one.method}-{one.path}") for one in chosen]


@pytest.mark.parametrize("route", routes(with_body=True))
def test_forms(house: tuple[Node, TestClient, Phone], route: Route) -> None:  # type: ignore[type-arg]
    """Every route that takes a form."""
    come_in(house)

    @form
    @given(data=st.data())
    def asked(data: st.DataObject) -> None:
        asked_nonsense(house, data, route)

    asked()


@pytest.mark.parametrize("route", routes(with_body=False))
def test_addresses(house: tuple[Node, TestClient, Phone], route: Route) -> None:  # type: ignore[type-arg]
    """Every page and file, by its address and query."""
    come_in(house)

    @(print_ if route.path.startswith("/cetak/") else each)
    @given(data=st.data())
    def asked(data: st.DataObject) -> None:
        asked_nonsense(house, data, route)

    asked()


@hard
@given(
    body=st.fixed_dictionaries(
        {}, optional={"invitation": json_values, "public_key": json_values, "more": json_values}
    )
    | json_values
)
def test_bodies_of_enrolments(house: tuple[Node, TestClient, Phone], body: object) -> None:  # type: ignore[type-arg]
    """Whatever a phone claims to be, without a link it is not enrolled: a problem."""
    node, client, _ = house
    before = len(node.access.directory().devices)
    try:
        content = json.dumps(body).encode()
    except UnicodeEncodeError:
        return
    answer = client.post("/api/devices", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 403), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(node.access.directory().devices) == before


@hard
@given(
    name=st.sampled_from([PHOTO, PHOTO.upper(), "0" * 64]) | st.text(min_size=1, max_size=70),
    headers=st.fixed_dictionaries(
        {}, optional={"upload-offset": numbers, "upload-length": numbers, "content-type": st.just(PIECE_TYPE) | words}
    ),
    piece=st.binary(max_size=20),
)
def test_pieces_of_photos(
    house: tuple[Node, TestClient, Phone],  # type: ignore[type-arg]
    name: str,
    headers: dict[str, str],
    piece: bytes,
) -> None:
    """Offsets, lengths and names that make no sense: appended, refused, or told the true offset; never stored."""
    _, client, _ = house
    sent = {
        key.encode(): value.encode("utf-8")
        for key, value in headers.items()
        if "\n" not in value and "\r" not in value
    }
    answer = client.patch(f"/api/photos/{quote(name, safe='')}", content=piece, headers=sent)
    assert answer.status_code in (204, 400, 403, 404, 409), answer.text
    assert client.head(f"/api/photos/{PHOTO}").headers["upload-complete"] == "?0"
