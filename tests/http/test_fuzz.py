"""Whatever comes in, no endpoint answers with a 500, and nothing that is no report becomes one."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from kawal.app import Node, create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.queries import latest_reports
from kawal.record.sdjwt import SdJwt
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import fill, new_node
from tests.http.conftest import BASE, OFFICE, OWN, session
from tests.http.test_rights import routes
from tests.support.phone import Phone, enrolled

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
TRIES = 10_000 if SOAK else 200
hard = settings(
    max_examples=TRIES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, TestClient, Phone]]:  # type: ignore[type-arg]
    """A node, a client of its office, and a phone that it knows."""
    node = fill(new_node(tmp_path_factory.mktemp("fuzz") / "node"))
    phone = enrolled(node)
    application = create_app(node, load_letterhead(), report_rate=1e6)
    with TestClient(application, base_url=BASE, raise_server_exceptions=False) as client:
        client.cookies.set(SESSION_COOKIE, session(node, *OFFICE, "auditor"))
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


@hard
@given(data=st.data())
def test_forms_and_addresses(house: tuple[Node, TestClient, Phone], data: st.DataObject) -> None:  # type: ignore[type-arg]
    """Every route with fields and query parameters that make no sense."""
    _, client, _ = house
    method, path, _ = data.draw(st.sampled_from([one for one in routes(client) if one[1] != "/keluar"]))
    names = ["id", "kind", "version", "place", "account", "role", "act", "kid", "index", "receipt", "entry", "guards"]
    fields = data.draw(st.dictionaries(st.sampled_from(names), st.text(max_size=40), max_size=6))
    query = data.draw(
        st.dictionaries(st.sampled_from(["before", "index", "page", "kind", "q"]), st.text(max_size=12))
    )
    answer = client.request(method, path, params=query, data=fields, headers=OWN, follow_redirects=False)
    assert answer.status_code < 500 or answer.status_code == 503, (method, path, fields, query)
