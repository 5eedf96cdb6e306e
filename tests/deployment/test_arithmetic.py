"""Plans that can be worked out by hand; the arithmetic stands beside each number."""

import pytest

from kawal.deployment.explain import explain, one_more_by_district, risk_curve
from kawal.deployment.model import Assumptions, Lock, PlanUnit, Quota, StationPost, TeamPlacement
from kawal.deployment.problem import build_problem
from kawal.deployment.solve import solve
from kawal.deployment.standing import standing_plan
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Infeasible
from kawal.kernel.language import language
from tests.support.cities import WARDS, base, station

DEFAULT = Assumptions()


def test_nobody_leaves_the_whole_risk() -> None:
    """Without officers R is the sum of the weights: 3 + 1 = 4."""
    plan = solve(build_problem([station(1, 3.0), station(2, 1.0)], [], DEFAULT), 0)
    assert plan.objective == pytest.approx(4.0)
    assert plan.lower_bound == pytest.approx(4.0)
    assert (plan.posts, plan.teams, plan.guards_used) == ((), (), 0)
    assert plan.value_of_one_more == pytest.approx(3 * 0.35)


def test_officers_go_where_they_remove_most() -> None:
    """Gains at weight 3: 1.05, 0.6825, 0.4436; at weight 1: 0.35. Three: all at weight 3, R = 3*0.65^3 + 1."""
    plan = solve(build_problem([station(1, 3.0), station(2, 1.0)], [], DEFAULT), 3)
    assert plan.posts == (StationPost(station(1, 3.0).id, 3),)
    assert plan.objective == pytest.approx(3 * 0.65**3 + 1)
    assert plan.value_of_one_more == pytest.approx(0.35)


def test_a_team_serves_all_that_it_reaches() -> None:
    """A team saves 0.45 * 0.7 = 31.5 % at ten stations of weight 1: 3.15, four officers only 4 * 0.35 = 1.4."""
    problem = build_problem([station(n, 1.0) for n in range(1, 11)], [base("B")], DEFAULT)
    plan = solve(problem, 4)
    assert plan.teams == (TeamPlacement("B", 1),)
    assert plan.objective == pytest.approx(10 * (1 - 0.45 * 0.7))
    assert plan.static_guards == 0


def test_travel_is_great_circle_times_detour_over_speed() -> None:
    """10 minutes at 20 km/h over a detour of 1.3 are 2.564 km: 0.0230 degrees of latitude is near, 0.0231 is not."""
    near, far = station(1, 1.0, lat=-3.3430), station(2, 1.0, lat=-3.3431)
    problem = build_problem([near, far], [base("B", lat=-3.32)], DEFAULT)
    assert problem.reach.stations_of(0).tolist() == [0]


def test_given_minutes_replace_the_travel_model() -> None:
    """A pair at exactly the limit is in reach; one that is missing is not, however near it lies."""
    stations = [station(1, 1.0), station(2, 1.0)]
    problem = build_problem(stations, [base("B")], DEFAULT, minutes={("B", stations[1].id): 10.0})
    assert problem.reach.stations_of(0).tolist() == [1]


def test_locks_and_station_quotas_are_kept() -> None:
    """A forbidden post stays empty, a locked one keeps its officer, the rest goes by gain."""
    stations = [station(n, float(n)) for n in (1, 2, 3)]
    locks = [Lock(station=stations[2].id, guards=0), Lock(station=stations[0].id, guards=1)]
    plan = solve(build_problem(stations, [], DEFAULT, locks=locks), 2)
    assert plan.posts == (StationPost(stations[0].id, 1), StationPost(stations[1].id, 1))


def test_a_minimum_costs_the_best_of_the_others() -> None:
    """Two officers, one held by the quiet ward: R = 5*0.65 + 5 + 1*0.65 instead of 5*0.65 twice."""
    stations = [station(1, 5.0), station(2, 5.0), station(3, 1.0, ward=WARDS[1])]
    plan = solve(build_problem(stations, [], DEFAULT, quotas=[Quota(level="ward", id=WARDS[1], min=1)]), 2)
    assert plan.objective == pytest.approx(5 * 0.65 + 5 + 0.65)


