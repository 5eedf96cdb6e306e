"""The threshold of a petition in a dossier of a contest: by the node's own count and by each announced result, with
article and arithmetic, as the page of the threshold works it out (pure)."""

from collections.abc import Iterator, Sequence
from functools import partial

from kawal.disputes.dossier.model import Margin
from kawal.disputes.dossier.texts import Both, both, said
from kawal.disputes.threshold.desk import ContestView
from kawal.disputes.threshold.limit import Limit
from kawal.disputes.threshold.model import Announced
from kawal.disputes.threshold.names import ANNOUNCED, option_name, source_said
from kawal.disputes.threshold.outcome import Against, Outcome, Single, Void
from kawal.election.model import Contest
from kawal.jurisdiction.count_alarms import count_alarms
from kawal.jurisdiction.thresholds import thresholds
from kawal.kernel.language import Language, msg

PART = said(msg("Belum semua TPS masuk: selisih dan ambang tidak dihitung dari sebagian TPS."))


def margins_of(views: Sequence[ContestView]) -> tuple[Margin, ...]:
    """Of the node's own count, where it holds the whole contest, and of every result that stands for all of it."""
    return tuple(one for view in views for one in _margins(view))


def _margins(view: ContestView) -> Iterator[Margin]:
    people = view.population.index if view.population else None
    if view.is_whole and view.total.counted:
        title = both(partial(_own, view))
        if view.total.counted < view.total.stations:  # the margin of a part is none of the contest's
            yield Margin(title=title, lines=(PART, *_open_and_void(view.own)), entries=())
        else:
            yield _margin(title, view.contest, view.own, (), people)
    for read in view.announced:
        yield _margin(both(partial(_title, read.said)), read.ballot, read.outcome, (read.said.index,), people)


def _margin(
    title: Both, ballot: Contest, outcome: Outcome, entries: tuple[int, ...], population: int | None
) -> Margin:
    used = population is not None and any(against.limit for against in outcome.against)
    return Margin(
        title=title,
        lines=tuple(_lines(ballot, outcome)),
        entries=(*entries, population) if used and population is not None else entries,
    )


def _own(view: ContestView, told: Language) -> str:
    return told.text(
        "Hitungan simpul ini, %(counted)s dari %(stations)s TPS, sampai putaran %(n)s",
        counted=view.total.counted,
        stations=view.total.stations,
        n=str(view.round),
    )


def _title(one: Announced, told: Language) -> str:
    source = source_said(told.say(ANNOUNCED[one.source]), one.reference)
    return told.text("%(source)s, putaran %(n)s", source=source, n=str(one.round))


def _lines(ballot: Contest, outcome: Outcome) -> Iterator[Both]:
    limit = next((one.limit for one in outcome.against if one.limit is not None), None)
    yield both(partial(_law, limit))
    for one in outcome.against:
        yield both(partial(_against, ballot, outcome, one))
    if outcome.unknown:
        yield both(partial(_unknown, ballot, outcome))
    if outcome.single is not None:
        yield both(partial(_single, outcome.single))
    yield from _open_and_void(outcome)


def _open_and_void(outcome: Outcome) -> Iterator[Both]:
    if outcome.open_votes:
        yield both(partial(_open, outcome))
    if outcome.void is not None:
        yield both(partial(_void, outcome.void))


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


def _unknown(ballot: Contest, outcome: Outcome, told: Language) -> str:
    options = told.listing(option_name(ballot, one, told) for one in outcome.unknown)
    return f"{told.text('Tanpa angka untuk nomor')} {options}."


def _open(outcome: Outcome, told: Language) -> str:
    return told.text(
        "Jumlah semua pilihan %(added)s, suara sah %(valid)s: %(open)s suara terbuka.",
        added=told.integer(outcome.added or 0),
        valid=told.integer(outcome.valid or 0),
        open=told.integer(abs(outcome.open_votes)),
    )


def _single(single: Single, told: Language) -> str:
    numbers = {name: told.integer(getattr(single, name)) for name in ("votes", "valid", "needed")}
    said = (
        told.text(
            "Satu pasangan melawan kolom kosong: %(votes)s dari %(valid)s suara sah, lebih dari setengah (paling "
            "sedikit %(needed)s).",
            **numbers,
        )
        if single.elected
        else told.text(
            "Satu pasangan melawan kolom kosong: %(votes)s dari %(valid)s suara sah, tidak lebih dari setengah "
            "(paling sedikit %(needed)s).",
            **numbers,
        )
    )
    return f"{said} {thresholds().single_pair.cite(told)}."


def _void(void: Void, told: Language) -> str:
    words = [told.text("Kolom yang dibatalkan tidak punya selisih dan ambang.")]
    if void.share is not None and void.invalid is not None and void.valid is not None:
        share = told.text(
            "Tidak sah %(invalid)s dari %(all)s (%(share)s), untuk yang dibatalkan",
            invalid=told.integer(void.invalid),
            all=told.integer(void.invalid + void.valid),
            share=told.percent(void.share, 1),
        )
        words.append(f"{share} {told.text('tidak disebut') if void.votes is None else told.integer(void.votes)}.")
    law = thresholds().cancelled_pair.cite(told)
    if void.alarm == "alarm":
        limit = count_alarms().invalid_share
        above = told.text("batas %(share)s", share=told.percent(limit.alarm))
        law = f"{law}; {above}: {limit.alarm_source.say(told)}"
    return " ".join((*words, f"{law}."))
