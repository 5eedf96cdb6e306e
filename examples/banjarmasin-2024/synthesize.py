"""Make the synthetic files of this exercise from `facts.yaml` and `regions.csv`; equal input gives equal files.

`python synthesize.py [TARGET_DIRECTORY]`. Published totals are kept exactly; which station carries what, where it
stands and who serves is seeded, and every such field is named in the column `synthetic`.
"""

import csv
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from shapely import Point, Polygon, unary_union

HERE = Path(__file__).parent
SEED = 20241127
DRAWN = "schematic: drawn from centroid and area, not surveyed"
SEEDED = "exercise, seeded"
KM = 111.2
"""Kilometres of a degree of latitude; the city lies so near the equator that longitude differs by 0.2 %."""
RIVER_WARDS = {"63.71.01.1001", "63.71.01.1012", "63.71.04.1009", "63.71.03.1008", "63.71.04.1002", "63.71.02.1005"}
"""Wards along the large rivers, where some stations are reached by boat (an assumption of the exercise)."""
FLOOD_WARDS = {"63.71.01.1001", "63.71.01.1012", "63.71.01.1011", "63.71.02.1005", "63.71.04.1002", "63.71.04.1001"}
JETTIES = ("63.71.01.1001", "63.71.01.1012", "63.71.04.1009")
MOST_VOTERS = 600

Row = Sequence[object]


def main(arguments: Sequence[str]) -> int:
    """Write all files into the target directory (default: beside this script)."""
    target = Path(arguments[0]) if arguments else HERE
    rng = np.random.default_rng(SEED)
    facts = yaml.safe_load((HERE / "facts.yaml").read_text(encoding="utf-8"))
    with (HERE / "regions.csv").open(encoding="utf-8", newline="") as source:
        regions = list(csv.DictReader(source))
    wards = [row for row in regions if row["code"].count(".") == 3]
    shapes = draw_wards(wards)
    write_boundaries(target, shapes)
    stations = place_stations(facts, shapes, rng)
    people = staff(facts, regions, stations, rng)
    write(
        target,
        "stations.csv",
        "station_id,lat,lon,registered_voters,class,access,source,synthetic",
        stations.values(),
    )
    write(target, "units.csv", "unit_id,region,name,strength,source,synthetic", units(facts, regions))
    write(target, "people.csv", "person_id,name,roster,unit,role,phone,home_station,source,synthetic", people)
    others = other_rosters(people, list(stations), rng)
    write(
        target,
        "people-other-rosters.csv",
        "person_id,name,roster,unit,role,phone,home_station,source,synthetic",
        others,
    )
    write(
        target, "bases.csv", "base_id,name,region,lat,lon,capacity,mode,source,synthetic", bases(regions, shapes, rng)
    )
    write(target, "indicators.csv", "indicator,place,value,year,source,synthetic", marks(facts, list(stations), rng))
    write(
        target,
        "forces.csv",
        "organisation,unit,place,role,strength,post,commander,phone,source,synthetic",
        forces(facts, regions, list(stations)),
    )
    write(
        target,
        "convoys.csv",
        "convoy,leg,mode,vehicle,escort,route,departs,arrives,lot,ward,stations,source,synthetic",
        convoys(regions),
    )
    return 0


def write(target: Path, file: str, header: str, rows: Iterable[Row]) -> None:
    """Write one CSV file."""
    with (target / file).open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def draw_wards(wards: Sequence[dict[str, str]]) -> dict[str, Polygon]:
    """Ward shapes: a power diagram of the centroids whose weights bring the areas near the published ones
    (Aurenhammer 1987), inside a rounded outline around discs of each ward's area."""
    centre = {ward["code"]: (float(ward["lon"]) * KM, float(ward["lat"]) * KM) for ward in wards}
    area = {ward["code"]: float(ward["area_km2"]) for ward in wards}
    discs = [Point(centre[code]).buffer(1.12 * math.sqrt(area[code] / math.pi)) for code in centre]
    outline = unary_union(discs).buffer(1.6).buffer(-2.3).buffer(0.7)
    scale = outline.area / sum(area.values())
    weight = {code: area[code] / math.pi for code in centre}
    cells: dict[str, Polygon] = {}
    for _ in range(60):
        cells = {code: power_cell(code, centre, weight, outline) for code in centre}
        for code, cell in cells.items():
            weight[code] += 0.25 * (area[code] * scale - cell.area) / math.pi
    return cells


