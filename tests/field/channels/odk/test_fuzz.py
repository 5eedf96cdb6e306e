"""Whatever comes in at the doors of OpenRosa, none answers with a 500, and nothing that is no report becomes one."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from kawal.access.throttle import Throttle
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.channels.odk.instance import read_instance
from kawal.field.queries import latest_reports
from kawal.kernel.errors import Rejected
from tests.field.channels.odk.conftest import END, OPENING, START, STATION, House, jpeg
from tests.http.conftest import BASE
from tests.support.openrosa import BOUNDARY, Collect, fill_in, multipart

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
TRIES = 10_000 if SOAK else 100
hard = settings(
    max_examples=TRIES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
FINE = {200, 201, 202, 400, 401, 403, 404, 405, 413, 429}
TYPES = [
    f"multipart/form-data; boundary={BOUNDARY}",
    "multipart/form-data",
    'multipart/form-data; boundary=""',
    "text/xml",
    "application/x-www-form-urlencoded",
    "",
]


class Quiet:
    """A node and a phone whose client raises nothing: a 500 is seen as one."""

    def __init__(self, house: House) -> None:
        self.house = house
        application = create_app(house.node, load_letterhead())
        application.state["odk"].intake._throttle = Throttle(1e9, 1e9)
        self.client = TestClient(application, base_url=BASE, raise_server_exceptions=False)
        self.client.__enter__()
        phone = house.phone(by_key=True)
        self.phone = Collect(self.client, phone.server)
        self.forms = {name: self.phone.form(entry) for name, entry in self.phone.forms().items()}


@pytest.fixture(scope="module")
def quiet(house: House) -> Iterator[Quiet]:
    """One for all tests of this module."""
    made = Quiet(house)
    yield made
    made.client.__exit__(None, None, None)


@hard
@given(body=st.binary(max_size=400), kind=st.sampled_from(TYPES))
def test_bodies(quiet: Quiet, body: bytes, kind: str) -> None:
    """Bytes as a body, whatever they are said to be."""
    answer = quiet.client.post(f"{quiet.phone.server}/submission", content=body, headers={"content-type": kind})
    assert answer.status_code in FINE - {201}


@hard
@given(xml=st.binary(max_size=400) | st.text(max_size=300).map(lambda text: f"<data>{text}</data>".encode()))
def test_xml(quiet: Quiet, xml: bytes) -> None:
    """Bytes as the XML of a well-framed submission."""
    assert quiet.phone.post(multipart(xml, {})).status_code in FINE - {201}


@hard
@given(cut=st.integers(0, 2_000), flip=st.integers(0, 255), form=st.sampled_from(["opening", "incident", "nil"]))
def test_a_wrong_byte(quiet: Quiet, cut: int, flip: int, form: str) -> None:
    """Any byte of a request, to any other value."""
    xml = fill_in(quiet.forms[form], {"_start": START, "_end": END, "_place": STATION})
    body = bytearray(multipart(xml, {"1.jpg": jpeg(1, 300)}))
    body[cut % len(body)] = flip
    assert quiet.phone.post(bytes(body)).status_code in FINE


@hard
@given(
    answers=st.dictionaries(
        st.sampled_from(["_start", "_end", "_place", "opened_at", "committee_present"]),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60)
        | st.integers().map(str)
        | st.floats().map(str),
    ),
    instance=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=250),
)
def test_answers(quiet: Quiet, answers: dict[str, str], instance: str) -> None:
    """A well-formed submission, whatever it says."""
    xml = fill_in(quiet.forms["opening"], OPENING | answers, instance=instance)
    assert quiet.phone.post(multipart(xml, {})).status_code in {201, 202, 400, 403}


@hard
@given(text=st.text(max_size=60))
def test_positions(quiet: Quiet, text: str) -> None:
    """Whatever a phone says where it is."""
    safe = "".join(one for one in text if one.isprintable())
    answers = {"_start": START, "_place": STATION, "position": safe}
    assert quiet.phone.post(multipart(fill_in(quiet.forms["check_in"], answers), {})).status_code in {201, 202}


@hard
@given(
    header=st.text(st.characters(codec="ascii"), max_size=120),
    rest=st.dictionaries(
        st.sampled_from(["username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce"]),
        st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30),
    ),
)
def test_proofs(quiet: Quiet, header: str, rest: dict[str, str]) -> None:
    """Whatever a client says to prove itself."""
    parts = ", ".join(f'{name}="{value}"' for name, value in rest.items())
    text = f"Digest {header} {parts}".encode("latin-1", "replace").replace(b"\r", b"").replace(b"\n", b"")
    answer = quiet.client.get("/odk/formList", headers={b"authorization": text.replace(b"\0", b"")})
    assert answer.status_code in {401, 403}


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><data id="opening" version="1">&b;</data>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><data id="opening" version="1"/>',
        b"<a>" * 50 + b"</a>" * 50,
        b"<data>" + b"<a/>" * 1_000 + b"</data>",
        b'<?xml version="1.0" encoding="x-none"?><data/>',
    ],
    ids=["entities", "external", "deep", "many", "encoding"],
)
def test_xml_that_is_meant_ill(xml: bytes, house: House) -> None:
    """Refused before anything of it is used."""
    with pytest.raises(Rejected):
        read_instance(xml, house.field.book())


def test_nothing_of_all_this_became_a_report_that_it_was_not(quiet: Quiet, house: House) -> None:
    """Every report of this module has answers that its kind allows."""
    with house.node.reading() as connection:
        found: Any = latest_reports(connection, most=10**6)
    assert all(one.kind in {"opening", "incident", "nil", "check_in"} for one in found)
