"""Alarms that someone sent today, themselves or by their phone: what they may tell the desk to have been a slip."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import Connection

from kawal.access.model import Directory
from kawal.field.queries import ReportRow, latest_reports

ALARMS = ("incident", "welfare")
LOOK_BACK = timedelta(hours=24)
MOST_READ, MOST = 200, 5
"""Of each kind so many newest reports are looked through; so many of one's own are shown."""


def sender_of(row: ReportRow, known: Directory) -> str:
    """The account that sent a report: named by the node that signed for it, or the one whose phone signed."""
    device = known.devices.get(row.source)
    return row.account or (device.account if device else "")


def own_alarms(connection: Connection, account: str, known: Directory, now: datetime) -> tuple[ReportRow, ...]:
    """The alarms of one account within a day, newest first."""
    oldest = (now.astimezone(UTC) - LOOK_BACK).isoformat()
    rows = [
        row
        for kind in ALARMS
        for row in latest_reports(connection, kind=kind, most=MOST_READ)
        if row.received >= oldest and sender_of(row, known) == account
    ]
    return tuple(sorted(rows, key=lambda row: -row.index)[:MOST])
