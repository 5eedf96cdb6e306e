"""Entries of the log as the evidence of a form: each with its leaf, each photo of its report with its own hash."""

from collections.abc import Iterable, Mapping

from sqlalchemy.engine import Connection

from kawal.field.queries import ReportRow, report_at
from kawal.record.merkle import hash_leaf
from kawal.store.log import read_entries
from kawal.watch.incidents.formal import Proof


def reports_of(connection: Connection, entries: Iterable[int]) -> dict[int, ReportRow]:
    """The reports among entries."""
    return {entry: row for entry in entries if (row := report_at(connection, entry)) is not None}


def leaf_of(connection: Connection, entry: int) -> str:
    """The hash of an entry's leaf, in hex."""
    return next(hash_leaf(body).hex() for _, body in read_entries(connection, entry, entry + 1))


def proofs_of(connection: Connection, titles: Mapping[int, str]) -> tuple[Proof, ...]:
    """Entries, each by what it is called, with their photos."""
    found: list[Proof] = []
    for entry, title in titles.items():
        found.append(Proof(entry, f"catatan: {title}", leaf_of(connection, entry)))
        report = report_at(connection, entry)
        found += [
            Proof(entry, f"foto {number}", sha) for number, sha in enumerate(report.photos if report else (), 1)
        ]
    return tuple(found)
