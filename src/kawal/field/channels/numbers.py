"""Telephone numbers as one writes them -> one form each (pure)."""

import re

HOME = "62"
"""The country whose numbers may be written with a leading nought (ITU-T E.164 for Indonesia)."""
SHORTEST, LONGEST = 7, 15
_WRITTEN = re.compile(r"\+?[0-9][0-9 .()/-]*")


def number_of(text: str) -> str:
    """The digits of a number with its country, without plus: 0812-3456 7890, +62 812... and 62812... are the same.

    Empty for what is no full number (names of senders, short codes). A number without nought, plus or 62 in front
    stays as it is: what country it belongs to is not guessed.
    """
    text = text.strip()
    if not _WRITTEN.fullmatch(text):
        return ""
    digits = re.sub(r"[^0-9]", "", text)
    if not text.startswith("+"):
        if digits.startswith("00"):
            digits = digits[2:]
        elif digits.startswith("0"):
            digits = HOME + digits[1:]
    if digits.startswith(f"{HOME}0"):
        digits = HOME + digits[3:]
    return digits if SHORTEST <= len(digits) <= LONGEST else ""


def registered_number(text: str) -> str:
    """As `number_of`, for our own lists: there a number that begins with 8 has lost its nought in a table."""
    return number_of("0" + text.strip() if text.strip().startswith("8") else text)
