"""XLSForm -> report kind: the subset that a kind can hold; all else is refused by sheet, row and column (pure)."""

import re
from collections.abc import Mapping, Sequence
from typing import get_args

import msgspec

from kawal.access.profiles import PROFILES, Profile
from kawal.access.roles import ROLES, TABLE, Role
from kawal.field.forms.relevant import Condition, read_relevant
from kawal.field.forms.sheets import END, PLACE, PLACES, START, YES_NO, Cells
from kawal.field.forms.workbook import Book, Row
from kawal.field.kinds import Choice, Field, Group, Photos, ReportKind, When, Words
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import Message, msg

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
YES = frozenset({"yes", "true", "true()", "ya", "y"})
NO = frozenset({"no", "false", "false()", "tidak", "n"})
SURVEY = frozenset(
    {"type", "name", "required", "relevant", "constraint", "appearance", "parameters", "private", "kawal_type"}
)
SETTINGS = frozenset(
    {"form_title", "form_id", "version", "default_language", "style", "kawal_title_en", "kawal_group"}
    | {"kawal_stage", "kawal_photos", "kawal_roles", "kawal_profiles"}
)
CHOICES = frozenset({"list_name", "list name", "name"})
_LABEL = re.compile(r"label(?:::?\s*(?P<language>.+))?", re.IGNORECASE)
_RANGE = re.compile(r"\.\s*>=\s*(?P<min>\d{1,9})(?:\s+and\s+\.\s*<=\s*(?P<max>\d{1,9}))?|\.\s*<=\s*(?P<only>\d{1,9})")
_LENGTH = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d{1,5})")
SUPPORTED = "text, integer, select_one, time, acknowledge, geopoint, image"
SENDERS: tuple[Role, ...] = tuple(role for role in ROLES if "report.send" in TABLE[role])


class _Faults:
    """Gathers what is wrong, so that one reading tells everything."""

    def __init__(self) -> None:
        self.found: list[Rejected] = []

    def add(self, sheet: str, row: Row | None, column: str, expected: Message | str, got: object) -> None:
        """One fault, at its cell."""
        where = msg(
            "lembar %(sheet)s, baris %(row)s, kolom %(column)s",
            sheet=sheet,
            row=str(row.number if row else 2),
            column=column,
        )
        self.found.append(Rejected(where, expected, got))


def kind_of(book: Book) -> ReportKind:
    """The kind of a workbook. Raises Refused with every fault: sheet, row, column, expected and got.

    What the file does not say is filled in: group note, all who may send reports, every profile.
    """
    faults = _Faults()
    lists = _lists(book.choices, faults)
    fields: list[Field] = []
    place, photos = "any", 0
    for row in book.survey:
        word, _, rest = row.cells.get("type", "").partition(" ")
        if word in ("start", "end") and row.cells.get("name") in (START, END, word):
            continue
        if row.cells.get("name") == PLACE and word == "select_one_from_file":
            place = next((name for name, file in PLACES.items() if file == rest), "")
            if not place:
                faults.add("survey", row, "type", ", ".join(PLACES.values()), rest)
            continue
        if word == "image":
            photos += 1
            _known(row, faults)
            continue
        field = _field(row, lists, {one.id: one for one in fields}, faults)
        if field is not None:
            fields.append(field)
    kind = _settings(book.settings, tuple(fields), place, photos, faults)
    if faults.found or kind is None:
        raise Refused(msg("berkas XLSForm tidak dapat dipakai"), tuple(faults.found))
    return kind


