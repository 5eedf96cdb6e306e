"""All regions of Indonesia in a fresh process: the packed file against csv.DictReader over the plain files.

Baseline: the CSV files of idn-area-data, unpacked by `make web` into web-src/node_modules. Target: under 0.5 s.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

PLAIN = Path(__file__).parents[1] / "web-src" / "node_modules" / "idn-area-data" / "data"
RUNS = 5
PACKED_CODE = """
import time; t = time.perf_counter()
from kawal.election.regions.indonesia import indonesia
n = len(indonesia()); print(time.perf_counter() - t, time.process_time(), n)
"""
PLAIN_CODE = f"""
import csv, time; t = time.perf_counter()
names = {{}}
for file in ("provinces", "regencies", "districts", "villages"):
    with open({str(PLAIN)!r} + "/" + file + ".csv", newline="") as rows:
        names.update((row["code"], row["name"]) for row in csv.DictReader(rows))
print(time.perf_counter() - t, time.process_time(), len(names))
"""


def measure(code: str) -> dict[str, float]:
    """Median of fresh processes: seconds to load, CPU seconds of the process, regions."""
    runs = []
    for _ in range(RUNS):
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        runs.append([float(value) for value in told.split()])
    wall, cpu, count = (statistics.median(column) for column in zip(*runs, strict=True))
    return {"load_s": wall, "process_cpu_s": cpu, "regions": count}


def main() -> int:
    """Print both."""
    result = {"packed": measure(PACKED_CODE)}
    if PLAIN.is_dir():
        result["plain_csv"] = measure(PLAIN_CODE)
    if "--json" in sys.argv:
        print(json.dumps(result))
    else:
        for name, found in result.items():
            print(
                f"{name}: {found['load_s']:.3f} s, {found['process_cpu_s']:.3f} s CPU, {found['regions']:.0f} regions"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
