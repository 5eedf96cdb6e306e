"""What stays out, and what is asked again: votes on an order node, lost replies, second bodies, odd numbers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kawal.access.model import Grant
from kawal.field.identity import new_identity
from kawal.field.queries import quarantine_rows
from kawal.kernel.errors import NotPermitted
from kawal.record.jws import b64url
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.field.test_intake import House
from tests.http.conftest import OWN, session
from tests.support.phone import STATION, Phone, enrolled

VOTES = {"contest": "mayor", "option_1": 221, "valid": 260, "invalid": 4}


@pytest.fixture
def order(tmp_path: Path) -> Iterator[House]:
    """The city's own node."""
    made = House(tmp_path / "node", "order")
    yield made
    made.close()


def test_no_vote_reaches_the_quarantine_of_an_order_node(order: House) -> None:
    """However malformed: wrong station, a field too many, four photos, another or an unheard-of kind: 403."""
    phone = enrolled(order.node, "officer", "clerk")
    before = _size(order)
    results = order.send(
        phone.report(kind="results_copy", data=VOTES, place="9999999999999"),
        phone.report(kind="results_copy", data=VOTES | {"more": 1}),
        phone.report(kind="results_copy", data=VOTES, photos=["a" * 64] * 4),
        phone.report(kind="opening", data={"opened_at": "07:00", "option_1": 221}),
        phone.report(kind="unheard_of", data={"valid": 260}),
        phone.report(kind="objection", data={}),
    )
    assert {one["status"] for one in results} == {403}
    with order.node.reading() as connection:
        assert quarantine_rows(connection, only_open=False) == ()
    assert _size(order) == before


def test_a_lost_reply_does_not_lose_the_key(order: House) -> None:
    """The same link and key again is the same enrolment; another key finds the link used up."""
    access = order.node.access
    account = access.open_account("lost-reply", "Petugas", (Grant("officer"),), "test")
    link, phone = access.link(account.id, "device"), Phone()
    first = access.enrol(link, b64url(phone.public))
    again = access.enrol(link, b64url(phone.public))
    assert first[0] == again[0] == phone.kid
    with pytest.raises(NotPermitted):
        access.enrol(link, b64url(Phone().public))
    with pytest.raises(NotPermitted):
        access.look_at_link(link)


def test_both_bodies_of_a_conflict_can_be_read(order: House) -> None:
    """The second body has a page of its own."""
    phone = enrolled(order.node)
    identity = new_identity()
    first, second = order.send(phone.report(id=identity), phone.report(id=identity, data={"opened_at": "09:30"}))
    order.client.cookies.set(SESSION_COOKIE, session(order.node, "commander"))
    assert "07.02" in order.client.get(f"/laporan/{first['index']}").text
    assert "09.30" in order.client.get(f"/laporan/{second['index']}").text


def test_a_form_under_a_used_number_is_no_repeat(order: House) -> None:
    """The same press twice is one report; other words under its number are refused, not dropped."""
    order.client.cookies.set(SESSION_COOKIE, session(order.node, "operator"))
    form = {"kind": "nil", "version": "1", "id": new_identity(), "place": STATION, "a-stations": "3"}
    answers = [
        order.client.post("/lapangan/lapor", data=form | more, headers=OWN, follow_redirects=False).status_code
        for more in ({}, {}, {"a-stations": "4"}, {"id": "no id"}, {"id": new_identity(), "quarantine": "abc"})
    ]
    assert answers == [303, 303, 409, 400, 400]


@pytest.mark.parametrize("path", ["/laporan/{n}", "/karantina/{n}", "/laporan/{n}/tanda-terima"])
def test_a_number_that_no_log_has_is_no_fault_of_ours(order: House, path: str) -> None:
    """One sentence and 404, also for what no database can hold."""
    order.client.cookies.set(SESSION_COOKIE, session(order.node, "commander"))
    for number in (10**9, 10**19, 10**30):
        assert order.client.get(path.format(n=number)).status_code == 404, number


def _size(house: House) -> int:
    with house.node.reading() as connection:
        return sum(
            1 for _, body in read_entries(connection) if b"time_marked" not in body and b"access_denied" not in body
        )


@pytest.mark.parametrize("claim", [{"by": "kepala"}, {"assurance": "clerk"}, {"channel": "odk"}])
def test_a_phone_does_not_say_what_only_the_node_says(order: House, claim: dict[str, Any]) -> None:
    """For whom it signs, how sure that is, through which door it came: quarantined, not recorded."""
    assert [one["status"] for one in order.send(enrolled(order.node).report(**claim))] == [202]
