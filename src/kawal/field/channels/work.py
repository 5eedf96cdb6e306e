"""The jobs of gateways, with the client that they share."""

from collections.abc import Mapping

import httpx
import msgspec

from kawal.field.channels.intake import Intake
from kawal.field.channels.parts import FORGET_PART, JOIN_TEXT, let_go, overdue
from kawal.field.channels.sending import Ending, TextSender, gateway_client, no_ending
from kawal.field.channels.telegram.photo import FETCH_PHOTO, PhotoFetcher
from kawal.field.desk import FieldDesk
from kawal.field.lines import SEND_TEXT, LineDesk
from kawal.kernel.clock import Clock, system_clock
from kawal.store.jobs import Handler


class GateWork:
    """What is done after a decision: texts are sent, late parts are kept, photos are fetched."""

    def __init__(
        self,
        field: FieldDesk,
        lines: LineDesk,
        clock: Clock,
        client: httpx.Client | None = None,
        real: Clock = system_clock,
        ending: Ending = no_ending,
    ) -> None:
        self._field, self._client = field, client or gateway_client()
        self._intake = Intake(field, lines, clock, real)
        self._sender = TextSender(field.store, self._client, real, ending=ending)
        self._photos = PhotoFetcher(field, field.access, self._client)

    def handlers(self) -> Mapping[str, Handler]:
        """The handler of each kind of job."""
        return {
            SEND_TEXT: self._sender.send,
            JOIN_TEXT: self._join,
            FORGET_PART: self._let_go,
            FETCH_PHOTO: self._photos.fetch,
        }

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _join(self, body: bytes) -> None:
        """A part has waited ten minutes: its message is kept as it is."""
        identity = msgspec.json.decode(body, type=str)
        store = self._field.store
        with store.engine.connect().execution_options(read_only=True) as connection:
            joined = overdue(connection, store.blobs.sealer, identity)
        if joined is not None:
            self._intake.keep_joined(joined)

    def _let_go(self, body: bytes) -> None:
        """Two days after a message was kept without a part: the words of the others are forgotten."""
        with self._field.store.engine.begin() as connection:
            let_go(connection, msgspec.json.decode(body, type=str))
