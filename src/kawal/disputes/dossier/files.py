"""Files of results in a dossier: the numbers that each brought, as a proven file, for forms rest on them."""

from collections.abc import Collection
from functools import partial

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.behindqueries import imports_among, imports_left_empty, place_of_import
from kawal.count.events import ReadingsImported
from kawal.count.names import source_name
from kawal.disputes.dossier.entries import read_bodies
from kawal.disputes.dossier.model import NumbersState, ResultsFile
from kawal.disputes.dossier.recapitulation import Sees
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.texts import both
from kawal.store.events import NodeEntry
from kawal.store.tables import BLOB


def erased_files(connection: Connection, reach: Reach) -> frozenset[int]:
    """The entries of files of a whole contest whose numbers were erased: no form has them, that they came is left."""
    return imports_left_empty(connection, reach.contests) if reach.regions else frozenset()


def files_of(
    connection: Connection, reach: Reach, indexes: Collection[int], senders: Senders, sees: Sees
) -> tuple[ResultsFile, ...]:
    """Those among these entries of a dossier that brought a file of results, in the order of the log.

    The numbers of a file are evidence as a whole or not at all, for its entry names the hash of all of them: they are
    here where the file is about places in reach only, or whoever makes the dossier `sees` the place that holds the
    others too.
    """
    found = imports_among(connection, indexes)
    bodies = read_bodies(connection, [row.position for row in found])
    files = []
    for row in found:
        event = msgspec.json.decode(bodies[row.position], type=NodeEntry).event
        sha256 = msgspec.json.decode(event, type=ReadingsImported).sha256
        files.append(
            ResultsFile(
                contest=row.contest,
                round=row.round,
                source=both(partial(source_name, row.source)),
                file=row.file,
                as_of=row.as_of,
                forms=row.rows,
                by=senders.recorder(row.actor),
                at_ms=row.at_ms,
                index=row.position,
                sha256=sha256,
                numbers=_state(connection, row.position, sha256, reach, sees),
            )
        )
    return tuple(files)


def _state(connection: Connection, index: int, sha256: str, reach: Reach, sees: Sees) -> NumbersState:
    if connection.scalar(select(BLOB.c.key).where(BLOB.c.sha256 == sha256)) is None:
        return "erased"
    place = place_of_import(connection, index)
    return "here" if reach.holds(place) or sees(place) else "apart"
