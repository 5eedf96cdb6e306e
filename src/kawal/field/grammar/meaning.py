"""What stands in several words of a clause: negations, supplies, people who are unwell, counts (pure)."""

from kawal.field.grammar.items import Clause, Item
from kawal.field.grammar.lexicon import Lexicon, Predicate
from kawal.field.grammar.model import Answer

OPENS = "opening"
STAGED = frozenset({"opening", "counting_starts", "counting_ends"})
CROWDS = frozenset({"crowd", "disturbance"})
"""Incidents in which a number of people is that of the crowd."""
CUSTODY = frozenset({"custody", "box_opened"})
EVACUATED = "evacuated"
BARE_NOT = "belum"
"""belum without a verb: it says not open where the line speaks of opening, else it must be asked."""
NOTHING = "none"
"""Something is said of the stations, and it is nothing to report."""
PRESENT = Predicate("check_in")
BARE_COUNT = "count"
"""A number of people without a word for what they are."""


def with_meaning(clause: Clause, lexicon: Lexicon) -> list[Item]:
    """The items of a clause, with every predicate that its words give, in their order."""
    words = set(clause.words)
    items = _negated(clause, lexicon)
    found = _loose(clause, lexicon, words, items)
    if any(_is_custody(item) for item in found):
        items = [item for item in items if not (isinstance(item.value, Predicate) and item.value.kind == "incident")]
    items = items + found if found and not _has_targets_after(clause) else _placed_first(items, found)
    items = _welfare(_without_people(items, words), words, lexicon)
    items = _counted(items, words)
    return _once(items)


def _negated(clause: Clause, lexicon: Lexicon) -> list[Item]:
    """belum before a phrase: an opening becomes not open, any other stage says nothing; alone it is not open."""
    items: list[Item] = []
    negated = denied = False
    supplies = bool(lexicon.data.missing_supplies & set(clause.words))
    for item in clause.items:
        if item.mark == "not":
            negated = True
            continue
        if item.mark == "no":
            denied = True
            continue
        if item.mark == "say" and denied and isinstance(item.value, Predicate) and item.value.kind != "nil":
            denied = False
            continue
        if item.mark == "say" and negated and isinstance(item.value, Predicate):
            items.append(Item("say", Predicate("not_open" if item.value.kind == OPENS else NOTHING), item.words))
            negated = False
            continue
        if negated and item.mark in ("place", "stations") and not supplies:
            items.append(Item("say", Predicate("not_open"), BARE_NOT))
            negated = False
        items.append(item)
    if negated and not supplies:
        items.append(Item("say", Predicate("not_open"), BARE_NOT))
    return items


def _last_target(items: list[Item]) -> int:
    return max((n for n, item in enumerate(items) if item.mark in ("place", "stations", "all")), default=-1)


def _has_targets_after(clause: Clause) -> bool:
    return not any(item.mark in ("place", "stations") for item in clause.items)


def _placed_first(items: list[Item], found: list[Item]) -> list[Item]:
    """What is said loosely of a clause stands behind its stations, so that it speaks of them."""
    at = _last_target(items) + 1
    return items[:at] + found + items[at:]


def _loose(clause: Clause, lexicon: Lexicon, words: set[str], items: list[Item]) -> list[Item]:
    found: dict[str, Item] = {}
    for one in lexicon.data.loose:
        if not all(words & set(group) for group in one.all):
            continue
        data: dict[str, Answer] = dict(one.data)
        if one.kind == "box_handed_over":
            receiver = "ppk" if words & {"ppk", "kecamatan"} else "pps" if words & {"pps", "kelurahan"} else ""
            data |= {"receiver": receiver} if receiver else {}
        found[one.kind] = Item("say", Predicate(one.kind, data), one.kind)
    if "box_handed_over" in found:
        found.pop("logistics", None)
    if _is_custody(found.get("incident")):
        if any(item.mark == "no" for item in clause.items):
            return []
        found = {"incident": found["incident"]}
    said = {item.value.kind for item in items if isinstance(item.value, Predicate)}
    found = {kind: item for kind, item in found.items() if kind not in said or kind == "incident"}
    negated = any(item.mark == "not" for item in clause.items)
    if negated or said & STAGED:
        found = {kind: item for kind, item in found.items() if kind not in STAGED}
    if "logistics" in found and negated:
        found.pop("logistics")
    if negated and lexicon.data.missing_supplies & words and not any(item.mark == "say" for item in items):
        found["incident"] = Item("say", Predicate("incident", {"what": "logistics"}), "logistik")
    if "logistics" in found and "lengkap" in words and "datang" not in words and words & {"hadir", "anggota"}:
        found.pop("logistics")
    return list(found.values())


