"""A peaceful assembly in a line is a size and what it wants."""

import pytest

from kawal.election.queries import load_registry
from kawal.field.grammar.crowds import cut_crowd
from kawal.field.grammar.gazetteer import gazetteer_of
from kawal.field.grammar.read import Grammar
from kawal.node import Node


@pytest.fixture(scope="module")
def grammar(exercise: Node) -> Grammar:
    """The grammar of the exercise's places."""
    with exercise.reading() as connection:
        return Grammar(gazetteer_of(load_registry(connection)))


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("1.200 orang", 1_200),
        ("6000 org", 6_000),
        ("dua ratus lima puluh orang", 250),
        ("seribu dua ratus orang", 1_200),
        ("sebelas orang", 11),
        ("lima belas orang", 15),
        ("dua puluh lima orang", 25),
        ("lima ratus ribu orang", 500_000),
        ("ratusan orang", 200),
        ("ribuan orang", 1_000),
        ("puluhan orang", 0),
    ],
)
def test_a_number_of_people_in_figures_and_words(said: str, people: int) -> None:
    """Small figures stay for the grammar of people; *puluhan* says too little."""
    assert cut_crowd(f"aksi damai {said} di kebun bunga")[1] == people


def test_a_time_is_no_crowd_and_other_lines_keep_their_numbers() -> None:
    """1020 before *massa* is a time; voters are nobody's assembly."""
    assert cut_crowd("1020 massa 60 orang kumpul tertib") == ("1020 massa 60 orang kumpul tertib", 0)
    assert cut_crowd("pemilih hadir 1200 orang") == ("pemilih hadir 1200 orang", 0)


@pytest.mark.parametrize(
    ("line", "data"),
    [
        ("aksi damai 49 orang Kebun Bunga", {"size": "under_50"}),
        ("aksi damai 50 org Kebun Bunga", {"size": "from_50"}),
        ("massa kumpul tertib 1200 orang di Kebun Bunga jam 10.00", {"size": "from_1000"}),
        ("demo damai Kebun Bunga 6000 orang", {"size": "from_5000"}),
        ("aksi damai puluhan orang Kebun Bunga", {}),
        ("aksi damai Kebun Bunga, perlu toilet, P3K", {"first_aid": True, "water": True}),
        ("aksi damai Kebun Bunga. ambulans sudah ada, tidak perlu toilet", {}),
        ("aksi damai Kebun Bunga, mohon pengeras suara dijauhkan dari TPS 3", {"sound": True}),
        ("aksi damai Kebun Bunga. TPS 3 Kebun Bunga butuh toilet", {}),
    ],
)
def test_size_and_services(grammar: Grammar, line: str, data: dict[str, object]) -> None:
    """What is wanted counts; what is there, what is not wanted, what a station wants does not."""
    (fact,) = (one for one in grammar.read(line).facts if one.kind == "assembly")
    assert dict(fact.data) == data


def test_what_is_asked_for_elsewhere_says_nothing_of_an_assembly(grammar: Grammar) -> None:
    """P3K is no station 3, and a station that wants it tells of no assembly."""
    reading = grammar.read("TPS 5 Mantuil butuh P3K, kpps pingsan")
    assert [(one.kind, one.stations) for one in reading.facts] == [("welfare", (5,))]
