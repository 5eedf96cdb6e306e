"""What is kept out: figures of votes from a node that keeps order, and words of a sender from the log (pure)."""

import json
import re

import msgspec

from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.kernel.language import Message
from kawal.record.jws import unb64url
from kawal.record.sdjwt import SdJwt

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


def kept_words(text: str, *, takes_results: bool) -> str:
    """The text as a node may keep it: where it gives votes and the node takes none, without its figures."""
    return text if takes_results or not gives_votes(normal(text)) else without_figures(text)


def without_vote_disclosures(token: SdJwt) -> SdJwt:
    """A phone's token as a node that takes no results may keep it: disclosures that give votes are left out. What was
    signed holds: a disclosure may be missing (RFC 9901, 6.1)."""
    return SdJwt(token.jws, tuple(one for one in token.disclosures if not gives_votes(normal(_words_of(one)))))


def _words_of(disclosed: str) -> str:
    value = json.loads(unb64url(disclosed))[-1]
    return value if isinstance(value, str) else ""


def public_reason(reason: Message) -> Reason:
    """Why something was set apart, without the value that was sent: a log forgets nothing, and it may be a name."""
    return Reason(reason.msgid, {name: "…" if name in _SENT else _kept(value) for name, value in reason.params})


def _kept(value: object) -> int | str | Reason:
    if isinstance(value, Message):
        return public_reason(value)
    return value if isinstance(value, int) else str(value)[:MOST_FILL]
