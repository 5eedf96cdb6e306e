"""The exhibits of a dossier: the files that show something, coded in the order in which a case is told (pure)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from kawal.count.names import CONTESTS
from kawal.disputes.dossier.model import Copy, Custody, Dossier, Exhibit, Form, Line, Recap
from kawal.disputes.dossier.texts import Both, both
from kawal.disputes.dossier.where import some
from kawal.field.kinds import KindBook
from kawal.field.model import read_public, sender_of
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.language import Language, msg
from kawal.record.verify import JWS_START
from kawal.store.events import NodeEntry
from kawal.web.names import ENTRY_NAMES, REPORT

Shown = tuple[str, int, Callable[[Language], str]]
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
    lines, others = _lines(dossier, entries), _others(dossier, entries, files, book)
    for shown in (*_forms(dossier, entries, photos), *recaps, *lines, *others):
        first.setdefault(shown[0], shown)
    return tuple(
        Exhibit(f"{dossier.side}-{number}", name, sha256_hex(files[name]), index, both(words))
        for number, (name, index, words) in enumerate(first.values(), start=1)
    )


def _forms(dossier: Dossier, entries: Mapping[int, str], photos: Mapping[str, str]) -> Iterator[Shown]:
    of_entry: dict[int, list[str]] = {}  # a file of results brings copies of many stations in one entry
    for form in dossier.forms:
        for copy in form.copies:
            of_entry.setdefault(copy.index, []).append(form.station)
    for form in dossier.forms:
        for copy in form.copies:
            stations = partial(some, of_entry[copy.index], dossier.places)
            yield entries[copy.index], copy.index, partial(_copy, form, copy, stations)
            for photo in copy.photos:
                if photo.sha256 in photos:
                    place = dossier.places.get(form.station, form.station)
                    yield photos[photo.sha256], copy.copy, partial(_photo, form, copy, place)


def _copy(form: Form, copy: Copy, stations: Callable[[Language], str], told: Language) -> str:
    return told.text(
        "salinan formulir %(contest)s, %(place)s: %(source)s, dibaca %(reader)s",
        contest=CONTESTS[form.contest],
        place=stations(told),
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
        yield entries[one.index], one.index, partial(_recap, one)
        if one.sha256 in numbers:
            yield numbers[one.sha256], one.index, partial(_recap_numbers, one)


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
        yield entries[index], index, partial(_line, partial(some, places, dossier.places), whats)


def _line(place: Callable[[Language], str], whats: Sequence[Both], told: Language) -> str:
    return f"{place(told)}: {'; '.join(one[told.code] for one in whats)}"


def _others(
    dossier: Dossier, entries: Mapping[int, str], files: Mapping[str, bytes], book: KindBook
) -> Iterator[Shown]:
    for index in named_in(dossier):
        yield entries[index], index, partial(_named, files[entries[index]], book)


def exhibits_in(dossier: Dossier) -> int:
    """How many there will be, before the files are read."""
    entries = {copy.index for form in dossier.forms for copy in form.copies} | {one.index for one in dossier.recaps}
    entries |= {one.index for one in dossier.chronology} | {one.index for one in dossier.custody}
    numbers = {one.sha256 for one in dossier.recaps if one.numbers == "here"}
    return len(entries.union(named_in(dossier))) + len(photos_in(dossier)) + len(numbers)


def photos_in(dossier: Dossier) -> set[str]:
    """The photos of forms that are here, by SHA-256."""
    return {photo.sha256 for form in dossier.forms for photo in form.photos if photo.state == "here"}


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
