"""What has happened to clients of OpenRosa, and to reports that were edited on them."""

from kawal.store.events import Event


class OdkKeyMade(Event, frozen=True, tag="odk_key_made/1", kw_only=True):
    """An account has a key for ODK clients, in the place of an older one; the key itself is in no log."""

    account: str


class OdkKeyRevoked(Event, frozen=True, tag="odk_key_revoked/1", kw_only=True):
    """The key of this account does not work any more."""

    account: str


class ReportReplaced(Event, frozen=True, tag="report_replaced/1", kw_only=True):
    """A report was edited or completed on its client: `report` says what `replaces` said before. Both are kept."""

    report: str
    replaces: str


EVENTS: tuple[type[Event], ...] = (OdkKeyMade, OdkKeyRevoked, ReportReplaced)
