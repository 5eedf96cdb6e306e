"""Moments of deadlines in words, and what a deadline is about."""

from datetime import tzinfo

from kawal.count.names import CONTESTS, ROUNDS
from kawal.disputes.clocks.running import Running
from kawal.election.model import Registry
from kawal.field.notice import moment_text
from kawal.jurisdiction.deadlines import Moment
from kawal.jurisdiction.zones import WIB
from kawal.kernel.language import Language


def moment_words(ending: Moment, local: tzinfo, words: Language) -> str:
    """A moment as the law counts it, and by the clocks of Jakarta or of the region where these differ."""
    is_local = ending.at.utcoffset() == ending.at.astimezone(local).utcoffset()
    return moment_text(ending, WIB if is_local else local, words)


def title(one: Running, words: Language) -> str:
    """What is due: of a later poll whether it is about that poll itself or about what mends a breach in it."""
    what = one.deadline.what.say(words)
    if one.due:
        return words.text("Hari terakhir untuk %(round)s ini", round=words.say(ROUNDS[one.due.poll.kind]))
    if one.start.again and one.deadline.violations:
        round_ = words.say(ROUNDS[one.start.again.kind])
        return words.text("Bila %(round)s ini sendiri bermasalah: %(what)s sesudahnya", round=round_, what=what)
    return what


def about(one: Running, registry: Registry, words: Language) -> str:
    """Contest, place, number and round of what it is about."""
    start, poll = one.start, one.due.poll if one.due else one.start.again
    parts = [
        words.say(CONTESTS[start.contest]) if start.contest else "",
        registry.place_name(start.place) if start.place else "",
        start.reference,
        words.text("putaran %(round)s", round=str(poll.round)) if poll else "",
    ]
    return words.listing(part for part in parts if part)
