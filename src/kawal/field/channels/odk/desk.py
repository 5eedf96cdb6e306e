"""The desk of ODK clients: their keys, the way in, and what they send."""

from collections.abc import Mapping

from sqlalchemy.engine import Connection

from kawal.access import decide
from kawal.access.model import Account
from kawal.field.channels.odk.entry import Entry
from kawal.field.channels.odk.events import OdkKeyMade, OdkKeyRevoked
from kawal.field.channels.odk.intake import FINISH, OdkIntake
from kawal.field.channels.odk.keys import drop_key, holders, new_key, save_key
from kawal.field.desk import FieldDesk
from kawal.kernel.clock import Clock
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.store.events import Decision
from kawal.store.jobs import Handler


class OdkDesk:
    """Everything that is asked about ODK clients on one node."""

    def __init__(self, field: FieldDesk, clock: Clock) -> None:
        self.field = field
        self.entry = Entry(field.store, field.access)
        self.intake = OdkIntake(field, clock)

    def make_key(self, account: str, actor: str) -> tuple[Account, str]:
        """The key of an account, shown this once; an older one stops working.

        Raises Rejected for an account that is none, NotPermitted for one that may send nothing.
        """
        found = decide.known(self.field.access.directory(), account)
        if not found.may("report.send"):
            raise NotPermitted(msg("peran akun ini tidak mengirim laporan"))
        secret = new_key()

        def made(connection: Connection) -> Decision:
            save_key(connection, self.field.store.blobs.sealer, account, found.login, secret)
            return Decision((OdkKeyMade(account=account),))

        self.field.store.writer.commit(made, actor)
        return found, secret

    def revoke_key(self, account: str, actor: str) -> None:
        """The key of an account does not work any more."""
        decide.known(self.field.access.directory(), account)

        def revoked(connection: Connection) -> Decision:
            drop_key(connection, account)
            return Decision((OdkKeyRevoked(account=account),))

        self.field.store.writer.commit(revoked, actor)

    def holders(self) -> Mapping[str, str]:
        """When each account that has a key got it."""
        with self.field.store.engine.connect().execution_options(read_only=True) as connection:
            return holders(connection)

    def handlers(self) -> Mapping[str, Handler]:
        """The handler of each kind of job."""
        return {FINISH: self.intake.finish}
