"""Who is not known does not come in, and who guesses is slowed down."""

import pytest

from kawal.access.tries import LOGIN_BURST
from kawal.field.channels.odk.digest import NONCE_S, Nonces, Proof, ha1_of, read_proof
from tests.field.channels.odk.conftest import House
from tests.support.openrosa import Collect, told

KNOWN = (
    'Digest username="Mufasa", realm="kawal", nonce="n", uri="/odk/formList", qop=auth, nc=00000001, '
    'cnonce="c", response="r", opaque="o"'
)


def test_a_proof_as_the_standard_computes_it() -> None:
    """The example of RFC 7616, 3.9.1, for MD5."""
    proof = Proof(
        username="Mufasa",
        realm="http-auth@example.org",
        nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        uri="/dir/index.html",
        response="8ca523f5e9506fed4657c9700eebdbec",
        qop="auth",
        nc="00000001",
        cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    ha1 = "3d78807defe7de2157e2b0b6573a855f"  # MD5("Mufasa:http-auth@example.org:Circle of Life")
    assert proof.holds("GET", ha1)
    assert not proof.holds("POST", ha1)


@pytest.mark.parametrize(
    "header", ["", "Basic YTpi", "Digest", KNOWN.replace("qop=auth", "qop=auth-int"), KNOWN.replace("nc=", "n=")]
)
def test_what_is_no_proof(header: str) -> None:
    """Another scheme, or a proof that lacks a part."""
    assert read_proof(KNOWN) is not None
    assert read_proof(header) is None


def test_a_nonce_is_ours_young_and_counted_once() -> None:
    """Five minutes; each count once; a changed one is nobody's."""
    now = [100.0]
    nonces = Nonces(lambda: now[0])
    nonce = nonces.challenge().partition('nonce="')[2].partition('"')[0]
    proof = Proof("u", "kawal", nonce, "/", "r", "auth", "00000001", "c")
    assert nonces.use(proof)
    assert not nonces.use(proof)
    assert not Nonces(lambda: now[0]).use(proof)
    now[0] += NONCE_S + 1
    assert not nonces.use(Proof("u", "kawal", nonce, "/", "r", "auth", "00000002", "c"))


def test_without_a_proof_a_client_is_challenged(house: House) -> None:
    """401 with a digest challenge, for the list and for HEAD; nothing is told."""
    for method, path in (("GET", "/odk/formList"), ("HEAD", "/odk/submission"), ("POST", "/odk/submission")):
        answer = house.client.request(method, path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Digest realm="kawal", qop="auth", algorithm=MD5')
        assert answer.headers["x-openrosa-version"] == "1.0"


def test_a_wrong_key_is_refused_and_slowed_down(fresh: House) -> None:
    """401 for eight tries, then refused unread."""
    phone = fresh.phone()
    guesser = Collect(fresh.client, "/odk", phone.login, "guess")
    assert guesser.request("GET", "/odk/formList").status_code == 401  # a challenge, then the first try
    statuses = [401, *(guesser._once("GET", "/odk/formList").status_code for _ in range(LOGIN_BURST))]
    assert statuses == [401] * LOGIN_BURST + [403]


def test_guessing_keys_in_addresses_is_slowed_down(fresh: House) -> None:
    """Each guess costs the address one try; a right key fills it again."""
    phone = fresh.phone(by_key=True)
    guesses = [fresh.client.get(f"/odk/key/guess-{n}/formList").status_code for n in range(LOGIN_BURST - 1)]
    assert set(guesses) == {401}
    assert phone.forms()
    guesses = [fresh.client.get(f"/odk/key/guess-{n}/formList").status_code for n in range(LOGIN_BURST + 1)]
    assert guesses == [401] * LOGIN_BURST + [403]
    assert "setengah menit" in told(fresh.client.get("/odk/key/guess/formList"))


def test_a_recorded_request_cannot_be_sent_again(house: House) -> None:
    """The same proof with the same count is stale: whoever listened cannot send another body under it."""
    phone = house.phone()
    phone.forms()
    phone._count -= 1
    header = phone._proof("GET", "/odk/formList")
    again = house.client.get("/odk/formList", headers={"authorization": header})
    assert again.status_code == 401
    assert "stale=true" in again.headers["www-authenticate"]


def test_a_new_key_ends_the_old_one_and_a_revoked_one_opens_nothing(house: House) -> None:
    """In both ways of coming in; and so does closing the account."""
    phone = house.phone()
    account = house.node.access.directory().by_login(phone.login)
    assert account is not None
    old = phone.password
    _, new = house.odk.make_key(account.id, "test")
    assert phone.request("GET", "/odk/formList").status_code == 401
    assert house.client.get(f"/odk/key/{old}/formList").status_code == 401
    assert house.client.get(f"/odk/key/{new}/formList").status_code == 200
    assert account.id in house.odk.holders()
    house.odk.revoke_key(account.id, "test")
    assert house.client.get(f"/odk/key/{new}/formList").status_code == 401
    _, third = house.odk.make_key(account.id, "test")
    house.node.access.close_account(account.id, "test")
    assert house.client.get(f"/odk/key/{third}/formList").status_code == 401


def test_a_key_is_in_no_log_and_no_file(fresh: House) -> None:
    """Neither it nor what it proves can be read in the data folder."""
    phone = fresh.phone()
    fresh.client.get("/odk/formList")
    secrets = [phone.password.encode(), ha1_of(phone.login, phone.password).encode()]
    content = [path.read_bytes() for path in fresh.node.folder.rglob("*") if path.is_file()]
    assert not any(secret in body for secret in secrets for body in content)
