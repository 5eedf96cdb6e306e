"""What kind of difference lies between what was added up and the form above: one class, by fixed rules.

The classes say how the numbers differ, never why or by whom.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from kawal.kernel.language import Message, msg

Shift = Literal[
    "sama",
    "kolom_tertukar",
    "salah_tulis_digit",
    "salah_baca_digit",
    "suara_tidak_sah_dialihkan",
    "pergeseran",
    "penggelembungan",
    "pengurangan",
]
"""The classes in the order in which they are tested; the first that fits is the one."""
NAMES: dict[Shift, Message] = {
    "sama": msg("Sama"),
    "kolom_tertukar": msg("Angka yang sama di kolom lain"),
    "salah_tulis_digit": msg("Digit yang sama, urutan lain"),
    "salah_baca_digit": msg("Satu digit lain, jumlah melebihi batas TPS"),
    "suara_tidak_sah_dialihkan": msg("Suara tidak sah berkurang, suara sah bertambah sebanyak itu"),
    "pergeseran": msg("Suara berpindah, jumlahnya tetap"),
    "penggelembungan": msg("Jumlahnya bertambah"),
    "pengurangan": msg("Jumlahnya berkurang"),
}
"""What people read for each class: what is seen, no judgement."""
MOST_BALLOTS = 600
"""Ballots of a station: at most 600 registered voters (`forms.yaml`: TPS_MAX)."""
BOXES = 3
"""Boxes for the digits of a number on a station's form: 38 is written 038."""


class Change(msgspec.Struct, frozen=True):
    """How numbers changed: the class, above less below in each field, and how many votes moved between fields.

    `moved` is the sum of what the gaining fields gained where gains and losses are equal, 0 where they are not.
    """

    kind: Shift
    deltas: tuple[int, ...]

    @property
    def moved(self) -> int:
        return sum(delta for delta in self.deltas if delta > 0) if sum(self.deltas) == 0 else 0


def change(below: Sequence[int], above: Sequence[int], stations: int = 1) -> Change:
    """Class the difference between two rows of numbers: the votes of each option, the invalid votes as the last.

    `below` is what was added up, `above` what stands on the form above, `stations` how many stations they sum. Raises
    ValueError when they are not equally long. Rules, tested in this order:

    - kolom_tertukar: the same numbers in other fields;
    - salah_tulis_digit: one field differs and has the same digits in another order (183 -> 138; 038 -> 380);
    - salah_baca_digit: one field differs in one digit, and the sum is then more than 600 for each station;
    - suara_tidak_sah_dialihkan: invalid votes fell, no option lost, and the sum is the same;
    - pergeseran: the sum is the same;
    - penggelembungan, pengurangan: the sum rose, fell.
    """
    deltas = tuple(up - low for low, up in zip(below, above, strict=True))
    return Change(_kind(below, above, deltas, stations), deltas)


def _kind(below: Sequence[int], above: Sequence[int], deltas: tuple[int, ...], stations: int) -> Shift:
    differing = [place for place, delta in enumerate(deltas) if delta]
    if not differing:
        return "sama"
    if sorted(below) == sorted(above):
        return "kolom_tertukar"
    if len(differing) == 1:
        before, after = _digits(below[differing[0]], above[differing[0]])
        if sorted(before) == sorted(after):
            return "salah_tulis_digit"
        one_digit = sum(one != other for one, other in zip(before, after, strict=True)) == 1
        if one_digit and sum(above) > MOST_BALLOTS * stations:
            return "salah_baca_digit"
    total = sum(deltas)
    if total == 0:
        *options, invalid = deltas
        return "suara_tidak_sah_dialihkan" if invalid < 0 <= min(options) else "pergeseran"
    return "penggelembungan" if total > 0 else "pengurangan"


def _digits(*numbers: int) -> list[str]:
    """Numbers as they stand in the boxes of a form, all equally long."""
    width = max(BOXES, *(len(str(number)) for number in numbers))
    return [str(number).zfill(width) for number in numbers]
