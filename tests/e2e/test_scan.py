"""QR codes read in a real browser by its (fake) camera and from pictures: letters, codes of presence."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from litestar.testing import TestClient
from playwright.sync_api import Browser, BrowserContext, BrowserType, FilePayload, Locator, Page, ViewportSize, expect

from kawal.access.model import Grant
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.deployment.scancode import PlaceCode
from kawal.exchange.envelope import Letter, Subject, sealed_letter
from kawal.exchange.parts import split_letter
from kawal.exchange.peers import name_peer
from kawal.field.identity import new_identity
from kawal.record.note import SigningKey
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.e2e.conftest import launch
from tests.e2e.test_pages import SIZES, Watched, _violations
from tests.http.conftest import session
from tests.support.frames import code_picture, code_video
from tests.support.serving import serving

pytestmark = pytest.mark.browser
NAME = "posko.test"
MEMBER, UNIT, OTHER_UNIT = "LM-0002", "LM-63.71.01", "LM-63.71.05"
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
FOREIGN = "https://example.org/menu"
KEEP_STREAM = """
const ask = navigator.mediaDevices && navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
if (ask) navigator.mediaDevices.getUserMedia = async (wanted) => (window.opened = await ask(wanted));
window.shaken = 0;
navigator.vibrate = () => ++window.shaken;
"""
REFUSE = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "%s"));
"""
OWN_DETECTOR = """
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
  detect() { return %s; }
};
"""
HIDE = """
Object.defineProperty(document, "hidden", {value: true});
document.dispatchEvent(new Event("visibilitychange"));
"""
RUNS = "window.opened ? window.opened.getTracks().map((one) => one.readyState).join() : ''"


class Posko:
    """A served node: an operator, a member of a unit, a letter for it from a node that it knows."""

    def __init__(self, folder: Path) -> None:
        node = filled_node(folder)
        key = SigningKey("kawal/bawaslu", b"\7" * 32)
        with TestClient(create_app(node, load_letterhead()), base_url="http://127.0.0.1") as client:
            mail, codes = client.app.state["mail"], client.app.state["scan_codes"]
            name_peer(node.store, str(key.verifier), "Bawaslu", "BAWASLU", "", "test")
            far = 4_000_000_000
            self.own_code, self.other_code = (codes.path(PlaceCode(unit, far)) for unit in (UNIT, OTHER_UNIT))
        self.operator = session(node, "operator")
        account = node.access.open_account("anggota", MEMBER, (Grant("officer", "", "63.71"),), "test", MEMBER)
        self.member = node.access.come_in(node.access.link(account.id, "session"))
        made = Letter(
            id=new_identity(),
            sender="kawal/bawaslu",
            receiver=mail.origin,
            kind="support",
            at_ms=1_732_600_000_000,
            size=1,
            subject=Subject(place="63.71.01.1001", what="escort"),
            words="Kotak suara dari kelurahan ke kecamatan. " * 30,
            exercise=True,
        )
        self.pieces = split_letter(sealed_letter(made, key))
        node.close()


class Cameras:
    """Browsers whose camera shows codes in turn, for ever: one for each row of codes and flags that is asked for."""

    def __init__(self, kind: BrowserType, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.launched: dict[tuple[str, ...], Browser] = {}

    def before(self, codes: Sequence[str], flags: Sequence[str]) -> Browser:
        """The browser whose camera sees these codes."""
        key = (*codes, *flags)
        if key not in self.launched:
            video = code_video(self.folder / f"codes-{len(self.launched)}.y4m", codes)
            names = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
            self.launched[key] = launch(self.kind, *flags, f"--use-file-for-fake-video-capture={video}", names)
        return self.launched[key]


@pytest.fixture(scope="module")
def cameras(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cameras]:
    """The browsers of this module."""
    made = Cameras(browser.browser_type, tmp_path_factory.mktemp("cameras"))
    yield made
    for one in made.launched.values():
        one.close()


@pytest.fixture(scope="module")
def posko(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Posko, str]]:
    """The node, and where it is served."""
    folder = tmp_path_factory.mktemp("scan") / "node"
    made = Posko(folder)
    with serving(folder, 0, "--name", NAME) as server:
        yield made, f"http://127.0.0.1:{server.port}"


class Opener:
    """Opens pages of the node before a camera."""

    def __init__(self, cameras: Cameras, node: Posko, address: str) -> None:
        self.cameras, self.node, self.address = cameras, node, address
        self.opened: list[BrowserContext] = []
        self.wrong: list[str] = []

    def __call__(
        self, path: str, codes: Sequence[str] = (), *, flags: Sequence[str] = FAKE, before: str = "", **context: Any
    ) -> Page:
        """A page; `before` is run in it first; the session is the member's where it is of presence."""
        program = self.cameras.before(codes or [FOREIGN], flags)
        opened = program.new_context(**{"locale": "id-ID"} | context)
        self.opened.append(opened)
        token = self.node.member if path.startswith("/apel") else self.node.operator
        opened.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.address}])
        opened.add_init_script(KEEP_STREAM + before)
        watched = Watched(opened.new_page(), self.address)
        self.wrong = watched.wrong
        return watched.open(path)


