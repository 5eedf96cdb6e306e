"""What the words of the threshold are called on pages."""

from collections.abc import Mapping, Sequence

from kawal.count.exports.options import CANCELLED_VOTES
from kawal.count.ladderview import columns_of
from kawal.count.names import CONTESTS, ROUNDS
from kawal.count.rounddays import Round
from kawal.disputes.threshold.model import AnnouncedSource
from kawal.election.model import Contest, Registry
from kawal.jurisdiction.forms import option_of
from kawal.kernel.language import Language, Message, msg

ANNOUNCED: Mapping[AnnouncedSource, Message] = {
    "decree": msg("keputusan KPU"),
    "court": msg("dibacakan atau ditulis MK"),
    "press": msg("pers, sementara"),
}


def source_said(source: str, reference: str) -> str:
    """A source with its reference, which may begin with what the source is called: "Keputusan KPU 500/2024"."""
    return reference if reference.casefold().startswith(source.casefold()) else f"{source}, {reference}"


def contest_name(contest: Contest, registry: Registry, words: Language) -> str:
    """ "Wali Kota, Banjarmasin"."""
    return f"{words.say(CONTESTS[contest.kind])}, {registry.region_name(contest.region)}"


def rounds_said(contest: Contest, held: Sequence[Round], *, is_whole: bool, words: Language) -> dict[int, str]:
    """Up to which round an announcement can reach, in words: the vote alone, then with each round that was ordered;
    where a part of the region is elsewhere, one that is not known here too."""
    said = {1: words.text("hanya pemungutan %(day)s", day=words.day(contest.day))}
    for number in sorted({one.round for one in held}):
        ordered = [one for one in held if one.round == number]
        said[number] = words.text(
            "juga putaran %(round)s: %(kinds)s, %(n)s TPS, %(decrees)s",
            round=str(number),
            kinds=words.listing(dict.fromkeys(words.say(ROUNDS[one.kind]) for one in ordered)),
            n=sum(len(one.stations) for one in ordered),
            decrees=words.listing(dict.fromkeys(one.decree for one in ordered)),
        )
    if not is_whole:
        more = max(said) + 1
        said[more] = words.text("juga putaran %(round)s, di luar simpul ini", round=str(more))
    return said


def option_name(contest: Contest, number: int, words: Language) -> str:
    """A line of the ballot by its number: "02", with the blank column named as such."""
    option = next((one for one in contest.options if one.number == number), None)
    if option is not None and option.kind == "blank":
        return words.text("%(number)s, kolom kosong", number=f"{number:02d}")
    return f"{number:02d}"


def ballot_words(ballot: Contest, words: Language) -> str:
    """The lines of a ballot in their order: "01, 02 (dibatalkan)"."""
    said = []
    for one in sorted(ballot.options, key=lambda one: one.number):
        name = option_name(ballot, one.number, words)
        said.append(name if one.status == "active" else words.text("%(option)s (dibatalkan)", option=name))
    return words.listing(said)


def number_name(contest: Contest, field: str, words: Language) -> str:
    """A number of the form as a sentence names it: "Suara nomor 01"."""
    column = column_name(contest, field, words)
    return f"{words.text('Suara nomor')} {column}" if option_of(field) is not None else column


def column_name(contest: Contest, field: str, words: Language) -> str:
    """A number of the form by the name of its column."""
    number = option_of(field)
    if number is not None:
        return option_name(contest, number, words)
    if field == CANCELLED_VOTES:
        return words.text("Untuk yang dibatalkan")
    return next((words.say(one.title) for one in columns_of(None) if one.field == field), field)
