"""What there is to prove in a dossier, and which entries show each fact (pure)."""

from collections.abc import Mapping, Sequence
from functools import partial

from kawal.count.names import CONTESTS, field_name
from kawal.disputes.dossier.chronology import Told
from kawal.disputes.dossier.hearing import Account
from kawal.disputes.dossier.model import Cited, Form, Found
from kawal.disputes.dossier.scope import is_trouble
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.texts import Both, both
from kawal.disputes.dossier.where import where
from kawal.field.kinds import KindBook
from kawal.kernel.language import Language
from kawal.watch.model import ONCE

Fact = tuple[Both, frozenset[int]]


def facts_of(
    told: Sequence[Told],
    forms: Sequence[Form],
    found: Sequence[Found],
    cited: Sequence[Cited],
    book: KindBook,
    places: Mapping[str, str],
) -> tuple[Fact, ...]:
    """The facts in the order in which a case is told: stages of the day, incidents, forms, what does not add up."""
    spoken: dict[tuple[str, str], set[int]] = {}
    for row, place, heard in told:
        if heard.kind in ONCE and not row.void:
            spoken.setdefault((place, heard.kind), set()).add(row.index)
        if is_trouble(heard) and not row.void:
            spoken.setdefault((place, f"{heard.kind}:{heard.data.get('what', '')}"), set()).add(row.index)
    alike: dict[tuple[str, frozenset[int]], list[str]] = {}
    by_day = sorted(spoken.items(), key=lambda one: (one[0][0], min(one[1]), one[0][1]))
    for (place, what), entries in by_day:  # what the same entries say of many places is one fact
        alike.setdefault((what, frozenset(entries)), []).append(place)
    facts = [
        (both(partial(_spoken, where(at, places), what, book)), entries) for (what, entries), at in alike.items()
    ]
    facts += [(both(partial(_form, one, places)), frozenset(copy.copy for copy in one.copies)) for one in forms]
    facts += [(_at(places, one.place, one.what), frozenset(one.entries)) for one in found]
    facts += [(_at(places, one.place, one.title), frozenset(one.entries)) for one in cited]
    return tuple(facts)


def _at(places: Mapping[str, str], place: str, what: Both) -> Both:
    return {code: f"{places.get(place, place)}: {text}" for code, text in what.items()}


def accounts_of(told: Sequence[Told], senders: Senders) -> dict[str, Account]:
    """Everyone who said something that is here and was not taken back, with their entries."""
    accounts: dict[str, Account] = {}
    for row, _, _ in told:
        key = "" if row.void else senders.key(row)
        if key:
            accounts.setdefault(key, senders.account(key)).entries[row.index] = row.assurance
    return accounts


def _spoken(place: str, key: str, book: KindBook, words: Language) -> str:
    name, _, what = key.partition(":")
    kind = book.newest(name)
    if kind is None:
        return f"{place}: {name}"
    field = kind.field("what")
    choice = next((one.title.of(words.code) for one in field.choices if one.id == what), "") if field else ""
    return f"{place}: {choice or kind.title.of(words.code)}"


def _form(form: Form, places: Mapping[str, str], words: Language) -> str:
    votes = next((row for row in form.rows if row.name == "valid_total"), None)
    sure = (
        f", {field_name('valid_total', words)} {words.integer(votes.held)}"
        if votes and votes.held is not None
        else ""
    )
    place = places.get(form.station, form.station)
    return words.text("%(place)s: angka formulir %(contest)s", place=place, contest=CONTESTS[form.contest]) + sure
