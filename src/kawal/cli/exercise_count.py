"""The count of the exercise at its desk: clerks read photos blind, an adjudicator decides, KPU's feed is imported,
a district's recapitulation lies beside its stations, one station votes again."""

import csv
import json
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kawal.cli.exercise_copies import photographed
from kawal.cli.exercise_day import RECAPPED
from kawal.cli.exercise_forms import DIGITS_SWAPPED, Form
from kawal.cli.exercise_population import first_populations
from kawal.count.copyqueries import copies_waiting, copy_to_read
from kawal.count.files.profiles import profile_of
from kawal.count.formqueries import form_view
from kawal.count.importing import FEED
from kawal.count.model import ContestKind
from kawal.jurisdiction.forms import option_of
from kawal.kernel.codes import RegionCode, StationId, ward_of, within

if TYPE_CHECKING:
    from kawal.count.desk import CountDesk
    from kawal.count.importing import ImportDesk
    from kawal.count.recapdesk import RecapDesk
    from kawal.node import Node

READ_TWICE = 6
"""Photos that both clerks have read; one more waits for its second reader, the others for both."""
SLIP = 2
"""Which of the second clerk's readings is wrong: the invalid votes, by six."""
FEED_AT = "2024-11-27 15:02:11"
IN_FEED, MISREAD_BY_FEED = 3, 5
"""KPU shows two of three forms; the sixth with two votes more for pair 1."""
FIRST_OPTION = 1_001_067
"""KPU's id of pair 1."""
SHIFTED, SHIFT = RegionCode("63.71.05.1004"), 12
"""In this ward's column of the district's form twelve votes moved from pair 1 to pair 2."""
CORRECTED, CORRECTION = StationId("6371051009003"), 5
"""Five invalid ballots were found among those of pair 1, and the plenary wrote it down."""
HEARD = RegionCode("63.71.05.1006")
REPOLLED = StationId("6371021001004")
DECREE = "Latihan: rekomendasi Panwascam 001, contoh"
REPOLL_DAY = date(2024, 12, 1)
"""A Sunday within ten days."""


def desk_work(node: "Node", client: Any, forms: Sequence[Form], known: dict[str, str]) -> dict[str, int]:
    """All that the desk does; `known` are accounts by login. Returns how much of each."""
    count, recap = client.app.state["count"], client.app.state["recap"]
    read = _read_blind(node, count, photographed(forms), known["petugas-1"], known["petugas-2"])
    _decide(node, count, next(one for one in forms if one.station == DIGITS_SWAPPED), known["ajudikator"])
    files = client.app.state["count_files"]
    imported = sum(
        _import_feed(files, [one for one in forms if one.contest == contest], contest, known["petugas-1"])
        for contest in ("mayor", "governor")
    )
    _recap(recap, [one for one in forms if one.contest == "mayor"], known["petugas-1"], known["ajudikator"])
    heard = _summed([one for one in forms if one.contest == "governor" and ward_of(one.station) == HEARD])
    recap.hear("governor", RECAPPED, HEARD, heard, known["petugas-2"])
    count.rounds.order("mayor", [REPOLLED], "re_poll", DECREE, known["ajudikator"], REPOLL_DAY)
    first_populations(client, known["ajudikator"])
    return {"read_blind": read, "from_the_feed": imported}


def _read_blind(node: "Node", desk: "CountDesk", forms: Sequence[Form], first: str, second: str) -> int:
    """Two clerks read what the photo shows; once one of them misreads a digit."""
    shown = {(one.station, one.contest): one for one in forms}
    done = 0
    for clerk, most in ((first, READ_TWICE + 1), (second, READ_TWICE)):
        with node.reading() as connection:
            copies = [copy_to_read(connection, one) for one in copies_waiting(connection, clerk)]
        for copy in [one for one in copies if one is not None][:most]:
            numbers = shown[copy.station, copy.contest].fields()
            slip = done == READ_TWICE + SLIP
            desk.enter(copy.copy, numbers | ({"invalid_total": numbers["invalid_total"] + 6} if slip else {}), clerk)
            done += 1
    return done


def _decide(node: "Node", desk: "CountDesk", form: Form, adjudicator: str) -> None:
    """The number of which two digits were swapped, as the photo shows it."""
    with node.reading() as connection:
        seen = form_view(connection, form.station, form.contest).newest
    note = "Latihan: pada foto angka ini terbaca jelas."
    numbers = {"votes_1": form.fields()["votes_1"]}
    desk.decide(form.station, form.contest, 1, numbers, "photo", note, adjudicator, seen)


def _import_feed(desk: "ImportDesk", forms: Sequence[Form], contest: ContestKind, clerk: str) -> int:
    """A made-up zip of KPU's public feed, read as a real one; how many forms came."""
    with tempfile.TemporaryDirectory(prefix="kawal-") as folder:
        path = Path(folder) / f"sirekap-latihan-{contest}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for at, form in enumerate(forms):
                archive.writestr(f"{form.station}.json", json.dumps(_document(form, at)))
        brought = desk.look(path, path.name, profile_of("sirekap"), contest, FEED, 1, lambda _: True)
    return desk.take(brought, clerk)


KPU = {
    "pemilih_dpt_j": "registered",
    "pengguna_total_j": "used_total",
    "suara_sah": "valid_total",
    "suara_tidak_sah": "invalid_total",
    "suara_total": "ballots_counted",
}
"""The rows of the feed that the forms of the exercise have, by the fields of the form."""


def _document(form: Form, at: int) -> dict[str, object]:
    """A document of the feed; one of three is still empty."""
    if at % IN_FEED == 1:
        return {"chart": None, "administrasi": None, "ts": FEED_AT}
    fields = form.fields()
    votes = {str(FIRST_OPTION - 1 + number): one for name, one in fields.items() if (number := option_of(name))}
    if at == MISREAD_BY_FEED:
        votes[str(FIRST_OPTION)] += 2
    return {"chart": votes, "administrasi": {kpu: fields[name] for kpu, name in KPU.items()}, "ts": FEED_AT}


def _recap(desk: "RecapDesk", forms: Sequence[Form], clerk: str, adjudicator: str) -> None:
    """The district's form from a file: in one ward votes moved, in another a record corrects a station."""
    wards = sorted({ward_of(one.station) for one in forms if within(ward_of(one.station), RECAPPED)})
    columns = {ward: _summed([one for one in forms if ward_of(one.station) == ward]) for ward in wards}
    columns[SHIFTED]["votes_1"] -= SHIFT
    columns[SHIFTED]["votes_2"] += SHIFT
    changes = {"votes_1": -CORRECTION, "valid_total": -CORRECTION, "invalid_total": CORRECTION}
    for name, change in changes.items():
        columns[ward_of(CORRECTED)][name] += change
    with tempfile.TemporaryDirectory(prefix="kawal-") as folder:
        path = Path(folder) / "d-hasil-latihan.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(["field", *wards, "total"])
            for name in next(iter(columns.values())):
                numbers = [columns[ward][name] for ward in wards]
                table.writerow([name, *numbers, sum(numbers)])
        desk.take_file(path, "mayor", RECAPPED, "official", clerk)
    note = "Latihan: lima surat suara pasangan 1 ternyata tidak sah."
    desk.correct("mayor", CORRECTED, 1, changes, note, adjudicator)


def _summed(forms: Sequence[Form]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for form in forms:
        for name, value in form.fields().items():
            sums[name] = sums.get(name, 0) + value
    return sums
