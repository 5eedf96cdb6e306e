"""A report kind while someone writes it: loose texts, and the small acts that change them (pure)."""

import re
import unicodedata
from collections.abc import Callable, Iterable

import msgspec

from kawal.field.kinds import ReportKind

MOST_QUESTIONS, MOST_CHOICES = 20, 30
LONGEST_NAME = 30
LONGEST_TITLE = 120
_NO_LETTER = re.compile(r"[^a-z0-9]+")


class DraftChoice(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of a choice; its name follows from its first title and stays."""

    id: str = ""
    title_id: str = ""
    title_en: str = ""


class DraftQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question; numbers are texts as they were typed."""

    id: str = ""
    kind: str = "choice"
    title_id: str = ""
    title_en: str = ""
    required: bool = False
    private: bool = False
    min: str = "0"
    max: str = "1000000"
    max_length: str = "200"
    choices: tuple[DraftChoice, ...] = ()
    when: str = ""
    when_is: tuple[str, ...] = ()
    """Answers under which it is asked: names of choices, `yes` and `no` of a tick, numbers."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A kind; `base` is the version from which it was begun, 0 for a kind that is new."""

    id: str = ""
    base: int = 0
    title_id: str = ""
    title_en: str = ""
    group: str = "note"
    stage: str = "0"
    place: str = "any"
    photos: str = "none"
    max_photos: str = "1"
    roles: tuple[str, ...] = ()
    questions: tuple[DraftQuestion, ...] = ()


def draft_of(kind: ReportKind, base: int) -> Draft:
    """A kind, ready to be changed."""
    questions = tuple(
        DraftQuestion(
            id=field.id,
            kind=field.kind,
            title_id=field.title.id,
            title_en=field.title.en,
            required=field.required,
            private=field.private,
            min=str(field.min),
            max=str(field.max),
            max_length=str(field.max_length),
            choices=tuple(
                DraftChoice(id=one.id, title_id=one.title.id, title_en=one.title.en) for one in field.choices
            ),
            when=field.when.field if field.when else "",
            when_is=tuple(written(one) for one in field.when.any_of) if field.when else (),
        )
        for field in kind.fields
    )
    return Draft(
        id=kind.id,
        base=base,
        title_id=kind.title.id,
        title_en=kind.title.en,
        group=kind.group,
        stage=str(kind.stage),
        place=kind.place,
        photos=kind.photos,
        max_photos=str(kind.max_photos or 1),
        roles=kind.roles,
        questions=questions,
    )


def written(value: str | int | bool) -> str:
    """An answer as it stands in a form."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def edited(draft: Draft, act: str) -> Draft:
    """The draft after one act: `add`, `drop-2`, `up-2`, `down-2`, `more-2` (a choice), `less-2-1`; else as it was."""
    word, _, rest = act.partition("-")
    numbers = [int(one) for one in rest.split("-") if one.isascii() and one.isdigit() and len(one) < 4]
    if word == "add" and len(draft.questions) < MOST_QUESTIONS:
        return _with(draft, (*draft.questions, DraftQuestion(choices=(DraftChoice(), DraftChoice()))))
    if not numbers or numbers[0] >= len(draft.questions):
        return draft
    at, questions = numbers[0], list(draft.questions)
    match word, len(numbers):
        case "drop", 1:
            del questions[at]
        case "up", 1 if at > 0:
            questions[at - 1], questions[at] = questions[at], questions[at - 1]
        case "down", 1 if at + 1 < len(questions):
            questions[at + 1], questions[at] = questions[at], questions[at + 1]
        case "more", 1 if len(questions[at].choices) < MOST_CHOICES:
            questions[at] = _choices(questions[at], (*questions[at].choices, DraftChoice()))
        case "less", 2:
            kept = tuple(one for n, one in enumerate(questions[at].choices) if n != numbers[1])
            questions[at] = _choices(questions[at], kept)
    return _with(draft, tuple(questions))


def named(draft: Draft) -> Draft:
    """Give questions and choices that have a title but no name yet a name of their own, which then stays."""
    taken = {one.id for one in draft.questions if one.id}
    questions = []
    for question in draft.questions:
        name = question.id or _fresh(question.title_id, taken)
        taken.add(name)
        known = {one.id for one in question.choices if one.id}
        choices = []
        for choice in question.choices:
            word = choice.id or _fresh(choice.title_id, known)
            known.add(word)
            choices.append(msgspec.structs.replace(choice, id=word))
        if question.kind == "choice" and not choices:
            choices = [DraftChoice(), DraftChoice()]
        questions.append(msgspec.structs.replace(question, id=name, choices=tuple(choices)))
    return _with(draft, tuple(questions))


def name_of(title: str) -> str:
    """A title as a name: small letters without accents, digits and underscores, a letter first."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = _NO_LETTER.sub("_", plain).strip("_")[:LONGEST_NAME].rstrip("_")
    return f"i_{name}" if name and not name[0].isalpha() else name


def read_draft(get: Callable[[str], str], every: Callable[[str], Iterable[str]]) -> Draft:
    """A draft from the fields of its page: `q-2-title_id`, `q-2-c-0-title_en`; what is too much is left out."""
    questions = tuple(_read_question(f"q-{n}-", get, every) for n in range(_count(get("questions"), MOST_QUESTIONS)))
    return Draft(
        id=get("id"),
        base=_count(get("base"), 999),
        title_id=get("title_id").strip(),
        title_en=get("title_en").strip(),
        group=get("group"),
        stage=get("stage").strip(),
        place=get("place"),
        photos=get("photos"),
        max_photos=get("max_photos").strip(),
        roles=tuple(every("roles")),
        questions=questions,
    )


def _read_question(at: str, get: Callable[[str], str], every: Callable[[str], Iterable[str]]) -> DraftQuestion:
    choices = tuple(
        DraftChoice(
            id=get(f"{at}c-{n}-id"),
            title_id=get(f"{at}c-{n}-title_id").strip(),
            title_en=get(f"{at}c-{n}-title_en").strip(),
        )
        for n in range(_count(get(f"{at}choices"), MOST_CHOICES))
    )
    usual = DraftQuestion()
    return DraftQuestion(
        id=get(f"{at}id"),
        kind=get(f"{at}kind"),
        title_id=get(f"{at}title_id").strip(),
        title_en=get(f"{at}title_en").strip(),
        required=bool(get(f"{at}required")),
        private=bool(get(f"{at}private")),
        min=get(f"{at}min").strip() or usual.min,
        max=get(f"{at}max").strip() or usual.max,
        max_length=get(f"{at}max_length").strip() or usual.max_length,
        choices=choices,
        when=get(f"{at}when"),
        when_is=tuple(dict.fromkeys(one for said in every(f"{at}is") for one in said.replace(",", " ").split())),
    )


def _count(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _fresh(title: str, taken: set[str]) -> str:
    name = name_of(title)
    if not name or name not in taken:
        return name
    return next(one for n in range(2, 100) if (one := f"{name}_{n}") not in taken)


def _with(draft: Draft, questions: tuple[DraftQuestion, ...]) -> Draft:
    return msgspec.structs.replace(draft, questions=questions)


def _choices(question: DraftQuestion, choices: tuple[DraftChoice, ...]) -> DraftQuestion:
    return msgspec.structs.replace(question, choices=choices)
