"""What has happened to reports, beside the reports themselves, which are entries of their own."""

from kawal.field.kinds import ReportKind
from kawal.field.quarantine import Why
from kawal.field.withheld import Reason
from kawal.store.events import Event


class ReportQuarantinedOnce(Event, frozen=True, tag="report_quarantined/1", kw_only=True):
    """The first version: its reason was a sentence in Indonesian only."""

    source: str
    sha256: str
    reason: str


class ReportQuarantined(Event, frozen=True, tag="report_quarantined/2", kw_only=True):
    """A known sender sent what could not be understood; its bytes are the private part."""

    source: str
    sha256: str
    reason: Reason


class QuarantinePhotosCame(Event, frozen=True, tag="quarantine_photos_came/1", kw_only=True):
    """Photos came with what waits in quarantine; each is a blob."""

    index: int
    photos: tuple[str, ...]


class QuarantineResolvedOnce(Event, frozen=True, tag="quarantine_resolved/1", kw_only=True):
    """The first version: the reason was in a clerk's own words, which no log should hold."""

    index: int
    report: str = ""
    reason: str = ""


class QuarantineResolved(Event, frozen=True, tag="quarantine_resolved/2", kw_only=True):
    """A clerk read it: it became the report with this id, or it was set aside; a clerk's note is the private part."""

    index: int
    report: str = ""
    why: Why | None = None


class PhotoStored(Event, frozen=True, tag="photo_stored/1", kw_only=True):
    """A photo that a report names has come in whole; its bytes are a blob."""

    sha256: str
    size: int


class PrivateOpened(Event, frozen=True, tag="private_opened/1", kw_only=True):
    """Someone with the right read the private part of a report; who it was is the entry's actor."""

    index: int


class KindPublished(Event, frozen=True, tag="kind_published/1", kw_only=True):
    """This node asks a report kind of its own, or a new version of one, from now on."""

    kind: ReportKind


class KindRetired(Event, frozen=True, tag="kind_retired/1", kw_only=True):
    """A kind is not offered any more; what was sent with it stays readable."""

    kind: str


class KindOffered(Event, frozen=True, tag="kind_offered/1", kw_only=True):
    """A kind that was retired is offered again, in the newest version there is."""

    kind: str


class TextQueued(Event, frozen=True, tag="text_queued/1", kw_only=True):
    """Words are to be sent through a gateway, in answer to the line `re`; to whom and what is the private part."""

    id: str
    gate: str
    re: str = ""


class TextSent(Event, frozen=True, tag="text_sent/1", kw_only=True):
    """The gateway took it, under a name of its own."""

    id: str
    name: str = ""


class TextFailed(Event, frozen=True, tag="text_failed/1", kw_only=True):
    """It will never be sent, or was not delivered; `reason` is the gateway's word."""

    id: str
    reason: str = ""


class TextDelivered(Event, frozen=True, tag="text_delivered/1", kw_only=True):
    """It reached the telephone."""

    id: str


EVENTS: tuple[type[Event], ...] = (
    ReportQuarantinedOnce,
    ReportQuarantined,
    QuarantinePhotosCame,
    QuarantineResolvedOnce,
    QuarantineResolved,
    PhotoStored,
    PrivateOpened,
    KindPublished,
    KindRetired,
    KindOffered,
    TextQueued,
    TextSent,
    TextFailed,
    TextDelivered,
)
