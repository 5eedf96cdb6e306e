"""Turns of a duty roster: hours of each day, or from one moment to another; by the clock on the wall (pure)."""

import re
from datetime import datetime, time

DAILY = re.compile(r"([01]\d|2[0-3])[:.]([0-5]\d)\s*-\s*([01]\d|2[0-3])[:.]([0-5]\d)")
_MOMENT = r"(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3])[:.]([0-5]\d)"
DATED = re.compile(rf"{_MOMENT}\s*/\s*{_MOMENT}")
MOST_TURNS = 60


def read_duty(text: str) -> tuple[str, ...] | None:
    """The turns of a cell, parted by ";": "18:00-06:00" or "2024-11-27 18:00/2024-11-28 06:00"; None when one is
    neither, or ends before it begins. A daily turn that ends before it begins goes over midnight."""
    turns = [_turn(part.strip()) for part in text.split(";") if part.strip()]
    found = tuple(one for one in turns if one)
    return found if len(found) == len(turns) <= MOST_TURNS else None


def on_duty(turn: str, local: datetime) -> bool:
    """Whether a turn holds at a moment of the local clock, its start included, its end not; equal hours are a whole
    day."""
    first, parted, last = turn.partition("/")
    here = local.replace(tzinfo=None)
    if parted:
        return datetime.fromisoformat(first) <= here < datetime.fromisoformat(last)
    start, end = (time.fromisoformat(part) for part in turn.split("-"))
    now = here.time()
    return start <= now < end if start < end else now >= start or now < end


def _turn(text: str) -> str:
    """A turn as it is kept; empty for what is none."""
    daily = DAILY.fullmatch(text)
    if daily:
        return f"{daily[1]}:{daily[2]}-{daily[3]}:{daily[4]}"
    dated = DATED.fullmatch(text)
    if not dated:
        return ""
    first, last = f"{dated[1]}T{dated[2]}:{dated[3]}", f"{dated[4]}T{dated[5]}:{dated[6]}"
    try:
        return f"{first}/{last}" if datetime.fromisoformat(first) < datetime.fromisoformat(last) else ""
    except ValueError:  # 2024-02-30
        return ""