@pytest.fixture
def opens(cameras: Cameras, posko: tuple[Posko, str]) -> Iterator[Opener]:
    """What opens pages; they end with the test, and with them what their cameras did."""
    opener = Opener(cameras, *posko)
    yield opener
    for one in opener.opened:
        one.close()


def start(page: Page) -> None:
    """Press the button that opens the camera."""
    page.get_by_role("button", name="Baca dengan kamera").click()


def choose(page: Page, *pictures: bytes) -> None:
    """Choose pictures to read codes from."""
    files = [FilePayload(name=f"foto-{n}.png", mimeType="image/png", buffer=one) for n, one in enumerate(pictures, 1)]
    page.get_by_label("atau baca dari gambar").set_input_files(files)


def field(page: Page) -> Locator:
    """The field that the codes go into."""
    return page.locator("[name=note]")


def told(page: Page) -> Locator:
    """The sentence that is spoken too."""
    return page.locator("[data-scan]").get_by_role("status")


def begun(page: Page) -> Locator:
    """What is said of the letters that were begun."""
    return page.locator("[data-begun] li")


def test_a_letter_is_collected_by_the_camera_and_sent_by_its_person(opens: Opener) -> None:
    """Three codes in another order than theirs, a foreign one between: the field holds all three, the camera is off,
    the button has the focus and nothing was sent until it is pressed."""
    pieces = opens.node.pieces
    assert len(pieces) == 3
    page = opens("/surat", [pieces[2], FOREIGN, pieces[0], pieces[1]])
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter((one) => /decode-/.test(one.name)).length")
        == 0
    )
    start(page)
    expect(begun(page)).to_have_text(re.compile("^Surat [0-9a-f]{8}: lengkap, 3 dari 3 kode$"))
    expect(told(page)).to_have_text("Surat lengkap. Tekan Terima surat.")
    assert sorted(field(page).input_value().split()) == sorted(pieces)
    assert page.evaluate(RUNS) == "ended"
    assert page.evaluate("window.shaken") >= 3
    expect(page.locator("video")).to_be_hidden()
    expect(page.get_by_role("button", name="Terima surat")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main > [role=status]")).to_contain_text("1 surat diterima.")
    assert opens.wrong == []


def test_what_the_camera_lacks_comes_from_a_picture(opens: Opener) -> None:
    """Codes 1 and 3 before the camera: two of three, 2 is missing, the camera goes on; a photo of it completes."""
    first, second, third = opens.node.pieces
    page = opens("/surat", [first, third])
    start(page)
    expect(begun(page)).to_have_text(re.compile("2 dari 3 kode, kurang nomor 2$"))
    expect(told(page)).to_have_text(re.compile("sudah ada"))  # the same ones come again
    assert page.evaluate(RUNS) == "live"
    expect(page.locator("video")).to_be_visible()
    choose(page, code_picture(second))
    expect(told(page)).to_have_text("Surat lengkap. Tekan Terima surat.")
    assert page.evaluate(RUNS) == "ended"
    assert sorted(field(page).input_value().split()) == sorted(opens.node.pieces)


def test_several_codes_of_one_photo_are_read_and_a_bad_one_is_named(opens: Opener) -> None:
    """A photo that shows two codes, an empty one, a foreign one, a file that is no picture: one sentence each."""
    first, second, third = opens.node.pieces
    page = opens("/surat")
    choose(page, code_picture(first, third))
    expect(begun(page)).to_have_text(re.compile("kurang nomor 2$"))
    choose(page, code_picture(), code_picture(FOREIGN), b"no picture")
    expect(told(page)).to_contain_text("foto-1.png: tidak ada kode QR yang terbaca.")
    expect(told(page)).to_contain_text("Kode ini bukan kode surat Kawal.")
    expect(told(page)).to_contain_text("foto-3.png bukan gambar yang dapat dibuka.")
    field(page).press_sequentially(f"{second}\n")  # a hand scanner types
    expect(begun(page)).to_have_text(re.compile("lengkap"))


def test_a_foreign_code_is_refused_in_one_sentence(opens: Opener) -> None:
    """It is told, nothing is filled in, the camera goes on."""
    page = opens("/surat", [FOREIGN])
    start(page)
    expect(told(page)).to_have_text("Kode ini bukan kode surat Kawal. Pindai kode di halaman surat simpul pengirim.")
    expect(field(page)).to_have_value("")
    page.get_by_role("button", name="Hentikan kamera").click()
    assert page.evaluate(RUNS) == "ended"
    expect(page.get_by_role("button", name="Baca dengan kamera")).to_be_focused()


def test_the_camera_stops_when_the_page_is_hidden(opens: Opener) -> None:
    """Another tab or a locked phone: off at once, and said."""
    page = opens("/surat")
    start(page)
    expect(page.locator("video")).to_be_visible()
    page.evaluate(HIDE)
    expect(told(page)).to_have_text("Kamera berhenti karena halaman ini ditinggalkan.")
    assert page.evaluate(RUNS) == "ended"


def test_the_browsers_own_detector_is_used_and_replaced_when_it_fails(opens: Opener) -> None:
    """What it reads is taken; where it is there without its service, the decoder reads the same camera."""
    first, _, third = opens.node.pieces
    page = opens("/surat", [first], before=OWN_DETECTOR % f"Promise.resolve([{{rawValue: {third!r}}}])")
    start(page)
    expect(field(page)).to_have_value(f"{third}\n")
    page = opens("/surat", [first], before=OWN_DETECTOR % "Promise.reject(new Error('no service'))")
    start(page)
    expect(field(page)).to_have_value(f"{first}\n")


def test_without_leave_one_sentence_says_so(opens: Opener) -> None:
    """The person says no: told, the button can be pressed again."""
    page = opens("/surat", flags=["--use-fake-device-for-media-stream", "--deny-permission-prompts"])
    start(page)
    expect(told(page)).to_have_text(re.compile("^Kamera tidak diizinkan"))
    expect(page.get_by_role("button", name="Baca dengan kamera")).to_be_enabled()


@pytest.mark.parametrize(
    ("name", "words"), [("NotFoundError", "Tidak ada kamera"), ("NotReadableError", "Kamera dipakai program lain")]
)
def test_without_a_camera_one_sentence_says_so(opens: Opener, name: str, words: str) -> None:
    """None there, or another program has it; the browser answers with that name."""
    page = opens("/surat", before=REFUSE % name)
    start(page)
    expect(told(page)).to_have_text(re.compile(f"^{words}"))
    expect(page.locator("video")).to_be_hidden()


def test_on_plain_http_pictures_are_read_and_no_button_is_dead(opens: Opener) -> None:
    """A name without TLS is no secure context: no camera button, the reason in words, photos work."""
    opens.address = opens.address.replace("127.0.0.1", NAME)
    page = opens("/surat")
    assert page.evaluate("window.isSecureContext") is False
    expect(told(page)).to_have_text(re.compile("^Alamat ini http, dan peramban memberi kamera hanya"))
    expect(page.get_by_role("button", name="Baca dengan kamera")).to_be_hidden()
    choose(page, *(code_picture(one) for one in opens.node.pieces))
    expect(told(page)).to_have_text("Surat lengkap. Tekan Terima surat.")
    expect(page.get_by_role("button", name="Baca dengan kamera")).to_be_hidden()


def test_a_member_scans_the_code_of_the_own_muster(opens: Opener) -> None:
    """The page of the code opens by itself, under whatever name it was printed; the tap stays with the member."""
    page = opens("/apel/pindai#kamera", [f"https://nama.lama.example{opens.node.own_code}"])
    page.wait_for_url("**/apel/hadir/*")
    expect(page.get_by_role("button", name="Hadir")).to_be_visible()
    assert page.url == opens.address + opens.node.own_code
    assert opens.wrong == []


def test_a_code_of_another_muster_is_refused_where_it_was_scanned(opens: Opener) -> None:
    """The node's sentence stands on the page; a foreign code does not even get there."""
    page = opens("/apel/pindai", [f"https://posko.example{opens.node.other_code}"])
    choose(page, code_picture(FOREIGN))
    expect(told(page)).to_have_text(re.compile("^Kode ini bukan kode hadir Kawal"))
    start(page)
    expect(page.get_by_role("alert")).to_contain_text("satuan Anda")
    assert page.url.endswith("/apel/pindai")
    assert page.evaluate(RUNS) == "ended"


@pytest.mark.parametrize("path", ["/surat", "/apel/pindai"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("theme", "language"), [("light", "id"), ("dark", "en")])
def test_a_running_camera_is_clean_and_fits(
    opens: Opener, path: str, size: str, theme: Literal["light", "dark"], language: str
) -> None:
    """No axe violation, no sideways scroll, nothing blocked, while the camera's picture is shown."""
    width, height = SIZES[size]
    page = opens(f"{path}?lang={language}", viewport=ViewportSize(width=width, height=height), color_scheme=theme)
    page.locator("[data-start]").click()
    expect(page.locator("video")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _violations(page) == []
    assert opens.wrong == []
