"""What has happened between this node and others."""

from kawal.exchange.envelope import LetterKind
from kawal.record.policy import Group
from kawal.store.events import Event


class WitnessNamed(Event, frozen=True, tag="witness_named/1", kw_only=True):
    """This institution is asked to sign our checkpoints; a name that is there already gets another key or address."""

    name: str
    key: str
    group: Group
    url: str


class WitnessDropped(Event, frozen=True, tag="witness_dropped/1", kw_only=True):
    """It is not asked any more; what it signed stays signed."""

    name: str


class PeerNamed(Event, frozen=True, tag="peer_named/1", kw_only=True):
    """Letters go to and come from this node: its log's origin and key, its institution, for which agency it stands in
    the registry, where it answers (empty: by file only). A name that is there already gets other values."""

    origin: str
    key: str
    institution: str
    agency: str = ""
    url: str = ""


class PeerDropped(Event, frozen=True, tag="peer_dropped/1", kw_only=True):
    """No letters go there or are taken from there any more; those that were stay."""

    origin: str


class LetterSent(Event, frozen=True, tag="letter_sent/1", kw_only=True):
    """A letter was written and signed: its hash; the letter itself is the private part."""

    id: str
    peer: str
    kind: LetterKind
    sha256: str
    re: str = ""
    incident: int = -1
    place: str = ""
    what: str = ""


class PeerSeen(Event, frozen=True, tag="peer_seen/1", kw_only=True):
    """Another node's log was so long, with this root (hex), and grew from what was known of it before."""

    origin: str
    size: int
    root: str
    at_ms: int


class PeerForked(Event, frozen=True, tag="peer_forked/1", kw_only=True):
    """Another node signed a checkpoint that does not grow from what was known of its log: it forked, or shrank."""

    origin: str
    size: int
    root: str
    known: int


class PeerKnows(Event, frozen=True, tag="peer_knows/1", kw_only=True):
    """Another node keeps our checkpoint of this size."""

    origin: str
    size: int


class LetterDelivered(Event, frozen=True, tag="letter_delivered/1", kw_only=True):
    """The other node has it."""

    id: str


class LetterReceived(Event, frozen=True, tag="letter_received/1", kw_only=True):
    """A letter came, signed by a known node: its hash; the letter itself is the private part."""

    id: str
    peer: str
    kind: LetterKind
    sha256: str
    re: str = ""


EVENTS: tuple[type[Event], ...] = (
    WitnessNamed,
    WitnessDropped,
    PeerNamed,
    PeerDropped,
    LetterSent,
    LetterDelivered,
    LetterReceived,
    PeerSeen,
    PeerForked,
    PeerKnows,
)
