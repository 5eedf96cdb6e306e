"""What has happened to dossiers: released on a written request, opened parts built in, checkpoints stamped."""

from typing import Literal

from msgspec import Struct

from kawal.disputes.dossier.model import Scope, Side
from kawal.store.events import Event

Receiver = Literal["court", "bawaslu", "pairs"]
"""Who a dossier can be released to: all pairs, never one of them."""


class DossierReleased(Event, frozen=True, tag="dossier_released/1", kw_only=True):
    """A dossier left the node on a written request: the ZIP is the blob `sha256`. Who signed the request stands in
    the letter, not here: of it `letter` is the number and `letter_day` the date (ISO 8601)."""

    number: int
    to: Receiver
    letter: str
    letter_day: str
    scope: Scope
    side: Side
    sha256: str
    size: int
    checkpoint: int
    """The size of the log that its proofs rest on."""
    exhibits: tuple[tuple[str, str], ...]
    """(code, SHA-256 of the file) of each."""
    opened: tuple[int, ...] = ()
    """Reports whose sealed part is in it."""


class DossierOpened(Event, frozen=True, tag="dossier_opened/1", kw_only=True):
    """A draft with sealed parts of these reports was built; why is the private part (`Reason`)."""

    scope: Scope
    opened: tuple[int, ...]


class DossierDrafted(Event, frozen=True, tag="dossier_drafted/1", kw_only=True):
    """A draft was shown to its maker: with the photos of these reports, and the sealed parts of those in `opened`."""

    scope: Scope
    side: Side
    photos: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()


class CheckpointStamped(Event, frozen=True, tag="checkpoint_stamped/1", kw_only=True):
    """An authority outside (RFC 3161) said that a checkpoint of this log was there at `at_s` (seconds since 1970);
    `note` is that checkpoint with its signatures, the reply is the blob `sha256`."""

    note: str
    sha256: str
    at_s: int
    authority: str


class Reason(Struct, frozen=True):
    """Why sealed parts were opened, in a person's words."""

    words: str


EVENTS: tuple[type[Event], ...] = (DossierReleased, DossierDrafted, DossierOpened, CheckpointStamped)
