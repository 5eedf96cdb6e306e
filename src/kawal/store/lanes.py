"""How work comes to the writer and how its outcome goes back: lanes, and pieces of work on them."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy.engine import Connection

from kawal.kernel.errors import KawalError
from kawal.store.events import Decision, Event, Recorded, RecordedReport
from kawal.store.log import Appended

P_contra = TypeVar("P_contra", contravariant=True)
Decide = Callable[[Connection], Decision]
"""Looks at the present rows and says what has happened; runs inside the transaction."""
Entry = Recorded[Event] | RecordedReport


class Committed(msgspec.Struct, frozen=True):
    """What one piece of work did: its entries, and the signed tree that contains them."""

    entries: tuple[Entry, ...]
    appended: Appended | None
    decision: Decision


Outcome = Committed | Exception


class Lane(Protocol[P_contra]):
    """A door to the writer: decides what comes through it, many at a time, and takes the outcomes back."""

    actor: str

    def decide(self, connection: Connection, payloads: Sequence[P_contra]) -> Sequence[Decision | KawalError]:
        """One decision or refusal for each payload, in their order; sees the payloads before it."""

    def deliver(self, outcomes: Sequence[tuple[Any, Outcome]]) -> None:
        """Called once for each group, from the writer's thread, after the commit."""


Work = tuple[Lane[Any], Any]


class Single:
    """The lane of a single decision that its caller waits for."""

    def __init__(self, decide: Decide, actor: str) -> None:
        self.actor = actor
        self._decide = decide
        self.result: Future[Committed] = Future()

    def decide(self, connection: Connection, payloads: Sequence[None]) -> Sequence[Decision | KawalError]:
        """Decide inside the transaction."""
        return [self._decide(connection) for _ in payloads]

    def deliver(self, outcomes: Sequence[tuple[None, Outcome]]) -> None:
        """Wake the caller."""
        for _, outcome in outcomes:
            if isinstance(outcome, Committed):
                self.result.set_result(outcome)
            else:
                self.result.set_exception(outcome)


class Turn(msgspec.Struct, frozen=True):
    """Work that is no decision and must have the writer's turn alone, such as folding all read tables anew."""

    work: Callable[[Connection], None]
    done: "Future[None]"
