"""Plans are frozen, versioned and swapped by hand; posts are locked and freed."""

from datetime import UTC, datetime

import msgspec
import pytest

from kawal.deployment.commands import FreezePlan, LockPost, SwapPeople, UnlockPost
from kawal.deployment.decide import freeze, lock, swap, unlock, with_duties
from kawal.deployment.events import PostLocked, PostUnlocked
from kawal.deployment.model import Duty, FrozenPlan, Lock
from kawal.kernel.codes import make_station_id
from kawal.kernel.errors import Conflict, Rejected
from kawal.store.events import Sealed
from tests.deployment.test_assign import WARDS, registry, result

FIRST, SECOND = make_station_id(WARDS[0], 1), make_station_id(WARDS[1], 1)


def plan(version: int = 1) -> FrozenPlan:
    """One officer of ward 1 and one of ward 2, each at the first station of the own ward."""
    return FrozenPlan(
        version=version,
        parent=None,
        at=datetime(2024, 11, 21, 2, tzinfo=UTC),
        title="Rencana",
        guards=2,
        registry_version=1,
        baseline_objective=2.0,
        unguarded_objective=3.0,
        result=result({FIRST: 1, SECOND: 1}),
        duties=(Duty(person="U1-0", unit="U1", station=FIRST), Duty(person="U2-0", unit="U2", station=SECOND)),
    )


def test_a_plan_follows_the_newest_version() -> None:
    """Version 1 follows 0; the same version again is a conflict."""
    event, body = freeze(FreezePlan(plan=plan()), latest_version=0)
    assert msgspec.json.decode(body, type=FrozenPlan) == plan()
    assert event.version == 1
    with pytest.raises(Conflict, match="versi"):
        freeze(FreezePlan(plan=plan()), latest_version=1)


def test_two_people_take_each_others_post_and_become_attached() -> None:
    """Each of them now serves in the other's ward, so both serve attached; nothing else changes."""
    (event,) = swap(SwapPeople(version=1, first="U1-0", second="U2-0"), plan(), 1, registry())
    after = with_duties(plan(), event.first, event.second, version=2, at=plan().at)
    assert {duty.person: (duty.station, duty.attached) for duty in after.duties} == {
        "U1-0": (SECOND, True),
        "U2-0": (FIRST, True),
    }
    assert (after.version, after.parent, after.result) == (2, 1, plan().result)


def test_a_district_officer_is_at_home_in_every_ward_of_the_district() -> None:
    """Swapping a ward's officer with the district's officer at the next post attaches only the ward's."""
    district = Duty(person="UD-0", unit="UD", station=SECOND)
    mixed = msgspec.structs.replace(plan(), duties=(plan().duties[0], district))
    (event,) = swap(SwapPeople(version=1, first="U1-0", second="UD-0"), mixed, 1, registry())
    assert (event.first.attached, event.second.attached) == (True, False)


def test_a_swap_to_ones_own_station_is_refused() -> None:
    """U2-0 votes at the station that U1-0 guards."""
    with pytest.raises(Conflict, match="memilih"):
        swap(SwapPeople(version=1, first="U1-0", second="U2-0"), plan(), 1, registry({"U2-0": FIRST}))


def test_a_swap_needs_the_newest_plan_and_two_posts() -> None:
    """An old version, an unknown person and the same person twice are refused, each in one sentence."""
    with pytest.raises(Conflict, match="diganti versi 2"):
        swap(SwapPeople(version=1, first="U1-0", second="U2-0"), plan(), 2, registry())
    with pytest.raises(Rejected, match="punya pos"):
        swap(SwapPeople(version=1, first="U1-0", second="X"), plan(), 1, registry())
    with pytest.raises(Conflict, match="pos yang sama"):
        swap(SwapPeople(version=1, first="U1-0", second="U1-0"), plan(), 1, registry())


def test_a_post_is_locked_once_and_freed_once() -> None:
    """The same lock again, and freeing a free post, are no events; an unknown station is refused."""
    command = LockPost(station=FIRST, guards=0, reason="halaman kantor")
    assert lock(command, (), registry()) == (Sealed(PostLocked(station=FIRST, guards=0), b"halaman kantor"),)
    held = (Lock(station=FIRST, guards=0, reason="halaman kantor"),)
    assert lock(command, held, registry()) == ()
    assert unlock(UnlockPost(station=FIRST), held) == (PostUnlocked(station=FIRST),)
    assert unlock(UnlockPost(station=FIRST), ()) == ()
    with pytest.raises(Rejected, match="terdaftar"):
        lock(LockPost(station=make_station_id(WARDS[0], 9), guards=1), (), registry())
