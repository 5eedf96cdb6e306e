"""What has happened to the registry. Every version of an event keeps its decoder for ever."""

from kawal.election.kindnames import Kind
from kawal.store.events import Event


class RegistryImported(Event, frozen=True, tag="registry_imported/1", kw_only=True):
    """Rows of one kind came from a file. The blob `sha256` is a `Changes` value: what is new, different or gone."""

    kind: Kind
    file: str
    file_sha256: str
    added: int
    changed: int
    removed: int
    sha256: str


EVENTS: tuple[type[Event], ...] = (RegistryImported,)
