"""Templates are laid out for who reads them; a page carries none of it over a bad network.

A break of a line becomes what it says in HTML: nothing beside the tag of a block and between statements, one space
elsewhere. It leaves the template before that is compiled, as a comment of as many lines, so that an error names the
line of the file. What is between two tags of `script`, `style`, `pre` or `textarea` stays as it is.
"""

import re

from jinja2.ext import Extension

_BLOCKS = (
    "html|head|body|main|section|nav|header|footer|article|aside|div|p|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr"
    "|td|th|caption|form|fieldset|legend|details|summary|hr|option|optgroup|meta|link|title|figure|figcaption"
)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b|<label class=\"fld\b")
_PART = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<(script|style|pre|textarea)\b.*?</\1>|(?P<gap>[ \t]*\n\s*)", re.DOTALL
)


class Compact(Extension):
    """Takes the layout of templates out of pages."""

    def preprocess(self, source: str, _name: str | None, _filename: str | None = None) -> str:
        """The source without its layout, on as many lines."""
        return _PART.sub(lambda part: _told(part) if part["gap"] else part[0], source)


def _told(part: re.Match[str]) -> str:
    """What a break says, and a comment with its lines."""
    source, start, end = part.string, part.start(), part.end()
    tag = source[max(source.rfind("<", 0, start), 0) : start]
    says_nothing = (
        _BLOCK.match(source, end)
        or (tag.endswith(">") and _BLOCK.match(tag))
        or source.startswith(("{%-", "{{-"), end)
        or source.endswith(("-%}", "-}}"), 0, start)
        or (source.endswith("%}", 0, start) and (source.startswith("{%", end) or part["gap"].endswith("\n")))
    )
    return ("" if says_nothing else " ") + "{#" + "\n" * part["gap"].count("\n") + "#}"
