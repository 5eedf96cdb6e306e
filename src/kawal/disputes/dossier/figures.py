"""For which stations a dossier proves the numbers (pure)."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from kawal.disputes.dossier.model import ResultsFile, StationRow


def fitted(rows: Sequence[StationRow], held: Collection[int], most: int) -> list[StationRow]:
    """The rows whose entries fit beside those `held` in any case, `most` together (pure).

    Those held in full and those with something to look at come first, then those that bring least, so that as many
    as can be are proven.
    """
    inside, found = set(held), []
    for one in sorted(rows, key=lambda one: (not one.full, not one.noted, len(one.entries), one.station)):
        more = set(one.entries) - inside
        if len(inside) + len(more) <= most:
            inside |= more
            found.append(one)
    return found


def marked(
    rows: Sequence[StationRow], inside: Collection[int], files: Sequence[ResultsFile]
) -> tuple[StationRow, ...]:
    """The rows, each with whether its numbers are proven: all its entries are `inside` the dossier, and so are the
    numbers of each file of results among them (pure)."""
    known = set(inside) - bare(files)
    return tuple(replace(one, proven=known.issuperset(one.entries)) for one in rows)


def bare(files: Sequence[ResultsFile]) -> frozenset[int]:
    """The entries of the files of results whose numbers are not in the dossier (pure)."""
    return frozenset(one.index for one in files if one.numbers != "here")
