"""Whose number is used while copies differ, said in words; how many say another decides nothing."""

from kawal.count.consensus import agree, in_force
from kawal.count.model import Reader, Reading, Source
from kawal.count.names import followed
from kawal.kernel.codes import StationId
from kawal.kernel.language import language

WORDS = language("en")


def reading(index: int, source: Source, reader: Reader, invalid: int, copy: int = 1) -> Reading:
    numbers = {"valid_total": 348, "invalid_total": invalid}
    return Reading(
        station=StationId("6371011010005"),
        contest="mayor",
        round=1,
        source=source,
        reader=reader,
        numbers=numbers,
        index=index,
        copy=copy,
        at_ms=0,
        photos=(),
        assurance="clerk",
    )


def test_a_second_reading_is_followed_until_somebody_decides_and_the_reason_is_said() -> None:
    """348 + 9 = 357 and four of five readings say 9, but the second reader of the highest copy says 15: 15 stays in
    use, for choosing 9 by what adds up or by a majority would be a decision that nobody signed."""
    readings = [
        reading(1, "supervisor", "device", 9),
        reading(2, "supervisor", "first", 9),
        reading(3, "supervisor", "second", 15),
        reading(4, "observer", "device", 9, copy=4),
        reading(5, "public_feed", "feed", 9, copy=5),
    ]
    valid, invalid = agree(in_force(readings))
    assert (invalid.value, invalid.state) == (15, "differing")
    assert followed(invalid, WORDS) == (
        "station supervisor, read by: second clerk; not yet decided; 4 of 5 readings say 9"
    )
    assert followed(valid, WORDS) == ""


def test_where_as_many_say_each_only_whose_is_used_is_said() -> None:
    """One against one."""
    one, two = reading(1, "supervisor", "device", 9), reading(2, "observer", "device", 8, copy=2)
    invalid = agree(in_force([one, two]))[1]
    assert followed(invalid, WORDS) == "station supervisor, read by: sender; not yet decided"
