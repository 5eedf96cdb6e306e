"""A real browser against a real server on a free port."""

import shutil
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserType, ConsoleMessage, expect, sync_playwright

from kawal.app import create_app, open_results
from kawal.cli.exercise import enrol_crew, first_reports
from kawal.cli.exercise_city import GUARDS, pack_folder
from kawal.cli.exercise_convoys import first_convoys
from kawal.cli.exercise_disputes import send_irregularities
from kawal.cli.exercise_people import AGENT, COUNTERS, accounts
from kawal.cli.exercise_study import study
from kawal.count.files.profiles import profile_of
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import OFFICE, session
from tests.support.feed import feed_zip
from tests.support.serving import serving

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SOFTWARE_GL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
# WebGL is for maps alone: pages themselves are painted without it, a third of the work of all processes together.
PLAIN_PAINT = ["--disable-gpu-compositing", "--disable-gpu-rasterization"]
QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
expect.set_options(timeout=20_000)  # several browsers share the cores; what is as it should be is not waited for


def launch(kind: BrowserType, *flags: str) -> Browser:
    """The system's Chromium."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("the browser tests need Chromium: `make browser` installs it")
    return kind.launch(
        executable_path=found, chromium_sandbox=False, args=[*SOFTWARE_GL, *PLAIN_PAINT, *QUIET, *flags]
    )


def of_page(line: ConsoleMessage) -> bool:
    """Whether a line of the console is a fault or a warning of the page: that a map's picture is fetched back for
    painting is of this browser, which paints without a graphics card."""
    return line.type in ("error", "warning") and "GPU stall due to ReadPixels" not in line.text


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all; it ends with this folder, because it keeps an event loop running in the thread."""
    with sync_playwright() as playwright:
        launched = launch(playwright.chromium)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """`kawal serve` on a free port, with the exercise and one frozen plan; and the session of its commander."""
    from kawal.app import open_desk  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("served") / "node"
    node = filled_node(folder)
    open_desk(node).freeze(GUARDS, "attached", "", actor="test")
    with TestClient(create_app(node, load_letterhead()), base_url="http://127.0.0.1") as client:
        first_reports(enrol_crew(node, client), node.clock)
        first_convoys(node, client, pack_folder() / "convoys.csv", "test")
        now_ms = int(node.clock().timestamp() * 1000)
        send_irregularities(node, client, now_ms)
        known = accounts(node, COUNTERS)
        study(node, client, known[AGENT], known["ajudikator"], now_ms)
    with open_results(node) as desk:  # one ward counted, so that the count has something to show
        feed = feed_zip(folder.parent / "umpan.zip", [f"6371011012{number:03d}" for number in range(1, 25)])
        brought = desk.look(feed, feed.name, profile_of("sirekap"), "mayor", "public_feed", 1, lambda _place: True)
        desk.take(brought, "test")
    token = session(node, *OFFICE, "clerk", "adjudicator")
    node.close()
    with serving(folder) as server:
        yield server.address, token


@pytest.fixture(scope="package")
def address(served: tuple[str, str]) -> str:
    """Where the server is."""
    return served[0]


@pytest.fixture(scope="package")
def cookie(served: tuple[str, str]) -> SetCookieParam:
    """The session of the commander, to be added to a browser's context."""
    return {"name": SESSION_COOKIE, "value": served[1], "url": served[0]}