def _field(
    row: Row, lists: Mapping[str, tuple[Choice, ...]], before: Mapping[str, Field], faults: _Faults
) -> Field | None:
    cells, count = row.cells, len(faults.found)
    _known(row, faults)
    word, _, rest = cells.get("type", "").strip().partition(" ")
    name, title = cells.get("name", ""), _words(row, "survey", faults)
    if not NAME.fullmatch(name) or name in before:
        faults.add("survey", row, "name", msg("nama lain dari huruf kecil, angka dan garis bawah"), name)
    made: dict[str, object] = {}
    match word:
        case "integer":
            made = {"kind": "count"} | _range(row, faults)
        case "text":
            made = {"kind": _code(row, faults)} | _length(row, faults)
        case "time":
            made = {"kind": "time"}
        case "geopoint":
            made = {"kind": "position"}
        case "acknowledge" | "trigger":
            made = {"kind": "flag"}
        case "select_one" if rest.strip() in lists:
            choices = lists[rest.strip()]
            ticked = rest.strip() == YES_NO and {one.id for one in choices} == {"yes", "no"}
            made = {"kind": "flag"} if ticked else {"kind": "choice", "choices": choices}
        case "select_one":
            faults.add("survey", row, "type", msg("daftar yang ada di lembar choices"), rest)
        case _:
            faults.add("survey", row, "type", SUPPORTED, cells.get("type", ""))
    if word not in ("integer", "text") and cells.get("constraint"):
        faults.add("survey", row, "constraint", msg("kosong untuk jenis isian ini"), cells["constraint"])
    if word != "text" and cells.get("kawal_type"):
        faults.add("survey", row, "kawal_type", msg("kosong untuk jenis isian ini"), cells["kawal_type"])
    flags = {one: _yes(row, one, faults) for one in ("required", "private")}
    when = _when(row, before, faults)
    if len(faults.found) > count:
        return None
    return msgspec.convert({"id": name, "title": title, "when": when} | flags | made, Field)


def _range(row: Row, faults: _Faults) -> dict[str, object]:
    text = row.cells.get("constraint", "")
    found = _RANGE.fullmatch(text.strip())
    if not text:
        return {}
    if found is None:
        faults.add("survey", row, "constraint", ". >= 0 and . <= 100", text)
        return {}
    made: dict[str, object] = {}
    most = found["max"] or found["only"]
    if found["min"]:
        made["min"] = int(found["min"])
    if most:
        made["max"] = int(most)
    return made


def _length(row: Row, faults: _Faults) -> dict[str, object]:
    text = row.cells.get("constraint", "")
    found = _LENGTH.fullmatch(text.strip())
    if text and found is None:
        faults.add("survey", row, "constraint", "string-length(.) <= 200", text)
    return {"max_length": int(found[1])} if found else {}


def _code(row: Row, faults: _Faults) -> str:
    told = row.cells.get("kawal_type", "text")
    if told not in ("text", "code"):
        faults.add("survey", row, "kawal_type", "text, code", told)
    return told


def _when(row: Row, before: Mapping[str, Field], faults: _Faults) -> When | None:
    text = row.cells.get("relevant", "")
    if not text:
        return None
    read = read_relevant(text)
    if read is None:
        faults.add("survey", row, "relevant", "${x} = 'a' or ${x} = 'b'", text)
        return None
    asked = before.get(read.field)
    if asked is None:
        faults.add("survey", row, "relevant", msg("pertanyaan sebelumnya"), read.field)
        return None
    values = _values(asked, read)
    if values is None:
        faults.add("survey", row, "relevant", msg("jawaban yang ada pada %(field)s", field=read.field), text)
        return None
    return When(read.field, values)


def _values(asked: Field, read: Condition) -> tuple[str | int | bool, ...] | None:
    match asked.kind:
        case "choice":
            ids = {one.id for one in asked.choices}
            return read.literals if all(one in ids for one in read.literals) else None
        case "flag":
            known = {"yes": True, "no": False, "OK": True}
            return tuple(known[one] for one in read.literals) if set(read.literals) <= set(known) else None
        case "count":
            good = all(one.isascii() and one.isdigit() for one in read.literals)
            return tuple(int(one) for one in read.literals) if good else None
        case _:
            return None


def _lists(rows: Sequence[Row], faults: _Faults) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, tuple[Choice, ...]] = {}
    for row in rows:
        name = row.cells.get("list_name") or row.cells.get("list name", "")
        value = row.cells.get("name", "")
        for column in row.cells:
            if column not in CHOICES and _language(column) is None:
                faults.add("choices", row, column, msg("tidak ada kolom ini"), row.cells[column])
        known = lists.get(name, ())
        if not name:
            faults.add("choices", row, "list_name", msg("nama daftar"), "")
        elif not NAME.fullmatch(value) or value in {one.id for one in known}:
            faults.add("choices", row, "name", msg("nama lain dari huruf kecil, angka dan garis bawah"), value)
        else:
            title = _words(row, "choices", faults)
            lists[name] = (*known, Choice(value, title))
    return lists