@pytest.mark.parametrize(
    ("quotas", "guards", "words"),
    [
        ([Quota(level="ward", id=WARDS[0], min=3)], 2, "jumlah minimum adalah 3 petugas, melebihi anggaran 2"),
        (
            [Quota(level="ward", id=WARDS[0], min=3, max=2)],
            9,
            "minimum 3 petugas di kelurahan 63.71.01.1001 melebihi m",
        ),
        (
            [Quota(level="ward", id=WARDS[0], min=7)],
            9,
            "minimum 7 petugas di kelurahan 63.71.01.1001 melebihi tempat",
        ),
        (
            [Quota(level="ward", id=WARDS[0], min=3), Quota(level="district", id="63.71.01", max=2)],
            9,
            "jumlah minimum di dalam kecamatan 63.71.01 adalah 3 petugas, melebihi maksimum 2",
        ),
        ([Quota(level="station", id="6371011001001", min=4)], 9, "TPS 6371011001001 melebihi maksimum 3"),
    ],
)
def test_an_impossible_request_names_minimum_and_quota(quotas: list[Quota], guards: int, words: str) -> None:
    """The sentence says which minimum exceeds which quota, with both numbers."""
    with pytest.raises(Infeasible) as error:
        solve(build_problem([station(1, 1.0), station(2, 1.0)], [], DEFAULT, quotas=quotas), guards)
    assert words in str(error.value)


def test_required_reach_comes_before_gain() -> None:
    """The quiet station of a required class gets its team although four officers elsewhere would remove more."""
    stations = [station(1, 9.0), station(2, 0.1, lat=-3.36, official_class="rawan")]
    bases = [base("NEAR"), base("FAR", lat=-3.36)]
    plan = solve(build_problem(stations, bases, Assumptions(require_reach=("rawan",))), 4)
    assert plan.teams == (TeamPlacement("FAR", 1),)


def test_a_required_station_that_no_base_reaches_is_named() -> None:
    """It is listed, not an error; a base without room reaches nobody."""
    stations = [station(1, 1.0, official_class="khusus")]
    plan = solve(build_problem(stations, [base("B", 0)], Assumptions(require_reach=("khusus",))), 4)
    assert plan.unreached == (stations[0].id,)


def test_required_reach_beyond_the_budget_is_infeasible() -> None:
    """Two stations 4.4 km apart need a team each: 8 officers; the budget is 7."""
    stations = [station(1, 1.0, official_class="rawan"), station(2, 1.0, lat=-3.36, official_class="rawan")]
    problem = build_problem(stations, [base("A"), base("B", lat=-3.36)], Assumptions(require_reach=("rawan",)))
    with pytest.raises(Infeasible, match=r"paling sedikit 2 regu \(8 petugas\).* anggaran 7"):
        solve(problem, 7)
    assert solve(problem, 8).guards_used == 8


def units(ward: int, district: int) -> list[PlanUnit]:
    """A unit in the first ward and one in its district."""
    return [
        PlanUnit(id="W", level="ward", region=RegionCode(WARDS[0]), strength=ward),
        PlanUnit(id="D", level="district", region=RegionCode("63.71.01"), strength=district),
    ]


def test_attachments_are_counted_beyond_home_units() -> None:
    """Ward unit 3, no district unit: with N = 1 one officer goes to the heavy station elsewhere and two stay."""
    stations = [station(1, 1.0), station(2, 1.0), station(3, 9.0, ward=WARDS[2])]
    problem = build_problem(stations, [], DEFAULT, units=units(3, 0), max_attachments=1)
    plan = solve(problem, 3)
    assert [(p.station_id, p.guards) for p in plan.posts] == [(s.id, 1) for s in stations]
    (order,) = plan.attachments
    assert (order.unit, order.region, order.officers) == ("W", WARDS[2], 1)
    assert order.gain == pytest.approx(9 * 0.35)


def test_a_newcomer_is_worth_something_when_all_officers_are_placed() -> None:
    """All three of the units stand; one more could go to the heavy station: its second officer, 9 * 0.65 * 0.35."""
    stations = [station(1, 1.0), station(2, 1.0), station(3, 9.0, ward=WARDS[2])]
    problem = build_problem(stations, [], DEFAULT, units=units(3, 0), max_attachments=1)
    assert solve(problem, 3).value_of_one_more == pytest.approx(9 * 0.65 * 0.35)


