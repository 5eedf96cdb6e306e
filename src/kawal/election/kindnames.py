"""The names of the kinds of rows of the registry; alone, so that a command that only names them starts fast."""

from typing import Literal, get_args

Kind = Literal[
    "regions",
    "boundaries",
    "stations",
    "units",
    "people",
    "bases",
    "contests",
    "agencies",
    "contacts",
    "indicators",
    "forces",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
