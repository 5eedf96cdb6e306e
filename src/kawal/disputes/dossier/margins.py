"""The threshold of a petition in a dossier of a contest: by each announced result, with article and arithmetic."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy.engine import Connection

from kawal.disputes.dossier.model import Margin
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.texts import Both, both
from kawal.disputes.threshold.limit import Limit
from kawal.disputes.threshold.model import Announced
from kawal.disputes.threshold.names import ANNOUNCED, option_name, source_said
from kawal.disputes.threshold.outcome import Against, Outcome, outcome_of
from kawal.disputes.threshold.queries import announcements, populations
from kawal.election.ballots import read_ballots
from kawal.election.model import Contest, Registry
from kawal.kernel.language import Language


def margins_of(connection: Connection, registry: Registry, reach: Reach) -> tuple[Margin, ...]:
    """Of every result that stands for the whole contest, pair by pair; none for other scopes than a contest."""
    if not reach.regions:
        return ()
    people, ballots = populations(connection), read_ballots(connection)
    found = []
    for contest in (one for one in registry.contests if one.kind in reach.contests):
        inhabitants = people.get(contest.region)
        for one in announcements(connection, contest.kind):
            if one.region != contest.region:
                continue
            ballot = ballots.at(contest, one.index)
            outcome = outcome_of(ballot, one.numbers, inhabitants.people if inhabitants else None)
            used = inhabitants is not None and any(against.limit for against in outcome.against)
            entries = (one.index, inhabitants.index) if inhabitants is not None and used else (one.index,)
            found.append(Margin(title=both(partial(_title, one)), lines=_lines(ballot, outcome), entries=entries))
    return tuple(found)


def _title(one: Announced, told: Language) -> str:
    source = source_said(told.say(ANNOUNCED[one.source]), one.reference)
    return told.text("%(source)s, putaran %(n)s", source=source, n=str(one.round))


def _lines(ballot: Contest, outcome: Outcome) -> tuple[Both, ...]:
    limit = next((one.limit for one in outcome.against if one.limit is not None), None)
    lines = [both(partial(_against, ballot, outcome, one)) for one in outcome.against]
    if outcome.void is not None:
        lines.append(both(lambda told: told.text("Kolom yang dibatalkan tidak punya selisih dan ambang.")))
    return (both(partial(_law, limit)), *lines)


def _law(limit: Limit | None, told: Language) -> str:
    if limit is None:
        return told.text(
            "Ambang tidak dapat dihitung: jumlah penduduk atau suara sah tidak tercatat, atau keduanya tidak sesuai."
        )
    return told.text(
        "%(article)s huruf %(letter)s, penduduk %(people)s: %(percent)s%% × %(valid)s suara sah = %(votes)s, "
        "dipotong ke suara utuh. Sumber: %(sources)s.",
        article=limit.law.cite(told),
        letter=limit.bracket.letter,
        people=told.integer(limit.population),
        percent=told.decimal(limit.bracket.percent, 1 if limit.bracket.per_mille % 10 else 0),
        valid=told.integer(limit.valid),
        votes=told.integer(limit.votes),
        sources="; ".join(limit.law.read_in(told)),
    )


def _against(ballot: Contest, outcome: Outcome, one: Against, told: Language) -> str:
    first = outcome.first if outcome.first is not None else one.option
    said = told.text(
        "Nomor %(first)s terhadap nomor %(other)s: %(most)s − %(votes)s = %(margin)s suara",
        first=option_name(ballot, first, told),
        other=option_name(ballot, one.option, told),
        most=told.integer(outcome.first_votes),
        votes=told.integer(one.votes),
        margin=told.integer(one.margin),
    )
    return " ".join((f"{said}{_compared(one.limit, one.margin, told)}.", *_short(outcome, told)))


def _compared(limit: Limit | None, margin: int, told: Language) -> str:
    if limit is None:
        return ""
    word = told.text("tidak melampaui ambang") if limit.within else told.text("melampaui ambang")
    return f"; {told.integer(margin)} {'≤' if limit.within else '>'} {told.integer(limit.votes)}, {word}"


def _short(outcome: Outcome, told: Language) -> Iterator[str]:
    if outcome.is_summed:
        yield told.text("Suara sah dijumlahkan dari semua pilihan.")
