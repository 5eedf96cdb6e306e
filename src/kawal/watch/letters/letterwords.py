"""Words that go into letters: without vote figures, in the language of the log (pure)."""

from kawal.exchange.envelope import VERDICTS, Verdict
from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.withheld import without_figures
from kawal.kernel.direction import shown
from kawal.kernel.language import language


def in_words(verdict: Verdict) -> str:
    """A verdict in the language of the log."""
    return language("id").say(VERDICTS[verdict])


def without_votes(words: str) -> str:
    """Words without vote figures: between institutions none is ever sent."""
    kept = shown(" ".join(words.split()))[:2_000]
    return without_figures(kept) if gives_votes(normal(kept)) else kept
