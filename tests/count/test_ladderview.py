"""What a page of the count shows of real figures: replaced rounds, cancelled pairs, the blank column, alarms."""

from datetime import date

import pytest

from kawal.count.ladderview import Line, columns_of, fields_of, half_of_valid, region_lines, station_lines
from kawal.count.rounds import FormRow, Replaced, stations_named, summed
from kawal.count.sums import Total
from kawal.election.model import Contest, ContestOption
from kawal.jurisdiction.count_alarms import count_alarms, decode_alarms
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.errors import Rejected

CITY = "63.72"
LIMITS = count_alarms().invalid_share
BEFORE = Contest(
    id="mayor-63.72-2024",
    kind="mayor",
    region=RegionCode(CITY),
    day=date(2024, 11, 27),
    options=(ContestOption(number=1), ContestOption(number=2, status="cancelled", decree="KPU Kota, 31 Okt 2024")),
)
AFTER = Contest(
    id="mayor-63.72-2025",
    kind="mayor",
    region=RegionCode(CITY),
    day=date(2025, 4, 19),
    options=(ContestOption(number=1), ContestOption(number=2, kind="blank")),
)


def total(
    place: str, stations: int, numbers: dict[str, int], counted: int | None = None, differing: int = 0
) -> Total:
    return Total(place, stations, stations if counted is None else counted, differing, 0, numbers, 1)


def line(numbers: dict[str, int]) -> Line:
    [found] = region_lines([total(CITY, 403, numbers)], {}, {}, "votes_1")
    return found


def test_banjarbaru_2024_raises_the_alarm_on_its_invalid_votes() -> None:
    """Plenary of 3 December 2024: 36,135 valid, 78,736 invalid, 114,871 in all; 78,736 / 114,871 = 68.5 %. The
    re-poll of 19 April 2025: 3,358 of 110,816 = 3.0 %. (MK 05/PHPU.WAKO-XXIII/2025; KPU Banjarbaru)"""
    first = line({"votes_1": 36135, "valid_total": 36135, "invalid_total": 78736})
    assert (first.ballots, round(first.invalid_share, 3), first.level(LIMITS)) == (114871, 0.685, "alarm")
    second = line({"votes_1": 56043, "votes_2": 51415, "valid_total": 107458, "invalid_total": 3358})
    assert (second.ballots, round(second.invalid_share, 3), second.level(LIMITS)) == (110816, 0.030, "")


def test_no_contest_of_2024_in_the_region_but_that_one_raises_it() -> None:
    """Mayor of Banjarmasin 17,261 of 302,927 = 5.7 %; governor of South Kalimantan 223,968 of 2,201,542 = 10.2 %."""
    for valid, invalid in ((285666, 17261), (1977574, 223968)):
        assert LIMITS.level(valid, invalid) == ""
    assert LIMITS.level(80, 20) == "look"  # 20 % of 100 ballots
    assert LIMITS.level(79, 20) == ""  # 99 ballots: too few to say
    assert LIMITS.level(50, 50) == "look"  # not more invalid than valid


def test_limits_that_contradict_each_other_are_refused() -> None:
    text = "invalid_share: {from_ballots: 1, look: 0.5, look_source: {id: abc, en: abc}, look_assumed: true, "
    with pytest.raises(Rejected, match="look di bawah alarm"):
        decode_alarms(
            (text + "alarm: 0.4, alarm_source: {id: abc, en: abc}, alarm_assumed: true}").encode(), "x.yaml"
        )
    with pytest.raises(Rejected):
        decode_alarms(b"invalid_share: {}", "x.yaml")


def test_a_cancelled_pair_has_no_votes_of_its_own_and_the_blank_column_a_number() -> None:
    assert [(one.field, one.note) for one in columns_of(BEFORE)][:2] == [
        ("votes_1", ""),
        ("invalid_cancelled", "cancelled"),
    ]
    assert [(one.field, one.note) for one in columns_of(AFTER)][:2] == [("votes_1", ""), ("votes_2", "blank")]
    assert fields_of(BEFORE)[-1].field == "invalid_cancelled"
    assert [one.field for one in columns_of(None)] == ["valid_total", "invalid_total", "ballots_counted"]


def test_a_single_pair_must_have_more_than_half_of_the_valid_votes() -> None:
    """56,043 of 107,458; half is 53,729."""
    found = half_of_valid(AFTER, {"valid_total": 107458})
    assert found is not None
    assert (found[0].number, found[1]) == (1, 53729)
    assert half_of_valid(BEFORE, {"valid_total": 36135}) is None


