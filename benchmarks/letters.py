"""310 assignment letters: one document against one compilation for each letter.

Baseline: the same letters compiled one by one, 20 of them, scaled to 310. Target: 310 letters in 5 s or less.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from kawal.app import open_desk
from kawal.cli.exercise_city import EXERCISE_STARTS, GUARDS, ORDER, pack_folder
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.deployment.paper.letters import letters_pdf
from kawal.election.importers.run import Options, import_file
from kawal.kernel.language import language
from kawal.node import found_node

SINGLE = 20


def main() -> int:
    """Print wall and CPU seconds of both."""
    with tempfile.TemporaryDirectory() as folder:
        node = found_node(Path(folder) / "node", "training", "Latihan", "63.71", clock=lambda: EXERCISE_STARTS)
        for kind, name in ORDER:
            import_file(node.writer, kind, pack_folder() / name, Options(), actor="bench")  # type: ignore[arg-type]
        desk = open_desk(node)
        registry, plan, head = desk.city().registry, desk.proposed(GUARDS, "attached", ""), load_letterhead()
        letters_pdf(registry, plan, head, language("id"), EXERCISE_STARTS, {plan.duties[0].person})  # warm

        wall, cpu = time.perf_counter(), time.process_time()
        body = letters_pdf(registry, plan, head, language("id"), EXERCISE_STARTS)
        whole = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu, "bytes": len(body)}

        wall, cpu = time.perf_counter(), time.process_time()
        for duty in plan.duties[:SINGLE]:
            letters_pdf(registry, plan, head, language("id"), EXERCISE_STARTS, {duty.person})
        scale = len(plan.duties) / SINGLE
        single = {"wall_s": scale * (time.perf_counter() - wall), "cpu_s": scale * (time.process_time() - cpu)}
    result = {"letters": len(plan.duties), "one_document": whole, "one_by_one": single}
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        print(f"{len(plan.duties)} letters: {whole['wall_s']:.2f} s wall, {whole['cpu_s']:.2f} s CPU")
        print(f"one by one (baseline): {single['wall_s']:.2f} s wall, {single['cpu_s']:.2f} s CPU")
    return 0


if __name__ == "__main__":
    sys.exit(main())
