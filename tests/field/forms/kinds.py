"""Report kinds of every shape, for Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from kawal.access.profiles import PROFILES
from kawal.field.forms.reading import SENDERS
from kawal.field.kinds import Choice, Field, Photos, ReportKind, When, Words

names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
titles = (
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and "${" not in text)
)
words = st.builds(Words, titles, titles)


@st.composite
def choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    """At least two answers, each of another name."""
    found = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    return tuple(Choice(name, draw(words)) for name in found)


@st.composite
def fields(draw: st.DrawFn) -> tuple[Field, ...]:
    """Questions, some of which depend on an earlier one."""
    made: list[Field] = []
    for name in draw(st.lists(names, max_size=6, unique=True)):
        kind = draw(st.sampled_from(["choice", "count", "flag", "text", "time", "code", "position"]))
        told: dict[str, Any] = {"required": draw(st.booleans()), "private": draw(st.booleans())}
        if kind == "choice":
            told["choices"] = draw(choices())
        if kind == "count":
            told["min"], told["max"] = sorted(draw(st.tuples(*[st.integers(0, 999_999)] * 2)))
        if kind in ("text", "code"):
            told["max_length"] = draw(st.integers(1, 2_000))
        asking = [one for one in made if one.kind in ("choice", "flag", "count")]
        depends: bool = draw(st.booleans())
        if asking and depends:
            told["when"] = draw(conditions(draw(st.sampled_from(asking))))
        made.append(Field(id=name, kind=kind, title=draw(words), **told))  # type: ignore[arg-type]
    return tuple(made)


@st.composite
def conditions(draw: st.DrawFn, asked: Field) -> When:
    """A condition on an earlier question."""
    values: st.SearchStrategy[Any]
    match asked.kind:
        case "choice":
            values = st.sampled_from([one.id for one in asked.choices])
        case "flag":
            values = st.booleans()
        case _:
            values = st.integers(asked.min, asked.max)
    return When(asked.id, tuple(draw(st.lists(values, min_size=1, max_size=3, unique=True))))


@st.composite
def kinds(draw: st.DrawFn) -> ReportKind:
    """A kind as a whole."""
    shown: tuple[Photos, ...] = ("none", "scene", "form")
    photos = draw(st.sampled_from(shown))
    return ReportKind(
        id=draw(names),
        version=draw(st.integers(1, 999)),
        group=draw(st.sampled_from(["presence", "stage", "incident", "note", "result"])),
        title=draw(words),
        profiles=tuple(draw(st.lists(st.sampled_from(PROFILES), min_size=1, unique=True))),
        roles=tuple(draw(st.lists(st.sampled_from(SENDERS), min_size=1, unique=True))),
        fields=draw(fields()),
        stage=draw(st.integers(0, 9)),
        place=draw(st.sampled_from(["any", "station"])),
        photos=photos,
        max_photos=0 if photos == "none" else draw(st.integers(1, 6)),
    )
