"""KPU's public feed of a city, made up: a document for each station, as the real ones look."""

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

Votes = Callable[[int], Sequence[int] | None]
TS = "2024-11-28 10:15:04"


def plain_votes(number: int) -> Sequence[int]:
    """Numbers that add up, different at each station: 60..99, 100..149, 40..69."""
    return (60 + number % 40, 100 + number * 7 % 50, 40 + number * 3 % 30)


def document(votes: Sequence[int], ts: str = TS, invalid: int = 12, registered: int = 500) -> dict[str, object]:
    """A whole document: options by KPU's ids in the order of the ballot, the rows of the form below."""
    valid = sum(votes)
    voters = valid + invalid
    rows = {"pemilih_dpt_j": registered, "pengguna_dpt_j": voters, "pengguna_total_j": voters}
    rows |= {"suara_sah": valid, "suara_tidak_sah": invalid, "suara_total": voters}
    return {"chart": {str(1001067 + at): one for at, one in enumerate(votes)}, "administrasi": rows, "ts": ts}


def feed_zip(path: Path, stations: Sequence[str], votes: Votes = plain_votes, ts: str = TS) -> Path:
    """A zip of the documents of these stations; one without `chart` where `votes` gives None."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, station in enumerate(stations):
            counted = votes(number)
            body = document(counted, ts) if counted is not None else {"chart": None, "administrasi": None, "ts": ts}
            archive.writestr(zipfile.ZipInfo(f"{station}.json"), json.dumps(body))  # equal feeds, equal bytes
    return path
