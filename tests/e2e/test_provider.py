"""The institution's own sign-in in a real browser: the button, in by it, and out of both."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kawal.access.model import Grant
from kawal.access.provider import Vouched
from tests.conftest import new_node
from tests.e2e.test_pages import SIZES, _violations
from tests.support.provider import SECRET, identity_provider
from tests.support.serving import serving

pytestmark = pytest.mark.browser


def test_the_button_of_the_provider_leads_in_and_signing_out_ends_both(browser: Browser, tmp_path: Path) -> None:
    """The sign-in page with the button is clean on both sizes; signing out goes by our page to the provider's door
    and comes back to the sign-in page, which the content security policy lets happen."""
    with identity_provider() as provider:
        folder, options = tmp_path / "node", tmp_path / "oidc.yaml"
        node = new_node(folder)
        account = node.access.open_account("orang", "Orang", (Grant("clerk"),), "test").id
        node.access.provider.provider = provider.client()
        node.access.provider.bind(account, Vouched(provider.subject, strong=False, token=""))
        node.close()
        (tmp_path / "secret").write_text(SECRET)
        options.write_text(
            f"issuer: {provider.issuer}\nclient_id: kawal\nclient_secret_file: secret\nname: Portal Kota\n"
        )
        told: list[str] = []
        with serving(folder, 0, "--oidc", str(options)) as server:
            for (width, height), theme in zip(SIZES.values(), ("light", "dark"), strict=True):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=theme,  # type: ignore[arg-type]
                    locale="id-ID",
                )
                page = context.new_page()
                page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
                page.goto(f"{server.address}/masuk?to=/saya")
                assert _violations(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                page.get_by_role("link", name="Masuk dengan Portal Kota").click()
                expect(page).to_have_url(f"{server.address}/saya")
                page.locator("details.me summary").click()
                page.get_by_role("button", name="Keluar", exact=True).click()
                page.wait_for_url(f"{server.address}/masuk")
                assert told == []
                context.close()
        assert len(provider.left) == len(SIZES)
