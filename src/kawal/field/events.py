"""What has happened to reports, beside the reports themselves, which are entries of their own."""

from kawal.store.events import Event


class ReportQuarantined(Event, frozen=True, tag="report_quarantined/1", kw_only=True):
    """A known sender sent what could not be understood; its bytes are the private part."""

    source: str
    sha256: str
    reason: str


class QuarantineResolved(Event, frozen=True, tag="quarantine_resolved/1", kw_only=True):
    """A clerk read it: it became the report with this id, or it was set aside with a reason."""

    index: int
    report: str = ""
    reason: str = ""


class PhotoStored(Event, frozen=True, tag="photo_stored/1", kw_only=True):
    """A photo that a report names has come in whole; its bytes are a blob."""

    sha256: str
    size: int


class PrivateOpened(Event, frozen=True, tag="private_opened/1", kw_only=True):
    """Someone with the right read the private part of a report; who it was is the entry's actor."""

    index: int


EVENTS: tuple[type[Event], ...] = (ReportQuarantined, QuarantineResolved, PhotoStored, PrivateOpened)
