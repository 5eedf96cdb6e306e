"""Indications of the rules as a dossier cites them: with article, where it was read, the entries behind it (pure)."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import msgspec
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.gather import Indicated
from kawal.disputes.dossier.model import Cited
from kawal.disputes.dossier.texts import Both, both, said
from kawal.disputes.model import Indication
from kawal.disputes.rules.names import CONFIDENCES
from kawal.jurisdiction.rules import rules
from kawal.kernel.language import Language, msg

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
        caution=None if rule.is_verified else both(partial(_caution, rule.confidence)),
    )


def _caution(confidence: str, told: Language) -> str:
    return told.text(
        "Belum diverifikasi: %(why)s. Berkas ini menyebutnya agar diperiksa, bukan sebagai dalil; baca pasalnya "
        "sebelum memakainya.",
        why=CONFIDENCES[confidence],
    )


class Article(msgspec.Struct, frozen=True):
    """What a rule says of itself: its title, its article, where that was read, whether it was, and if not what that
    means."""

    title: Both
    article: Both
    source: Both
    verified: bool
    caution: Both | None


def cite(
    indications: Iterable[Indication],
    article_of: Callable[[str], Article],
    places: Sequence[str],
    contests: Sequence[str],
) -> tuple[Cited, ...]:
    """The indications at these places in these contests, or in every contest, in their order and numbered so."""
    here, kinds = frozenset(places), frozenset(contests)
    found: list[Cited] = []
    for one in indications:
        if one.place not in here or (one.contest is not None and one.contest not in kinds):
            continue
        rule = article_of(one.rule)
        found.append(
            Cited(
                number=len(found) + 1,
                rule=one.rule,
                title=rule.title,
                place=one.place,
                article=rule.article,
                source=rule.source,
                verified=rule.verified,
                caution=rule.caution,
                entries=one.entries,
                assurance=tuple(dict.fromkeys(sure for fact in one.facts for sure in fact.assurance)),
                note=ADDED_UP if one.strength == "only_together" else None,
            )
        )
    return tuple(found)
