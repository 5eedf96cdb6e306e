"""What comes in is kept once, proven at once, and understood or quarantined; never lost, never overwritten."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from kawal.access.throttle import Throttle
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.desk import FieldDesk
from kawal.field.queries import all_conflicts, latest_reports, quarantine_rows
from kawal.node import Node
from kawal.record.merkle import hash_leaf
from kawal.record.receipt import Receipt
from kawal.record.sdjwt import SdJwt
from kawal.store.log import read_entries
from kawal.store.sealed import open_entry
from tests.conftest import filled_node
from tests.http.conftest import BASE
from tests.support.phone import STATION, Phone, enrolled

JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 40


class House:
    """A node behind its interface."""

    def __init__(self, folder: Path, profile: str = "training", node: Node | None = None) -> None:
        self.node: Node = node or filled_node(folder, profile)  # type: ignore[arg-type]
        self.client = TestClient(create_app(self.node, load_letterhead()), base_url=BASE)
        self.client.__enter__()

    @property
    def desk(self) -> FieldDesk:
        desk: FieldDesk = self.client.app.state["field"]
        return desk

    def send(self, *tokens: SdJwt | str) -> list[dict[str, Any]]:
        """A batch; one result each."""
        answer = self.client.post("/api/reports", json={"reports": [str(one) for one in tokens]})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def close(self) -> None:
        self.client.__exit__(None, None, None)
        self.node.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One training node for the tests of this module."""
    made = House(tmp_path_factory.mktemp("intake") / "node")
    yield made
    made.close()


@pytest.fixture
def phone(house: House) -> Phone:
    """An officer's phone."""
    return enrolled(house.node)


def test_a_report_comes_back_with_a_receipt_that_holds(house: House, phone: Phone) -> None:
    """201 with a complete proof; the entry of the log is the compact JWS itself."""
    token = phone.report()
    answer = house.client.post("/api/reports", json={"report": str(token)})
    assert answer.status_code == 201
    said = answer.json()
    receipt = Receipt.parse(said["receipt"])
    key = house.node.store.keys.log.verifier
    assert receipt.verify(hash_leaf(token.jws.encode()), key).size == said["index"] + 1
    with house.node.reading() as connection:
        assert dict(read_entries(connection, said["index"], said["index"] + 1)) == {said["index"]: token.jws.encode()}


def test_a_hundred_times_the_same_is_one_record(house: House, phone: Phone) -> None:
    """In one batch and one by one: one index, 200 for every repeat, and each with a receipt that holds."""
    token = phone.report()
    first, *rest = house.send(*[token] * 50)
    again = [house.client.post("/api/reports", json={"report": str(token)}) for _ in range(50)]
    assert first["status"] == 201
    assert {one["index"] for one in rest} == {first["index"]}
    assert {one["status"] for one in rest} == {200}
    assert {(one.status_code, one.json()["index"]) for one in again} == {(200, first["index"])}
    key = house.node.store.keys.log.verifier
    for receipt in (rest[0]["receipt"], again[-1].json()["receipt"]):
        Receipt.parse(receipt).verify(hash_leaf(token.jws.encode()), key)


def test_another_body_under_the_same_number_is_one_conflict(house: House, phone: Phone) -> None:
    """409; both are kept; the same conflict sent again is not a third."""
    token = phone.report()
    (first,) = house.send(token)
    identity = token.jws.split(".")[1]
    other = phone.report(id=_id_of(identity), data={"opened_at": "09:30"})
    results = house.send(other, other) + house.send(other)
    assert [one["status"] for one in results] == [409, 409, 409]
    assert len({one["index"] for one in results}) == 1
    with house.node.reading() as connection:
        pairs = [(a, b) for a, b, _ in all_conflicts(connection)]
    assert (first["index"], results[0]["index"]) in pairs


def test_what_a_known_sender_sends_and_nobody_understands_is_quarantined(house: House, phone: Phone) -> None:
    """202 for an unknown kind, a missing answer, a place that is none, private text outside the disclosures."""
    unknown = phone.report(kind="unheard_of")
    lacking = phone.report(data={})
    nowhere = phone.report(place="9999999999999")
    naked = phone.report(kind="free_note", data={"note": "text in the open"})
    named = phone.report(kind="free_note", data={"Budi Santoso": "Budi Santoso"})
    chosen = phone.report(kind="incident", data={"what": "Budi Santoso 0811-4711-4711"})
    results = house.send(unknown, lacking, nowhere, naked, named, chosen)
    assert [one["status"] for one in results] == [202] * 6
    assert house.send(unknown)[0]["index"] == results[0]["index"]
    with house.node.reading() as connection:
        waiting = {row.index: row.reason for row in quarantine_rows(connection, only_open=True)}
        bodies = b"".join(body for _, body in read_entries(connection))
    assert set(waiting) >= {one["index"] for one in results}
    assert b"text in the open" not in bodies
    assert b"0811-4711-4711" not in bodies


