"""Gateways in a real browser, with a real server and a gateway that listens on this machine."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, expect

from tests.e2e.test_pages import SIZES, Watched, _violations, spoken
from tests.field.channels.providers import PHONE, generic_post

pytestmark = pytest.mark.browser


class Neighbour:
    """A gateway on this machine: takes every text and remembers it."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.changed = threading.Condition()
        taken, changed = self.taken, self.changed

        class Handler(BaseHTTPRequestHandler):
            """Answers posts."""

            def do_POST(self) -> None:
                """Take one text."""
                body = self.rfile.read(int(self.headers["content-length"]))
                with changed:
                    taken.append(json.loads(body))
                    changed.notify_all()
                answer = b'{"id": "N1"}'
                self.send_response(200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/send"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count: int) -> list[dict[str, str]]:
        """What was taken, once there are so many."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.taken) >= count, timeout=60)
        return self.taken


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    """A gateway that listens."""
    made = Neighbour()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def watched(browser: Browser, address: str, cookie: SetCookieParam) -> Iterator[Watched]:
    """A fresh desktop page in Indonesian."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    context.add_cookies([cookie])
    yield Watched(context.new_page(), address)
    context.close()


def test_a_gateway_is_opened_used_and_closed(watched: Watched, neighbour: Neighbour) -> None:
    """By hand: opened, its secret shown once; a message comes in, its answer goes out and is told as delivered."""
    page = watched.open("/gerbang")
    form = page.locator("aside details", has_text="JSON + HMAC-SHA256")
    form.locator("summary").click()
    form.get_by_label("Nama gerbang").fill("Modem posko")
    form.get_by_label("Alamat yang mengirim pesan kami").fill(neighbour.address)
    form.get_by_role("button").click()
    secret = page.get_by_label("Rahasia", exact=True).input_value()
    own = page.locator("details.gate[open]")
    where = own.locator("code").first.inner_text()
    path = re.sub(r"^https?://[^/]+", "", where)
    assert len(secret) == 32
    text = json.dumps({"id": "E1", "from": PHONE, "text": "TPS 3 Mantuil sudah buka"}).encode()
    request = generic_post(path, text, secret)
    for _ in range(3):
        answer = httpx.post(
            watched.address + path, content=request["content"], headers=request["headers"], timeout=60
        )
        assert answer.status_code == 200
    (sent,) = neighbour.wait(1)
    assert (sent["to"], sent["text"]) == ("+628000001011", "Tercatat: TPS 3 Mantuil buka.")
    said = generic_post("", json.dumps({"text": sent["id"], "state": "delivered"}).encode(), secret)
    told = httpx.post(sent["report_to"], content=said["content"], headers=said["headers"], timeout=60)
    assert told.status_code == 200
    page = watched.open("/gerbang/keluar")
    row = page.locator("tbody tr", has_text="Modem posko").first
    expect(row).to_contain_text("sampai")
    expect(row).to_contain_text("Tercatat: TPS 3 Mantuil buka.")
    page = watched.open("/gerbang")
    assert secret not in page.content()
    settings = page.locator("details.gate", has_text="Atur Modem posko")
    settings.locator("summary").click()
    settings.get_by_label("Nomor telepon").fill("0812 3456 7890")
    settings.get_by_role("button", name="Kirim pesan uji").click()
    expect(page.get_by_role("status")).to_contain_text("Pesan uji antre")
    assert neighbour.wait(2)[1]["to"] == "+6281234567890"
    settings = page.locator("details.gate", has_text="Atur Modem posko")
    settings.locator("summary").click()
    settings.get_by_role("button", name="Tutup gerbang").click()
    expect(page.locator("tbody tr", has_text="Modem posko").first).to_contain_text("ditutup")
    assert watched.wrong == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("theme", "language"), [("light", "id"), ("dark", "en")])
def test_the_pages_of_gateways_are_clean(
    browser: Browser, address: str, cookie: SetCookieParam, size: str, theme: str, language: str
) -> None:
    """With every form unfolded: nothing blocked, no sideways scroll, no axe violation."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
    )
    context.add_cookies([cookie])
    try:
        watched = Watched(context.new_page(), address)
        for path in ("/gerbang", "/gerbang/keluar"):
            page = watched.open(spoken(path, language))
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert _violations(page) == [], path
        assert watched.wrong == []
    finally:
        context.close()