def _is_custody(item: Item | None) -> bool:
    """Whether it tells that a ballot box is gone or broken open: that is neither shortage nor theft alone."""
    return item is not None and isinstance(item.value, Predicate) and item.value.data.get("what") in CUSTODY


def _without_people(items: list[Item], words: set[str]) -> list[Item]:
    """Supplies that are there are not people who are present ("logistik tiba di lokasi")."""
    said = {item.value.kind for item in items if isinstance(item.value, Predicate)}
    if "logistics" not in said or words & {"anggota", "orang", "hadir", "standby", "petugas"}:
        return items
    return [item for item in items if not (isinstance(item.value, Predicate) and item.value.kind == "check_in")]


def _welfare(items: list[Item], words: set[str], lexicon: Lexicon) -> list[Item]:
    """Someone is unwell: who and how, where the clause says it; taken away counts before collapsed before sick."""
    welfare = lexicon.data.welfare
    states = [state for word, state in welfare.states.items() if set(word.split()) <= words]
    who = next((role for word, role in welfare.who.items() if word in words), "")
    if EVACUATED in states and ("kotak" in words or not (who or "puskesmas" in words)):
        states.remove(EVACUATED)
    left_unwell = any(isinstance(i.value, Predicate) and i.value.data.get("reason") == "unwell" for i in items)
    if not states or left_unwell:
        return items
    data: dict[str, Answer] = {"state": states[-1]}
    if who:
        data["who"] = who
    kept = [item for item in items if not (isinstance(item.value, Predicate) and item.value.kind == "check_in")]
    at = _last_target(kept) + 1
    return [*kept[:at], Item("say", Predicate("welfare", data), "sakit"), *kept[at:]]


def _counted(items: list[Item], words: set[str]) -> list[Item]:
    """A count of people belongs to who is present, to a crowd, else it is voters who have come."""
    counts = [item for item in items if item.mark == "count"]
    if not counts and "pemilih" in words:  # voters who are there, and no number
        return [i for i in items if not (isinstance(i.value, Predicate) and i.value.kind == "check_in")]
    if not counts:
        return items
    number = counts[0].value
    for at, item in enumerate(items):
        counted = _with_people(item.value, number, words) if isinstance(item.value, Predicate) else None
        if counted:
            return [*items[:at], Item("say", counted, item.words), *items[at + 1 :]]
    if any(item.mark == "say" for item in items):
        return items
    if "anggota" in words and "pemilih" not in words:
        return items
    at = max(_last_target(items) + 1, items.index(counts[0]) + 1)
    said = "pemilih" if words & {"pemilih", "mencoblos"} else BARE_COUNT
    return [*items[:at], Item("say", Predicate("turnout", {"arrived": number}), said), *items[at:]]  # type: ignore[dict-item]


def _with_people(said: Predicate, number: object, words: set[str]) -> Predicate | None:
    """What was said with the number of its people; None for what has none."""
    if not isinstance(number, int):
        return None
    if said.kind == "check_in" and "pemilih" in words:
        return Predicate("turnout", {"arrived": number})
    crowd = said.kind == "incident" and said.data.get("what") in CROWDS and "pemilih" not in words
    field = "people" if crowd else {"check_in": "present", "assembly": "people"}.get(said.kind)
    return Predicate(said.kind, {**said.data, field: number}) if field else None


def _is_present(said: object) -> bool:
    return isinstance(said, Predicate) and said.kind == PRESENT.kind


def _once(items: list[Item]) -> list[Item]:
    """Two ways of saying the same in one run of a clause are one."""
    kept: list[Item] = []
    seen: list[object] = []
    for item in items:
        if item.mark in ("place", "stations"):
            seen = []
        if item.mark == "say":
            if item.value in seen or (item.value == PRESENT and any(_is_present(one) for one in seen)):
                continue
            seen.append(item.value)
        kept.append(item)
    return kept
