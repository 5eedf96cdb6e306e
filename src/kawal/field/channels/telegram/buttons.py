"""Buttons for the stages of the day, and what a press still has to ask (pure).

A button carries "kind|place|choices": the kind of report, the station or region (a ward with `w` in front while its
stations are chosen), and the numbers of the choices so far. Anyone can send any such text: everything in it is
checked like a form.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from kawal.election.model import Registry
from kawal.field import assembly
from kawal.field.kinds import Field, KindBook, ReportKind
from kawal.kernel.codes import RegionCode, StationId, number_of, ward_of, within
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

GROUPS = frozenset({"stage", "presence"})
ALSO = frozenset({"nil", assembly.KIND})
ASKED: Mapping[str, frozenset[str]] = {assembly.KIND: frozenset(assembly.SERVICES)}
"""Questions that need no answer on a form and are asked one by one here, by kind."""
STATIONS_WIDE, WIDE = 5, 2
MOST_DATA = 64
MOST_BUTTONS = 90
WARD = "w"
Keyboard = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of (words, data)."""


class Chosen(msgspec.Struct, frozen=True):
    """Everything is known: the report."""

    kind: ReportKind
    place: str
    data: dict[str, str | int | bool]


class Question(msgspec.Struct, frozen=True):
    """What is asked next, with buttons for the answers; without buttons it is to be written in words."""

    text: str
    keyboard: Keyboard


def pressable(book: KindBook, roles: Sequence[str]) -> tuple[ReportKind, ...]:
    """The kinds that have a button: presence, stages in their order, nothing to report, a peaceful assembly; as far
    as the roles may."""
    kinds = [one for one in book.current if (one.group in GROUPS or one.id in ALSO) and set(one.roles) & set(roles)]
    return tuple(sorted(kinds, key=lambda kind: (kind.stage, kind.id in ALSO)))


def main_keyboard(kinds: Sequence[ReportKind]) -> Keyboard:
    """One button for each kind."""
    return _rows([(kind.title.id, _data(kind.id)) for kind in kinds], WIDE)


def next_step(
    data: str,
    kinds: Sequence[ReportKind],
    home: str,
    stations: Sequence[StationId],
    registry: Registry,
    now: datetime,
) -> Chosen | Question:
    """What a press leads to. `home` is where this person belongs, a station or region, empty for nowhere; `stations`
    are those that they may report from. Raises Rejected for a button that is none of ours.
    """
    name, _, rest = data.partition("|")
    place, _, choices = rest.partition("|")
    kind = next((one for one in kinds if one.id == name), None)
    if kind is None:
        raise Rejected(msg("tombol"), msg("tombol yang berlaku"), data)
    if any(field.required and field.kind not in ("time", "choice", "flag") for field in kind.fields):
        return Question(in_words(kind), ())
    place = place or home
    needs_station = kind.group == "stage" or kind.place == "station"
    if not place or place.startswith(WARD) or (needs_station and "." in place):
        return _ask_place(kind, place.removeprefix(WARD), stations, registry)
    if place != home and place not in stations:
        raise Rejected(msg("tempat"), msg("TPS yang dapat dilaporkan"), place)
    return _answers(kind, place, choices, now)


def in_words(kind: ReportKind) -> str:
    """What is asked where buttons do not do."""
    return f"{kind.title.id}: tuliskan dengan kata-kata, dengan nomor TPS dan kelurahannya."


def _answers(kind: ReportKind, place: str, choices: str, now: datetime) -> Chosen | Question:
    data: dict[str, str | int | bool] = {}
    given = [part for part in choices.split("-") if part]
    for field in kind.fields:
        if not field.required and field.id not in ASKED.get(kind.id, ()):
            continue
        if field.kind == "time":
            data[field.id] = now.strftime("%H:%M")
            continue
        if not given:
            return _ask_choice(kind, field, place, choices)
        data[field.id] = _choice(field, given.pop(0))
    return Chosen(kind, place, data)


def _choice(field: Field, text: str) -> str | bool:
    """The choice of a number; a flag is 0 or 1."""
    most = 2 if field.kind == "flag" else len(field.choices)
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) < most):
        raise Rejected(msg("tombol"), msg("tombol yang berlaku"), text)
    return text == "1" if field.kind == "flag" else field.choices[int(text)].id


def _ask_choice(kind: ReportKind, field: Field, place: str, choices: str) -> Question:
    titles = ["Tidak", "Ya"] if field.kind == "flag" else [one.title.id for one in field.choices]
    before = f"{choices}-" if choices else ""
    answers = [(title, _data(kind.id, place, f"{before}{number}")) for number, title in enumerate(titles)]
    return Question(f"{kind.title.id}: {field.title.id}?", _rows(answers, WIDE))


def _ask_place(kind: ReportKind, region: str, stations: Sequence[StationId], registry: Registry) -> Question:
    """The stations of a region that this person may report from; first their wards when there are many."""
    inside = [one for one in stations if not region or within(ward_of(one), RegionCode(region))]
    if not inside:
        return Question(in_words(kind), ())
    wards = list(dict.fromkeys(ward_of(one) for one in inside))
    if len(wards) > 1:
        named = [(registry.region_name(ward), _data(kind.id, f"{WARD}{ward}")) for ward in wards]
        return Question(f"{kind.title.id}: di kelurahan mana?", _rows(named[:MOST_BUTTONS], WIDE))
    numbered = [(str(number_of(one)), _data(kind.id, one)) for one in inside]
    text = f"{kind.title.id}: TPS nomor berapa di {registry.region_name(wards[0])}?"
    return Question(text, _rows(numbered[:MOST_BUTTONS], STATIONS_WIDE))


def _data(kind: str, place: str = "", choices: str = "") -> str:
    return f"{kind}|{place}|{choices}"[:MOST_DATA]


def _rows(buttons: Sequence[tuple[str, str]], wide: int) -> Keyboard:
    return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))
