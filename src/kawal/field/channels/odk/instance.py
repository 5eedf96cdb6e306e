"""A submission as an ODK client sends it: an XML instance of one of our forms (pure)."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from kawal.field.answers import is_asked
from kawal.field.assembly import refuse_names
from kawal.field.channels.odk.identity import identity_of
from kawal.field.channels.odk.xml import Element, read_xml
from kawal.field.forms.sheets import END, PHOTO, PLACE, START
from kawal.field.kinds import Field, KindBook, ReportKind
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

MOST_XML_BYTES = 100_000
MOST_NAME = 200
LONGEST_ID = 200
MOST_DEGREES, MOST_METRES = 180, 1_000_000
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](?=$|[:.])")
_COUNT = re.compile(r"[0-9]{1,9}")
FLAGS = {"yes": True, "no": False, "OK": True}
OTHERS = frozenset({"meta", "formhub", "__version__", "_version_"})
"""What clients add for their own servers."""


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that was read: which report it is, which it replaces, and what it says."""

    key: str
    """The instanceID as the client wrote it."""
    identity: str
    replaces: str = ""
    kind: ReportKind
    place: str
    begun: datetime | None
    ended: datetime | None
    public: Mapping[str, str | int | bool]
    private: Mapping[str, object]
    photos: tuple[str, ...]
    """Names of the files that must come with it, in their order."""


def read_instance(content: bytes, book: KindBook) -> Instance:
    """Read a submission. Raises Rejected with what is wrong: the XML, the form, a name; answers are checked later."""
    if len(content) > MOST_XML_BYTES:
        raise Rejected("xml_submission_file", msg("paling banyak %(n)s bita", n=MOST_XML_BYTES), len(content))
    root = read_xml(content)
    kind = _kind(root, book)
    said = {one.name: one.text.strip() for one in root.children if not one.children}
    begun, ended = _moment(said.get(START, "")), _moment(said.get(END, ""))
    key, replaced = _meta(root, "instanceID"), _meta(root, "deprecatedID")
    key = key or f"sha256:{hashlib.sha256(content).hexdigest()}"
    named = {name for name, text in said.items() if text and name not in OTHERS | {START, END, PLACE}}
    pictures = {name for name in named if name.startswith(PHOTO)}
    refuse_names(kind, named - pictures, len(pictures))
    known = {field.id for field in kind.fields} | OTHERS | {START, END, PLACE}
    for name, text in said.items():
        if text and name not in known and not name.startswith(PHOTO):
            raise Rejected(msg("isian"), msg("isian jenis %(kind)s", kind=kind.id), name)
    public, private = _answers(kind, said)
    return Instance(
        key=key,
        identity=identity_of(key, begun),
        replaces=identity_of(replaced, begun) if replaced and replaced != key else "",
        kind=kind,
        place=said.get(PLACE, ""),
        begun=begun,
        ended=ended,
        public=public,
        private=private,
        photos=_photos(said),
    )


def _kind(root: Element, book: KindBook) -> ReportKind:
    name, version = root.attributes.get("id", ""), root.attributes.get("version", "")
    number = int(version) if _COUNT.fullmatch(version) else 0
    kind = book.get(name, number)
    if kind is None or kind.group == "line":
        raise Rejected("id", msg("jenis laporan yang dikenal"), f"{name}/{version}")
    return kind


def _meta(root: Element, name: str) -> str:
    meta = root.child("meta")
    found = meta.child(name) if meta is not None else None
    text = found.text.strip() if found is not None else ""
    if len(text) > LONGEST_ID:
        raise Rejected(name, msg("paling banyak %(n)s huruf", n=LONGEST_ID), len(text))
    return text


def _photos(said: Mapping[str, str]) -> tuple[str, ...]:
    named = [text for name, text in sorted(said.items()) if name.startswith(PHOTO) and text]
    if any(len(one) > MOST_NAME for one in named):
        raise Rejected(PHOTO, msg("paling banyak %(n)s huruf", n=MOST_NAME), max(len(one) for one in named))
    return tuple(dict.fromkeys(named))


def _answers(kind: ReportKind, said: Mapping[str, str]) -> tuple[dict[str, str | int | bool], dict[str, object]]:
    """Answers by their question; what is not asked stays out, what cannot be read stays as it was written."""
    public: dict[str, str | int | bool] = {}
    private: dict[str, object] = {}
    for field in kind.fields:
        text = said.get(field.id, "")
        if not text or not is_asked(field, public | private):
            continue
        value = _READERS.get(field.kind, _as_written)(text)
        if field.private:
            private[field.id] = value
        elif isinstance(value, str | int | bool):
            public[field.id] = value
        else:
            raise Rejected(field.id, _expected(field), text)
    return public, private


def _expected(field: Field) -> str:
    return {"position": "lat lon"}.get(field.kind, field.kind)


def _as_written(text: str) -> object:
    return text


def _count(text: str) -> object:
    return int(text) if _COUNT.fullmatch(text) else text


def _time(text: str) -> object:
    found = _TIME.match(text)
    return found[0] if found else text


def _position(text: str) -> object:
    """ "latitude longitude altitude accuracy" in degrees and metres."""
    parts = text.split()
    try:
        numbers = [float(one) for one in parts]
        lat, lon = numbers[:2]
    except ValueError:
        return text
    accuracy_m = numbers[3] if len(numbers) > 3 else 0.0
    if not all(-MOST_DEGREES <= one <= MOST_DEGREES for one in (lat, lon)) or not 0 <= accuracy_m <= MOST_METRES:
        return text
    return {"lat_udeg": round(lat * 1e6), "lon_udeg": round(lon * 1e6), "accuracy_m": round(accuracy_m)}


_READERS: Mapping[str, Callable[[str], object]] = {
    "count": _count,
    "time": _time,
    "flag": lambda text: FLAGS.get(text, text),
    "position": _position,
}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
