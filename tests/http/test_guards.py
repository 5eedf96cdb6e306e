"""Every request names this node as its host, and what changes something comes from its own pages."""

import re

import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from tests.http.conftest import OWN

PAGES = ["/rencana", "/peringkat", "/tps/6371011012007", "/mitigasi", "/satuan", "/cetak"]
LOCK = {"station": "6371011012007", "guards": "0"}


@pytest.mark.parametrize("path", [*PAGES, "/rencana/peta", "/nowhere"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:  # type: ignore[type-arg]
    """A strict policy without inline script or style, no framing, no sniffing, no cache."""
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("path", "leave"), [("/surat", "(self)"), ("/apel/pindai", "(self)"), ("/apel", "()")])
def test_only_pages_that_read_codes_may_ask_for_the_camera(client: TestClient, path: str, leave: str) -> None:  # type: ignore[type-arg]
    """The page of letters and the one of presence; no other."""
    assert f"camera={leave}," in client.get(path).headers["permissions-policy"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_no_page_has_inline_script_style_or_another_host(client: TestClient, path: str, language: str) -> None:  # type: ignore[type-arg]
    """What the policy would block is not there."""
    html = client.get(path, params={"lang": language}, headers={"accept": "text/html"}).text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)
    assert not re.search(r"(src|href|action)=\"https?:", html)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "posko.local", ""])
def test_another_name_for_this_machine_is_refused(client: TestClient, host: str) -> None:  # type: ignore[type-arg]
    """A foreign page cannot make its own name point here."""
    assert client.get("/rencana", headers={"host": host}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_a_change_from_elsewhere_is_refused(client: TestClient, headers: dict[str, str]) -> None:  # type: ignore[type-arg]
    """No origin, a foreign one, a cross-site request."""
    answer = client.post("/rencana/kunci", data=LOCK, headers=headers)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("application/problem+json")


FOREIGN = [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"}, {}]


def test_below_the_description_of_the_interface_there_is_nothing_of_the_framework(client: TestClient) -> None:  # type: ignore[type-arg]
    """The description, and our own page for what is not there."""
    assert client.get("/api/skema/openapi.json").status_code == 200
    page = client.get("/api/skema/x", headers={"accept": "text/html"})
    assert (page.status_code, "Kawal" in page.text) == (404, True)


def test_every_change_is_refused_from_another_site(client: TestClient) -> None:  # type: ignore[type-arg]
    """Each route that is no reading, signing in among them, but those whose requests are signed for themselves."""
    walked = [
        (str(method), re.sub(r"\{[^}]+\}", "0", route.path))
        for route in client.app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and not handler.opt.get("signed")
        for method in handler.http_methods - {"GET", "HEAD", "OPTIONS"}
    ]
    assert ("POST", "/masuk/periksa") in walked
    assert len(walked) > 40
    taken = [
        (method, path)
        for method, path in walked
        for headers in FOREIGN
        if client.request(method, path, headers=headers, follow_redirects=False).status_code not in (403, 404)
    ]
    assert taken == []


def test_a_change_from_a_page_of_this_node_is_taken(client: TestClient) -> None:  # type: ignore[type-arg]
    """And leads back only inside the node."""
    taken = client.post("/rencana/kunci", data=LOCK | {"back": "//evil.example"}, headers=OWN, follow_redirects=False)
    assert (taken.status_code, taken.headers["location"]) == (303, "/rencana")
    freed = client.post("/rencana/kunci", data=LOCK | {"guards": ""}, headers=OWN, follow_redirects=False)
    assert freed.status_code == 303


def test_what_a_person_typed_is_escaped(client: TestClient) -> None:  # type: ignore[type-arg]
    """A search for markup shows its letters."""
    html = client.get("/peringkat", params={"q": "<script>alert(1)</script>"}, headers={"accept": "text/html"}).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("path", ["/assets/a%00b", "/assets/" + "a" * 400, "/tps/%00", "/log/tile/0/" + "0" * 400])
def test_an_address_that_no_file_can_have_is_no_fault_of_ours(client: TestClient, path: str) -> None:  # type: ignore[type-arg]
    """404, as for any other that leads nowhere."""
    assert client.get(path).status_code == 404
