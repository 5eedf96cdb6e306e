"""Indications of the rules as a dossier cites them: with article, where it was read, the entries behind it (pure)."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.gather import Indicated
from kawal.disputes.dossier.model import Cited
from kawal.disputes.dossier.texts import Both, both, said
from kawal.disputes.model import Indication
from kawal.jurisdiction.rules import rules
from kawal.kernel.language import msg

ADDED_UP = said(msg("hanya bila beberapa laporan dijumlahkan, yang mungkin menyebut orang atau hal yang sama"))


def cited_of(indications: Callable[[Connection], Sequence[Indication]]) -> Indicated:
    """What a dossier asks: the indications of a node as the rules of the law cite them."""

    def indicated(connection: Connection, places: Sequence[str], contests: Sequence[str]) -> tuple[Cited, ...]:
        return cite(indications(connection), article_of, places, contests)

    return indicated


def article_of(name: str) -> "Article":
    """What a rule of law says of itself; raises KeyError for none."""
    rule = rules().rule(name)
    if rule is None:
        raise KeyError(name)
    return Article(
        title=both(rule.title.say),
        article=both(rule.cite),
        source=both(lambda told: "; ".join(rule.read_in(told))),
        verified=rule.is_verified,
    )


class Article(msgspec.Struct, frozen=True):
    """What a rule says of itself: its title, its article, where that was read, and whether it was."""

    title: Both
    article: Both
    source: Both
    verified: bool


def cite(
    indications: Iterable[Indication],
    article_of: Callable[[str], Article],
    places: Sequence[str],
    contests: Sequence[str],
) -> tuple[Cited, ...]:
    """The indications at these places in these contests, or in every contest, in their order."""
    here, kinds = frozenset(places), frozenset(contests)
    found = []
    for one in indications:
        if one.place not in here or (one.contest is not None and one.contest not in kinds):
            continue
        rule = article_of(one.rule)
        found.append(
            Cited(
                rule=one.rule,
                title=rule.title,
                place=one.place,
                article=rule.article,
                source=rule.source,
                verified=rule.verified,
                entries=one.entries,
                note=ADDED_UP if one.strength == "only_together" else None,
            )
        )
    return tuple(found)
