"""Markup and floods of letters in the fields of incidents, letters and situation: shown as text, or refused."""

import pytest

from kawal.web.identity import SESSION_COOKIE
from tests.exchange.test_letters import House, houses, referred  # noqa: F401  a fixture
from tests.http.conftest import OWN

MARKUP = "<script>alert(1)</script>\"'&{{7*7}}<img src=x onerror=alert(2)>"
HUGE = "kata " * 40_000


def test_markup_is_text_wherever_it_was_typed(houses: tuple[House, House]) -> None:  # noqa: F811
    """In a line, notes and reasons of an incident, letters and answers, the name of a node, a support request: the
    pages of both nodes show letters, never a script, and compute nothing."""
    city, bawaslu = houses
    key = str(bawaslu.node.store.keys.log.verifier)
    assert city.manage("/surat/simpul", key=key, institution=MARKUP, agency="BAWASLU", url="https://b.example") == 303
    index, note = referred(city, MARKUP)
    with city.node.reading() as connection:
        case = next(one for one in city.client.app.state["cases"].all(connection) if one.heard.index == index)
    about = {"place": case.place, "what": case.what}
    for step in ("noted", "asked", "handed_on", "told"):
        assert city.post(f"/insiden/{index}/langkah", **about, step=step, agency="POLRESTA", note=MARKUP) == 303
    for kind in ("escort", "milestone"):
        assert (
            city.post("/surat/tulis", receiver=bawaslu.mail.origin, kind=kind, severity="minor", words=MARKUP) == 303
        )
    assert bawaslu.post("/surat/masuk", note=note) == 303
    root = bawaslu.letters()[0][0].id
    assert bawaslu.post(f"/surat/{root}/jawab", verdict="returned", words=MARKUP) == 303
    city.cut = True
    city.carry(bawaslu)
    assert bawaslu.carry(city) == 2
    assert city.post("/situasi/buat") == 303
    paths = [
        "/insiden",
        f"/insiden/{index}",
        "/surat",
        f"/surat/{root}",
        "/situasi",
        "/situasi/1",
        "/ikhtisar",
        "/buku-jaga",
    ]
    for house, some in (
        (city, paths),
        (bawaslu, ["/insiden", "/surat", f"/surat/{root}", "/ikhtisar", "/buku-jaga"]),
    ):
        house.client.cookies.set(SESSION_COOKIE, house.operator)
        for path in some:
            html = house.client.get(path, headers={"accept": "text/html"}).text
            assert "<script>alert" not in html, path
            assert "<img src=x" not in html, path
            assert "49<img" not in html, path
    assert "&lt;script&gt;alert(1)" in city.client.get(f"/insiden/{index}", headers=OWN).text


@pytest.mark.parametrize("words", [HUGE, "\0", "\ud800"])
def test_text_that_is_no_message_is_refused_and_nothing_is_kept(
    houses: tuple[House, House],  # noqa: F811
    words: str,
) -> None:
    """200,000 characters, a NUL, half a character: a refusal or an ordinary answer at every form, never a fault."""
    city, bawaslu = houses
    index, note = referred(city)
    with city.node.reading() as connection:
        case = next(one for one in city.client.app.state["cases"].all(connection) if one.heard.index == index)
    about = {"place": case.place, "what": case.what}
    root = city.letters()[0][0].id
    forms = [
        (f"/insiden/{index}/langkah", {**about, "step": "noted", "note": words}),
        (f"/insiden/{index}/tutup", {**about, "result": "resolved", "note": words}),
        (f"/insiden/{index}/rujuk", {**about, "receiver": bawaslu.mail.origin, "words": words}),
        ("/surat/tulis", {"receiver": bawaslu.mail.origin, "kind": "escort", "words": words}),
        ("/surat/tulis", {"receiver": words, "kind": "escort", "words": "x"}),
        ("/surat/tulis", {"receiver": bawaslu.mail.origin, "kind": "escort", "words": "x", "place": words}),
        (f"/surat/{root}/jawab", {"verdict": "noted", "words": words}),
        ("/surat/masuk", {"note": words}),
        ("/surat/masuk", {"note": f"KAWAL:SURAT:00000000:1:1:{words[:9]}"}),
        ("/surat/kabarkan", {"origin": words}),
    ]
    city.client.cookies.set(SESSION_COOKIE, city.operator)
    for path, data in forms:
        body = {name: value.encode("utf-8", "surrogatepass") for name, value in data.items()}
        answer = city.client.post(path, data=body, headers=OWN, follow_redirects=False)
        assert answer.status_code < 500, (path, data.keys())
        if words is HUGE:
            assert answer.status_code >= 400, path
    city.page("/surat")
    city.page(f"/insiden/{index}")
    assert note
