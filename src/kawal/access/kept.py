"""Something read from the database that is asked for with every request and seldom changes."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

T = TypeVar("T")


class Kept(Generic[T]):
    """Keeps what `load` read until it is forgotten."""

    def __init__(self, engine: Engine, load: Callable[[Connection], T]) -> None:
        self._engine, self._load = engine, load
        self._lock = threading.Lock()
        self._value: T | None = None

    def get(self) -> T:
        """What was read, or is read now."""
        value = self._value
        if value is None:
            with self._lock, self._engine.connect().execution_options(read_only=True) as connection:
                value = self._value = self._load(connection)
        return value

    def forget(self) -> None:
        """To be called after a change is durable: who reads now is waited for, so that nothing older is kept."""
        with self._lock:
            self._value = None