@pytest.mark.parametrize("text", ["", "x" * 20, "a.b.c~", "~" * 30, "e30.e30.e30~"])
def test_what_has_no_sender_is_refused(house: House, text: str) -> None:
    """Nothing is recorded, and the answer says so."""
    before = _size(house)
    answer = house.client.post("/api/reports", json={"report": text})
    assert answer.status_code in (400, 403)
    assert _size(house) == before


def test_an_unknown_a_revoked_and_a_foreign_key_are_refused(house: House, phone: Phone) -> None:
    """403: the key decides, whatever the content says."""
    stranger = Phone()
    forged = Phone()
    forged.kid = phone.kid
    house.send(phone.report())
    house.node.access.revoke_device(phone.kid, "test")
    results = house.send(stranger.report(), forged.report(), phone.report())
    assert [one["status"] for one in results] == [403, 403, 403]


def test_a_place_outside_the_grant_is_refused(house: House) -> None:
    """An officer of one ward reports from it, not from the next."""
    officer = enrolled(house.node, "officer", region="63.71.01.1012")
    results = house.send(officer.report(place=STATION), officer.report(place="6371031003007"))
    assert [one["status"] for one in results] == [201, 403]


def test_the_private_part_is_kept_sealed_and_opens_by_right(house: House, phone: Phone) -> None:
    """It is in no entry and no row, and comes back as it was."""
    private = {"note": "nama dan telepon 0811-000-4711"}
    token = phone.report(private, kind="incident", data={"what": "medical", "severity": "minor"})
    (done,) = house.send(token)
    with house.node.reading() as connection:
        assert house.desk.private_part(connection, done["index"]) == private
        assert all(b"4711" not in body for _, body in read_entries(connection))


def test_shuffled_late_and_triplicate_delivery_gives_equal_tables(tmp_path: Path) -> None:
    """Two nodes get the same forty reports, one in order, one backwards three times: the same rows by id."""
    houses = [House(tmp_path / name) for name in ("ordered", "shuffled")]
    phone = Phone()
    for house in houses:
        made = enrolled(house.node)
        house.node.access.revoke_device(made.kid, "test")
        account = house.node.access.directory().devices[made.kid].account
        from kawal.record.jws import b64url  # noqa: PLC0415

        house.node.access.enrol(house.node.access.link(account, "device"), b64url(phone.public))
    tokens = [phone.report() for _ in range(40)]
    for token in tokens:
        houses[0].send(token)
    late = tokens[::-1]
    for start in range(0, 40, 7):
        houses[1].send(*late[start : start + 7] * 3)
    rows = []
    for house in houses:
        with house.node.reading() as connection:
            reports = latest_reports(connection, most=1000)
            rows.append({(one.id, one.kind, one.place, one.seq, one.at_ms, str(one.data)) for one in reports})
        house.close()
    assert rows[0] == rows[1]
    assert len(rows[0]) == 40


def test_clocks_a_day_off_are_kept_and_change_nothing(house: House, phone: Phone) -> None:
    """The author's time is kept as it was said; order and reception are the log's."""
    past = phone.report(at=1_000_000_000_000)
    future = phone.report(at=4_000_000_000_000)
    results = house.send(future, past)
    with house.node.reading() as connection:
        kept = {one.index: one for one in latest_reports(connection, most=5)}
    assert [kept[one["index"]].at_ms for one in results] == [4_000_000_000_000, 1_000_000_000_000]
    assert kept[results[0]["index"]].received == kept[results[1]["index"]].received


def test_an_order_node_never_takes_a_result(tmp_path: Path) -> None:
    """Neither the kind nor the figures: refused, and no trace of a figure anywhere in the folder."""
    house = House(tmp_path / "order", "order")
    phone = enrolled(house.node, "station_supervisor")
    result = phone.report(
        kind="results_copy", data={"contest": "mayor", "option_1": 987, "valid": 987, "invalid": 13}
    )
    assert [one["status"] for one in house.send(result)] == [403]
    kinds = {one["id"] for one in house.client.get("/api/kinds").json()["kinds"]}
    assert not kinds & {"results_copy", "objection"}
    house.close()
    token = result.jws.encode()
    for path in (tmp_path / "order").rglob("*"):
        if path.is_file():
            assert token not in path.read_bytes()


