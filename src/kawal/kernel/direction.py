"""Characters that turn the direction of writing: in words of people they can make a sentence read as another one.

Indonesian and English need none of them. Unicode calls them bidirectional controls (UAX 9, 2.1-2.4): embeddings,
overrides, isolates and their ends.
"""

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SHOWN = {ord(one): f"\u27e8U+{ord(one):04X}\u27e9" for one in TURNING}


def turns(text: str) -> bool:
    """Whether a text holds such a character."""
    return not TURNING.isdisjoint(text)


def shown(text: str) -> str:
    """A text with each such character as its number, so that everyone reads the words in the order they stand in."""
    return text.translate(_SHOWN) if turns(text) else text
