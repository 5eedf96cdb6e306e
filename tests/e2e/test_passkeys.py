"""A passkey in a real browser with a virtual authenticator: made on the own page, used at the door, removed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kawal.web.identity import SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import session
from tests.support.serving import Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where a served node is by its name (no passkey is bound to an address), and the session of a clerk."""
    folder = tmp_path_factory.mktemp("passkeys") / "node"
    node = new_node(folder)
    token = session(node, "clerk")
    node.close()
    server = Served(folder, 0)
    yield f"http://localhost:{server.port}", token
    server.stop()


@pytest.fixture
def page(browser: Browser, house: tuple[str, str]) -> Iterator[Page]:
    """A page of the clerk, whose device can check a finger (CDP, WebAuthn domain)."""
    context = browser.new_context(locale="en-GB")
    context.add_cookies([{"name": SESSION_COOKIE, "value": house[1], "url": house[0]}])
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()


def test_a_passkey_is_made_used_and_removed(page: Page, house: tuple[str, str]) -> None:
    """Named on the own page; after signing out, one press comes in and leads on; removed, it does not come in."""
    address, _ = house
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/saya")
    page.get_by_label("Name of the new passkey").fill("my phone")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("row", name="my phone")).to_be_visible()
    page.goto(f"{address}/masuk?to=/laporan")
    page.context.clear_cookies()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{address}/laporan")
    page.goto(f"{address}/saya")
    expect(page.get_by_role("cell", name="passkey", exact=True)).to_be_visible()
    page.get_by_role("button", name="Remove the passkey my phone").click()
    expect(page.get_by_role("row", name="my phone")).to_have_count(0)
    page.goto(f"{address}/masuk")
    page.context.clear_cookies()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("passkey was not accepted")
    assert errors == []


def test_by_its_address_no_passkey_is_offered(page: Page, house: tuple[str, str]) -> None:
    """No passkey can be bound to a bare address: the page says to come by name."""
    by_address = house[0].replace("localhost", "127.0.0.1")
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": house[1], "url": by_address}])
    page.goto(f"{by_address}/masuk")
    expect(page.get_by_role("button", name="passkey")).to_have_count(0)
