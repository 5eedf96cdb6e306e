"""Text for a messenger: a bold title, short lines, never longer than one message that people read (pure).

Every page that is passed on gives its text here and shows it with the macro of `_messenger.html`.
"""

from collections.abc import Sequence

from kawal.kernel.language import Language

MOST_CHARACTERS = 1_000
"""With the mark of an exercise, which the page puts before the text."""
MARK_ROOM = 40
"""Kept free for that mark: the longest has 24 characters with its break."""


def page_text(title: str, lines: Sequence[str], language: Language) -> str:
    """A page as a text to pass on. Its lines are given public words only: whoever gets it passes it on again."""
    return messenger_text(title, lines, language.text("… dan %(n)s lagi"))


def messenger_text(title: str, lines: Sequence[str], more: str, most: int = MOST_CHARACTERS - MARK_ROOM) -> str:
    """Title and lines as WhatsApp and Telegram show them, cut at a whole line.

    `more` says how many lines are left out, with %(n)s in it; the text has at most `most` characters.
    """
    text = f"*{_plain(title)}*"
    for at, line in enumerate(lines):
        wanted = f"{text}\n{_plain(line)}"
        left = len(lines) - at - 1
        tail = f"\n{more % {'n': left}}" if left else ""
        if len(wanted) + len(tail) > most:
            return f"{text}\n{more % {'n': len(lines) - at}}"
        text = wanted
    return text


def _plain(text: str) -> str:
    """One line without the marks that a messenger would read as format."""
    return " ".join(text.replace("*", "").replace("_", " ").replace("~", "").replace("`", "").split())
