"""What an account is offered: the forms that it may send, and the places from which it may send them."""

import csv
import hashlib
from io import StringIO

from kawal.access.model import Account
from kawal.election.model import Registry
from kawal.field.channels.odk.xml import FormEntry
from kawal.field.forms.sheets import PLACES
from kawal.field.forms.xform import xform_of
from kawal.field.kinds import KindBook, ReportKind


def forms_of(account: Account, book: KindBook) -> tuple[ReportKind, ...]:
    """The kinds that this account may send, newest versions."""
    return tuple(kind for kind in book.current if set(kind.roles) & set(account.roles))


def form_entry(kind: ReportKind, base: str, *, verbose: bool) -> FormEntry:
    """A kind in the list of forms; `base` is the address under which this client comes in."""
    where = f"{base}/forms/{kind.id}/{kind.version}"
    return FormEntry(
        form=kind.id,
        name=kind.title.id,
        version=str(kind.version),
        hash=md5_of(xform_of(kind).encode()),
        download=f"{where}/form.xml",
        manifest=f"{where}/manifest.xml",
        about=kind.title.en if verbose else "",
    )


def media_of(kind: ReportKind) -> str:
    """The file of places that a form needs."""
    return PLACES[kind.place]


def places_csv(account: Account, kind: ReportKind, registry: Registry) -> bytes:
    """Where the account may report this kind from: stations, then wards and larger regions, as `name,label`."""
    grants = [grant for grant in account.grants if grant.role in kind.roles]
    places: list[str] = [
        station.id for station in registry.stations if any(one.reaches(station.id) for one in grants)
    ]
    wards = {station.ward for station in registry.stations}
    if kind.place != "station":
        around = (
            region.code
            for region in registry.regions
            if any(ward == region.code or ward.startswith(f"{region.code}.") for ward in wards)
        )
        places += [code for code in around if any(one.reaches(code) for one in grants)]
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(("name", "label"))
    writer.writerows((place, registry.place_name(place)) for place in places)
    return target.getvalue().encode()


def md5_of(content: bytes) -> str:
    """The hash by which clients see that a file has changed."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
