"""What Arlo refuses in the files of a batch comparison audit, as its guide and its source describe it.

https://docs.voting.works/arlo (Pre-Audit Files); votingworks/arlo: server/util/csv_parse.py,
server/api/ballot_manifest.py, server/api/batch_tallies.py.
"""

import csv
import io
import re

TOTAL = re.compile(r"\b(sub)?totals?\b", re.IGNORECASE)


class Refused(Exception):
    """Arlo does not load the file."""


def load(manifest: bytes, tallies: bytes, choices: list[str], votes_allowed: int = 1) -> dict[str, dict[str, int]]:
    """Batch -> "ballots" and the votes of each choice, when Arlo would load both files. Raises Refused."""
    ballots = _table(manifest, ["Number of Ballots"])
    votes = _table(tallies, choices)
    if ballots.keys() != votes.keys():
        raise Refused(f"batch names must match: {sorted(ballots.keys() ^ votes.keys())}")
    for name, row in votes.items():
        if sum(row.values()) > ballots[name]["Number of Ballots"] * votes_allowed:
            raise Refused(f"more votes than ballots in {name}")
    return {name: {"ballots": ballots[name]["Number of Ballots"], **row} for name, row in votes.items()}


def _table(data: bytes, numbers: list[str]) -> dict[str, dict[str, int]]:
    text = data.decode("ascii")
    lines = text.splitlines()
    if len(lines) < 2:
        raise Refused("at least one row after the headers")
    if csv.Sniffer().sniff(lines[0]).delimiter != ",":
        raise Refused("columns separated by commas")
    header, *rows = csv.reader(io.StringIO(text))
    if len(set(header)) != len(header) or set(header) != {"Batch Name", *numbers}:
        raise Refused(f"columns {header}")
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if len(row) != len(header) or not all(cell.strip() for cell in row) or any(map(TOTAL.search, row)):
            raise Refused(f"cells of {row}")
        cells = dict(zip(header, row, strict=True))
        name = cells.pop("Batch Name")
        if name in found:
            raise Refused(f"{name} twice")
        found[name] = {choice: int(cell.replace(",", "")) for choice, cell in cells.items()}
    columns = list(zip(*(row.values() for row in found.values()), strict=True))
    if all(column[-1] != 0 and sum(column[:-1]) == column[-1] for column in columns):
        raise Refused("the last row might be a total")
    return found
