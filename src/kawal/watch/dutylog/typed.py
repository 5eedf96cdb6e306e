"""A line as it was typed at the desk: its moment, its day where it comes from paper, what it answers or corrects."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from kawal.field.incoming import Incoming
from kawal.field.line_queries import log_row_of
from kawal.field.lines import SHEET_NUMBER
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.watch.desk import WatchDesk

DeskChannel = Literal["radio", "telephone", "paper"]
"""What an operator writes down: heard on the radio, by telephone, or copied from a sheet that was written by hand."""
OLDEST_SHEET = timedelta(days=30)


def typed_line(
    desk: WatchDesk, text: str, channel: DeskChannel, ward: str, sheet: str, day: str, re: str
) -> Incoming:
    """A line as it was typed. What it answers or corrects gives it its day, and its moment where it names no time."""
    at, only_day = _at(desk, channel, day)
    meant: datetime | None = None
    if re:
        with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
            row = log_row_of(connection, re)
        known = datetime.fromisoformat(row.received)  # a phone's clock may be ahead
        meant = min(datetime.fromtimestamp(row.at_ms / 1000, UTC), known).astimezone(desk.lines.zone)
        if channel != "paper" and meant.date() != at.date():
            at = datetime.combine(meant.date(), time(23, 59), desk.lines.zone)
        if meant.date() != at.date() or "time" in row.asks:
            only_day, meant = only_day or "time" in row.asks, None
        else:
            only_day = False
    return Incoming(
        channel=channel,
        text=text.strip(),
        at=at,
        meant_at=meant,
        only_day=only_day,
        ward=known_ward(desk, ward),
        sheet=_sheet(channel, sheet),
    )


def _at(desk: WatchDesk, channel: DeskChannel, day: str) -> tuple[datetime, bool]:
    """The moment of a line, and whether only its day is known: of a sheet that was written on an earlier day its end,
    before which every time of that day lies. Raises Rejected for a day to come or long past."""
    now = desk.clock().astimezone(desk.lines.zone)
    if channel != "paper" or day in ("", now.date().isoformat()):
        return now, False
    try:
        written_on = date.fromisoformat(day)
    except ValueError:
        written_on = date.max
    if not timedelta(0) < now.date() - written_on <= OLDEST_SHEET:
        raise Rejected(msg("hari"), msg("hari ini atau paling lama 30 hari lalu"), day)
    return datetime.combine(written_on, time(23, 59), desk.lines.zone), True


def _sheet(channel: DeskChannel, number: str) -> str:
    """The number of the sheet that a line of paper was copied from, empty for other doors. Raises Rejected without
    one: what was written by hand must be found again."""
    if channel != "paper":
        return ""
    if not number.strip():
        raise Rejected(msg("lembar"), SHEET_NUMBER, msg("kosong"))
    return number.strip()


def known_ward(desk: WatchDesk, code: str) -> RegionCode | None:
    """The ward of a code, None for an empty one; raises Rejected for a region that nobody knows."""
    if not code:
        return None
    if RegionCode(code) not in desk.field.registry().region_by_code:
        raise Rejected(msg("kelurahan"), msg("kelurahan yang terdaftar"), code)
    return RegionCode(code)
