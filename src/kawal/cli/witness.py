"""`kawal witness`: sign other logs' checkpoints, and name who signs ours."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from kawal.cli.answers import answer, print_document
from kawal.cli.remote import writing
from kawal.cli.usage import web_address, whole
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg

NAMED = msg("saksi log yang terdaftar")
GROUPS = ("supervisor", "non_government", "government")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "witness",
        help="sign other logs' checkpoints (serve), name who signs ours (add, drop, list, policy)",
        description="A witness signs the size and root of a log and never sees its content.",
        epilog=(
            "example:\n  kawal witness serve --folder saksi --name saksi/pemantau-a --log 'kawal/x+1234abcd+...'\n"
            "  kawal witness add saksi/pemantau-a --key 'saksi/pemantau-a+...' --group non_government "
            "--url https://saksi.example\n"
            "  kawal witness policy > policy.txt    # announce it; others check with kawal verify --policy"
        ),
    )
    parser.add_argument("act", choices=("serve", "add", "drop", "list", "policy"))
    parser.add_argument("witness", nargs="?", default="", help="name of the witness (add, drop)")
    parser.add_argument("--folder", type=Path, default=Path("kawal-witness"), help="the witness's own folder (serve)")
    parser.add_argument("--name", default="", help="the witness's name (serve, first time; default saksi/kawal)")
    parser.add_argument(
        "--log", action="append", default=[], metavar="VKEY", help="a log to witness; again for more; kept"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=whole(0, 65535), default=8017)
    parser.add_argument("--key", default="", help="verifier key of the witness (add)")
    parser.add_argument("--group", choices=GROUPS, default="non_government", help="what it is (add)")
    parser.add_argument("--url", default="", help="where it answers (add)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve, or change or list who signs; 0."""
    return ACTS[args.act](args)


def _serve(args: argparse.Namespace) -> int:
    from kawal.exchange.witness import WitnessDesk, keep_logs, logs_of, witness_app, witness_key  # noqa: PLC0415
    from kawal.store.folder import exclusive  # noqa: PLC0415
    from kawal.web.server import ending_in_order, listen, log_with_times, serve  # noqa: PLC0415

    log_with_times()
    logs = logs_of(args.folder, args.log)
    with ending_in_order(), exclusive(args.folder) as folder:
        desk = WitnessDesk(folder, witness_key(folder, args.name), logs)
        keep_logs(folder, logs)
        listening = listen(args.port, args.host)
        host, port = listening.getsockname()[:2]
        told = language(args.lang)
        if args.json:
            address, names = f"http://{host}:{port}/", [log.name for log in logs]
            print_document({"witness": str(desk.key.verifier), "address": address, "logs": names})
        sentence = msg(
            "Saksi %(key)s di http://%(host)s:%(port)s/", key=str(desk.key.verifier), host=host, port=str(port)
        )
        print(told.say(sentence), file=sys.stderr)
        witnessed = msg("Menyaksikan: %(logs)s", logs=told.listing(log.name for log in logs))
        print(told.say(witnessed), file=sys.stderr, flush=True)
        serve(witness_app(desk), listening)
    return 0


def _list(args: argparse.Namespace) -> int:
    from kawal.exchange.lastsigned import read_last_signed  # noqa: PLC0415
    from kawal.exchange.witnesses import load_witnesses  # noqa: PLC0415
    from kawal.jurisdiction.zones import zone_of  # noqa: PLC0415
    from kawal.node import open_node  # noqa: PLC0415

    node = open_node(args.data)
    with node.reading() as connection:
        found = load_witnesses(connection)
    node.close()
    zone, signed = zone_of(node.founding.region), read_last_signed(node.folder)
    moments = {name: datetime.fromtimestamp(one.time_s, zone) for name, one in signed.items()}
    if args.json:
        rows = [
            msgspec.structs.asdict(one)
            | {"last_signed": moments.get(one.name), "size": signed[one.name].size if one.name in signed else 0}
            for one in found
        ]
        print_document(rows)
        return 0
    told = language(args.lang)
    for one in found:
        last = msg("belum pernah menandatangani")
        if one.name in signed:
            last = msg(
                "terakhir menandatangani %(moment)s, %(size)s catatan",
                moment=told.moment(moments[one.name]),
                size=signed[one.name].size,
            )
        print(f"{one.name}  {one.group}  {one.url or '-'}  {told.say(last)}")
    if not found:
        print(told.text("belum ada saksi"))
    return 0


def _add(args: argparse.Namespace) -> int:
    from kawal.exchange.events import WitnessNamed  # noqa: PLC0415
    from kawal.record.note import COSIGNATURE, VerifierKey  # noqa: PLC0415
    from kawal.store.events import Decision  # noqa: PLC0415

    if not args.witness:
        raise Rejected(msg("saksi log"), msg("namanya, sesudah add"), "")
    key = VerifierKey.parse(args.key)
    if key.kind != COSIGNATURE or key.name != args.witness:
        raise Rejected("--key", msg("kunci saksi %(name)s", name=args.witness), args.key)
    event = WitnessNamed(
        name=args.witness, key=str(key), group=args.group, url=args.url and web_address("--url", args.url)
    )
    with writing(args) as node:
        node.writer.commit(lambda _: Decision((event,)), "cli")
    sentence = msg("saksi %(name)s dicatat dan ditanya di %(url)s", name=event.name, url=event.url)
    if not event.url:
        sentence = msg("saksi %(name)s dicatat, tetapi tidak ditanya: --url tidak diberikan", name=event.name)
    answer(args, {"added": event.name, "group": event.group, "url": event.url}, sentence)
    return 0


def _drop(args: argparse.Namespace) -> int:
    from kawal.exchange.events import WitnessDropped  # noqa: PLC0415
    from kawal.exchange.witnesses import load_witnesses  # noqa: PLC0415
    from kawal.store.events import Decision  # noqa: PLC0415

    with writing(args, ask_witnesses=False) as node:  # one that says untrue things can be dropped
        with node.reading() as connection:
            known = [one.name for one in load_witnesses(connection)]
        if args.witness not in known:
            expected = msg("salah satu dari: %(choices)s", choices=", ".join(known)) if known else NAMED
            raise Rejected(msg("saksi log"), expected, args.witness)
        node.writer.commit(lambda _: Decision((WitnessDropped(name=args.witness),)), "cli")
    answer(args, {"dropped": args.witness}, msg("saksi %(name)s tidak ditanya lagi", name=args.witness))
    return 0


def _policy(args: argparse.Namespace) -> int:
    from kawal.exchange.witnesses import load_witnesses  # noqa: PLC0415
    from kawal.node import open_node  # noqa: PLC0415
    from kawal.record.policyfile import policy_text  # noqa: PLC0415

    node = open_node(args.data)
    with node.reading() as connection:
        policy = policy_text(node.store.keys.log.verifier, load_witnesses(connection))
    node.close()
    if args.json:
        print_document({"policy": policy})
    else:
        print(policy.strip())
    return 0


ACTS = {"serve": _serve, "add": _add, "drop": _drop, "list": _list, "policy": _policy}
