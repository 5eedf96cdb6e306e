"""A report kind as the three sheets of an XLSForm: what a workbook shows, what ODK forms are compiled from (pure).

The columns are those of xlsform.org. `private` and `kawal_type` in the survey, and the settings that begin with
`kawal_`, are ours: other tools pass over them.
"""

import msgspec

from kawal.field.kinds import Field, ReportKind, Value, Words

INDONESIAN, ENGLISH = "Indonesian (id)", "English (en)"
LABELS = (f"label::{INDONESIAN}", f"label::{ENGLISH}")
START, END, PLACE, PHOTO = "_start", "_end", "_place", "_photo_"
"""Questions of every form; no question of a kind begins with an underscore, so they cannot meet."""
YES_NO = "yes_no"
PLACES = {"any": "places.csv", "station": "stations.csv"}
MOST_PIXELS = 1600
SURVEY_COLUMNS = (
    *("type", "name", *LABELS, "required", "relevant", "constraint", "appearance", "parameters"),
    *("private", "kawal_type"),
)
CHOICE_COLUMNS = ("list_name", "name", *LABELS)
SETTING_COLUMNS = (
    *("form_title", "form_id", "version", "default_language", "kawal_title_en", "kawal_group", "kawal_stage"),
    *("kawal_photos", "kawal_roles", "kawal_profiles"),
)
TYPES = {"count": "integer", "text": "text", "code": "text", "time": "time", "position": "geopoint"}
Cells = dict[str, str]


class Sheets(msgspec.Struct, frozen=True):
    """The rows of the three sheets, each by its column; an empty cell is absent."""

    survey: tuple[Cells, ...]
    choices: tuple[Cells, ...]
    settings: Cells


def sheets_of(kind: ReportKind) -> Sheets:
    """The XLSForm of a kind."""
    place = {"type": f"select_one_from_file {PLACES[kind.place]}", "name": PLACE, "appearance": "autocomplete"}
    survey = [
        {"type": "start", "name": START},
        {"type": "end", "name": END},
        place | {"required": "yes"} | _labels(Words("Tempat", "Place")),
        *(_question(field, kind) for field in kind.fields),
        *(_photo(number + 1) for number in range(kind.max_photos if kind.photos != "none" else 0)),
    ]
    choices: list[Cells] = []
    for field in kind.fields:
        if field.kind == "choice":
            choices += [{"list_name": list_of(field), "name": one.id} | _labels(one.title) for one in field.choices]
    if any(field.kind == "flag" for field in kind.fields):
        for name, title in (("yes", Words("Ya", "Yes")), ("no", Words("Tidak", "No"))):
            choices.append({"list_name": YES_NO, "name": name} | _labels(title))
    settings = {
        "form_title": kind.title.id,
        "form_id": kind.id,
        "version": str(kind.version),
        "default_language": INDONESIAN,
        "kawal_title_en": kind.title.en,
        "kawal_group": kind.group,
        "kawal_stage": str(kind.stage),
        "kawal_photos": kind.photos,
        "kawal_roles": " ".join(kind.roles),
        "kawal_profiles": " ".join(kind.profiles),
    }
    return Sheets(tuple(survey), tuple(choices), settings)


def list_of(field: Field) -> str:
    """The name of a question's list of choices; `yes_no` is kept for questions that are ticked."""
    return f"{field.id}_list" if field.id == YES_NO else field.id


def _question(field: Field, kind: ReportKind) -> Cells:
    row = {"type": TYPES.get(field.kind, ""), "name": field.id} | _labels(field.title)
    match field.kind:
        case "choice":
            row["type"] = f"select_one {list_of(field)}"
        case "flag":
            row["type"] = f"select_one {YES_NO}"
        case "count":
            row["constraint"] = f". >= {field.min} and . <= {field.max}"
        case "text" | "code":
            row["constraint"] = f"string-length(.) <= {field.max_length}"
    if field.kind == "text":
        row["appearance"] = "multiline"
    if field.kind == "code":
        row["kawal_type"] = "code"
    if field.required:
        row["required"] = "yes"
    if field.private:
        row["private"] = "yes"
    if field.when is not None:
        asked = kind.field(field.when.field)
        row["relevant"] = " or ".join(
            f"${{{field.when.field}}} = {_literal(one, asked)}" for one in field.when.any_of
        )
    return row


def _literal(value: Value, asked: Field | None) -> str:
    if isinstance(value, bool):
        return "'yes'" if value else "'no'"
    return str(value) if isinstance(value, int) and asked is not None and asked.kind == "count" else f"'{value}'"


def _photo(number: int) -> Cells:
    words = Words(f"Foto {number}", f"Photo {number}")
    return {"type": "image", "name": f"{PHOTO}{number}", "parameters": f"max-pixels={MOST_PIXELS}"} | _labels(words)


def _labels(words: Words) -> Cells:
    return dict(zip(LABELS, (words.id, words.en), strict=True))
