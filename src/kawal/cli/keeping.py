"""`kawal erase`, `rebuild`, `backup` and `restore`: forgetting, folding anew, keeping and bringing back."""

import argparse
import sys
from pathlib import Path

from kawal.cli.answers import answer
from kawal.cli.remote import writing
from kawal.cli.usage import whole
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg


def register_erase(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kawal erase`."""
    parser = subparsers.add_parser(
        "erase",
        help="destroy the private part of an entry; its proof stays",
        description="Destroys the key of an entry's private part and photos, here and in every backup within reach.",
        epilog='example:\n  kawal erase 17902 --basis "UU 27/2022, permintaan pemilik data"',
    )
    parser.add_argument("index", type=whole(0, 2**53), help="number of the entry")
    parser.add_argument("--basis", required=True, help="on what ground, as it will stand in the log")
    parser.set_defaults(run=erase)


def register_rebuild(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kawal rebuild`."""
    parser = subparsers.add_parser(
        "rebuild",
        help="fold all read tables from the log, publish all tiles anew",
        description="Folds all read tables anew from the log alone and writes every published tile again.",
        epilog="example:\n  kawal rebuild --data kawal-data",
    )
    parser.set_defaults(run=rebuild)


def register_backup(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kawal backup`."""
    parser = subparsers.add_parser(
        "backup",
        help="a verified copy, while the node serves",
        description="Copies log, sealed parts and blobs into a new folder and verifies it. Keys are not in it.",
        epilog="example:\n  kawal backup /media/usb/kawal-2024-11-27",
    )
    parser.add_argument("target", type=Path, help="a folder that is empty or not there")
    parser.set_defaults(run=backup)


def register_restore(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `kawal restore`."""
    parser = subparsers.add_parser(
        "restore",
        help="bring a backup back, into the node's data folder or an empty one",
        description=(
            "Brings a backup back. A data folder that is empty or not there becomes the node's: give its keys. "
            "An SQLite database that is there is set aside; one of PostgreSQL must be empty. What was erased since "
            "is forgotten again, as far as it can be learnt."
        ),
        epilog=(
            "example:\n  kawal restore /media/usb/kawal-2024-11-27 --data kawal-data\n"
            "  kawal restore /media/usb/kawal-2024-11-27 --data kawal-baru --keys /media/kunci/keys "
            "--database postgresql://kawal@localhost/kawal_baru"
        ),
    )
    parser.add_argument("backup", type=Path, help="a folder that `kawal backup` made")
    parser.add_argument("--keys", type=Path, help="the node's folder `keys`, as it was kept apart, for a new folder")
    parser.add_argument(
        "--database", help="postgresql:// URL of an empty database; '' for the data folder (default: as before)"
    )
    parser.add_argument("--blobs", help="s3:// URL of the blobs; '' for the data folder (default: as before)")
    parser.add_argument(
        "--erasures", type=Path, help="a data folder or backup of this node that knows later erasures"
    )
    parser.set_defaults(run=restore)


def erase(args: argparse.Namespace) -> int:
    """Erase; 0."""
    from kawal.upkeep import erase_body  # noqa: PLC0415

    with writing(args) as node:
        done = erase_body(node, args.index, args.basis, "cli")
    answer(
        args,
        {
            "erased": args.index,
            "entry": done.entry,
            "backups": [str(one) for one in done.reached],
            "missed": [str(one) for one in done.missed],
            "waiting": done.waiting,
        },
        msg(
            "isi catatan %(index)s dihapus, tercatat sebagai %(entry)s; cadangan yang ikut: %(n)s",
            index=str(args.index),
            entry=str(done.entry),
            n=len(done.reached),
        ),
    )
    told = language(args.lang)
    for one in done.missed:
        sentence = msg("cadangan %(folder)s tidak terjangkau; hapus di sana juga bila ketemu", folder=one)
        print(told.say(sentence), file=sys.stderr)
    if done.waiting:
        print(
            told.say(msg("berkas lama masih dipakai; dibersihkan lagi selama kawal serve berjalan")), file=sys.stderr
        )
    return 0


def rebuild(args: argparse.Namespace) -> int:
    """Rebuild; 0."""
    from kawal.store.publish import publish  # noqa: PLC0415

    with writing(args) as node:
        node.writer.rebuild()
        publish(node.engine, node.store.published, anew=True)
    answer(args, {"rebuilt": True}, msg("tabel baca dilipat ulang dari log, semua ubin ditulis ulang"))
    return 0


def backup(args: argparse.Namespace) -> int:
    """Back up; 0."""
    from kawal.upkeep import back_up  # noqa: PLC0415

    made = back_up(args.data, args.target)
    answer(
        args,
        {"backup": str(args.target), "size": made.size, "root": made.root.hex(), "blobs": made.blobs},
        msg(
            "cadangan %(folder)s: %(size)s catatan diperiksa, %(blobs)s blob. "
            "Kunci tidak termasuk: simpan %(keys)s terpisah",
            folder=args.target,
            size=made.size,
            blobs=made.blobs,
            keys=args.data / "keys",
        ),
    )
    return 0


def restore(args: argparse.Namespace) -> int:
    """Restore; 0."""
    from kawal.restoring import restore_node  # noqa: PLC0415
    from kawal.store.folder import exclusive  # noqa: PLC0415

    if not args.backup.is_dir():
        raise Rejected(str(args.backup), msg("folder cadangan"), msg("tidak ada"))
    with exclusive(args.data) as folder:
        done = restore_node(
            folder,
            args.backup,
            erasures=args.erasures,
            keys=args.keys,
            database=args.database,
            blobs=args.blobs,
        )
    answer(
        args,
        {"restored": str(args.backup), "size": done.size, "forgotten": done.forgotten, "unread": list(done.unread)},
        msg(
            "%(size)s catatan dipulihkan dan diperiksa; %(n)s penghapusan yang lebih baru dijalankan lagi",
            size=done.size,
            n=done.forgotten,
        ),
    )
    told = language(args.lang)
    for one in done.unread:
        sentence = msg("basis data lama %(file)s tidak terbaca: penghapusan di sana tidak diketahui", file=one)
        print(told.say(sentence), file=sys.stderr)
    if done.left:
        sentence = msg(
            "basis data PostgreSQL yang lama tetap ada dan tidak terjangkau penghapusan berikutnya: hapus sendiri"
        )
        print(told.say(sentence), file=sys.stderr)
    return 0
