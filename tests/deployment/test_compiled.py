"""Where compiled kernels are kept, and that a place to keep them is not needed."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import kawal
from kawal.deployment.warm import Warming


def test_an_installation_without_a_writable_folder_still_plans(tmp_path: Path) -> None:
    """With no folder for compiled code anywhere, kernels are compiled and not kept."""
    package = tmp_path / "lib" / "kawal"
    shutil.copytree(
        Path(kawal.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "dist", "locale", "data")
    )
    (package / "deployment" / "__pycache__").write_text("a file where a folder is wanted")
    blocked = tmp_path / "blocked"
    blocked.write_text("not a folder")
    program = (
        "import numpy as np\n"
        "from kawal.deployment import compiled\n"
        "from kawal.deployment.dual_kernel import sum_links\n"
        "assert compiled.writable_cache() is None\n"
        "sums = np.zeros(1)\n"
        "sum_links(np.ones(2), np.array([0, 2]), np.array([0, 1]), sums)\n"
        "assert sums[0] == 2.0\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "lib"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_CACHE_DIR": str(blocked / "a"),
        "XDG_CACHE_HOME": str(blocked / "b"),
        "HOME": str(blocked),
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_node_starts_without_the_compiler() -> None:
    """numba costs as much as all else that a node loads: only who solves a plan, or waits long enough, has it."""
    program = "import sys, kawal.app; assert 'kawal.deployment.desk' in sys.modules and 'numba' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_warms_the_kernels_ends_with_the_node() -> None:
    """A node that ends before the kernels are due never loads them; its thread is gone."""
    warming = Warming(after_s=3600.0)
    warming.start()
    warming.stop()
    assert not any(one.name == "kawal-warm" for one in threading.enumerate())
