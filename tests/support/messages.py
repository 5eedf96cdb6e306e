"""The texts of Kawal: collected from the code and templates, and compared with the English catalogue.

`python -m tests.support.messages update` writes new texts into the catalogue, untranslated, and drops what is gone.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[2] / "src" / "kawal"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "kawal.po"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"msg": None, "_": None, "text": None}


def extracted() -> Catalog:
    """Every Indonesian text of the code and the templates, with the places where it stands."""
    catalogue = Catalog(locale="en")
    found = extract_from_dir(str(SOURCE), METHODS, {}, KEYWORDS)
    for filename, line, message, _comments, context in found:
        catalogue.add(message, None, [(filename, line)], context=context)
    return catalogue


def translated() -> Catalog:
    """The English catalogue as it is kept."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en")


def missing() -> list[str]:
    """Texts of the code without an English translation."""
    kept = translated()
    return [str(m.id) for m in extracted() if m.id and not ((known := kept.get(m.id)) and known.string)]


def unused() -> list[str]:
    """Texts of the catalogue that no code says any more."""
    said = extracted()
    return [str(m.id) for m in translated() if m.id and said.get(m.id) is None]


def update() -> int:
    """Bring the catalogue up to the code; returns how many texts wait for a translation."""
    kept, fresh = translated(), extracted()
    for message in fresh:
        known = kept.get(message.id) if message.id else None
        if known:
            message.string = known.string
        message.locations = [(name, 0) for name in sorted({name for name, _ in message.locations})]
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as target:
        write_po(target, fresh, width=118, sort_output=True, omit_header=True, include_lineno=False)
    return len(missing())


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    print("\n".join(missing()))
