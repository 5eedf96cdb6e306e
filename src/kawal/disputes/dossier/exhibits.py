"""The exhibits of a dossier: the files that show something, coded in the order in which a case is told (pure)."""

from collections.abc import Iterator, Mapping
from functools import partial

from kawal.count.names import CONTESTS
from kawal.disputes.dossier.model import Both, Copy, Custody, Dossier, Exhibit, Form, Line, Recap, both, said
from kawal.disputes.dossier.where import where
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.language import LANGUAGES, Language, msg

Shown = tuple[str, int, Both]
"""A file, the entry that it stands for, what it shows."""
NAMED = said(msg("catatan yang disebut temuan, indikasi, atau kajian"))


def exhibits_of(dossier: Dossier, files: Mapping[str, bytes]) -> tuple[Exhibit, ...]:
    """P-1, P-2, ...: forms with their photos, those of the recapitulation with their numbers, then the chronology and
    the custody, then what else findings name.

    A file is an exhibit once, for the first thing that it shows.
    """
    entries = {int(name[8:].partition(".")[0]): name for name in files if name.startswith("entries/")}
    photos = {name[7:].partition(".")[0]: name for name in files if name.startswith("photos/")}
    numbers = {name[6:].partition(".")[0]: name for name in files if name.startswith("blobs/")}
    first: dict[str, Shown] = {}
    recaps = _recaps(dossier, entries, numbers)
    for shown in (*_forms(dossier, entries, photos), *recaps, *_lines(dossier, entries)):
        first.setdefault(shown[0], shown)
    return tuple(
        Exhibit(f"{dossier.side}-{number}", name, sha256_hex(files[name]), index, shows)
        for number, (name, index, shows) in enumerate(first.values(), start=1)
    )


def _forms(dossier: Dossier, entries: Mapping[int, str], photos: Mapping[str, str]) -> Iterator[Shown]:
    for form in dossier.forms:
        place = dossier.places.get(form.station, form.station)
        for copy in form.copies:
            yield entries[copy.index], copy.index, both(partial(_copy, form, copy, place))
            for photo in copy.photos:
                if photo.sha256 in photos:
                    yield photos[photo.sha256], copy.copy, both(partial(_photo, form, copy, place))


def _copy(form: Form, copy: Copy, place: str, told: Language) -> str:
    return told.text(
        "salinan formulir %(contest)s, %(place)s: %(source)s, dibaca %(reader)s",
        contest=CONTESTS[form.contest],
        place=place,
        source=copy.source[told.code],
        reader=copy.reader[told.code],
    )


def _photo(form: Form, copy: Copy, place: str, told: Language) -> str:
    return told.text(
        "foto formulir %(contest)s, %(place)s: %(source)s",
        contest=CONTESTS[form.contest],
        place=place,
        source=copy.source[told.code],
    )


def _recaps(dossier: Dossier, entries: Mapping[int, str], numbers: Mapping[str, str]) -> Iterator[Shown]:
    for one in dossier.recaps:
        yield entries[one.index], one.index, both(partial(_recap, one))
        if one.sha256 in numbers:
            yield numbers[one.sha256], one.index, both(partial(_recap_numbers, one))


def _recap(recap: Recap, told: Language) -> str:
    return told.text(
        "formulir rekapitulasi %(contest)s, %(form)s: %(source)s, oleh %(by)s",
        contest=CONTESTS[recap.contest],
        form=recap.title[told.code],
        source=recap.source[told.code],
        by=recap.by[told.code],
    )


def _recap_numbers(recap: Recap, told: Language) -> str:
    return told.text(
        "angka formulir rekapitulasi %(contest)s, %(form)s: %(source)s",
        contest=CONTESTS[recap.contest],
        form=recap.title[told.code],
        source=recap.source[told.code],
    )


def _lines(dossier: Dossier, entries: Mapping[int, str]) -> Iterator[Shown]:
    told: dict[int, tuple[list[str], list[Both]]] = {}
    lines: list[Line | Custody] = [*dossier.chronology, *dossier.custody]
    for one in lines:
        places, what = told.setdefault(one.index, ([], []))
        places.append(one.place)
        if one.what not in what:
            what.append(one.what)
    for index, (places, whats) in told.items():
        name = where(places, dossier.places)
        yield entries[index], index, {code: f"{name}: {'; '.join(one[code] for one in whats)}" for code in LANGUAGES}
    named = [*(one.entries for one in dossier.found), *(one.entries for one in dossier.cited)]
    named += [one.names for one in dossier.chronology]
    for index in sorted({index for one in named for index in one}):
        yield entries[index], index, NAMED