def _settings(
    rows: Sequence[Row], fields: tuple[Field, ...], place: str, photos: int, faults: _Faults
) -> ReportKind | None:
    row = rows[0] if rows else Row(2, {})
    cells = row.cells
    for column in cells:
        if column not in SETTINGS:
            faults.add("settings", row, column, msg("tidak ada kolom ini"), cells[column])
    title = cells.get("form_title", "")
    if not title:
        faults.add("settings", row, "form_title", msg("judul formulir"), "")
    name = cells.get("form_id", "")
    if not NAME.fullmatch(name):
        faults.add("settings", row, "form_id", msg("nama lain dari huruf kecil, angka dan garis bawah"), name)
    version = cells.get("version", "1")
    number = int(version) if version.isascii() and version.isdigit() and 1 <= len(version) < 4 else 1
    group = _one_of(row, "kawal_group", get_args(Group), "note", faults)
    shown = _one_of(row, "kawal_photos", get_args(Photos), "scene" if photos else "none", faults)
    if photos and shown == "none":
        faults.add("settings", row, "kawal_photos", "scene, form", "none")
    stage = cells.get("kawal_stage", "0")
    if not (stage.isascii() and stage.isdigit() and len(stage) < 3):
        faults.add("settings", row, "kawal_stage", "0..99", stage)
    roles = _words_of(row, "kawal_roles", SENDERS, SENDERS, faults)
    profiles = _words_of(row, "kawal_profiles", PROFILES, PROFILES, faults)
    if faults.found:
        return None
    made = {
        **{"id": name, "version": number, "group": group, "title": Words(title, cells.get("kawal_title_en", title))},
        **{"profiles": profiles, "roles": roles, "fields": fields, "stage": int(stage), "place": place},
        **{"photos": shown, "max_photos": photos},
    }
    return msgspec.convert(made, ReportKind)


def _one_of(row: Row, column: str, known: Sequence[str], usual: str, faults: _Faults) -> str:
    told = row.cells.get(column, usual)
    if told not in known or told == "line":
        faults.add("settings", row, column, ", ".join(one for one in known if one != "line"), told)
    return told


def _words_of(
    row: Row, column: str, known: Sequence[Role] | Sequence[Profile], usual: Sequence[str], faults: _Faults
) -> tuple[str, ...]:
    told = tuple(dict.fromkeys(row.cells[column].replace(",", " ").split())) if column in row.cells else tuple(usual)
    if not set(told) <= set(known):
        faults.add("settings", row, column, ", ".join(known), row.cells.get(column, ""))
    return told


def _known(row: Row, faults: _Faults) -> None:
    """A column that a kind cannot hold must be empty."""
    for column, value in row.cells.items():
        if column not in SURVEY and _language(column) is None:
            faults.add("survey", row, column, msg("tidak ada kolom ini"), value)


def _yes(row: Row, column: str, faults: _Faults) -> bool:
    told = row.cells.get(column, "no").lower()
    if told not in YES | NO:
        faults.add("survey", row, column, "yes, no", told)
    return told in YES


def _words(row: Row, sheet: str, faults: _Faults) -> Words:
    """The title in both languages; a language that the file does not have takes the words of the other."""
    said: Cells = {}
    for column, value in row.cells.items():
        language = _language(column)
        if language:
            said[language] = value
    if not said:
        faults.add(sheet, row, "label", msg("judul"), "")
        return Words("", "")
    either = said.get("both") or next(iter(said.values()))
    return Words(said.get("id", either), said.get("en", either))


def _language(column: str) -> str | None:
    """`id`, `en`, or `both` for a label without a language; None for what is no label in a language of ours."""
    found = _LABEL.fullmatch(column.strip())
    if found is None:
        return None
    told = (found["language"] or "").lower()
    if not told:
        return "both"
    if "(id)" in told or told.strip() in ("id", "indonesian", "indonesia", "bahasa indonesia"):
        return "id"
    return "en" if "(en)" in told or told.strip() in ("en", "english") else None
