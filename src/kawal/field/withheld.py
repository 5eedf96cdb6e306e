"""What is kept out: figures of votes from a node that keeps order, and words of a sender from the log (pure)."""

import re

from kawal.kernel.language import Message, language

_FIGURE = re.compile(r"\d")


def without_figures(text: str) -> str:
    """The text with every figure replaced: nothing can be counted from it."""
    return _FIGURE.sub("•", text)


def public_reason(reason: Message, longest: int = 200) -> str:
    """Why something was set apart, without the value that was sent: a log forgets nothing, and it may be a name."""
    shown = tuple((name, "…" if name == "got" else value) for name, value in reason.params)
    return language("id").say(Message(reason.msgid, shown))[:longest]
