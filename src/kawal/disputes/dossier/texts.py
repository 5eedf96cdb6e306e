"""Texts of a dossier, each in every language: who opens it chooses (pure)."""

from collections.abc import Callable, Mapping

from kawal.kernel.language import LANGUAGES, Language, LanguageCode, Message, language

Both = Mapping[LanguageCode, str]
"""A text in each language."""


def both(make: Callable[[Language], str]) -> Both:
    """The text that `make` gives, in each language."""
    return {code: make(language(code)) for code in LANGUAGES}


def said(message: Message) -> Both:
    """A message in each language."""
    return both(lambda told: told.say(message))
