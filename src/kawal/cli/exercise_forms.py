"""The result forms of the exercise: numbers that add up, and the few that do not (pure)."""

from random import Random
from typing import Any

import msgspec

from kawal.count.copyreport import FIELDS
from kawal.count.model import ContestKind
from kawal.election.model import Station
from kawal.kernel.codes import StationId

SEED = 20241127
PAIRS: dict[ContestKind, tuple[int, ...]] = {"mayor": (9, 12, 6), "governor": (13, 14)}
"""How the pairs of each contest stand to each other, about, in the exercise; no real result."""
SUM_WRONG = StationId("6371021005005")
"""The votes on the form are one fewer than its valid votes."""
VOTERS_WRONG = StationId("6371031003007")
"""Two fewer voters than votes on the form."""
AGENT_DIFFERS = StationId("6371041002008")
"""The agent of pair 2 claims three votes more for that pair."""
DIGITS_SWAPPED = StationId("6371011010005")
"""The supervisor typed two digits of pair 1 the other way round."""


class Form(msgspec.Struct, frozen=True):
    """What stands on the form of a station in a contest, by the answers of the report."""

    station: StationId
    contest: ContestKind
    numbers: dict[str, int]

    def fields(self) -> dict[str, int]:
        """The same by the fields of the form."""
        return {FIELDS[name]: value for name, value in self.numbers.items()}

    def copy(self, **other: int) -> dict[str, Any]:
        """The answers of a report that brings it, with some numbers read otherwise."""
        return {"contest": self.contest, "copy": "own", **self.numbers, **other}


def form_of(station: Station, contest: ContestKind) -> Form:
    """The form of a station: 55 to 75 % voted, 2 to 6 % of the votes are invalid; the same at every start."""
    random = Random(f"{SEED} {station.id} {contest}")  # noqa: S311  an exercise, not a secret
    registered = station.registered_voters or 500
    voters = registered * (55 + Random(f"{SEED} {station.id}").randrange(21)) // 100  # noqa: S311  the same in both
    invalid = voters * random.randint(20, 60) // 1000
    weights = [one * random.uniform(0.7, 1.3) for one in PAIRS[contest]]
    valid = voters - invalid
    votes = [int(valid * one / sum(weights)) for one in weights]
    votes[0] += valid - sum(votes)
    numbers = {f"option_{number}": one for number, one in enumerate(votes, start=1)}
    numbers |= {"valid": valid, "invalid": invalid, "counted": voters, "voters": voters, "registered": registered}
    if contest == "mayor":
        numbers = _faulty(station.id, numbers)
    return Form(station.id, contest, numbers)


def _faulty(station: StationId, numbers: dict[str, int]) -> dict[str, int]:
    if station == SUM_WRONG:
        return numbers | {"option_1": numbers["option_1"] - 1}
    if station == VOTERS_WRONG:
        return numbers | {"voters": numbers["voters"] - 2}
    return numbers


def swapped(number: int) -> int:
    """The number with its last two digits the other way round; with the two before them where those are alike."""
    text = f"{number:03}"
    tail = text[:-2] + text[-1] + text[-2]
    return int(tail if tail != text else text[:-3] + text[-2] + text[-3] + text[-1])
