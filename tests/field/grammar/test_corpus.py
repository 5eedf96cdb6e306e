"""The grammar against lines as people write them."""

from itertools import chain

import pytest
from tests.field.grammar.corpus import Expected, code_of, corpus, difference

from kawal.election.queries import load_registry
from kawal.field.grammar.gazetteer import gazetteer_of
from kawal.field.grammar.read import Grammar
from kawal.node import Node

UNSEEN = ("unseen.yaml", "unseen-a.yaml", "unseen-b.yaml", "unseen-c.yaml", "unseen-d.yaml")
FILES = ("radio_sms.yaml", "groups.yaml", *UNSEEN, "whatsapp.yaml")


@pytest.fixture(scope="module")
def grammar(exercise: Node) -> Grammar:
    """The grammar of the exercise's places."""
    with exercise.reading() as connection:
        return Grammar(gazetteer_of(load_registry(connection)))


def faults(grammar: Grammar, expected: Expected) -> tuple[list[str], bool]:
    """What is read otherwise than expected, and whether the reading warns."""
    ward = code_of(grammar.gazetteer, expected.ward) if expected.ward else None
    reading = grammar.read(expected.line, ward)
    warns = bool(reading.asks or reading.unsure) or reading.results
    return difference(expected, reading, grammar.gazetteer), warns


def test_the_corpus_has_three_hundred_lines_each_once() -> None:
    """More than a hundred of each of three writers who had not seen the grammar."""
    lines = [one.line for one in chain.from_iterable(map(corpus, FILES))]
    assert len(lines) >= 300
    assert len(set(lines)) == len(lines)
    assert len(corpus("radio_sms.yaml")) >= 100
    assert len(corpus("unseen.yaml")) >= 100
    assert len(corpus("whatsapp.yaml")) >= 100


def test_of_a_hundred_lines_ninety_five_are_read_fully_right(grammar: Grammar) -> None:
    """Facts, stations, times, source and whether something must be asked: all as expected."""
    lines = list(chain.from_iterable(map(corpus, FILES)))
    wrong = [(one.line, found) for one in lines if (found := faults(grammar, one)[0])]
    assert len(wrong) <= 0.05 * len(lines), wrong


def test_no_line_is_read_wrongly_without_a_warning(grammar: Grammar) -> None:
    """What is read otherwise than a person would, asks, or names the words that it did not understand."""
    silent = []
    for one in chain.from_iterable(map(corpus, FILES)):
        found, warns = faults(grammar, one)
        if found and not warns:
            silent.append((one.line, found))
    assert silent == []
