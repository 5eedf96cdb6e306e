"""`kawal plan`: who stands where, from files or from the loaded registry."""

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kawal.cli.usage import whole
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, language, msg
from kawal.outputs.files import write_folder

if TYPE_CHECKING:
    from kawal.deployment.explain import Explanation
    from kawal.deployment.model import PlanResult
    from kawal.deployment.problem import Problem

SHOWN_POSTS = 10
MOST_OFFICERS = 10_000_000


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "plan",
        help="who stands where",
        description="Put officers and teams where they remove most risk; without --stations the registry is planned.",
        epilog="example:\n  kawal plan --stations stations.csv --bases bases.csv --guards 310 --out plan --json",
    )
    parser.add_argument(
        "--stations", type=Path, help="station_id,lat,lon,registered_voters,class,weight[,ward][,access]"
    )
    parser.add_argument("--bases", type=Path, help="base_id,lat,lon,capacity[,mode][,region]")
    parser.add_argument("--travel", type=Path, help="base_id,station_id,minutes; a missing pair is out of reach")
    parser.add_argument(
        "--guards", type=whole(0, MOST_OFFICERS), help="the budget: officers at stations and in teams together"
    )
    parser.add_argument("--assumptions", type=Path, help="YAML; what it leaves out keeps its default")
    parser.add_argument("--quotas", type=Path, help="level,id,min,max with level city|district|ward|station")
    parser.add_argument("--locks", type=Path, help="station_id,guards; 0 forbids the post")
    parser.add_argument("--units", type=Path, help="unit_id,level,region,strength: officers stay in their region")
    parser.add_argument(
        "--max-attachments", type=whole(0, MOST_OFFICERS), metavar="N", help="most officers sent out of their region"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="write plan.json and tables there")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Solve, write what was asked for, print the plan."""
    from kawal.deployment.explain import explain  # noqa: PLC0415  the solver is loaded by those who plan only
    from kawal.deployment.solve import solve  # noqa: PLC0415
    from kawal.deployment.standing import standing_plan  # noqa: PLC0415

    problem, guards = _question(args)
    result = solve(problem, guards)
    told = language(args.lang)
    baseline = standing_plan(problem).objective if problem.home else None
    document = _document(result, guards, baseline)
    if args.out or not args.json:
        explanation = explain(problem, result, guards)
        if args.out:
            _write(args.out, document, problem, result, explanation)
        if not args.json:
            for sentence in _sentences(told, result, baseline, explanation):
                print(sentence)
    if args.json:
        sys.stdout.write(document.decode() + "\n")
    if result.guards_used < guards:
        note = msg(
            "Catatan: %(used)s dari %(guards)s petugas mendapat tempat; yang lain tidak menambah apa pun",
            used=result.guards_used,
            guards=guards,
        )
        print(told.say(note), file=sys.stderr)
    return 0


def _question(args: argparse.Namespace) -> "tuple[Problem, int]":
    """The problem and its budget, from files or from the registry."""
    if args.stations is None:
        for name in ("bases", "travel"):
            if getattr(args, name) is not None:
                raise Rejected(f"--{name}", msg("--stations juga"), getattr(args, name))
        return _registry_question(args)
    from kawal.deployment import files  # noqa: PLC0415
    from kawal.deployment.model import Assumptions  # noqa: PLC0415
    from kawal.deployment.problem import build_problem  # noqa: PLC0415

    for name in ("bases", "guards"):
        if getattr(args, name) is None:
            raise Rejected(f"--{name}", msg("nilai, karena --stations diberikan"), "")
    if args.max_attachments is not None and args.units is None:
        raise Rejected("--max-attachments", msg("--units juga"), args.max_attachments)
    stations = files.read_stations(args.stations)
    bases = files.read_bases(args.bases)
    problem = build_problem(
        stations,
        bases,
        files.read_assumptions(args.assumptions) if args.assumptions else Assumptions(),
        quotas=files.read_quotas(args.quotas, stations) if args.quotas else (),
        locks=files.read_locks(args.locks, stations) if args.locks else (),
        units=files.read_units(args.units, stations) if args.units else (),
        max_attachments=args.max_attachments,
        minutes=files.read_travel(args.travel, bases, stations) if args.travel else None,
    )
    return problem, args.guards


def _registry_question(args: argparse.Namespace) -> "tuple[Problem, int]":
    """The problem of the registry in the data folder; without --guards the strength of its units."""
    from kawal.app import load_city  # noqa: PLC0415
    from kawal.deployment import files  # noqa: PLC0415
    from kawal.deployment.model import Assumptions  # noqa: PLC0415
    from kawal.deployment.registry import HOME_ATTACHMENTS, plan_stations, problem_of  # noqa: PLC0415
    from kawal.node import open_node  # noqa: PLC0415

    if args.units is not None:
        raise Rejected("--units", msg("--stations juga"), args.units)
    city = load_city(open_node(args.data))
    problem = problem_of(
        city,
        files.read_assumptions(args.assumptions) if args.assumptions else Assumptions(),
        max_attachments=HOME_ATTACHMENTS if args.max_attachments is None else args.max_attachments,
        quotas=files.read_quotas(args.quotas, plan_stations(city)) if args.quotas else (),
        locks=files.read_locks(args.locks, plan_stations(city)) if args.locks else None,
    )
    return problem, city.strength if args.guards is None else args.guards


def _document(result: "PlanResult", guards: int, baseline: float | None) -> bytes:
    """The one JSON document: the result, the budget and, with units, the risk of the standing plan."""
    import msgspec  # noqa: PLC0415

    fields = {"guards": guards, **{name: getattr(result, name) for name in result.__struct_fields__}}
    if baseline is not None:
        fields["baseline_objective"] = baseline
    return msgspec.json.format(msgspec.json.encode(fields), indent=1)


def _write(
    folder: Path, document: bytes, problem: "Problem", result: "PlanResult", explanation: "Explanation"
) -> None:
    """Replace plan.json and the three tables in `folder`, each at once."""
    ward = dict(zip(problem.stations, problem.wards, strict=True))
    removes: dict[str, float] = {}
    for post in explanation.posts:
        removes[post.station_id] = removes.get(post.station_id, 0.0) + post.removes
    team = {reason.base_id: reason for reason in explanation.teams}
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[object]]]] = {
        "posts.csv": (
            ("station_id", "ward", "guards", "removes"),
            [(p.station_id, ward[p.station_id], p.guards, removes[p.station_id]) for p in result.posts],
        ),
        "teams.csv": (
            ("base_id", "count", "officers", "stations_in_reach", "last_team_removes"),
            [
                (
                    t.base_id,
                    t.count,
                    t.count * result.assumptions.team_size,
                    team[t.base_id].reaches,
                    team[t.base_id].removes,
                )
                for t in result.teams
            ],
        ),
        "attachments.csv": (
            ("unit", "region", "officers", "gain"),
            [(a.unit, a.region, a.officers, a.gain) for a in result.attachments],
        ),
    }
    bodies = {"plan.json": document + b"\n"}
    for name, (columns, rows) in tables.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        bodies[name] = text.getvalue().encode()
    write_folder(folder, bodies)


def _sentences(
    told: Language, result: "PlanResult", baseline: float | None, explanation: "Explanation"
) -> Iterable[str]:
    """The plan in a few lines: the sums, the teams and the posts that remove most."""
    size = result.assumptions.team_size
    yield told.say(
        msg(
            "Risiko sisa %(risk)s (tanpa petugas %(unguarded)s); tidak ada rencana di bawah %(bound)s",
            risk=result.objective,
            unguarded=explanation.unguarded,
            bound=result.lower_bound,
        )
    )
    if baseline is not None:
        yield told.say(msg("Rencana biasa, setiap petugas di satuannya: %(risk)s", risk=baseline))
    yield told.say(
        msg(
            "%(used)s petugas: %(static)s di TPS, %(teams)s regu berisi %(size)s",
            used=result.guards_used,
            static=result.static_guards,
            teams=sum(t.count for t in result.teams),
            size=size,
        )
    )
    yield told.say(msg("Satu petugas lagi menghapus %(value)s", value=result.value_of_one_more))
    if result.unreached:
        yield told.say(
            msg(
                "%(n)s TPS yang wajib terjangkau tidak dijangkau pangkalan mana pun: %(names)s",
                n=len(result.unreached),
                names=told.listing(result.unreached),
            )
        )
    for reason in explanation.teams:
        yield "  " + told.say(reason.sentence())
    best = sorted(explanation.posts, key=lambda post: -post.removes)[:SHOWN_POSTS]
    for post in best:
        yield "  " + told.say(post.sentence(explanation.cut_off))
    for order in result.attachments:
        yield "  " + told.say(
            msg(
                "BKO: %(officers)s petugas %(unit)s ke %(region)s, menghapus %(gain)s",
                officers=order.officers,
                unit=order.unit,
                region=order.region,
                gain=order.gain,
            )
        )
