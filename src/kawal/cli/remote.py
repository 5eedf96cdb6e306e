"""Commands that write go to the running server, else take the folder's lock: here is how they get there.

A server listens on `kawal.sock` in its data folder, which only its owner may use. A command sends its words, the
folder it was called in and what was typed at its terminal; the server runs it on its own node and sends back what it
printed and its exit code.
"""

import argparse
import io
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from contextvars import ContextVar
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg

if TYPE_CHECKING:
    from kawal.node import Node

SOCKET = "kawal.sock"
MOST_BYTES = 1_000_000
_SERVED: "ContextVar[Node | None]" = ContextVar("served", default=None)
_TYPED: "ContextVar[tuple[str, ...]]" = ContextVar("typed", default=())
_ONE_AT_A_TIME = threading.Lock()


class Call(msgspec.Struct, frozen=True):
    """A command's words, the folder in which it was called, and the secrets that were typed for it."""

    words: list[str]
    folder: str
    typed: tuple[str, ...] = ()


class Reply(msgspec.Struct, frozen=True):
    """What it printed, and how it ended."""

    code: int
    out: str
    err: str


class Elsewhere(Exception):
    """The command was run by the server; nothing is left to do but to say what it said."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def type_secrets(questions: Sequence[str]) -> tuple[str, ...]:
    """The answers to these questions, typed unseen at the terminal or a line of standard input each; inside a server
    those that were typed where the command was called."""
    if _SERVED.get() is None:
        _TYPED.set(tuple(_secret(one) for one in questions))
    return _TYPED.get()


def _secret(question: str) -> str:
    return getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


@contextmanager
def writing(args: argparse.Namespace, *, ask_witnesses: bool = True) -> "Iterator[Node]":
    """The node to write on: the server's own inside a server, else the folder's, held for the while.

    Raises Elsewhere when a running server did the whole command, Unavailable when another process holds the folder
    and does not answer, and RecordError for a log that is older than what was published or witnessed.
    """
    from kawal.node import open_node, refuse_older_log  # noqa: PLC0415
    from kawal.store.folder import exclusive, read_settings  # noqa: PLC0415

    served = _SERVED.get()
    if served is not None:
        yield served
        return
    read_settings(args.data)  # before a folder is made for what is no node
    with ExitStack() as held:
        try:
            folder = held.enter_context(exclusive(args.data))
        except Unavailable:
            path = args.data / SOCKET
            if not path.exists():
                raise
            words = [*args.words, "--lang", args.lang]  # the server's own KAWAL_LANG may be another
            raise Elsewhere(_ask(path, Call(words, str(Path.cwd()), _TYPED.get()))) from None
        node = open_node(folder)
        try:
            refuse_older_log(node, ask_witnesses=ask_witnesses)
            yield node
        finally:
            node.close()


@contextmanager
def answering(node: "Node") -> Iterator[None]:
    """While the block runs, commands may come through the folder's socket."""
    path = node.folder / SOCKET
    path.unlink(missing_ok=True)
    with _Server(str(path), node) as server:
        path.chmod(0o600)
        thread = threading.Thread(target=server.serve_forever, name="kawal-commands", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            path.unlink(missing_ok=True)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str, node: "Node") -> None:
        self.node = node
        # a socket's path may be short: bind by a name within the folder
        super().__init__(path if len(path) < 100 else os.path.relpath(path), _Handler)


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        call = msgspec.json.decode(self.rfile.readline(MOST_BYTES), type=Call)
        self.wfile.write(msgspec.json.encode(_run(call, self.server.node)) + b"\n")


def _run(call: Call, node: "Node") -> Reply:
    from kawal.cli import main  # noqa: PLC0415

    out, err = io.StringIO(), io.StringIO()
    with _ONE_AT_A_TIME, redirect_stdout(out), redirect_stderr(err):
        token, typed = _SERVED.set(node), _TYPED.set(call.typed)
        try:
            code = main(call.words, Path(call.folder))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 2
        finally:
            _SERVED.reset(token)
            _TYPED.reset(typed)
    return Reply(code, out.getvalue(), err.getvalue())


def _ask(path: Path, call: Call) -> Reply:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        name = str(path)
        connection.connect(name if len(name) < 100 else os.path.relpath(name))
        connection.sendall(msgspec.json.encode(call) + b"\n")
        with connection.makefile("rb") as answer:
            line = answer.readline()
    try:
        return msgspec.json.decode(line, type=Reply)
    except msgspec.MsgspecError:
        sentence = msg("server di %(folder)s tidak menjawab perintah ini: mulai lagi kawal serve", folder=path.parent)
        raise Unavailable(sentence, permanent=False) from None
