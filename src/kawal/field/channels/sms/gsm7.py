"""The alphabet of short messages: what fits into 160 characters of seven bits (3GPP TS 23.038) (pure)."""

import unicodedata

MOST_SEPTETS = 160
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€")
"""Characters that take two places."""
PLAIN = {
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "•": "*",
    "\u00a0": " ",
    "`": "'",
    "\t": " ",
}
CUT = "..."


def fits(text: str) -> bool:
    """Whether every character is in the alphabet."""
    return all(one in BASIC or one in DOUBLE for one in text)


def septets(text: str) -> int:
    """How many places a text of the alphabet takes."""
    return sum(2 if one in DOUBLE else 1 for one in text)


def one_message(text: str, most: int = MOST_SEPTETS) -> str:
    """The text in the alphabet, cut at a word so that it is one message; what has no likeness becomes "?"."""
    plain = "".join(_like(one) for one in text)
    if septets(plain) <= most:
        return plain
    while septets(plain) > most - len(CUT):
        plain = plain[:-1]
    head, space, _ = plain.rpartition(" ")
    return (head if space and len(head) > most // 2 else plain).rstrip(" ,;:.") + CUT


def _like(one: str) -> str:
    if one in BASIC or one in DOUBLE:
        return one
    if one in PLAIN:
        return PLAIN[one]
    bare = "".join(part for part in unicodedata.normalize("NFKD", one) if part in BASIC)
    return bare or ("" if unicodedata.category(one) in ("Mn", "Cf", "Cc") else "?")
