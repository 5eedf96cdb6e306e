"""What a line leaves open: stations without a word, a word without its stage (pure)."""

from collections.abc import Sequence

from kawal.field.grammar.facts import Utterance
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.items import Clause
from kawal.field.grammar.lexicon import Lexicon
from kawal.field.grammar.model import Ask
from kawal.field.grammar.targets import Target, resolve
from kawal.kernel.codes import Level


def ask_about(
    clauses: Sequence[Clause],
    targets: Sequence[Target],
    said: Sequence[Utterance],
    gazetteer: Gazetteer,
    lexicon: Lexicon,
) -> list[Ask]:
    """Questions about stations of which nothing was said, or about a word that can mean two stages."""
    asked: list[Ask] = []
    words = [word for clause in clauses for word in clause.words]
    kinds = next((lexicon.data.ambiguous[word] for word in words if word in lexicon.data.ambiguous), ())
    silent = not said
    open_ends = [
        target
        for target in targets
        if not target.bound
        and not _left_out(target, said)
        and (names_wards(target, gazetteer) or target.ranges or silent)
    ]
    if open_ends and not any(_is_maybe(clause) for clause in clauses):
        for target in open_ends:
            spoken, asks = resolve(target, gazetteer)
            asked += asks
            asked += [Ask(code="state", words=target.words, place=p, stations=n, kinds=kinds) for p, n in spoken]
    elif kinds and silent:
        asked.append(Ask(code="state", words=" ".join(words), kinds=kinds))
    return asked


def names_wards(target: Target, gazetteer: Gazetteer) -> bool:
    """Whether a target names a ward, or several that it may be; a district has no station numbers."""
    codes = target.places
    return bool(codes) and all(gazetteer.by_code[code].level is Level.WARD for code in codes)


def _left_out(target: Target, said: Sequence[Utterance]) -> bool:
    """Stations that were only excepted need no word of their own."""
    numbers = {number for first, last in target.ranges for number in range(first, last + 1)}
    return bool(numbers) and any(numbers <= one.target.left_out for one in said)


def _is_maybe(clause: Clause) -> bool:
    """Whether a clause tells what will be, or what people say."""
    return any(item.mark == "maybe" for item in clause.items)
