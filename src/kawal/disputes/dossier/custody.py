"""Custody of the box: handovers and seals as they were reported, and what the chain does not show.

A gap is a weakness of the evidence; no article makes it a ground by itself.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy.engine import Connection

from kawal.disputes.dossier.chronology import Told, said_in
from kawal.disputes.dossier.model import Custody, Gap
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.texts import both, said
from kawal.field.kinds import KindBook
from kawal.kernel.codes import StationId
from kawal.kernel.language import msg
from kawal.watch.convoys.model import LEGS, RECEIVERS, STEPS, Convoy, Lot
from kawal.watch.convoys.queries import load_convoys

CAME, WENT = "logistics", "box_handed_over"


def custody_of(
    connection: Connection, told: Sequence[Told], reach: Reach, book: KindBook
) -> tuple[tuple[Custody, ...], tuple[Gap, ...]]:
    """The steps in the order of time, and the gaps of each station."""
    convoys = load_convoys(connection)
    steps = [*_reported(told, book), *_carried(convoys, reach)]
    gaps = [gap for station in reach.stations for gap in _gaps(station, told, convoys)]
    return tuple(sorted(steps, key=lambda one: (one.at_ms, one.index, one.place))), tuple(gaps)


def _reported(told: Sequence[Told], book: KindBook) -> Iterator[Custody]:
    for row, place, heard in told:
        if heard.kind in (CAME, WENT) and not row.void:
            what = both(partial(said_in, heard, book))
            yield Custody(
                index=row.index, at_ms=heard.at_ms, place=place, what=what, seal=str(heard.data.get("seal", ""))
            )


def _lots(convoys: Sequence[Convoy], station: str) -> Iterator[tuple[Convoy, Lot]]:
    for convoy in convoys:
        for lot in convoy.plan.lots:
            if station in lot.stations:
                yield convoy, lot


def _carried(convoys: Sequence[Convoy], reach: Reach) -> Iterator[Custody]:
    """What became of the convoys and lots that carried boxes of these stations, each once."""
    seen: set[tuple[int, str]] = set()
    for station in reach.stations:
        for convoy, lot in _lots(convoys, station):
            for step in convoy.steps:
                if (step.index, convoy.id) not in seen:
                    seen.add((step.index, convoy.id))
                    what = said(
                        msg(
                            "iring-iringan %(id)s (%(leg)s): %(step)s",
                            id=convoy.id,
                            leg=LEGS[convoy.plan.leg],
                            step=STEPS[step.step],
                        )
                    )
                    yield Custody(index=step.index, at_ms=step.at_ms, place=lot.ward, what=what)
            handed = convoy.handed.get(lot.id)
            if handed is not None and (handed.index, lot.id) not in seen:
                seen.add((handed.index, lot.id))
                what = said(
                    msg(
                        "lot %(lot)s (%(leg)s) diserahkan kepada %(receiver)s: %(got)s dari %(boxes)s kotak",
                        lot=lot.id,
                        leg=LEGS[convoy.plan.leg],
                        receiver=RECEIVERS[handed.receiver],
                        got=handed.got,
                        boxes=lot.boxes,
                    )
                )
                yield Custody(index=handed.index, at_ms=handed.at_ms, place=lot.ward, what=what)


def _gaps(station: StationId, told: Sequence[Told], convoys: Sequence[Convoy]) -> Iterator[Gap]:
    """What is not shown of one box."""
    here = [heard for row, place, heard in told if place == station and not row.void]
    seals = {
        kind: {str(one.data["seal"]) for one in here if one.kind == kind and one.data.get("seal")}
        for kind in (CAME, WENT)
    }
    if not any(one.kind == CAME for one in here):
        yield Gap(station, said(msg("tidak ada laporan logistik tiba, jadi segel saat tiba tidak diketahui")))
    if any(one.data.get("box_sealed") is False for one in here if one.kind == CAME):
        yield Gap(station, said(msg("kotak dilaporkan tidak tersegel saat tiba")))
    if not any(one.kind == WENT for one in here):
        yield Gap(station, said(msg("tidak ada laporan kotak diserahkan setelah penghitungan")))
    if len(seals[WENT]) > 1:
        numbers = ", ".join(sorted(seals[WENT]))
        yield Gap(station, said(msg("nomor segel saat diserahkan disebut berbeda: %(seals)s", seals=numbers)))
    lots = list(_lots(convoys, station))
    back = [(convoy, lot) for convoy, lot in lots if convoy.plan.leg == "back"]
    if convoys and not any(lot.id in convoy.handed for convoy, lot in back):
        yield Gap(station, said(msg("tidak ada serah terima kotak di PPK yang tercatat")))
    for convoy, lot in lots:
        handed = convoy.handed.get(lot.id)
        if handed is not None and handed.got != lot.boxes:
            found = msg(
                "lot %(lot)s: %(got)s dari %(boxes)s kotak dihitung", lot=lot.id, got=handed.got, boxes=lot.boxes
            )
            yield Gap(station, said(found))
