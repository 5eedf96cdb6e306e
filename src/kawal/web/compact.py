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
_BLOCK = rf"</?(?:{_BLOCKS})\b|<label class=\"fld\b|<input type=\"hidden\""
_BEFORE, _AFTER = re.compile(_BLOCK + "|</select"), re.compile(_BLOCK + "|<select")
_CHOICE = r"\{%-? (?:if|elif|else|endif|set [^=%]+=)(?:(?!%\}).)*%\}"
"""A statement that says nothing itself and runs once: what is beside a block beyond it is beside that block."""
_CHOICES, _ONE_CHOICE = re.compile(rf"(?:{_CHOICE}\s*)*", re.DOTALL), re.compile(_CHOICE, re.DOTALL)
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
    says_nothing = (
        _before_block(source, end)
        or _after_block(source, start)
        or source.startswith(("{%-", "{{-"), end)
        or source.endswith(("-%}", "-}}"), 0, start)
        or (source.endswith("%}", 0, start) and (source.startswith("{%", end) or part["gap"].endswith("\n")))
    )
    return ("" if says_nothing else " ") + "{#" + "\n" * part["gap"].count("\n") + "#}"


def _before_block(source: str, at: int) -> bool:
    choices = _CHOICES.match(source, at)
    return _BEFORE.match(source, choices.end() if choices else at) is not None


def _after_block(source: str, at: int) -> bool:
    before = source[:at].rstrip()
    while before.endswith("%}") and _ONE_CHOICE.fullmatch(before, before.rfind("{%")):
        before = before[: before.rfind("{%")].rstrip()
    return before.endswith(">") and _AFTER.match(before, max(before.rfind("<"), 0)) is not None
