"""What is said about bad use of the command line, in the language of the command; and values that are checked early.

argparse looks its own sentences up in the gettext function of its module, by their English text. That function is set
here, so that all of them are told as Kawal tells faults: where, what was expected, what came.
"""

import argparse
import errno
import math
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from pathlib import Path

from kawal.kernel.errors import Rejected, show
from kawal.kernel.language import LANGUAGES, Language, LanguageCode, Message, language, msg
from kawal.kernel.tabletext import range_message

SENTENCES: dict[str, Message] = {
    "argument %(argument_name)s: %(message)s": msg("%(argument_name)s: %(message)s"),
    "invalid choice: %(value)r (choose from %(choices)s)": msg(
        "diharapkan salah satu dari %(choices)s, didapat %(value)r"
    ),
    "invalid %(type)s value: %(value)r": msg("nilai ini tidak dapat dibaca: %(value)r"),
    "the following arguments are required: %s": msg("belum diberikan: %s"),
    "unrecognized arguments: %s": msg("tidak dikenal: %s"),
    "ambiguous option: %(option)s could match %(matches)s": msg("%(option)s dapat berarti %(matches)s"),
    "ignored explicit argument %r": msg("tidak menerima nilai, didapat %r"),
    "expected one argument": msg("diharapkan satu nilai sesudahnya"),
    "expected at most one argument": msg("diharapkan paling banyak satu nilai sesudahnya"),
    "expected at least one argument": msg("diharapkan paling sedikit satu nilai sesudahnya"),
}
"""argparse's sentences about bad use; `usage:` and the like stay, for help is in English."""
_WORDS: ContextVar[Sequence[str]] = ContextVar("words", default=())


def default_language() -> LanguageCode:
    """KAWAL_LANG if it names a language, else Indonesian."""
    return _known(os.environ.get("KAWAL_LANG", "")) or "id"


@contextmanager
def speaking_as(words: Sequence[str]) -> Iterator[None]:
    """While the block runs, bad use is told as the words of a command ask for: in their language, as JSON too."""
    token = _WORDS.set(words)
    try:
        yield
    finally:
        _WORDS.reset(token)


def asked_json() -> bool:
    """Whether the words of the command, which may be none that fit, ask for one JSON document."""
    return "--json" in _WORDS.get()


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within least..most, as the type of an option."""

    def read(text: str) -> int:
        value = int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else None
        if value is None or not least <= value <= most:
            raise _unfit(range_message(msg("bilangan bulat"), least, most), text)
        return value

    return read


def number(least: float, most: float) -> Callable[[str], float]:
    """A number within least..most, as the type of an option."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise _unfit(range_message(msg("angka"), least, most), text)
        return value

    return read


def web_address(where: str, text: str) -> str:
    """An http or https address with a host; raises Rejected."""
    from urllib.parse import urlsplit  # noqa: PLC0415

    try:
        parts = urlsplit(text)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # brackets that do not close, a port that is no number
        fit = False
    if not fit:
        raise Rejected(where, msg("alamat http:// atau https://"), text)
    return text


def file_fault(error: OSError) -> Message:
    """What the system said about a file, as a sentence."""
    known = {
        errno.ENOENT: msg("tidak ditemukan"),
        errno.EACCES: msg("tidak diizinkan"),
        errno.EPERM: msg("tidak diizinkan"),
        errno.EISDIR: msg("folder, bukan berkas"),
        errno.ENOTDIR: msg("berkas, bukan folder"),
        errno.EEXIST: msg("berkas, bukan folder"),
        errno.ENOSPC: msg("tempat penuh"),
        errno.EROFS: msg("hanya dapat dibaca"),
    }
    reason = known.get(error.errno or 0, error.strerror)
    file = error.filename2 or error.filename  # of a file that takes another's place the latter
    if file is None:  # the system says it of a file that was open already
        return msg("berkas tidak dapat dibaca atau ditulis (%(reason)s)", reason=reason)
    return msg("%(file)s: tidak dapat dibaca atau ditulis (%(reason)s)", file=file, reason=reason)


def readable(path: Path, where: str = "") -> Path:
    """A path at which a file is. Raises Rejected for anything else, at the option `where` if it is given."""
    if not path.is_file():
        got = msg("folder, bukan berkas") if path.is_dir() else msg("tidak ada")
        raise Rejected(where or str(path), msg("berkas yang dapat dibaca"), path if where else got)
    return path


def _unfit(expected: Message, got: str) -> argparse.ArgumentTypeError:
    sentence = msg("diharapkan %(expected)s, didapat %(got)s", expected=expected, got=show(got))
    return argparse.ArgumentTypeError(_language().say(sentence))


def _known(code: str) -> LanguageCode | None:
    return next((known for known in LANGUAGES if known == code), None)


def _language() -> Language:
    words = _WORDS.get()
    asked = [after for word, after in pairwise(words) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return language(next(filter(None, map(_known, reversed(asked))), None) or default_language())


def _said(text: str) -> str:
    """A sentence of argparse in the language of the command, its places still open; other texts as they are."""
    return _language().text(SENTENCES[text].msgid) if text in SENTENCES else text


def _counted(one: str, many: str, n: int) -> str:
    return _said(one if n == 1 else many)


vars(argparse).update(_=_said, ngettext=_counted)