@pytest.mark.parametrize("cut", range(1, 9))
def test_an_upload_cut_at_any_piece_goes_on(house: House, phone: Phone, cut: int) -> None:
    """Eight pieces; cut after each, asked again, continued from the true offset."""
    import hashlib  # noqa: PLC0415

    photo = JPEG + bytes([cut])
    sha = hashlib.sha256(photo).hexdigest()
    said = {"what": "hazard", "severity": "minor"}
    house.send(phone.report(kind="incident", data=said, photos=[sha]))
    size = -(-len(photo) // 8)
    sent = 0
    for number in range(8):
        if number == cut:  # the phone went away and does not know what arrived
            wrong = _piece(house, sha, 0 if sent else 1, photo, size)
            assert wrong.status_code == 409
            sent = int(wrong.headers["upload-offset"])
        sent = int(_piece(house, sha, sent, photo, size).headers["upload-offset"])
    head = house.client.head(f"/api/photos/{sha}")
    assert (sent, head.headers["upload-complete"]) == (len(photo), "?1")
    with house.node.reading() as connection:
        assert house.node.store.blobs.get(connection, sha) == photo


def test_a_photo_that_is_not_its_hash_starts_anew(house: House, phone: Phone) -> None:
    """400 at the end, and nothing of it is kept; an unnamed hash is refused at once."""
    import hashlib  # noqa: PLC0415

    sha = hashlib.sha256(JPEG + b"true").hexdigest()
    said = {"what": "hazard", "severity": "minor"}
    house.send(phone.report(kind="incident", data=said, photos=[sha]))
    wrong = JPEG + b"lies"
    assert _piece(house, sha, 0, wrong, len(wrong)).status_code == 400
    assert house.client.head(f"/api/photos/{sha}").headers["upload-offset"] == "0"
    assert house.client.head(f"/api/photos/{'0' * 64}").status_code == 403


def _piece(house: House, sha: str, offset: int, photo: bytes, size: int) -> Any:
    return house.client.patch(
        f"/api/photos/{sha}",
        content=photo[offset : offset + size],
        headers={
            "content-type": "application/offset+octet-stream",
            "upload-offset": str(offset),
            "upload-length": str(len(photo)),
        },
    )


def _id_of(payload: str) -> str:
    import json  # noqa: PLC0415

    from kawal.record.jws import unb64url  # noqa: PLC0415

    identity: str = json.loads(unb64url(payload))["id"]
    return identity


def _size(house: House) -> int:
    with house.node.reading() as connection:
        return sum(1 for _ in read_entries(connection))


class Refusing(Throttle):
    """A part that fails for one key, as nobody foresaw."""

    def __init__(self, kid: str) -> None:
        super().__init__(1e6, 1e6)
        self._kid = kid

    def allow(self, key: str, cost: float = 1.0) -> bool:
        if key == self._kid:
            raise ZeroDivisionError
        return super().allow(key, cost)


def test_one_report_that_makes_an_error_leaves_the_others_their_receipts(tmp_path: Path) -> None:
    """500 for that one alone; the rest of the batch is recorded, and says so."""
    made = House(tmp_path / "node")
    good, bad, desk = enrolled(made.node), enrolled(made.node), made.desk
    risk = made.client.app.state["risk_desk"]
    made.client.app.state["field"] = FieldDesk(
        made.node.store, made.node.access, risk, made.node.clock, Refusing(bad.kid)
    )
    results = made.send(good.report(), bad.report(), good.report())
    assert [one["status"] for one in results] == [201, 500, 201]
    assert results[1]["detail"] == "kesalahan dalam Kawal; sudah dicatat"
    made.desk.close()
    made.client.app.state["field"] = desk
    made.close()


def test_a_denied_report_is_counted_with_its_address(tmp_path: Path) -> None:
    """Sealed beside the entry, not in it."""
    made = House(tmp_path / "node")
    assert made.send(Phone().report())[0]["status"] == 403
    made.node.access.record_denials()
    made.node.access.close()
    with made.node.reading() as connection:
        (index,) = [index for index, body in read_entries(connection) if b"access_denied" in body]
        sealed = open_entry(connection, made.node.store.blobs.sealer, index)
    assert sealed == b'{"address":"testclient"}'
    made.close()


def test_an_order_node_asks_for_no_violation(tmp_path: Path) -> None:
    """Vote buying is no choice of its forms; what a phone with an older page sends is kept all the same."""
    made = House(tmp_path / "node", "order")
    kinds = {one["id"]: one for one in made.client.get("/api/kinds").json()["kinds"]}
    what = next(field for field in kinds["incident"]["fields"] if field["id"] == "what")
    assert "money" not in [one["id"] for one in what["choices"]]
    told = {"what": "money", "severity": "minor"}
    assert made.send(enrolled(made.node).report(kind="incident", v=2, data=told))[0]["status"] == 201
    made.close()
    other = House(tmp_path / "other", "supervision")
    assert '"money"' in other.client.get("/api/kinds").text
    other.close()