def test_banjarmasin_2021_the_re_poll_replaces_80_stations_and_one_vote_stays_open() -> None:
    """Untouched 34,448 + 84,386 + 29,343 + 69,625 = 217,802 and the re-poll as read at the Court 427 + 4,992 + 582 +
    11,637 = 17,638 make 235,440; the Court's ruling has 235,441. (MK 21/PHP.KOT-XIX/2021)"""
    untouched = {"votes_1": 34448, "votes_2": 84386, "votes_3": 29343, "votes_4": 69625}
    again = {"votes_1": 427, "votes_2": 4992, "votes_3": 582, "votes_4": 11637}
    first = {"votes_1": 36238, "votes_2": 90980, "votes_3": 31334, "votes_4": 74154}
    old = {name: first[name] - untouched[name] for name in first}
    now = summed([untouched, again])
    assert now == {"votes_1": 34875, "votes_2": 89378, "votes_3": 29925, "votes_4": 81262}
    assert (sum(now.values()), 235441 - sum(now.values())) == (235440, 1)
    gone = Replaced(place=CITY, round=1, stations=80, numbers=old, by_source={}, kinds=("re_poll",))
    lines = list(region_lines([total(CITY, 1000, now)], {CITY: (gone,)}, {}, "votes_1"))
    assert [(one.gone_round, one.stations, one.numbers["votes_4"]) for one in lines] == [
        (1, 80, 74154 - 69625),
        (0, 1000, 81262),
    ]


def test_only_whole_sources_are_compared_and_a_difference_of_one_vote_is_shown() -> None:
    """The supervisor's 300 is in force; the feed says 301 of all stations, an agent 100 of half of them."""
    held = total(CITY, 4, {"votes_1": 300})
    said = {
        "supervisor": [total(CITY, 4, {"votes_1": 300})],
        "agent_1": [total(CITY, 4, {"votes_1": 100}, counted=2)],
        "public_feed": [total(CITY, 4, {"votes_1": 301})],
    }
    [found] = region_lines([held], {}, said, "votes_1")
    assert [(one.value, one.is_whole, one.differs) for one in found.said] == [
        (300, True, False),
        (100, False, False),
        (301, True, True),
    ]
    assert found.compared == "differs"


def test_equal_sums_of_forms_that_differ_are_not_called_equal() -> None:
    """+1 at one station and -1 at another: the sums are the same, two forms are not."""
    held = total(CITY, 4, {"votes_1": 300}, differing=2)
    said = {one: [total(CITY, 4, {"votes_1": 300})] for one in ("supervisor", "public_feed")}
    [found] = region_lines([held], {}, said, "votes_1")
    assert found.compared == "forms"
    half = total(CITY, 4, {"votes_1": 150}, counted=2)
    [found] = region_lines([half], {}, {"supervisor": [half], "public_feed": [half]}, "votes_1")
    assert found.compared == "incomplete"


def test_a_ward_shows_every_station_the_replaced_round_before_the_one_that_counts() -> None:
    one, two, three = (StationId(f"6372011001{number:03d}") for number in (1, 2, 3))

    def form(station: StationId, number: int, votes: int, *, current: bool) -> FormRow:
        return FormRow(
            station=station,
            round=number,
            current=current,
            counted=True,
            differing=0,
            faults=0,
            numbers={"votes_1": votes},
            by_source={"supervisor": {"votes_1": votes}},
            latest_ms=1,
        )

    forms = [form(one, 1, 271, current=False), form(one, 2, 248, current=True), form(two, 1, 9, current=False)]
    lines = list(station_lines([one, two, three], forms, ("supervisor",), "votes_1", {one: ("re_poll",)}))
    assert [(row.place, row.gone_round, row.numbers.get("votes_1")) for row in lines] == [
        (one, 1, 271),
        (one, 0, 248),
        (two, 1, 9),  # its re-poll has not come in yet
        (two, 0, None),
        (three, 0, None),
    ]
    assert [row.counted for row in lines if not row.gone_round] == [1, 0, 0]


def test_a_list_of_stations_takes_numbers_and_codes_of_regions_each_once() -> None:
    ward, other = RegionCode("63.71.01.1001"), RegionCode("63.71.01.1002")
    known = [(StationId(f"6371011001{number:03d}"), ward) for number in (1, 2)]
    known.append((StationId("6371011002001"), other))
    assert stations_named("6371011001002, 63.71.01.1001;", known) == (["6371011001002", "6371011001001"], [])
    assert stations_named("63.71.01", known)[0] == [one for one, _ in known]
    assert stations_named("63.71.0 6371011009001 Mantuil", known) == ([], ["63.71.0", "6371011009001", "Mantuil"])
