"""XML as OpenRosa speaks it: documents out, and a reader that refuses what submissions never need (pure)."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pyexpat import ExpatError, ParserCreate, XMLParserType

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

MOST_ELEMENTS, MOST_DEPTH = 500, 12
FORM_LIST, MANIFEST = "http://openrosa.org/xforms/xformsList", "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"


class Element(msgspec.Struct):
    """An element with its name (its prefix taken away), attributes, text and children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: "list[Element]" = []

    def child(self, name: str) -> "Element | None":
        """The first child of this name."""
        return next((one for one in self.children if one.name == name), None)


def read_xml(content: bytes) -> Element:
    """The root of a document. Raises Rejected for what is not well-formed, declares entities, or is too large."""
    parser = ParserCreate()
    tree = _Tree(parser)
    try:
        parser.Parse(content, True)
    except (ExpatError, ValueError, LookupError) as error:
        raise Rejected("XML", msg("dokumen XML yang utuh"), error) from None
    return tree.root


class _Tree:
    """Builds elements from expat's calls; a document type, and so every entity, is refused."""

    def __init__(self, parser: XMLParserType) -> None:
        self.root = Element("", {})
        self._path: list[Element] = []
        self._count = 0
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.said
        parser.StartDoctypeDeclHandler = self.doctype

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._path) >= MOST_DEPTH:
            raise Rejected("XML", msg("paling banyak %(n)s unsur", n=MOST_ELEMENTS), self._count)
        made = Element(_local(name), {_local(key): value for key, value in attributes.items()}, "", [])
        if self._path:
            self._path[-1].children.append(made)
        else:
            self.root = made
        self._path.append(made)

    def end(self, _name: str) -> None:
        self._path.pop()

    def said(self, text: str) -> None:
        if self._path:
            self._path[-1].text += text

    def doctype(self, *_told: object) -> None:
        raise Rejected("XML", msg("dokumen tanpa DOCTYPE"), "DOCTYPE")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class FormEntry(msgspec.Struct, frozen=True):
    """A form as the list shows it; `hash` is the MD5 of what `download` gives."""

    form: str
    name: str
    version: str
    hash: str
    download: str
    manifest: str
    about: str = ""


def form_list(entries: Sequence[FormEntry]) -> bytes:
    """The answer to `formList` (OpenRosa Form Discovery API)."""
    root = ET.Element("xforms", {"xmlns": FORM_LIST})
    for one in entries:
        form = ET.SubElement(root, "xform")
        parts = {"formID": one.form, "name": one.name, "version": one.version, "hash": f"md5:{one.hash}"}
        if one.about:
            parts["descriptionText"] = one.about
        parts |= {"downloadUrl": one.download, "manifestUrl": one.manifest}
        for name, text in parts.items():
            ET.SubElement(form, name).text = text
    return _written(root)


def manifest(files: Sequence[tuple[str, str, str]]) -> bytes:
    """The files that belong to a form, as (name, MD5, address)."""
    root = ET.Element("manifest", {"xmlns": MANIFEST})
    for name, digest, address in files:
        file = ET.SubElement(root, "mediaFile")
        for part, text in (("filename", name), ("hash", f"md5:{digest}"), ("downloadUrl", address)):
            ET.SubElement(file, part).text = text
    return _written(root)


def response(message: str, nature: str) -> bytes:
    """What is told about a submission (OpenRosa HTTP Response)."""
    root = ET.Element("OpenRosaResponse", {"xmlns": RESPONSE})
    ET.SubElement(root, "message", {"nature": nature}).text = message
    return _written(root)


def _written(root: ET.Element) -> bytes:
    body: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return body
