"""The pages of gateways: addresses and counts are shown, secrets never again, words only to who may open them."""

import html
import re

import pytest

from kawal.access.roles import Role
from kawal.web.identity import SESSION_COOKIE
from tests.field.channels.providers import ELSEWHERE, PHONE, SECRET, House, message
from tests.http.conftest import OWN, session

MARKUP = "<script>alert(1)</script>\"'&{{7*7}}"


@pytest.fixture
def office(house: House) -> House:
    """The office of a node: a commander who is administrator too."""
    as_role(house, "commander", "administrator")
    return house


def as_role(house: House, *roles: Role, region: str = "") -> None:
    """Come in with these roles."""
    house.client.cookies.set(SESSION_COOKIE, session(house.node, *roles, region=region))


def page(house: House, path: str) -> str:
    """A page as text."""
    answer = house.client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def post(house: House, path: str, **fields: str) -> tuple[int, str]:
    """A form."""
    answer = house.client.post(path, data=fields, headers=OWN, follow_redirects=False)
    return answer.status_code, answer.text


def test_a_made_secret_is_shown_once_and_a_given_one_never(office: House) -> None:
    """On the page that opens the gateway, and on none after it."""
    _, shown = post(
        office, "/gerbang/buka", adapter="kannel", title="Kannel", url="http://k/sendsms", user="u", password=SECRET
    )
    made = re.search(r'readonly value="([A-Za-z0-9_-]{32})"', shown)
    assert made is not None
    _, other = post(office, "/gerbang/buka", adapter="twilio", title="Twilio", user="AC1", secret=SECRET, sender="+1")
    later = page(office, "/gerbang")
    for text in (other, later):
        assert made[1] not in text
        assert SECRET not in text
    assert "/gerbang/kannel-1/masuk?id=%I" in html.unescape(later)
    assert "/gerbang/twilio-1/masuk" in later


def test_a_refusal_never_quotes_a_secret(office: House) -> None:
    """A form with a fault in it comes back as a sentence without what was typed as a secret."""
    for fields in (
        {"adapter": "twilio", "title": "", "secret": SECRET, "user": "AC1", "sender": "+1"},
        {"adapter": "twilio", "title": "T", "secret": SECRET, "user": "", "sender": "+1"},
        {"adapter": "generic", "title": "T", "secret": SECRET + "x" * 300},
        {"adapter": "kannel", "title": "T", "secret": SECRET + "%", "url": "http://k", "user": "u", "password": "p"},
    ):
        status, text = post(office, "/gerbang/buka", **fields)
        assert status == 400
        assert SECRET not in text


def test_settings_are_replaced_one_by_one(office: House) -> None:
    """What is left empty stays; the change is an entry without content."""
    gate = office.open("twilio")
    status, _ = post(office, "/gerbang/atur", gate=gate, sender="+199", address="https://posko.test/")
    assert status == 303
    settings = office.gates.opened(gate)[1]
    assert (settings.sender, settings.secret, settings.address) == ("+199", SECRET, "https://posko.test")
    with office.node.reading() as connection:
        last = list(office.node.writer.entries(connection))[-1]
    assert "GateChanged" in repr(last)
    assert "+199" not in repr(last)


def test_counts_stand_beside_each_gateway(office: House) -> None:
    """Two kept, one stranger, one forged, none too fast, two queued."""
    gate = office.open("generic")
    for number, sender in enumerate((PHONE, ELSEWHERE, "+6281299990000")):
        office.send(message(gate, "TPS 3 Mantuil buka", key=str(number), sender=sender))
    office.send(message(gate, "x") | {"headers": {}})
    row = re.search(r"<tr><th scope=\"row\">Uji generic.*?</tr>", page(office, "/gerbang"), re.DOTALL)
    assert row is not None
    assert re.findall(r'class="num">\s*(\d+)\s*<', row[0]) == ["2", "1", "1", "0", "2", "0"]


