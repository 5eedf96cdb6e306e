"""The two files that Arlo asks of a jurisdiction before a batch comparison audit; a batch is a station's box.

Columns and checks are those of votingworks/arlo, `server/api/ballot_manifest.py`, `server/api/batch_tallies.py` and
`server/util/csv_parse.py`: batch names once, whole numbers, no empty cell, the same batches in both files, no more
votes than ballots times votes allowed (one here), no row that looks like a total.
"""

import msgspec

from kawal.count.exports.options import COUNTED, field, in_the_running, label
from kawal.count.model import Tabulation, Tally
from kawal.kernel.codes import RegionCode, StationId, ward_of, within
from kawal.kernel.errors import Conflict, Missing
from kawal.kernel.language import msg
from kawal.outputs.tables import plain_csv_bytes

BATCH, BALLOTS = "Batch Name", "Number of Ballots"
Batch = tuple[str, list[int]]
"""The name of a batch and its numbers, a column each."""


class BatchFiles(msgspec.Struct, frozen=True):
    """What Arlo loads: the manifest first, then the votes of each option in each batch."""

    manifest: bytes
    tallies: bytes


class Unready(msgspec.Struct, frozen=True):
    """Stations that keep the files from being made: no whole form, copies that differ, more votes than ballots."""

    missing: tuple[StationId, ...] = ()
    differing: tuple[StationId, ...] = ()
    overfull: tuple[StationId, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.differing or self.overfull)


def batch_files(tabulation: Tabulation, jurisdiction: RegionCode) -> BatchFiles:
    """The files of the stations inside a region, one batch a station, by station id.

    All or nothing: the risk limit is computed from every ballot of the contest, so a manifest without some boxes
    would prove something about the others only, and numbers that are still open are no result to audit. Raises
    Missing when the contest has no station or no option there, Conflict while stations are not ready (`unready`
    lists them) and when Arlo would take the last row of a file for a total whatever the order.
    """
    stations = _inside(tabulation, jurisdiction)
    options = in_the_running(tabulation.contest)
    if not stations or not options:
        expected = msg("wilayah dengan TPS dan pilihan pada pemilihan %(contest)s", contest=tabulation.contest.id)
        raise Missing(jurisdiction, expected, len(stations))
    waiting = unready(tabulation, jurisdiction)
    if waiting:
        raise Conflict(
            msg(
                "Berkas audit %(place)s perlu semua %(stations)s TPS: %(missing)s belum punya formulir utuh, "
                "%(differing)s dengan salinan berbeda, %(overfull)s dengan suara melebihi surat suara",
                place=jurisdiction,
                stations=len(stations),
                missing=len(waiting.missing),
                differing=len(waiting.differing),
                overfull=len(waiting.overfull),
            )
        )
    manifest = [(tally.place, [tally.numbers[COUNTED]]) for tally in stations]
    tallies = [(tally.place, [tally.numbers[field(option)] for option in options]) for tally in stations]
    return BatchFiles(_file([BALLOTS], manifest), _file([label(option) for option in options], tallies))


def unready(tabulation: Tabulation, jurisdiction: RegionCode) -> Unready:
    """The stations inside a region that are not ready, each under its first reason."""
    asked = [COUNTED, *(field(option) for option in in_the_running(tabulation.contest))]
    missing, differing, overfull = [], [], []
    for tally in _inside(tabulation, jurisdiction):
        station = StationId(tally.place)
        if any(name not in tally.numbers for name in asked):
            missing.append(station)
        elif tally.differing:
            differing.append(station)
        elif sum(tally.numbers[name] for name in asked[1:]) > tally.numbers[COUNTED]:
            overfull.append(station)
    return Unready(tuple(missing), tuple(differing), tuple(overfull))


def _inside(tabulation: Tabulation, jurisdiction: RegionCode) -> list[Tally]:
    found = [one for one in tabulation.stations if within(ward_of(StationId(one.place)), jurisdiction)]
    return sorted(found, key=lambda tally: tally.place)


def _file(columns: list[str], batches: list[Batch]) -> bytes:
    return plain_csv_bytes([BATCH, *columns], [[name, *numbers] for name, numbers in _without_a_last_total(batches)])


def _without_a_last_total(batches: list[Batch]) -> list[Batch]:
    """The batches as they are, or one of them moved to the end: Arlo refuses a last row that sums up all others.

    Of three batches or more at most two can be half of everything in every column, so another one can close the file.
    """
    sums = [sum(column) for column in zip(*(numbers for _name, numbers in batches), strict=True)]
    closing = [
        any(not one or 2 * one != all_ for one, all_ in zip(numbers, sums, strict=True)) for _, numbers in batches
    ]
    if not any(closing):
        raise Conflict(msg("Arlo membaca TPS terakhir sebagai baris jumlah: kedua TPS mempunyai angka yang sama"))
    last = len(batches) - 1 - closing[::-1].index(True)
    return [*batches[:last], *batches[last + 1 :], batches[last]]
