"""The grammar: CPU time of one line, beside matching each line against the names of all wards with rapidfuzz."""

import statistics
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from rapidfuzz import fuzz, process
from tests.field.grammar.corpus import code_of, corpus
from tests.field.grammar.test_corpus import FILES

from kawal.cli.exercise_city import pack_folder
from kawal.election.importers.run import Options, import_file
from kawal.election.queries import load_registry
from kawal.field.grammar.gazetteer import Gazetteer, gazetteer_of
from kawal.field.grammar.read import Grammar
from kawal.node import found_node

RUNS = 5


def gazetteer() -> Gazetteer:
    """The places of the exercise, imported through the real importers."""
    with TemporaryDirectory() as folder:
        node = found_node(Path(folder) / "node", "training", "Patokan", "63.71")
        for kind, name in (("regions", "regions.csv"), ("stations", "stations.csv")):
            import_file(node.writer, kind, pack_folder() / name, Options(), actor="benchmark")  # type: ignore[arg-type]
        with node.reading() as connection:
            found = gazetteer_of(load_registry(connection))
        node.close()
    return found


def per_line_ms(work: Callable[[], None], lines: int) -> float:
    """Median CPU time of one line in milliseconds."""
    figures = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        figures.append((time.process_time() - began) / lines * 1000)
    return statistics.median(figures)


def main() -> None:
    """Print both figures and their ratio."""
    places = gazetteer()
    grammar = Grammar(places)
    expected = list(chain.from_iterable(map(corpus, FILES)))
    lines = [(one.line, code_of(places, one.ward) if one.ward else None) for one in expected]
    names = [place.name for place in places.places]

    def read_all() -> None:
        for line, ward in lines:
            grammar.read(line, ward)

    def match_all() -> None:
        for line, _ in lines:
            process.extractOne(line, names, scorer=fuzz.partial_ratio)

    read_all()
    ours, baseline = per_line_ms(read_all, len(lines)), per_line_ms(match_all, len(lines))
    print(f"{len(lines)} lines: read {ours:.3f} ms a line (target 0.2), CPU, median of {RUNS}")
    print(f"baseline: rapidfuzz, {len(names)} names: {baseline:.3f} ms a line; ratio {ours / baseline:.2f}")


if __name__ == "__main__":
    main()
