"""Serving on a socket of this machine."""

import socket
from typing import Any

from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg

HOST = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A listening socket on 127.0.0.1; port 0 takes a free one. Raises Unavailable when the port is taken."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((HOST, port))
    except (OSError, OverflowError):
        server.close()
        raise Unavailable(
            msg("port %(port)s di %(host)s tidak dapat dipakai; coba --port 0", port=str(port), host=HOST),
            permanent=False,
        ) from None
    server.listen(128)
    return server


def serve(application: Any, server: socket.socket) -> None:
    """Serve an ASGI application until interrupted."""
    import uvicorn  # noqa: PLC0415

    config = uvicorn.Config(application, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[server])
