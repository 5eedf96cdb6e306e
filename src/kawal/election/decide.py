"""Rows that came and rows that are there -> what changed (pure)."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

from kawal.election.events import RegistryImported
from kawal.election.kindnames import Kind
from kawal.election.kinds import key_of
from kawal.election.model import Row
from kawal.kernel.canonical import canonical, sha256_hex

R = TypeVar("R", bound=Row)


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The body of an import: changed rows as canonical JSON values, and the keys of those that are gone."""

    rows: tuple[msgspec.Raw, ...]
    removed: tuple[str, ...] = ()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How a file differs from the registry; keys in their order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.removed)


def compare(rows: Iterable[Row], present: Mapping[str, bytes], *, replace: bool) -> Difference:
    """Compare rows with the present canonical bodies by key; only with `replace` are missing rows gone."""
    bodies = {key_of(row): canonical(row) for row in rows}
    return Difference(
        added=tuple(sorted(key for key in bodies if key not in present)),
        changed=tuple(sorted(key for key, body in bodies.items() if present.get(key, body) != body)),
        removed=tuple(sorted(key for key in present if key not in bodies)) if replace else (),
        unchanged=sum(present.get(key) == body for key, body in bodies.items()),
    )


def imported(
    kind: Kind, rows: Iterable[Row], difference: Difference, file: str, file_sha256: str
) -> tuple[RegistryImported, bytes]:
    """The event of an import and its body, which holds only what differs."""
    by_key = {key_of(row): row for row in rows}
    keys = sorted((*difference.added, *difference.changed))
    body = canonical(
        Changes(rows=tuple(msgspec.Raw(canonical(by_key[key])) for key in keys), removed=difference.removed)
    )
    event = RegistryImported(
        kind=kind,
        file=file,
        file_sha256=file_sha256,
        added=len(difference.added),
        changed=len(difference.changed),
        removed=len(difference.removed),
        sha256=sha256_hex(body),
    )
    return event, body