def power_cell(
    code: str, centre: dict[str, tuple[float, float]], weight: dict[str, float], outline: Polygon
) -> Polygon:
    """The part of the outline that is nearer to a centre than to any other, by power distance."""
    far = 100.0
    x, y = centre[code]
    cell = outline
    for other, (ox, oy) in centre.items():
        if other == code:
            continue
        dx, dy = ox - x, oy - y
        length = math.hypot(dx, dy)
        ux, uy = dx / length, dy / length
        reach = (length * length + weight[code] - weight[other]) / (2 * length)
        px, py = x + ux * reach, y + uy * reach
        half = Polygon(
            [
                (px - uy * far, py + ux * far),
                (px + uy * far, py - ux * far),
                (px + uy * far - ux * far, py - ux * far - uy * far),
                (px - uy * far - ux * far, py + ux * far - uy * far),
            ]
        )
        cell = cell.intersection(half)
    largest: Polygon = max(getattr(cell, "geoms", [cell]), key=lambda part: part.area)
    return largest


def write_boundaries(target: Path, shapes: dict[str, Polygon]) -> None:
    """GeoJSON of wards, and of districts as their union; every feature says that it is schematic."""
    districts = sorted({code[:8] for code in shapes})
    unions = {
        code: unary_union([shapes[ward].buffer(1e-6) for ward in shapes if ward.startswith(code)])
        for code in districts
    }
    features = [feature(code, shape) for code, shape in (unions | shapes).items()]
    text = ",\n".join(json.dumps(one, separators=(",", ":")) for one in features)
    document = f'{{"type":"FeatureCollection","features":[\n{text}\n]}}\n'
    (target / "boundaries.geojson").write_text(document, encoding="utf-8")


def feature(code: str, shape: Any) -> dict[str, object]:
    """One GeoJSON feature, degrees with five decimals."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.area > 0.01]
    rings = [
        [[[round(x / KM, 5), round(y / KM, 5)] for x, y in part.exterior.simplify(0.01).coords]] for part in parts
    ]
    return {
        "type": "Feature",
        "properties": {"code": code, "schematic": True, "source": DRAWN},
        "geometry": {"type": "MultiPolygon", "coordinates": rings},
    }


def place_stations(facts: dict[str, Any], shapes: dict[str, Polygon], rng: np.random.Generator) -> dict[str, Row]:
    """A row for each station: positions spread inside the ward, voters that add up to the published total."""
    ids = [
        f"{ward.replace('.', '')}{number:03d}"
        for ward, count in facts["ward_stations_estimate"].items()
        for number in range(1, count + 1)
    ]
    special = facts["special_station_ward"].replace(".", "") + "901"
    ids = sorted([*ids, special])
    voters = dict(zip(ids, spread_voters(ids, special, facts["registered_voters"], rng), strict=True))
    rows: dict[str, Row] = {}
    for ward, shape in shapes.items():
        own = [station for station in ids if station.startswith(ward.replace(".", ""))]
        for station, (lon, lat) in zip(own, scatter(shape, len(own), rng), strict=True):
            access = "land"
            if ward in RIVER_WARDS:
                access = str(rng.choice(["land", "both", "river"], p=[0.6, 0.28, 0.12]))
            fields = "number lat lon registered_voters access"
            rows[station] = (station, lat, lon, voters[station], "", access, SEEDED, fields)
    return rows


def spread_voters(ids: Sequence[str], special: str, total: int, rng: np.random.Generator) -> list[int]:
    """Voters of each station: 600 at most, the special station small, exactly `total` together."""
    sizes = np.clip(np.round(rng.normal(503, 42, len(ids))), 320, MOST_VOTERS).astype(int)
    sizes[ids.index(special)] = 240
    while sizes.sum() != total:
        step = 1 if sizes.sum() < total else -1
        for at in rng.permutation(len(ids))[: abs(int(total - sizes.sum()))]:
            if ids[at] != special and 320 <= sizes[at] + step <= MOST_VOTERS:
                sizes[at] += step
    return [int(size) for size in sizes]


def scatter(shape: Polygon, count: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Points inside a shape that keep their distance (Mitchell 1991, best candidate), in degrees."""
    inner = shape.buffer(-0.12 * math.sqrt(shape.area / math.pi))
    inner = shape if inner.is_empty else inner
    low_x, low_y, high_x, high_y = inner.bounds
    chosen: list[tuple[float, float]] = []
    while len(chosen) < count:
        candidates = [
            (x, y)
            for x, y in zip(rng.uniform(low_x, high_x, 24), rng.uniform(low_y, high_y, 24), strict=True)
            if inner.contains(Point(x, y))
        ]
        if candidates:
            chosen.append(max(candidates, key=lambda p: min((math.dist(p, q) for q in chosen), default=0.0)))
    chosen.sort(key=lambda p: (-round(p[1], 1), p[0]))
    return [(round(x / KM, 5), round(y / KM, 5)) for x, y in chosen]


