"""Routes of the nodes that letters go to and come from: which are known, naming one, letting it go."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.exchange.growth import peer_logs
from kawal.exchange.letters import load_peers
from kawal.exchange.peers import drop_peer, name_peer
from kawal.exchange.witnesses import load_witnesses
from kawal.jurisdiction.load import agencies
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.policy import Group
from kawal.store.log import read_head
from kawal.watch.letters.http_letters import PAGE, mail_of
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PEERS = f"{PAGE}/simpul/daftar"


class PeerForm(msgspec.Struct, frozen=True):
    """A node to exchange letters with."""

    key: Annotated[str, msgspec.Meta(max_length=300)]
    institution: Annotated[str, msgspec.Meta(max_length=200)] = ""
    agency: Annotated[str, msgspec.Meta(max_length=40)] = ""
    url: Annotated[str, msgspec.Meta(max_length=300, pattern=r"^(https?://[^\s/]+(/[^\s]*)?)?$")] = ""
    witness: Annotated[str, msgspec.Meta(max_length=300)] = ""
    group: Group = "supervisor"


class PeerMeant(msgspec.Struct, frozen=True):
    """A known node that something is asked for."""

    origin: Annotated[str, msgspec.Meta(max_length=120)]


@post(f"{PAGE}/simpul", right="gate.manage", status_code=SEE_OTHER, sync_to_thread=True)
def peer_named(
    request: AnyRequest, state: State, data: Annotated[PeerForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Exchange letters with a node from now on."""
    if data.agency and data.agency not in agencies():
        raise Rejected(msg("instansi"), msg("instansi yang dikenal"), data.agency)
    name_peer(
        mail_of(state).store,
        data.key,
        data.institution,
        data.agency,
        data.url,
        account_of(request).id,
        witness=data.witness.strip(),
        group=data.group,
    )
    return Redirect(PEERS, status_code=SEE_OTHER)


@post(f"{PAGE}/simpul/lepas", right="gate.manage", status_code=SEE_OTHER, sync_to_thread=True)
def peer_dropped(
    request: AnyRequest, state: State, data: Annotated[PeerMeant, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """No letters go there or are taken from there any more."""
    drop_peer(mail_of(state).store, data.origin, account_of(request).id)
    return Redirect(PEERS, status_code=SEE_OTHER)


@post(f"{PAGE}/simpul/titik", right="gate.manage", status_code=SEE_OTHER, sync_to_thread=True)
def checkpoint_sent(
    request: AnyRequest, state: State, data: Annotated[PeerMeant, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Send our newest checkpoint now; where there is no network, the desk carries its letter."""
    mail_of(state).send_checkpoint(data.origin, account_of(request).id)
    return Redirect(PEERS, status_code=SEE_OTHER)


@get(PEERS, right="gate.manage", sync_to_thread=True)
def peers_page(request: AnyRequest, state: State) -> Response[str]:
    """The nodes that are known, and our own key to be named over there."""
    desk, words = mail_of(state), reader_of(request).language
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        peers, logs = load_peers(connection), peer_logs(connection)
        witnesses = {one.name for one in load_witnesses(connection)}
        size = read_head(connection).size
    return renderer_of(state).page(
        request,
        "peers.html",
        peers=peers,
        logs=logs,
        size=size,
        witnesses=witnesses,
        witness_key=str(desk.witness.verifier),
        own_key=str(desk.store.keys.log.verifier),
        agencies=sorted((one.name.say(words), one.id) for one in agencies().values()),
    )


ROUTES = [
    peer_named,
    peer_dropped,
    checkpoint_sent,
    peers_page,
]
