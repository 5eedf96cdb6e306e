"""What those are called from whom something was heard, for whoever reads it."""

from collections.abc import Mapping

from kawal.access.model import Who
from kawal.access.people import account_names
from kawal.field.incoming import role_of
from kawal.kernel.language import Language
from kawal.watch.desk import WatchDesk
from kawal.watch.model import Source


def people_names(desk: WatchDesk, who: Who) -> dict[str, str]:
    """What a source is called on a page for who reads it: a person's or an account's name, by its id."""
    directory = desk.field.access.directory()
    names = account_names(directory, desk.field.registry(), who)
    for kid, device in directory.devices.items():
        names[kid] = names.get(device.account, device.account)
    return names


def source_name(source: Source, names: Mapping[str, str], language: Language) -> str:
    """What a source is called on a page: a person's, an account's, or the role it was heard from."""
    return names.get(source.who) or role_of(source.who) or language.text("sumber tanpa nama")