def units(facts: dict[str, Any], regions: Sequence[dict[str, str]]) -> list[Row]:
    """A unit for each ward and district."""
    strength = {3: facts["linmas"]["ward"], 2: facts["linmas"]["district"]}
    kind = {3: "Kelurahan", 2: "Kecamatan"}
    return [
        (
            f"LM-{row['code']}",
            row["code"],
            f"Satlinmas {kind[depth]} {row['name']}",
            strength[depth],
            SEEDED,
            "strength",
        )
        for row in regions
        if (depth := row["code"].count(".")) in strength
    ]


def staff(
    facts: dict[str, Any], regions: Sequence[dict[str, str]], stations: dict[str, Row], rng: np.random.Generator
) -> list[Row]:
    """The 310 officers: example names, example telephones, a station of their own ward where they vote."""
    rows: list[Row] = []
    for unit, region, _name, strength, *_ in units(facts, regions):
        own = [
            station for station in stations if station.startswith(str(region).replace(".", "")) and station[10] != "9"
        ]
        for member in range(int(str(strength))):
            number = len(rows) + 1
            role = "leader" if member == 0 else "member"
            home = str(rng.choice(own))
            phone = f"0800-000-{1000 + number}"
            fields = "name role phone home_station"
            rows.append(
                (f"LM-{number:04d}", f"Anggota Contoh {number}", "linmas", unit, role, phone, home, SEEDED, fields)
            )
    return rows


def other_rosters(people: Sequence[Row], stations: Sequence[str], rng: np.random.Generator) -> list[Row]:
    """People of other rosters, three of whom also stand in the linmas roster, so that the double entry is found."""
    rows: list[Row] = []
    rosters = ("order_officer", "poll_worker", "supervisor", "agent")
    for number in range(1, 41):
        home = str(rng.choice(stations))
        roster = rosters[number % len(rosters)]
        phone = f"0800-000-{2000 + number}"
        rows.append((f"P-{number:04d}", f"Petugas Contoh {number}", roster, "", "member", phone, home, SEEDED, "*"))
    same_phone, same_name, name_only = people[20], people[147], people[230]
    rows.append(
        ("P-0041", "Petugas Contoh 41", "order_officer", "", "member", same_phone[5], stations[40], SEEDED, "*")
    )
    rows.append(
        ("P-0042", f"H. {same_name[1]}", "poll_worker", "", "member", "0800-000-2042", same_name[6], SEEDED, "*")
    )
    rows.append(("P-0043", name_only[1], "agent", "", "member", "0800-000-2043", stations[500], SEEDED, "*"))
    return rows


