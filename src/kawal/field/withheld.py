"""What is kept out: figures of votes from a node that keeps order, and words of a sender from the log (pure)."""

import re

import msgspec

from kawal.kernel.language import Message

_FIGURE = re.compile(r"\d")
_SENT = frozenset({"got", "name"})
"""Places of a sentence that quote what was sent."""
MOST_FILL = 120


def without_figures(text: str) -> str:
    """The text with every figure replaced: nothing can be counted from it."""
    return _FIGURE.sub("•", text)


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A sentence as the log keeps it, so that each reader is told in their own language: the text and its places."""

    text: str
    fill: dict[str, "int | str | Reason"] = {}

    def message(self) -> Message:
        """The sentence, to be said in a language."""
        fill = ((name, one.message() if isinstance(one, Reason) else one) for name, one in self.fill.items())
        return Message(self.text, tuple(fill))


def public_reason(reason: Message) -> Reason:
    """Why something was set apart, without the value that was sent: a log forgets nothing, and it may be a name."""
    return Reason(reason.msgid, {name: "…" if name in _SENT else _kept(value) for name, value in reason.params})


def _kept(value: object) -> int | str | Reason:
    if isinstance(value, Message):
        return public_reason(value)
    return value if isinstance(value, int) else str(value)[:MOST_FILL]
