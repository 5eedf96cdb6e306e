"""Quarantine as a clerk works on it: the reasons to set something aside, and what was sent as far as it can be read
(pure)."""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from kawal.field.channels.odk.xml import read_xml
from kawal.field.forms.sheets import PLACE
from kawal.field.kinds import KindBook
from kawal.field.model import MOST_SAFE
from kawal.kernel.errors import KawalError
from kawal.kernel.language import LanguageCode, Message, msg
from kawal.record.jws import Jws
from kawal.record.sdjwt import SdJwt, digest, disclosed

Why = Literal["duplicate", "unreadable", "trial", "elsewhere", "withdrawn", "other"]
WHYS: tuple[Why, ...] = get_args(Why)
WHY_NAMES: Mapping[Why, Message] = {
    "duplicate": msg("sudah ada sebagai laporan lain"),
    "unreadable": msg("isinya tidak dapat dibaca"),
    "trial": msg("kiriman percobaan"),
    "elsewhere": msg("bukan untuk simpul ini, sudah diteruskan"),
    "withdrawn": msg("ditarik pengirimnya"),
    "other": msg("lain, lihat catatan tertutup"),
}
"""A log forgets nothing: it names one of these, never a clerk's own words."""


WHERE_NAMES: Mapping[str, Message] = {
    "by": msg("penulis"),
    "id": msg("nomor laporan"),
    "kind": msg("jenis laporan"),
    "photos": msg("foto"),
    "place": msg("tempat"),
}
"""What the parts of a report are called on pages."""


def reason_on_page(reason: Message, book: KindBook, language: LanguageCode) -> Message:
    """Why something waits, with the name of the part or question instead of its code."""

    def named(code: object) -> object:
        kinds = sorted(book.kinds.values(), key=lambda kind: -kind.version)
        titles = (field.title.of(language) for kind in kinds for field in kind.fields if field.id == code)
        return WHERE_NAMES.get(str(code)) or next(titles, code)

    fill = ((name, named(one) if name == "where" else one) for name, one in reason.params)
    return Message(reason.msgid, tuple(fill))


class Sent(msgspec.Struct, frozen=True):
    """What was sent: `text` for reading, and what of it could fill a form; answers are as they were written.

    `at_ms` is the author's clock, None where it cannot be read.
    """

    text: str
    kind: str = ""
    place: str = ""
    answers: Mapping[str, str] = {}
    at_ms: int | None = None


class _Public(msgspec.Struct):
    kind: object = ""
    place: object = ""
    data: object = None
    at: object = None


def read_sent(content: str) -> Sent:
    """Read a token or the XML of a submission as far as it goes; what cannot be read stays the bytes as they came."""
    if content.lstrip().startswith("<"):
        return _read_form(content)
    try:
        payload = Jws.parse(content.partition("~")[0]).payload
    except KawalError:
        return Sent(content)
    text = payload.decode("utf-8", "replace")
    try:
        said = msgspec.json.decode(payload, type=_Public)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Sent(text)
    answers = _answers(said.data) | _answers(_private(content))
    return Sent(text, _written(said.kind), _written(said.place), answers, _moment(said.at))


def _moment(at: object) -> int | None:
    return at if isinstance(at, int) and not isinstance(at, bool) and 0 <= at <= MOST_SAFE else None


def _read_form(content: str) -> Sent:
    try:
        root = read_xml(content.encode())
    except KawalError:
        return Sent(content)
    said = {one.name: one.text.strip() for one in root.children if not one.children}
    flags = {"yes": "1", "OK": "1", "no": ""}
    answers = {name: flags.get(value, value) for name, value in said.items() if value and name != PLACE}
    return Sent(content, root.attributes.get("id", ""), said.get(PLACE, ""), answers)


def _private(content: str) -> object:
    try:
        disclosures = SdJwt.parse(content).disclosures
        return disclosed({"_sd": [digest(one) for one in disclosures]}, disclosures)
    except KawalError:
        return None


def _answers(data: object) -> dict[str, str]:
    return {str(name): _written(value) for name, value in data.items()} if isinstance(data, dict) else {}


def _written(value: object) -> str:
    """A value as a form field holds it; a ticked box is 1."""
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value) if isinstance(value, str | int) else ""
