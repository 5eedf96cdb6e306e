"""What those are called from whom something was heard, for whoever reads it."""

from collections.abc import Mapping

from kawal.access.model import Who
from kawal.access.people import account_names
from kawal.election.model import Person
from kawal.field.incoming import role_of
from kawal.kernel.language import Language
from kawal.watch.desk import WatchDesk
from kawal.watch.model import Source


def people_names(desk: WatchDesk, who: Who, language: Language) -> dict[str, str]:
    """What a source is called on a page for who reads it: a person's or an account's name, by its id."""
    directory = desk.field.access.directory()
    names = account_names(directory, desk.field.registry(), who, language)
    for kid, device in directory.devices.items():
        names[kid] = names.get(device.account, device.account)
    return names


def reporter_of(desk: WatchDesk, source: Source) -> Person | None:
    """The registered person whose own word it is: who spoke, or whose phone or session sent it. None where a clerk
    wrote it down without naming the speaker, and where nobody knows."""
    registry, directory = desk.field.registry(), desk.field.access.directory()
    spoken = registry.person_by_id.get(source.who)
    if spoken is not None or source.assurance not in ("device", "session"):
        return spoken
    device = directory.devices.get(source.who)
    account = directory.accounts.get(device.account if device else source.who)
    return registry.person_by_id.get(account.person) if account else None


def source_name(source: Source, names: Mapping[str, str], language: Language) -> str:
    """What a source is called on a page: a person's, an account's, or the role it was heard from."""
    return names.get(source.who) or role_of(source.who) or language.text("sumber tanpa nama")
