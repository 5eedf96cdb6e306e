"""How far stations are, told to another node: what was reached since it was told last, or what the desk says."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from kawal.exchange.envelope import STAGE_KINDS, Letter, Stage, StageKind
from kawal.exchange.mail import MailDesk
from kawal.field.incoming import Author, Incoming
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Event, Sealed
from kawal.watch.desk import WatchDesk
from kawal.watch.letters.fromletters import news_of, stages_of, stations_of
from kawal.watch.letters.letterwords import without_votes

MOST_STAGES = 60
FIRST_STAGES: frozenset[StageKind] = frozenset({"logistics", "opening"})
"""What a node that keeps order tells; one that takes results tells how the counting goes and that the box left."""


class Milestones:
    """Letters of one node about the stages of its stations."""

    def __init__(self, watch: WatchDesk, mail: MailDesk) -> None:
        self._watch, self._mail = watch, mail

    def tell(self, receiver: str, words: str, actor: str) -> str:
        """Tell another node in words how far stations are: what the grammar reads of it goes as stages."""
        if not words.strip():
            raise Rejected(msg("surat"), msg("isi"), msg("kosong"))
        kept = without_votes(words)
        line = Incoming(channel="peer", text=kept, at=self._watch.clock())
        understood = self._watch.lines.look(line, Author(actor, "clerk", lambda _: True))
        at_ms = int(understood.at.timestamp() * 1000)
        stages = stages_of(understood.facts, at_ms, self._watch.stations())[:MOST_STAGES]
        return self._mail.send(
            lambda connection: (
                self._mail.draft("milestone", receiver, connection, words=kept, stages=stages),
                (),
            ),
            actor,
        )

    def tell_news(self, receiver: str, actor: str) -> str:
        """Tell another node which stages were reached since it was told last. Raises Conflict for nothing new."""

        def write(connection: Connection) -> tuple[Letter, Sequence[Event | Sealed]]:
            stages = self.news(connection, receiver)
            if not stages:
                raise Conflict(msg("tidak ada tahapan baru untuk simpul ini"))
            return self._mail.draft("milestone", receiver, connection, stages=stages[:MOST_STAGES]), ()

        return self._mail.send(write, actor)

    def news(self, connection: Connection, receiver: str) -> tuple[Stage, ...]:
        """The stages that another node was not told of yet."""
        told = {
            (stage.kind, station)
            for row, letter in self._mail.all(connection)
            if row.way == "out" and row.peer == receiver and letter is not None
            for stage in letter.stages
            for station in stations_of(stage)
        }
        kinds = set(STAGE_KINDS) - FIRST_STAGES if self._watch.lines.takes_results() else FIRST_STAGES
        board = self._watch.board(connection)
        stations = self._watch.field.registry().stations
        return news_of(((one.id, heard) for one in stations for heard in board.of(one.id)), kinds, told)
