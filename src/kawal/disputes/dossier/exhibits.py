"""The exhibits of a dossier: the files that show something, coded in the order in which a case is told (pure)."""

from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from kawal.count.names import CONTESTS
from kawal.disputes.dossier.model import Both, Copy, Custody, Dossier, Exhibit, Form, Line, Recap, both
from kawal.disputes.dossier.where import where
from kawal.field.kinds import KindBook
from kawal.field.model import read_public, sender_of
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.language import LANGUAGES, Language, msg
from kawal.record.verify import JWS_START
from kawal.store.events import NodeEntry
from kawal.web.names import ENTRY_NAMES, REPORT

Shown = tuple[str, int, Both]
"""A file, the entry that it stands for, what it shows."""
NAMED = msg("disebut temuan, indikasi, atau kajian")


def exhibits_of(dossier: Dossier, files: Mapping[str, bytes], book: KindBook) -> tuple[Exhibit, ...]:
    """P-1, P-2, ...: forms with their photos, those of the recapitulation with their numbers, then the chronology and
    the custody, then what else findings name, by what it is.

    A file is an exhibit once, for the first thing that it shows.
    """
    entries = {int(name[8:].partition(".")[0]): name for name in files if name.startswith("entries/")}
    photos = {name[7:].partition(".")[0]: name for name in files if name.startswith("photos/")}
    numbers = {name[6:].partition(".")[0]: name for name in files if name.startswith("blobs/")}
    first: dict[str, Shown] = {}
    recaps = _recaps(dossier, entries, numbers)
    for shown in (*_forms(dossier, entries, photos), *recaps, *_lines(dossier, entries)):
        first.setdefault(shown[0], shown)
    first |= {
        name: (name, index, both(partial(_named, files[name], book)))
        for index in named_in(dossier)
        for name in [entries[index]]
        if name not in first
    }
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


def exhibits_in(dossier: Dossier) -> int:
    """How many there will be, before the files are read."""
    entries = {copy.index for form in dossier.forms for copy in form.copies} | {one.index for one in dossier.recaps}
    entries |= {one.index for one in dossier.chronology} | {one.index for one in dossier.custody}
    photos = [photo for form in dossier.forms for copy in form.copies for photo in copy.photos]
    files = {one.sha256 for one in photos if one.state == "here"}
    files |= {one.sha256 for one in dossier.recaps if one.numbers == "here"}
    return len(entries.union(named_in(dossier))) + len(files)


def named_in(dossier: Dossier) -> list[int]:
    """The entries that a finding, an indication, a threshold or a line of the chronology rests on, in their order."""
    named = [*(one.entries for one in dossier.found), *(one.entries for one in dossier.cited)]
    named += [*(one.entries for one in dossier.margins), *(one.names for one in dossier.chronology)]
    return sorted({index for one in named for index in one})


def _named(body: bytes, book: KindBook, told: Language) -> str:
    """What an entry is that has no line of its own: the kind of a report, or what happened on the node."""
    if body.startswith(JWS_START):
        public = read_public(sender_of(body.decode()).payload)
        kind = book.newest(public.kind)
        what = f"{told.say(REPORT)}, {kind.title.of(told.code) if kind else public.kind}"
    else:
        event = msgspec.json.decode(msgspec.json.decode(body, type=NodeEntry).event, type=_Tag).type
        name = event.partition("/")[0]
        what = told.say(ENTRY_NAMES[name]) if name in ENTRY_NAMES else name
    return f"{what} ({told.say(NAMED)})"


class _Tag(msgspec.Struct, frozen=True):
    type: str
