"""What a refused form says: what was wrong, in a sentence with the words of its labels."""

from litestar.testing import TestClient

from tests.http.conftest import OWN


def test_a_field_that_is_too_long_says_how_long_it_may_be(client: TestClient) -> None:  # type: ignore[type-arg]
    """A promise of 401 letters: at most 400."""
    form = {"who": "a" * 401, "what": "b", "due": "13:10"}
    answer = client.post("/serah-jaga/janji", data=form, headers=OWN)
    assert answer.status_code == 400
    assert "paling banyak 400 huruf" in answer.text


def test_a_number_that_is_none_is_told_in_words(client: TestClient) -> None:  # type: ignore[type-arg]
    """Not "guards"."""
    form = {"guards": "-5", "arrangement": "attached", "title": ""}
    answer = client.post("/satuan/tetapkan", data=form, headers={**OWN, "accept": "application/problem+json"})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("jumlah linmas: ")


def test_the_matrix_shows_its_last_page_for_one_beyond(client: TestClient) -> None:  # type: ignore[type-arg]
    """Page 99999 is the last one, not an empty list."""
    page = client.get("/mitigasi?page=99999").text
    assert client.get("/mitigasi").status_code == 200
    assert "TPS" in page.split("<main")[1]


def test_what_does_not_fit_is_told_with_what_was_expected(client: TestClient) -> None:  # type: ignore[type-arg]
    """A page below 1, a choice that there is not, a form without its fields: where, what was expected, what came."""
    told = {**OWN, "accept": "application/problem+json"}
    page = client.get("/peringkat?page=-1", headers=told).json()
    assert page["detail"] == "page: diharapkan paling kecil 1, didapat -1"
    choice = client.get("/buku-jaga?only=x", headers=told).json()
    assert choice["detail"] == "only: diharapkan salah satu pilihan yang ada, didapat x"
    form = client.post("/buku-jaga/baris", data={}, headers=told)
    assert form.status_code == 400
    assert form.json()["detail"].startswith("baris kabar: diharapkan ")
    assert form.json()["field"] == "text"
    assert "text" not in form.json()["detail"]
