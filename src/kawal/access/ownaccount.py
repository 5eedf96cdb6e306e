"""What people do with their own account: where they are signed in, a new password.

What lets someone in for good is changed only soon after coming in: a stolen session is of no use for it.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Engine

from kawal.access import secrets
from kawal.access.secrets import Session
from kawal.kernel.clock import Clock
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg

FRESH = timedelta(minutes=15)


class StaleSession(NotPermitted):
    """The session began too long ago for this: come in again first."""


class OwnDesk:
    """Sessions and password of the person who asks."""

    def __init__(self, engine: Engine, real: Clock) -> None:
        self._engine, self._real = engine, real

    def sessions(self, account: str) -> Sequence[Session]:
        """Where an account is signed in, the newest first."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            return secrets.sessions_of(connection, account, self._real())

    def end(self, account: str, digest: str) -> None:
        """End one session of an account."""
        with self._engine.begin() as connection:
            secrets.end_one_session(connection, account, digest)

    def end_all(self, account: str) -> None:
        """Sign an account out everywhere."""
        with self._engine.begin() as connection:
            secrets.end_sessions(connection, account)

    def has_password(self, account: str) -> bool:
        """Whether an account has a password."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            return secrets.has_password(connection, account)

    def change_password(self, session: Session, password: str) -> str:
        """Set another password and end all sessions; returns the token of a new one in the place of this one.

        Raises Rejected for a password that will not do.
        """
        now = self._real()
        with self._engine.begin() as connection:
            secrets.set_password(connection, session.account, password)
            way: secrets.Way = "code" if session.way == "code" else "password"
            return secrets.begin_session(connection, session.account, now, way, session.browser)

    def present(self, token: str) -> Session:
        """The session of a token; raises NotPermitted when it is over."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            session = secrets.find_session(connection, token, self._real())
        if session is None:
            raise NotPermitted(msg("silakan masuk lebih dahulu"))
        return session

    def is_fresh(self, session: Session) -> bool:
        """Whether the person came in a moment ago."""
        return self._real() - session.created <= FRESH

    def fresh(self, token: str) -> Session:
        """The session of a token; raises StaleSession when the person came in more than 15 minutes ago."""
        session = self.present(token)
        if not self.is_fresh(session):
            raise StaleSession(msg("masuk lagi untuk mengubah cara masuk: sesi ini sudah lebih dari 15 menit"))
        return session
