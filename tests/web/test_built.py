"""What was built for the phone: small, in the syntax of phones of 2020, and nothing that loads from elsewhere."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.web.assets import built_assets
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, session

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "web-src"
MOST_BYTES = 150_000
SYNTAX = "2020"
PARSE = (
    "const {parse} = require(process.argv[1]); const {readFileSync} = require('fs');"
    "for (const file of process.argv.slice(3))"
    " parse(readFileSync(file, 'utf8'), {ecmaVersion: Number(process.argv[2]), sourceType: 'module'});"
)


def node_program() -> str:
    """The Node that the build found: the system's, else the wheel's."""
    program = "import hatch_build; print(hatch_build.tools()[0])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.strip()


def phone_files() -> list[Path]:
    """The modules of the phone page, what they import, the worker and the enrolment."""
    assets = built_assets()
    found: list[Path] = []
    waiting = ["src/phone.ts", "src/phone-sw.ts", "src/enrol.ts"]
    while waiting:
        chunk = assets.chunk(waiting.pop())
        path = assets.folder / chunk.file
        if path not in found:
            found.append(path)
            waiting += chunk.imports
    return found


def test_the_phone_page_and_its_files_are_small(tmp_path: Path) -> None:
    """Page, styles and modules, compressed, of an officer of a whole district."""
    node = filled_node(tmp_path / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "team_leader", region="63.71.01"))
        page = client.get("/lapangan", headers={"accept": "text/html"})
        assert page.status_code == 200
        styles = [
            client.get(style).content for style in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
        ]
    node.close()
    bodies = [page.content, *styles, *(path.read_bytes() for path in phone_files())]
    assert styles
    assert sum(len(gzip.compress(body)) for body in bodies) <= MOST_BYTES


def test_the_phone_modules_have_the_syntax_of_2020() -> None:
    """Parsed by a strict parser of that year's language; no top-level await, no newer operator."""
    acorn = SOURCE / "node_modules" / "acorn"
    if not acorn.is_dir():
        pytest.skip("the parser is not here (web-src/node_modules): `make web` installs it")
    node = node_program()
    files = [str(path) for path in phone_files()]
    done = subprocess.run(
        [node, "-e", PARSE, str(acorn), SYNTAX, *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_parser_refuses_what_is_newer(tmp_path: Path) -> None:
    """The check above can fail: logical assignment came in 2021."""
    acorn = SOURCE / "node_modules" / "acorn"
    if not acorn.is_dir():
        pytest.skip("the parser is not here (web-src/node_modules): `make web` installs it")
    (tmp_path / "new.js").write_text("let a = null; a ??= 2;")
    node = node_program()
    done = subprocess.run(
        [node, "-e", PARSE, str(acorn), SYNTAX, str(tmp_path / "new.js")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0


def test_phone_modules_load_nothing_from_elsewhere() -> None:
    """No address of another host in what runs on the phone."""
    for path in phone_files():
        assert not re.search(rb"https?://(?!www\.w3\.org)", path.read_bytes()), path.name
