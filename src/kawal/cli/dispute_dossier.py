"""`kawal dispute dossier`: a draft of a dossier from a data folder, read as it lies, beside a running server too."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg

if TYPE_CHECKING:
    pass

SIDES = ("P", "T", "PT", "PK")


class Made(msgspec.Struct, frozen=True):
    """What was written."""

    file: str
    sha256: str
    origin: str
    size: int
    root: str
    exhibits: int
    lines: int
    forms: int
    found: int
    witnesses: int
    missing: list[str]


def register_dossier(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the question to the group `dispute`."""
    parser = subparsers.add_parser(
        "dossier",
        help="everything that can be proven of a station, ward, incident or contest, as one ZIP",
        description="Writes a draft without sealed parts; a dossier leaves the node by a release on its page only.",
        epilog="example:\n  kawal dispute dossier kawal-data --station 6371011001012 --out berkas.zip\n"
        "  kawal verify berkas.zip --key 'kawal/x+1234abcd+...'",
    )
    parser.add_argument("folder", type=Path, help="data folder of the node")
    scope = parser.add_mutually_exclusive_group(required=True)
    scope.add_argument("--station", metavar="ID", help="a station by its 13 digits")
    scope.add_argument("--ward", metavar="CODE", help="a ward by its code, 63.71.01.1001")
    scope.add_argument("--incident", metavar="N", help="an incident by its entry")
    scope.add_argument("--contest", metavar="KIND", help="a contest: governor, regent or mayor")
    parser.add_argument("--out", type=Path, required=True, metavar="ZIP", help="where to write it")
    parser.add_argument("--side", choices=SIDES, default="PK", help="whose exhibits: P, T, PT or PK (default PK)")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the draft."""
    from kawal.access.profiles import PARTS  # noqa: PLC0415  only this command needs all of it
    from kawal.access.queries import load_founding  # noqa: PLC0415
    from kawal.disputes.dossier.citing import cited_of  # noqa: PLC0415
    from kawal.disputes.dossier.gather import Asked, Source  # noqa: PLC0415
    from kawal.disputes.dossier.model import Scope  # noqa: PLC0415
    from kawal.disputes.dossier.pack import Shelf, build  # noqa: PLC0415
    from kawal.disputes.rules.reading import read_indications  # noqa: PLC0415
    from kawal.election.queries import load_registry  # noqa: PLC0415
    from kawal.field.queries import load_book  # noqa: PLC0415
    from kawal.kernel.canonical import sha256_hex  # noqa: PLC0415
    from kawal.kernel.clock import system_clock  # noqa: PLC0415
    from kawal.outputs.files import write_atomic  # noqa: PLC0415
    from kawal.store.blobs import Blobs, open_blobs  # noqa: PLC0415
    from kawal.store.folder import BLOBS, PUBLISHED, database_of, read_settings  # noqa: PLC0415
    from kawal.store.keys import load_keys  # noqa: PLC0415
    from kawal.store.reading import reading  # noqa: PLC0415
    from kawal.store.sealing import Sealer  # noqa: PLC0415

    settings, keys = read_settings(args.folder), load_keys(args.folder)
    blobs = Blobs(open_blobs(settings.blobs or args.folder / BLOBS), Sealer(keys.folder))
    kind = next(one for one in ("station", "ward", "incident", "contest") if getattr(args, one) is not None)
    with reading(database_of(args.folder)) as connection:
        founding, registry = load_founding(connection), load_registry(connection)
        if "disputes" not in PARTS[founding.profile]:
            raise Rejected(str(args.folder), msg("simpul pengawasan, pemantau, atau pelatihan"), founding.profile)
        cited = cited_of(lambda held: read_indications(held, registry, founding.region))
        source = Source(founding, registry, load_book(connection, founding.profile), cited)
        built = build(
            connection,
            source,
            Shelf(keys.log, blobs, args.folder / PUBLISHED),
            Asked(
                scope=Scope(kind, getattr(args, kind)),  # type: ignore[arg-type]
                side=args.side,
                made_ms=int(system_clock().timestamp() * 1000),
            ),
        )
    write_atomic(args.out, built.body)
    found, told = built.dossier, language(args.lang)
    made = Made(
        file=str(args.out),
        sha256=sha256_hex(built.body),
        origin=found.origin,
        size=found.size,
        root=found.root,
        exhibits=len(found.exhibits),
        lines=len(found.chronology),
        forms=len(found.forms),
        found=len(found.found),
        witnesses=len(found.witnesses),
        missing=[one[told.code] for one in found.missing],
    )
    if args.json:
        print(msgspec.json.encode(made).decode())
        return 0
    print(
        told.text(
            "%(file)s: %(exhibits)s alat bukti, %(lines)s baris kronologi, %(forms)s formulir, %(found)s temuan",
            file=str(args.out),
            exhibits=made.exhibits,
            lines=made.lines,
            forms=made.forms,
            found=made.found,
        )
    )
    print(f"SHA-256 {made.sha256}")
    for one in made.missing:
        print(f"○ {one}")
    return 0