def test_the_standing_plan_spreads_evenly() -> None:
    """Ward unit 3 over two stations: 2 and 1. District unit 5: a team of 4 at the office, one where fewest are."""
    stations = [station(1, 1.0), station(2, 2.0), station(3, 4.0, ward=WARDS[1])]
    problem = build_problem(stations, [base("OFFICE", region="63.71.01")], DEFAULT, units=units(3, 5))
    standing = standing_plan(problem)
    assert standing.posts == (
        StationPost(stations[0].id, 2),
        StationPost(stations[1].id, 1),
        StationPost(stations[2].id, 1),
    )
    assert standing.teams == (TeamPlacement("OFFICE", 1),)
    assert standing.objective == pytest.approx((0.65**2 + 2 * 0.65 + 4 * 0.65) * (1 - 0.45 * 0.7))
    assert (standing.guards_used, standing.unplaced) == (8, 0)


def test_a_post_says_when_it_would_go() -> None:
    """Order of gains at weights 3 and 1: 1.05, 0.6825, 0.4436, 0.35. The post of weight 1 is the fourth taken."""
    problem = build_problem([station(1, 3.0), station(2, 1.0)], [], DEFAULT)
    explanation = explain(problem, solve(problem, 4), 4)
    assert [post.goes_below for post in explanation.posts] == [1, 2, 3, 4]
    assert explanation.cut_off == pytest.approx(0.35)
    assert language("id").say(explanation.posts[1].sentence(explanation.cut_off)) == (
        "Petugas ke-2 di TPS 6371011001001 menghapus 0,682; batas 0,350; gugur bila kurang dari 2 petugas"
    )


def test_a_post_goes_exactly_below_its_number() -> None:
    """With the teams fixed, one officer fewer than its number takes the post away and its number keeps it."""
    stations = [station(n, 1.0 + n / 7, ward=WARDS[n % 3]) for n in range(1, 10)]
    problem = build_problem(stations, [], DEFAULT, quotas=[Quota(level="ward", id=WARDS[0], min=2, max=4)])
    reasons = explain(problem, solve(problem, 9), 9).posts
    for reason in reasons:
        if reason.goes_below is not None:
            kept = {p.station_id: p.guards for p in solve(problem, reason.goes_below).posts}
            gone = {p.station_id: p.guards for p in solve(problem, reason.goes_below - 1).posts}
            assert kept.get(reason.station_id, 0) >= reason.officer  # type: ignore[call-overload]
            assert gone.get(reason.station_id, 0) < reason.officer  # type: ignore[call-overload]
    assert sum(reason.goes_below is None for reason in reasons) <= 2


def test_a_team_says_what_it_removes() -> None:
    """The only team near two stations of weight 1 and 2 removes 0.315 of each: 0.945."""
    problem = build_problem([station(1, 1.0), station(2, 2.0)], [base("B")], Assumptions(max_guards_per_station=0))
    (team,) = explain(problem, solve(problem, 4), 4).teams
    assert (team.base_id, team.count, team.reaches, team.only_here) == ("B", 1, 2, 2)
    assert team.removes == pytest.approx(3 * 0.45 * 0.7)


def test_one_more_by_district_names_the_best_open_place() -> None:
    """District 01 would put its next officer at weight 3 again (0.6825), district 02 its first at weight 1 (0.35)."""
    stations = [station(1, 3.0), station(2, 1.0, ward=WARDS[2])]
    problem = build_problem(stations, [], DEFAULT)
    values = one_more_by_district(problem, solve(problem, 1), 1)
    assert [(v.district, v.station_id) for v in values] == [
        ("63.71.01", stations[0].id),
        ("63.71.02", stations[1].id),
    ]
    assert [v.removes for v in values] == [pytest.approx(3 * 0.65 * 0.35), pytest.approx(0.35)]


def test_the_risk_curve_falls() -> None:
    """R for 0, 1 and 2 officers at one station of weight 1: 1, 0.65, 0.4225."""
    points = risk_curve(build_problem([station(1, 1.0)], [], DEFAULT), (0, 1, 2))
    assert [p.guards for p in points] == [0, 1, 2]
    assert [p.risk for p in points] == pytest.approx([1.0, 0.65, 0.4225])
