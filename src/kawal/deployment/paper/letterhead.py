"""The letterhead and what else a city writes on its paper, as data."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


class Telephone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the telephone list."""

    name: str
    number: str


class Letterhead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who writes, how letters are numbered, when people muster, which radio channel a district has."""

    institution: str
    exercise: bool
    lines: tuple[str, ...]
    address: str
    number: str
    place: str
    basis: str
    signatory_title: str
    signatory_name: str
    copies: tuple[str, ...]
    timezone: str
    zone_name: str
    muster_post: str
    muster_team: str
    radio_channels: dict[str, str]
    radio_backup: str
    telephones: tuple[Telephone, ...]

    def numbered(self, number: int, at: datetime) -> str:
        """The number of a letter: 300/0147/SPT/2024."""
        return self.number.format(number=number, year=self.local(at).year)

    def local(self, at: datetime) -> datetime:
        """A moment on the city's clocks."""
        return at.astimezone(ZoneInfo(self.timezone))


def load_letterhead(path: str | Path | None = None) -> Letterhead:
    """Read a letterhead; without a path the exercise's. Raises Rejected with the first thing that is wrong."""
    if path is None:
        data, name = files("kawal.deployment.paper").joinpath("letterhead.yaml").read_bytes(), "letterhead.yaml"
    else:
        data, name = Path(path).read_bytes(), Path(path).name
    try:
        letterhead = msgspec.yaml.decode(data, type=Letterhead)
        letterhead.number.format(number=1, year=2024)
        ZoneInfo(letterhead.timezone)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Rejected(name, msg("kop surat seperti yang dikirim bersama Kawal"), error) from None
    except ZoneInfoNotFoundError as error:
        raise Rejected(name, msg("zona waktu seperti Asia/Makassar"), error) from None
    except (KeyError, IndexError, ValueError) as error:
        raise Rejected(name, msg("pola nomor dengan {number} dan {year}"), error) from None
    return letterhead
