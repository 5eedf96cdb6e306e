"""The nodes that letters go to and come from: naming one, letting it go."""

from sqlalchemy.engine import Connection

from kawal.exchange.events import PeerDropped, PeerNamed, WitnessNamed
from kawal.exchange.letters import known_peer, waiting_letters
from kawal.exchange.mail import carried
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.note import COSIGNATURE, VerifierKey
from kawal.record.policy import Group
from kawal.store.events import Decision
from kawal.store.opened import Store


def name_peer(
    store: Store,
    key: str,
    institution: str,
    agency: str,
    url: str,
    actor: str,
    *,
    witness: str = "",
    group: Group = "supervisor",
) -> None:
    """Name a node that letters go to and come from; with its `witness` key it is asked to sign our checkpoints.
    Raises Rejected for a key that is none or our own."""
    verifier = VerifierKey.parse(key)
    if verifier.name == store.keys.log.verifier.name:
        raise Rejected(msg("kunci pemeriksa"), msg("kunci simpul lain"), verifier.name)
    kept = " ".join(institution.split())[:80] or verifier.name
    event = PeerNamed(origin=verifier.name, key=str(verifier), institution=kept, agency=agency, url=url.rstrip("/"))
    signer = VerifierKey.parse(witness) if witness else None
    if signer is not None and signer.kind != COSIGNATURE:
        raise Rejected(msg("kunci saksi"), msg("kunci saksi simpul sana"), witness)
    asked = (WitnessNamed(name=signer.name, key=str(signer), group=group, url=""),) if signer else ()

    def decide(connection: Connection) -> Decision:
        left = waiting_letters(connection, verifier.name) if event.url else ()
        return Decision((event, *asked), jobs=tuple(carried(one.id) for one in left))

    store.writer.commit(decide, actor)


def drop_peer(store: Store, origin: str, actor: str) -> None:
    """Take no letters from there any more; raises Missing for a node that is not named."""

    def decide(connection: Connection) -> Decision:
        known_peer(connection, origin)
        return Decision((PeerDropped(origin=origin),))

    store.writer.commit(decide, actor)
