"""How a file of results is read, as data: which columns mean which field of the form."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.expression import Term, fields_of, term
from kawal.jurisdiction.forms import forms, votes_of
from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "count_files.yaml"
EXPECTED = msg("profil berkas hasil")
MOST_OPTIONS = 40
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
Ballot = Annotated[int, Meta(ge=1, le=MOST_OPTIONS)]


class ReadingColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reading of the forms: the term of columns that gives each field."""

    id: Name
    fields: Annotated[dict[Name, str], Meta(min_length=1)]

    def terms(self) -> dict[str, Term]:
        """What gives each field. Raises Rejected for anything but columns, whole numbers, + - and *."""
        return {field: term(text, field) for field, text in self.fields.items()}


class FileProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of file; see `jurisdiction/id/count_files.yaml` for what each line means."""

    id: Name
    title: Named
    format: Literal["table", "sirekap"] = "table"
    options: Annotated[tuple[Ballot, ...], Meta(max_length=MOST_OPTIONS)]
    key: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=6)]
    places: Annotated[tuple[Name, ...], Meta(max_length=6)] = ()
    unpublished: dict[Name, tuple[int, ...]] = {}
    readings: Annotated[tuple[ReadingColumns, ...], Meta(min_length=1, max_length=2)]
    compare: tuple[Name, ...] = ()
    identities: Annotated[tuple[str, ...], Meta(min_length=1)]
    whole: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that hold numbers, each once."""
        named = (one for reading in self.readings for tree in reading.terms().values() for one in fields_of(tree))
        return tuple(dict.fromkeys(named))


class _Profiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    profiles: tuple[FileProfile, ...]


@cache
def profiles() -> dict[str, FileProfile]:
    """The profiles that come with Kawal, by their id."""
    found = decoded(shipped(FILE), _Profiles, FILE, EXPECTED).profiles
    return {one.id: checked(one, FILE) for one in found}


def profile_of(name: str) -> FileProfile:
    """A profile by its id, or from a YAML file of one's own. Raises Rejected when it is neither."""
    if name in profiles():
        return profiles()[name]
    path = Path(name)
    if not path.is_file():
        known = msg("%(choices)s, atau berkas YAML", choices=", ".join(profiles()))
        raise Rejected("--profile", known, name)
    return decode_profile(path.read_bytes(), path.name)


def decode_profile(data: bytes, file: str) -> FileProfile:
    """A profile of one's own from its YAML. Raises Rejected when it is none or contradicts itself."""
    return checked(decoded(data, FileProfile, file, EXPECTED), file)


def checked(profile: FileProfile, file: str) -> FileProfile:
    """The profile, when it contradicts neither itself nor the form. Raises Rejected with the first thing wrong."""
    known = {
        name
        for field in forms().form.fields
        for name in field.names(profile.options or tuple(range(1, MOST_OPTIONS + 1)))
    }
    for reading in profile.readings:
        for field in reading.terms():
            if field not in known:
                raise Rejected(file, msg("isian formulir yang dikenal"), field)
        for option in profile.options:
            if votes_of(option) not in reading.fields:
                raise Rejected(file, msg("kolom suara untuk setiap nomor pilihan"), f"{reading.id}: {option}")
    if not profile.places and len(profile.key) != 1:
        raise Rejected(file, msg("kolom wilayah, atau satu kolom kunci dengan nomor TPS"), " ".join(profile.key))
    for field in profile.compare:
        if len(profile.readings) < 2 or any(field not in reading.fields for reading in profile.readings):
            raise Rejected(file, msg("isian yang ada pada kedua bacaan"), field)
    for code in profile.identities:
        if forms().identity(code).scope != "form":
            raise Rejected(file, msg("identitas di dalam satu formulir"), code)
    return profile
