"""`kawal init`: a node of one institution, with its keys, its profile as entry 0 of its log, and an administrator."""

import argparse
from pathlib import Path

import msgspec

from kawal.cli.answers import print_document
from kawal.kernel.language import language, msg

PROFILES = ("order", "supervision", "observer", "training")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "init",
        help="make a node: profile, keys, log",
        description="Makes the node of one institution. The profile is entry 0 of its log and is never changed.",
        epilog=(
            'example:\n  kawal init --profile order --institution "Satpol PP Kota Banjarmasin" --region 63.71\n'
            '  kawal init --profile training --institution "Latihan" --region 63.71 '
            "--database postgresql://kawal@localhost/kawal"
        ),
    )
    parser.add_argument("--profile", choices=PROFILES, required=True, help="what the node is for")
    parser.add_argument("--institution", required=True, help="whose node it is")
    parser.add_argument("--region", required=True, help="its region code, for example 63.71")
    parser.add_argument(
        "--exercise", action="store_true", help="nothing on it is real: each page, paper and letter says so"
    )
    parser.add_argument("--database", default="", help="postgresql:// URL (default: a file in the data folder)")
    parser.add_argument("--blobs", default="", help="s3:// URL for photos and files (default: the data folder)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the node; 0."""
    from kawal.node import found_node  # noqa: PLC0415
    from kawal.store.folder import Settings, exclusive  # noqa: PLC0415

    told = language(args.lang)
    folder: Path = args.data
    with exclusive(folder):
        settings = Settings(database=args.database, blobs=args.blobs)
        node = found_node(
            folder, args.profile, args.institution, args.region, settings=settings, exercise=args.exercise
        )
        founding = node.founding
        node.close()
    if args.json:
        print_document({"folder": str(folder)} | msgspec.structs.asdict(founding))
        return 0
    print(
        told.say(
            msg(
                "Simpul %(institution)s ada di %(folder)s. Simpan salinan %(folder)s/keys di tempat lain: "
                "cadangan tidak memuatnya. Kunci pemeriksa log, untuk diumumkan: %(key)s",
                institution=founding.institution,
                folder=folder,
                key=founding.log_key,
            )
        )
    )
    print(told.say(msg("Berikutnya: kawal serve --data %(folder)s", folder=folder)))
    return 0
