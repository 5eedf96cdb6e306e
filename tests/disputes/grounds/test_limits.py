"""The end of a day is written as its own 24.00 on every page of disputes."""

from datetime import date

from kawal.disputes.grounds.limits import limit_of
from kawal.disputes.grounds.model import Ground
from kawal.field.notice import moment_text, short_moment
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import StationId
from kawal.kernel.language import language


def ground(kind: str) -> Ground:
    return Ground(
        index=1, rule="PSU-112-2E", kind=kind, station=StationId("6371011001012"), contest=None, round=1,  # type: ignore[arg-type]
        entries=(0,), actor="a", at="2024-11-27T10:00:00Z",
    )  # fmt: skip


def test_the_end_of_a_day_is_its_24_hours_in_the_list_as_on_the_ground() -> None:
    """Ten days from 27 Nov 2024 end on 6 Dec at 24.00, which is not "7 Des 00.00"; twelve hours more are 12.00."""
    span = limit_of(ground("re_poll"), date(2024, 11, 27), WITA, Calendar()).span
    assert span is not None
    assert short_moment(span.safe, language("id")) == "6 Des 24.00"
    assert short_moment(span.safe, language("en")) == "6 Dec 24:00"
    assert moment_text(span.safe, WITA, language("id")) == "Jumat 6 Desember 2024 24.00 WITA"
    recount = limit_of(ground("recount"), date(2024, 11, 27), WITA, Calendar()).span
    assert recount is not None
    assert short_moment(recount.arguable, language("id")) == "28 Nov 12.00"


def test_a_path_that_is_taken_from_other_grounds_is_marked_where_its_rule_says_assumed() -> None:
    """Article 28(2)-(3) speaks of the findings of 28(1)c: of three other grounds the rule's note says "anggapan"."""
    marked = {one.rule for one in grounds().grounds if one.assumed}
    said = {one.id for one in rules().rules if one.note is not None and "(anggapan)" in one.note.say(language("id"))}
    assert marked == said & {one.rule for one in grounds().grounds}
    assert {"PSU-112-1", "RECOUNT-113", "RECOUNT-33-2"} == marked
    assert "(anggapan" in grounds().path.assumed.say(language("id"))
