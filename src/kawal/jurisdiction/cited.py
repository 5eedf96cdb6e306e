"""Where something stands in law and where that was read.

Names of laws and addresses stay as they are; what Kawal says of them ("as the press reports it", "from memory") is a
remark, in both languages.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.load import Named
from kawal.kernel.language import Language

Name = Annotated[str, Meta(pattern=r"^[^\s(][^(]*(\([0-9][^(]*)*$")]
"""A law with its article, a judgement, a document. Brackets hold numbers, as in ayat (1); all else is a remark."""
Url = Annotated[str, Meta(pattern=r"^https?://\S+$")]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where something was read: what it is called or its address, a remark, or both."""

    of: Name = ""
    remark: Named | None = None

    def __post_init__(self) -> None:
        if not self.of and self.remark is None:
            raise ValueError("a source says what it is (of) or what is said of it (remark)")

    @property
    def link(self) -> str:
        """Its address; "" where it has none."""
        return self.of if self.of.startswith(("https://", "http://")) else ""

    def say(self, language: Language) -> str:
        """It with its remark, in a language."""
        return with_remark(self.of, self.remark, language)


class Sourced(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that was read somewhere; in the file an address alone stands for a source without a remark."""

    source: Annotated[tuple[Url | Source, ...], Meta(min_length=1)]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Its sources, each with its remark."""
        return tuple(Source(of=one) if isinstance(one, str) else one for one in self.source)

    def read_in(self, language: Language) -> tuple[str, ...]:
        """Its sources as text in a language."""
        return tuple(one.say(language) for one in self.sources)


class Article(Sourced, frozen=True, kw_only=True):
    """Where something stands in law, where it was read, and how sure we are."""

    article: Name
    remark: Named | None = None
    confidence: Literal["high", "medium", "low"]

    @property
    def is_verified(self) -> bool:
        """Whether the article or a worked example was read; all else is shown as not verified."""
        return self.confidence == "high"

    def cite(self, language: Language) -> str:
        """The article with what is said of it, in a language."""
        return with_remark(self.article, self.remark, language)


def with_remark(name: str, remark: Named | None, language: Language) -> str:
    """A name and its remark in brackets; either alone where there is no other."""
    if remark is None:
        return name
    return f"{name} ({remark.say(language)})" if name else remark.say(language)
