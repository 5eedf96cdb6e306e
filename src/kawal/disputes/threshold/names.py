"""What the words of the threshold are called on pages."""

from collections.abc import Mapping

from kawal.count.exports.options import CANCELLED_VOTES
from kawal.count.ladderview import columns_of
from kawal.count.names import CONTESTS
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