def forces(facts: dict[str, Any], regions: Sequence[dict[str, str]], stations: Sequence[str]) -> list[Row]:
    """Police, army and municipal police that add up to the published joint personnel; two order officers and one
    supervisor a station, in one ward station by station with two left out, in one ward not listed at all."""
    names = {row["code"]: row["name"] for row in regions}
    districts = [code for code in names if code.count(".") == 2]
    wards = [code for code in names if code.count(".") == 3]
    rows: list[Row] = []

    def add(organisation: str, unit: str, place: str, role: str, strength: int | str, led: bool = True) -> None:
        number = len(rows) + 1
        leader = (f"Pimpinan Contoh {number}", f"0800-000-{4000 + number}") if led else ("", "")
        rows.append((organisation, unit, place, role, strength, "", *leader, SEEDED, "*"))

    city = next(code for code in names if code.count(".") == 1)
    police = {code: count // 3 + (count % 3 > 0) for code, count in facts["stations"].items()}
    total = facts["joint_personnel"]
    army, municipal = 60, 62
    add("POLRI", "Polresta, pimpinan operasi", city, "command", 40)
    add("POLRI", "Polairud", city, "escort", 18)
    add("POLRI", "Dalmas", city, "reserve", total - army - municipal - 58 - sum(police.values()))
    add("TNI", "Kodim, cadangan atas permintaan Polri", city, "reserve", army - 8 * len(districts))
    add("SATPOL_PP", "Satpol PP, patroli kota", city, "patrol", municipal - 8 * len(districts))
    for code in districts:
        add("POLRI", f"Polsek {names[code]}", code, "station_guard", police[code])
        add("TNI", f"Koramil {names[code]}", code, "reserve", 8)
        add("SATPOL_PP", f"Satpol PP {names[code]}", code, "patrol", 8)
    one_by_one, unlisted, uncounted = wards[0], wards[-1], wards[1]
    for code in wards:
        own = [station for station in stations if station.startswith(code.replace(".", ""))]
        if code == one_by_one:
            for station in own:
                if station[10:] not in ("013", "021"):
                    add("BAWASLU", "Pengawas TPS", station, "supervisor", 1, led=False)
                if station[10:] != "007":
                    add("KPU", "Petugas ketertiban", station, "order_officer", 2, led=False)
        elif code != unlisted:
            add("BAWASLU", f"Pengawas TPS {names[code]}", code, "supervisor", len(own))
            officers = "" if code == uncounted else 2 * len(own)
            add("KPU", f"Petugas ketertiban {names[code]}", code, "order_officer", officers)
    return rows


def convoys(regions: Sequence[dict[str, str]]) -> list[Row]:
    """A lot for each ward: from the warehouse to the districts on 20 and 21 November, to three wards at a time on the
    26th, back after the count; Mantuil early by boat with the tide."""
    names = {row["code"]: row["name"] for row in regions}
    districts = [code for code in names if code.count(".") == 2]
    rows: list[Row] = []

    def add(
        leg: str, mode: str, vehicle: str, escort: str, route: str, times: tuple[str, str], wards: list[str]
    ) -> None:
        number = len({row[0] for row in rows}) + 1
        for ward in wards:
            lot = f"L-{ward[6:8]}{ward[-2:]}"
            rows.append((f"K-{number:02}", leg, mode, vehicle, escort, route, *times, lot, ward, "", SEEDED, "*"))

    def inside(district: str) -> list[str]:
        return [code for code in names if code.startswith(f"{district}.")]

    starts = ("2024-11-20 08:00", "2024-11-20 13:00", "2024-11-21 08:00", "2024-11-21 08:30", "2024-11-21 13:00")
    ends = ("2024-11-20 09:30", "2024-11-20 14:30", "2024-11-21 09:30", "2024-11-21 10:00", "2024-11-21 14:30")
    for district, *times in zip(districts, starts, ends, strict=True):
        route = f"Gudang KPU - Kantor Camat {names[district]}"
        add("district", "road", "Truk boks", "Polresta", route, (times[0], times[1]), inside(district))
    by_boat, *by_road = inside(districts[0])
    route = f"Dermaga Basirih Selatan - Dermaga {names[by_boat]}"
    add("ward", "river", "Kelotok", "Polairud", route, ("2024-11-21 06:30", "2024-11-21 08:30"), [by_boat])
    for district in districts:
        wards = by_road if district == districts[0] else inside(district)
        for first in range(0, len(wards), 3):
            hour = 8 + first // 3
            times = (f"2024-11-26 {hour:02}:00", f"2024-11-26 {hour + 1:02}:30")
            route = f"Kantor Camat {names[district]} - kantor lurah"
            add("ward", "road", "Pikap", f"Polsek {names[district]}", route, times, wards[first : first + 3])
    for district in districts:
        route = f"Kantor lurah - Kantor Camat {names[district]}"
        times = ("2024-11-27 17:00", "2024-11-27 20:30")
        add("back", "road", "Truk boks", f"Polsek {names[district]}", route, times, inside(district))
    return rows


def bases(regions: Sequence[dict[str, str]], shapes: dict[str, Polygon], rng: np.random.Generator) -> list[Row]:
    """Ward and district offices, and three jetties; positions are near the middle of their ward."""
    rows: list[Row] = []
    for row in regions:
        code = row["code"]
        if code.count(".") == 3:
            lat, lon = (float(row[axis]) + float(rng.uniform(-0.0008, 0.0008)) for axis in ("lat", "lon"))
            rows.append(
                (
                    f"B-{code}",
                    f"Kantor Lurah {row['name']}",
                    code,
                    round(lat, 5),
                    round(lon, 5),
                    1,
                    "land",
                    SEEDED,
                    "lat lon capacity",
                )
            )
        elif code.count(".") == 2:
            rows.append(
                (
                    f"B-{code}",
                    f"Kantor Camat {row['name']}",
                    code,
                    row["lat"],
                    row["lon"],
                    2,
                    "land",
                    SEEDED,
                    "lat lon capacity",
                )
            )
    for number, ward in enumerate(JETTIES, start=1):
        x, y = shapes[ward].exterior.interpolate(0.3, normalized=True).coords[0]
        name = next(row["name"] for row in regions if row["code"] == ward)
        place = shapes[ward].centroid
        lon, lat = (0.6 * x + 0.4 * place.x) / KM, (0.6 * y + 0.4 * place.y) / KM
        rows.append((f"J-{number}", f"Dermaga {name}", ward, round(lat, 5), round(lon, 5), 1, "river", SEEDED, "*"))
    return rows


def marks(facts: dict[str, Any], stations: Sequence[str], rng: np.random.Generator) -> list[Row]:
    """Indicator marks: the published number of stations of each, seeded where likely; and the re-polls of 2021."""
    repoll = set(facts["repoll_2021"])
    south = facts["governor_repoll_2021"]
    ward = {station: f"{station[:2]}.{station[2:4]}.{station[4:6]}.{station[6:10]}" for station in stations}
    restless = {code: float(rng.gamma(0.6)) + 0.15 for code in sorted(set(ward.values()))}
    likely = {
        "V1.7": lambda code: 50.0 if code in repoll else 1.0 if code.startswith(south) else 0.0,
        "V7.3": lambda code: 6.0 if code in FLOOD_WARDS else 0.25,
        "V6.3": lambda code: 3.0 if code in RIVER_WARDS else 1.0,
        "V3.1": lambda code: restless[code] ** 1.5,
        "V1.2": lambda code: restless[code],
    }
    rows: list[Row] = []
    for indicator, count in facts["indicator_stations"].items():
        chance = np.array([likely.get(indicator, lambda _code: 1.0)(ward[station]) for station in stations])
        chosen = rng.choice(len(stations), size=count, replace=False, p=chance / chance.sum())
        year = 2021 if indicator == "V1.7" else ""
        source = facts["sources"]["indicator_stations"]
        rows += [(indicator, stations[at], 1, year, source, "place") for at in sorted(int(at) for at in chosen)]
    for code in sorted(repoll):
        rows.append(("V1.7", code, 1, 2021, facts["sources"]["repoll_2021"], ""))
    rows.append(("V1.7", south, 0.5, 2021, facts["sources"]["repoll_2021"], "value"))
    special = facts["special_station_ward"].replace(".", "") + "901"
    rows.append(("V7.7", special, 1, "", "prison in the ward (city news)", "place"))
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
