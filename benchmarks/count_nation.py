"""The count of a nation: every identity of every form, both readings compared, rolled up, beside pandas.

    python benchmarks/count_nation.py [--rows 813336] [--seed FILE]

Claims (docs/measured.md): 813,336 rows from CSV on disk in <= 3 s and <= 2 GB, imports and all. The rows are the
published ones of one province (13,153, beside the project; a made province where they are not) repeated under new
ward numbers, with noise in one of a hundred. The baseline is a pandas script that does the same; both run in a
process of their own, the figures of both must be equal.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = 813_336
SHARED = Path(__file__).parents[2] / "shared/data/results/kalsel_2019_pilpres_tps.csv"
NUMBERS = (
    "dpt_l",
    "dpt_p",
    *(f"{who}_{what}" for who in ("kpu", "kp") for what in ("pas1", "pas2", "sah", "tsah", "jum")),
)
COLUMNS = ("provinsi", "kabkota", "kecamatan", "kelurahan", "kel_id", "tps", *NUMBERS)
KAWAL = """
import sys
from kawal.count.files.check import check_table
from kawal.count.files.profiles import profile_of
from kawal.count.files.table import read_forms
from kawal.count.files.tabulate import roll_up
from pathlib import Path
import json
table = read_forms(Path(sys.argv[1]), profile_of("situng2019"))
found = check_table(table)
levels = roll_up(table)
print(json.dumps([found.rows, [o.failed for o in found.identities.values()], found.reading_differences.failed,
                  sum(level.height for level in levels), levels[0]["votes_1"].item()]))
"""
PANDAS = """
import sys, json
import pandas as pd
keys = ["provinsi", "kabkota", "kecamatan", "kelurahan"]
t = pd.read_csv(sys.argv[1], dtype={name: str for name in (*keys, "kel_id", "tps")})
if t.duplicated(["kel_id", "tps"]).any():
    raise SystemExit("a station stands there twice")
for name in ("dpt_l", "dpt_p"):
    t[name] = t[name].where(t[name] != -1)
def failed(fault, *needed):
    return int((fault & t[list(needed)].notna().all(axis=1)).sum())
kpu = [f"kpu_{name}" for name in ("pas1", "pas2", "sah", "tsah", "jum")]
out = [
    failed(t.kpu_pas1 + t.kpu_pas2 != t.kpu_sah, *kpu[:3]),
    failed(t.kpu_sah + t.kpu_tsah != t.kpu_jum, *kpu[2:]),
    failed(t.kpu_jum > t.dpt_l + t.dpt_p, "kpu_jum", "dpt_l", "dpt_p"),
]
both = ["kpu_pas1", "kpu_pas2", "kp_pas1", "kp_pas2"]
differ = failed((t.kpu_pas1 != t.kp_pas1) | (t.kpu_pas2 != t.kp_pas2), *both)
t["counted"] = t.kpu_sah + t.kpu_tsah
t["registered"] = t.dpt_l + t.dpt_p
fields = [*kpu, "counted", "registered"]
lines = 1
for depth in range(1, 5):
    grouped = t.groupby(keys[:depth])[fields].agg(["sum", "count"])
    lines += len(grouped)
print(json.dumps([len(t), out, differ, lines, int(t.kpu_pas1.sum())]))
"""


def province() -> list[dict[str, str]]:
    """The published rows, or as many that are made: about one of fifty does not add up."""
    if SHARED.exists():
        with SHARED.open(newline="") as file:
            return [{name: row[name] for name in COLUMNS} for row in csv.DictReader(file)]
    chance = random.Random(2019)  # noqa: S311  a repeatable made-up province
    rows = []
    for at in range(13_153):
        first, second, spoilt = chance.randint(20, 150), chance.randint(20, 150), chance.randint(0, 12)
        valid = first + second + (chance.random() < 0.02)
        both = (first, second, valid, spoilt, valid + spoilt + (chance.random() < 0.08))
        place = (f"P{at % 1}", f"K{at % 13}", f"C{at % 156}", f"L{at % 2008}", str(at % 2008), str(at // 2008 + 1))
        rows.append(dict(zip(COLUMNS, map(str, (*place, 150, 150, *both, *both)), strict=True)))
    return rows


def write_nation(path: Path, rows: int) -> None:
    """Repeat the province: every copy is a province of its own, one row of a hundred with one number changed."""
    seed, chance = province(), random.Random(27)  # noqa: S311  a repeatable nation
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for at in range(rows):
            copy, row = at // len(seed), dict(seed[at % len(seed)])
            row["provinsi"] = f"{row['provinsi']} {copy}"
            row["kel_id"] = str(copy * 1_000_000 + int(row["kel_id"]))
            if copy and chance.random() < 0.01 and row["kpu_pas1"]:
                row["kpu_pas1"] = str(
                    int(row["kpu_pas1"]) + chance.choice((-1, 1, 10)) if int(row["kpu_pas1"]) else 1
                )
            writer.writerow(row)


def run(script: str, path: Path) -> tuple[list[object], float, float, float]:
    """What a script found, its wall and CPU seconds, its largest memory in MB."""
    measured = (
        "import resource, subprocess, sys, time, json\n"
        "start = time.perf_counter()\n"
        "done = subprocess.run([sys.executable, '-c', sys.argv[1], sys.argv[2]], capture_output=True, text=True)\n"
        "wall = time.perf_counter() - start\n"
        "if done.returncode: raise SystemExit(done.stderr)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([json.loads(done.stdout), wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, script, str(path)], capture_output=True, text=True, check=True
    )
    found, wall, cpu, memory = json.loads(done.stdout)
    return found, wall, cpu, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nation.csv"
        write_nation(path, arguments.rows)
        seed = "published" if SHARED.exists() else "made"
        print(f"{arguments.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB; {seed} rows repeated")
        results = {}
        for name, script in (("kawal", KAWAL), ("pandas", PANDAS), ("kawal", KAWAL), ("pandas", PANDAS)):
            found, wall, cpu, memory = run(script, path)
            results[name] = found
            print(f"{name:7} {wall:6.2f} s  {cpu:6.2f} s CPU  {memory:6.0f} MB  {found}")
        assert results["kawal"] == results["pandas"], results


if __name__ == "__main__":
    main()
