"""`kawal witness`: sign other logs' checkpoints, and name who signs ours."""

import argparse
import sys
from pathlib import Path

from kawal.cli.remote import writing
from kawal.kernel.language import language, msg

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
    parser.add_argument("--name", default="saksi/kawal", help="the witness's name (serve, first time)")
    parser.add_argument("--log", action="append", default=[], metavar="VKEY", help="a log to witness; again for more")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8017)
    parser.add_argument("--key", default="", help="verifier key of the witness (add)")
    parser.add_argument("--group", choices=GROUPS, default="non_government", help="what it is (add)")
    parser.add_argument("--url", default="", help="where it answers (add)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve, or change who signs; 0."""
    return _serve(args) if args.act == "serve" else _change(args)


def _serve(args: argparse.Namespace) -> int:
    from kawal.exchange.witness import WitnessDesk, witness_app, witness_key  # noqa: PLC0415
    from kawal.record.note import VerifierKey  # noqa: PLC0415
    from kawal.store.folder import exclusive  # noqa: PLC0415
    from kawal.web.server import ending_in_order, listen, serve  # noqa: PLC0415

    logs = tuple(VerifierKey.parse(text) for text in args.log)
    with ending_in_order(), exclusive(args.folder) as folder:
        desk = WitnessDesk(folder, witness_key(folder, args.name), logs)
        listening = listen(args.port, args.host)
        host, port = listening.getsockname()[:2]
        told = language(args.lang)
        sentence = msg(
            "Saksi %(key)s di http://%(host)s:%(port)s/", key=str(desk.key.verifier), host=host, port=str(port)
        )
        print(told.say(sentence), file=sys.stderr, flush=True)
        serve(witness_app(desk), listening)
    return 0


def _change(args: argparse.Namespace) -> int:
    import msgspec  # noqa: PLC0415

    from kawal.app import open_node  # noqa: PLC0415
    from kawal.exchange.events import WitnessDropped, WitnessNamed  # noqa: PLC0415
    from kawal.exchange.witnesses import load_witnesses  # noqa: PLC0415
    from kawal.kernel.errors import Rejected  # noqa: PLC0415
    from kawal.record.note import COSIGNATURE, VerifierKey  # noqa: PLC0415
    from kawal.record.policyfile import policy_text  # noqa: PLC0415
    from kawal.store.events import Decision  # noqa: PLC0415

    if args.act in ("list", "policy"):
        node = open_node(args.data)
        with node.reading() as connection:
            found = load_witnesses(connection)
        node.close()
        listed = "\n".join(f"{w.name} {w.group} {w.url}" for w in found)
        policy = policy_text(node.store.keys.log.verifier, found) if args.act == "policy" else ""
        document = {"policy": policy} if policy else found
        print(msgspec.json.encode(document).decode() if args.json else policy.strip() or listed)
        return 0
    with writing(args, ask_witnesses=args.act != "drop") as node:  # one that says untrue things can be dropped
        if args.act == "add":
            key = VerifierKey.parse(args.key)
            if key.kind != COSIGNATURE or key.name != args.witness:
                raise Rejected("--key", msg("kunci saksi %(name)s", name=args.witness), args.key)
            event = WitnessNamed(name=args.witness, key=str(key), group=args.group, url=args.url)
            node.writer.commit(lambda _: Decision((event,)), "cli")
        else:
            with node.reading() as connection:
                if args.witness not in {one.name for one in load_witnesses(connection)}:
                    raise Rejected(args.witness, msg("saksi yang terdaftar"), args.witness)
            node.writer.commit(lambda _: Decision((WitnessDropped(name=args.witness),)), "cli")
    return 0
