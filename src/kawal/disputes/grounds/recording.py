"""What people say of grounds and objections, decided on what stands now and recorded in the same transaction."""

from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.count.formqueries import rounds_of
from kawal.count.names import CONTESTS
from kawal.disputes.grounds import decide, marking, steps
from kawal.disputes.grounds.answering import Answering, answer
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.queries import load_grounds, voided
from kawal.disputes.grounds.sources import counted, is_about, source_of
from kawal.field.queries import report_at
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision


def open_ground(desk: GroundDesk, command: decide.Open, actor: str) -> int:
    """Put a ground under study; returns its entry. Raises Missing for an unknown station, Rejected for a contest that
    it does not vote in and entries that are not about it, and what `decide.open_ground` raises."""
    station = command.station
    if not is_station(station) or StationId(station) not in desk.field.registry().station_by_id:
        raise Missing(msg("TPS"), msg("TPS terdaftar"), station[:20])
    contests = desk.contests_at(station)
    if command.contest is not None and command.contest not in contests:
        raise Rejected(msg("pemilihan"), msg("pemilihan yang berlangsung di TPS ini"), CONTESTS[command.contest])
    entries = decide.entries_of(command)

    def decided(connection: Connection) -> Decision:
        found = desk.opening(connection, station)
        indicated = {entry for one in found if one.rule == command.rule for entry in one.entries}
        void = voided(connection)
        sources = [source_of(connection, station, one, void, indicates=one in indicated) for one in entries]
        asked = (command.contest,) if command.contest else contests
        rounds = {one for kind in asked for one in rounds_of(connection, station, kind)}
        present = load_grounds(connection, station)
        return Decision((decide.open_ground(command, sources, present, desk.rules, rounds, contests),))

    return desk.field.store.writer.commit(decided, actor)[0].index


def say(desk: GroundDesk, index: int, command: steps.Say, account: Account) -> None:
    """What the stage whose turn it is says, or what KPU really decided. Raises Missing for no such ground, and what
    `steps.say` raises."""
    today = desk.clock().astimezone(desk.zone).date()

    def decided(connection: Connection) -> Decision:
        ground = desk.one(connection, index)
        contests, voting = desk.contests(ground), desk.voting(ground)
        others = [one for one in load_grounds(connection, ground.station) if one.index != ground.index]
        return Decision((steps.say(command, ground, account, today, contests, voting, others),))

    desk.field.store.writer.commit(decided, account.id)


def mark(desk: GroundDesk, index: int, command: marking.MarkExhibit, actor: str) -> None:
    """Mark an exhibit. Raises Missing for no such ground, and what `marking.mark` raises."""

    def decided(connection: Connection) -> Decision:
        ground = desk.one(connection, index)
        known = {*ground.entries, *counted(connection, ground.station, desk.contests(ground))}
        report = report_at(connection, command.entry) if command.entry >= 0 else None
        if report and is_about(connection, report, ground.station) and report.id not in voided(connection):
            known.add(command.entry)
        return Decision((marking.mark(command, ground, desk.rules, known),))

    desk.field.store.writer.commit(decided, actor)


def answer_objection(desk: GroundDesk, index: int, command: Answering, account: Account) -> None:
    """What a plenary answered to an objection. Raises Missing for no such objection, and what `answering.answer`
    raises."""
    today = desk.clock().astimezone(desk.zone).date()

    def decided(connection: Connection) -> Decision:
        objection = desk.objection(connection, index)
        contests = desk.field.registry().contests
        voting = min((one.day for one in contests if objection.contest in (None, one.kind)), default=None)
        return Decision((answer(command, objection, account, today, voting),))

    desk.field.store.writer.commit(decided, account.id)