def test_markup_in_names_and_texts_is_text(office: House) -> None:
    """A gateway's name, a reply's words, a reason: nothing of it becomes an element."""
    gate, _ = office.gates.open("generic", MARKUP, office.gates.opened(office.open("generic"))[1], "test")
    office.gates.send(gate, PHONE, MARKUP, "test")
    for path in ("/gerbang", "/gerbang/keluar"):
        text = page(office, path)
        assert "<script>alert" not in text
        assert MARKUP in html.unescape(text)


def test_who_may_not_open_private_parts_sees_states_but_no_words(office: House) -> None:
    """The auditor reads the log: state and time of a text, not to whom nor what."""
    gate = office.open("generic")
    office.send(message(gate, "TPS 3 Mantuil buka"))
    assert "Tercatat: TPS 3 Mantuil buka." in page(office, "/gerbang/keluar")
    as_role(office, "auditor")
    seen = page(office, "/gerbang/keluar")
    assert "Tercatat" not in seen
    assert "+628000001011" not in seen
    assert "antre" in seen


def test_a_desk_of_one_district_sees_the_answers_to_its_own_lines(office: House) -> None:
    """A reply to a line from district 01 is on its page, not on that of district 03."""
    gate = office.open("generic")
    office.send(message(gate, "TPS 3 Mantuil buka"))
    office.gates.send(gate, PHONE, "Uji sendiri", "test")
    as_role(office, "operator", region="63.71.01")
    assert "Tercatat: TPS 3 Mantuil buka." in page(office, "/gerbang/keluar")
    assert "Uji sendiri" not in page(office, "/gerbang/keluar")
    as_role(office, "operator", region="63.71.03")
    assert "Tercatat" not in page(office, "/gerbang/keluar")


def test_outgoing_texts_are_filtered_by_their_state(office: House) -> None:
    """Queued ones only, failed ones only."""
    gate = office.open("generic")
    office.gates.send(gate, PHONE, "Uji sendiri", "test")
    assert "Uji sendiri" in page(office, "/gerbang/keluar?only=queued")
    assert "Uji sendiri" not in page(office, "/gerbang/keluar?only=failed")


def test_a_telegram_link_is_shown_once(office: House) -> None:
    """With the bot's name and a token that the bot takes; a gateway of another kind makes none."""
    gate = office.open("telegram")
    account = office.node.access.open_account("orang", "Orang", (), "test")
    status, shown = post(office, "/gerbang/telegram/tautan", gate=gate, account=account.id)
    link = re.search(r"https://t\.me/kawalbot\?start=([A-Za-z0-9_-]{1,64})\"", shown)
    assert status == 200
    assert link is not None
    assert office.node.access.look_at_link(link[1])[1] == "telegram"
    assert link[1] not in page(office, "/gerbang")
    assert post(office, "/gerbang/telegram/tautan", gate=office.open("generic"), account=account.id)[0] == 403


def test_closing_and_testing_by_form(office: House) -> None:
    """A test text waits for its job; a closed gateway is shown as closed and cannot be sent through."""
    gate = office.open("generic")
    assert post(office, "/gerbang/uji", gate=gate, to=PHONE, text="Uji")[0] == 303
    assert post(office, "/gerbang/uji", gate=gate, to="KPU", text="Uji")[0] == 400
    assert post(office, "/gerbang/tutup", gate=gate)[0] == 303
    assert post(office, "/gerbang/uji", gate=gate, to=PHONE, text="Uji")[0] == 403
    assert "ditutup" in page(office, "/gerbang")


def test_gateways_are_the_administrators(house: House) -> None:
    """Without the right: 403 for the page and every form; outgoing texts are the log's."""
    as_role(house, "commander")
    assert house.client.get("/gerbang").status_code == 403
    assert post(house, "/gerbang/buka", adapter="generic", title="x")[0] == 403
    assert house.client.get("/gerbang/keluar").status_code == 200
    as_role(house, "administrator")
    assert house.client.get("/gerbang").status_code == 200
    assert house.client.get("/gerbang/keluar").status_code == 403
