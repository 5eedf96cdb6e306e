"""How the planner's inner loops are compiled: by numba, without the GIL, kept on disk where that is possible.

Where compiled code is kept is decided here before numba is imported, because numba refuses to make a cached
function that it cannot store: a read-only installation uses the user's cache folder; with nothing writable, nothing
is kept. numba takes a second to load: what uses a kernel imports it only when it solves.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def writable_cache() -> Path | None:
    """The folder for compiled kernels: NUMBA_CACHE_DIR, beside this file, the user's cache; None: keep none."""
    home_cache = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    given = os.environ.get("NUMBA_CACHE_DIR")
    beside = Path(__file__).parent / "__pycache__"
    for folder in (*([Path(given)] if given else []), beside, Path(home_cache) / "kawal" / "numba"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


_CACHE = writable_cache()
if _CACHE is not None:
    os.environ["NUMBA_CACHE_DIR"] = str(_CACHE)

import numba  # noqa: E402  the folder above must be known first

if _CACHE is not None:
    # another part of the program may have imported numba before us
    setattr(numba.config, "CACHE_DIR", str(_CACHE))  # noqa: B010  numba's config is typed as a bare module


def kernel(function: Kernel) -> Kernel:
    """Compile without the GIL, kept on disk where that is possible."""
    options: dict[str, Any] = {"nogil": True, "cache": _CACHE is not None, "no_cfunc_wrapper": True}
    return cast(Kernel, numba.njit(**options)(function))
