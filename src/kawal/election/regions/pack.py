"""Pack the region list of Indonesia (npm idn-area-data, ODbL) into one small file. Standard library only.

`python pack.py SOURCE_DIRECTORY TARGET_FILE`; the source holds provinces.csv, regencies.csv, districts.csv and
villages.csv with dotted codes. The packed text has one line a region in the order of its code: as many tabs as its
depth, the last part of its code, a space, its name.
"""

import csv
import sys
import zlib
from pathlib import Path

FILES = ("provinces.csv", "regencies.csv", "districts.csv", "villages.csv")


def packed(source: Path) -> bytes:
    """The packed bytes of a source directory; raises ValueError for a region whose parent is missing."""
    names: dict[str, str] = {}
    for file in FILES:
        with (source / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                parent = row["code"].rpartition(".")[0]
                if parent and parent not in names:
                    raise ValueError(f"{file}: {row['code']} has no parent {parent}")
                names[row["code"]] = " ".join(row["name"].split())
    lines = ["\t" * code.count(".") + code.rpartition(".")[2] + " " + names[code] for code in sorted(names)]
    return zlib.compress("\n".join(lines).encode(), 9)


def main(arguments: list[str]) -> int:
    """Write the packed file; prints its size."""
    source, target = Path(arguments[0]), Path(arguments[1])
    body = packed(source)
    target.write_bytes(body)
    print(f"{target.name}: {len(body)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
