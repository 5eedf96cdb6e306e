"""The same on PostgreSQL: secrets, parts, repeats, replies and their delivery."""

from pathlib import Path

from kawal.node import found_node
from kawal.store.folder import Settings
from tests.conftest import exercise_clock, fill
from tests.field.channels.providers import House, delivery, message


def test_a_gateway_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    """A message in parts, three times over, is one line with one reply, which is sent and told as delivered."""
    settings = Settings(database=postgresql)
    node = fill(found_node(tmp_path / "node", "training", "Uji", "63.71", clock=exercise_clock, settings=settings))
    house = House(tmp_path, node=node)
    gate = house.open("generic")
    for _ in range(3):
        for number, text in ((2, "buka 07.02"), (1, "TPS 3 Mantuil ")):
            assert house.send(message(gate, text, key=f"P{number}", part=(9, number, 2))).status_code == 200
    house.run_jobs()
    ((text, _, _),) = house.texts()
    assert house.send(delivery(gate, text, "delivered")).status_code == 200
    words, texts = house.words(), house.texts()
    house.close()
    assert words == ["TPS 3 Mantuil buka 07.02"]
    assert texts == [(text, "delivered", "")]
