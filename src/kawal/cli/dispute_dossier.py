"""`kawal dispute dossier`: a draft of a dossier from a data folder, read as it lies, beside a running server too.

With sealed parts of reports by the right of an account, on the node, in whose log that is an entry.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawal.cli.answers import print_document
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Language, language, msg

if TYPE_CHECKING:
    from kawal.access.profiles import Profile
    from kawal.disputes.dossier.model import Scope
    from kawal.disputes.dossier.pack import Built

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
    recaps: int
    stations: int
    opened: int
    found: int
    witnesses: int
    missing: list[str]


def register_dossier(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the question to the group `dispute`."""
    parser = subparsers.add_parser(
        "dossier",
        help="everything that can be proven of a station, ward, incident or contest, as one ZIP",
        description="Writes a draft; a dossier leaves the node by a release on its page only. Sealed parts stay out, "
        "unless an account with the right to read them says why with --open; its password is asked for.",
        epilog="example:\n  kawal dispute dossier kawal-data --station 6371011001012 --out berkas.zip\n"
        "  kawal dispute dossier kawal-data --incident 1024 --out berkas.zip --account ajudikator "
        "--open 'permintaan majelis'\n"
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
    parser.add_argument(
        "--open", metavar="WHY", help="put sealed parts of reports in; the reason is an entry of the log (sealed)"
    )
    parser.add_argument("--account", metavar="LOGIN", help="with --open: by whose right")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the draft."""
    from kawal.disputes.dossier.model import Scope  # noqa: PLC0415  only this command needs all of it

    if (args.open is None) != (args.account is None):
        raise Rejected("--open, --account", msg("keduanya, atau tidak satu pun"), args.open or args.account)
    kind = next(one for one in ("station", "ward", "incident", "contest") if getattr(args, one) is not None)
    scope, told = Scope(kind, getattr(args, kind)), language(args.lang)  # type: ignore[arg-type]
    built = _read(args, scope) if args.open is None else _opened(args, scope, told)
    _say(args, built, told)
    return 0


def _read(args: argparse.Namespace, scope: "Scope") -> "Built":
    """A draft from the folder as it lies."""
    from kawal.access.queries import load_founding  # noqa: PLC0415
    from kawal.disputes.dossier.citing import cited_of  # noqa: PLC0415
    from kawal.disputes.dossier.gather import Asked, Source  # noqa: PLC0415
    from kawal.disputes.dossier.pack import Shelf, build  # noqa: PLC0415
    from kawal.disputes.rules.reading import read_indications  # noqa: PLC0415
    from kawal.election.queries import load_registry  # noqa: PLC0415
    from kawal.field.queries import load_book  # noqa: PLC0415
    from kawal.kernel.clock import system_clock  # noqa: PLC0415
    from kawal.node import reading_folder  # noqa: PLC0415
    from kawal.store.blobs import Blobs, open_blobs  # noqa: PLC0415
    from kawal.store.folder import BLOBS, PUBLISHED, read_settings  # noqa: PLC0415
    from kawal.store.keys import load_keys  # noqa: PLC0415
    from kawal.store.sealing import Sealer  # noqa: PLC0415

    settings, keys = read_settings(args.folder), load_keys(args.folder)
    blobs = Blobs(open_blobs(settings.blobs or args.folder / BLOBS), Sealer(keys.folder))
    with reading_folder(args.folder) as connection:
        founding, registry = load_founding(connection), load_registry(connection)
        _has_disputes(args.folder, founding.profile)
        cited = cited_of(lambda held: read_indications(held, registry, founding.region))
        source = Source(founding, registry, load_book(connection, founding.profile), cited)
        shelf = Shelf(keys.log, blobs, args.folder / PUBLISHED)
        return build(connection, source, shelf, Asked(scope, args.side, int(system_clock().timestamp() * 1000)))


def _opened(args: argparse.Namespace, scope: "Scope", told: Language) -> "Built":
    """A draft with sealed parts: on the node, by the right of an account that comes in for it, as on the page."""
    from kawal.app import open_dossiers  # noqa: PLC0415
    from kawal.cli.remote import writing  # noqa: PLC0415
    from kawal.cli.signing_in import ask_secrets, signed_in  # noqa: PLC0415
    from kawal.store.folder import read_settings  # noqa: PLC0415

    read_settings(args.folder)  # before a password is asked for what is no node
    secrets = ask_secrets(told)
    args.data = args.folder
    with writing(args) as node, signed_in(node, args.account, secrets) as who, open_dossiers(node) as desk:
        _has_disputes(args.folder, node.founding.profile)
        with node.reading() as connection:
            places = desk.must_reach(desk.look(connection, scope, args.side))
        if not places or not all(who.may("dispute.read", one) for one in places):
            raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
        return desk.draft(
            scope,
            args.side,
            who.actor,
            reason=args.open,
            may=lambda place: who.may("report.private", place),
            sees=lambda region: who.may("count.read", region),
        )


def _has_disputes(folder: Path, profile: "Profile") -> None:
    from kawal.access.profiles import PARTS  # noqa: PLC0415

    if "disputes" not in PARTS[profile]:
        raise Rejected(str(folder), msg("simpul pengawasan, pemantau, atau pelatihan"), profile)


def _say(args: argparse.Namespace, built: "Built", told: Language) -> None:
    """Write the file and say what is in it."""
    from kawal.kernel.canonical import sha256_hex  # noqa: PLC0415
    from kawal.outputs.files import write_atomic  # noqa: PLC0415

    write_atomic(args.out, built.body)
    found = built.dossier
    made = Made(
        file=str(args.out),
        sha256=sha256_hex(built.body),
        origin=found.origin,
        size=found.size,
        root=found.root,
        exhibits=len(found.exhibits),
        lines=len(found.chronology),
        forms=len(found.forms),
        recaps=len(found.recaps),
        stations=len(found.stations),
        opened=len(found.opened),
        found=len(found.found),
        witnesses=len(found.witnesses),
        missing=[one[told.code] for one in found.missing],
    )
    if args.json:
        print_document(made)
        return
    print(
        told.text(
            "%(file)s: %(exhibits)s alat bukti, %(lines)s baris kronologi, %(forms)s formulir TPS, "
            "%(recaps)s formulir rekapitulasi, %(found)s temuan",
            file=made.file,
            exhibits=made.exhibits,
            lines=made.lines,
            forms=made.forms,
            recaps=made.recaps,
            found=made.found,
        )
    )
    if made.opened:
        print(told.text("bagian tertutup %(n)s laporan dibuka di dalamnya, tercatat dalam log", n=made.opened))
    print(f"SHA-256 {made.sha256}")
    for one in made.missing:
        print(f"○ {one}")
