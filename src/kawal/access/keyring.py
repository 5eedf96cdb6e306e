"""The keys that a log itself names, for who verifies it from its entries alone."""

import msgspec

from kawal.access.events import DeviceEnrolled, NodeFounded
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.jws import PublicKey, public_key, unb64url
from kawal.record.merkle import ProofError
from kawal.store.events import NodeEntry, tag_of


class _Tagged(msgspec.Struct):
    type: str


class Keyring:
    """Learns keys from the events that enrol them; a revoked key still verifies what it signed before."""

    def __init__(self) -> None:
        self._keys: dict[str, PublicKey] = {}

    def learn(self, index: int, entry: bytes) -> None:
        """Look at a node event; raises ProofError for what is none."""
        try:
            event = msgspec.json.decode(entry, type=NodeEntry).event
            if msgspec.json.decode(event, type=_Tagged).type == tag_of(DeviceEnrolled):
                enrolled = msgspec.json.decode(event, type=DeviceEnrolled)
                self._keys[enrolled.kid] = public_key(unb64url(enrolled.public_key))
        except (msgspec.MsgspecError, ValueError, Rejected):
            raise ProofError(msg("catatan %(index)s tidak terbaca", index=str(index))) from None

    def key_of(self, kid: str) -> PublicKey | None:
        """The key of this name, if an event before named it."""
        return self._keys.get(kid)


def log_key_of(first_entry: bytes) -> str:
    """The log key that entry 0 names; empty when it is no founding."""
    try:
        entry = msgspec.json.decode(first_entry, type=NodeEntry)
        return msgspec.json.decode(entry.event, type=NodeFounded).log_key
    except msgspec.MsgspecError:
        return ""
