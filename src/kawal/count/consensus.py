"""What the copies of one form say together, number by number; nothing is overwritten (pure)."""

from collections.abc import Iterable, Sequence

from kawal.count.model import Decided, FieldState, Reading, Said, precedence, source_kind

READERS = ("second", "first", "device", "file", "feed")
"""From the reader that a sum follows first, where two read one copy differently and nobody has decided yet."""


def in_force(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings that count: of each source those of its newest copy, of each reader of it the newest."""
    by_source: dict[str, dict[str, Reading]] = {}
    for reading in sorted(readings, key=lambda one: one.index):
        held = by_source.setdefault(reading.source, {})
        newest = max((one.copy for one in held.values()), default=reading.copy)
        if reading.copy > newest:
            held.clear()
        if reading.copy >= newest:
            held[reading.reader] = reading
    ranked = [one for held in by_source.values() for one in held.values()]
    return tuple(sorted(ranked, key=lambda one: (precedence(one.source), READERS.index(one.reader))))


def agree(readings: Sequence[Reading], decisions: Sequence[Decided] = ()) -> tuple[FieldState, ...]:
    """The state of every number that a reading or a decision names; `readings` are those in force, in their order.

    missing: nobody says it, or it was decided that the form does not; single: one reading; agreed: several, all the
    same; differing: several, not the same: the sum follows the first of them until somebody decides; decided: the
    newest decision holds, until a reading that came later says something else.
    """
    decided: dict[str, tuple[int | None, int]] = {}
    for decision in sorted(decisions, key=lambda one: one.index):
        decided |= {name: (value, decision.index) for name, value in decision.numbers.items()}
    names = dict.fromkeys([*(name for one in readings for name in one.numbers), *decided])
    return tuple(_field(name, readings, decided.get(name)) for name in names)


def _field(name: str, readings: Sequence[Reading], decision: tuple[int | None, int] | None) -> FieldState:
    said = tuple(
        Said(one.source, one.reader, one.numbers[name], one.index) for one in readings if name in one.numbers
    )
    if decision is not None:
        value, index = decision
        if all(one.index < index or one.value == value for one in said):
            return FieldState(name, "decided", value, said)
    if not said:
        return FieldState(name, "missing", None, said)
    values = {one.value for one in said}
    state = "differing" if len(values) > 1 else "agreed" if len(said) > 1 else "single"
    return FieldState(name, state, said[0].value, said)  # type: ignore[arg-type]


def by_source(readings: Sequence[Reading]) -> dict[str, dict[str, int]]:
    """What each source says by itself; of one that was read by several, what the reader says whom a sum follows."""
    said: dict[str, dict[str, int]] = {}
    for reading in reversed(readings):
        said[reading.source] = said.get(reading.source, {}) | dict(reading.numbers)
    return {source: said[source] for source in dict.fromkeys(one.source for one in readings)}


def only_the_feed_differs(field: FieldState) -> bool:
    """Whether all who saw a form agree, and only KPU's public reading says something else."""
    forms = {one.value for one in field.said if source_kind(one.source) != "public_feed"}
    return field.state == "differing" and len(forms) == 1
