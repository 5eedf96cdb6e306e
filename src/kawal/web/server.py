"""Serving on a socket, on this machine or on a network, with or without TLS."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import msg

HOST = "127.0.0.1"


def listen(port: int, host: str = HOST) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises Unavailable when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
    except (OSError, OverflowError):
        server.close()
        raise Unavailable(
            msg("port %(port)s di %(host)s tidak dapat dipakai; coba --port 0", port=str(port), host=host),
            permanent=False,
        ) from None
    server.listen(1024)
    return server


def own_address() -> str:
    """The address under which others of the local network reach this machine; the loopback without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737): nothing is sent, a route is chosen
        except OSError:
            return HOST
        address: str = probe.getsockname()[0]
    return address


@contextmanager
def ending_in_order() -> Iterator[None]:
    """The block ends quietly, its own clean-up done, when the process is told to stop, however early that is.

    uvicorn ends its connections first and then raises the signal again for whoever handled it before: that is this.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield


def serve(
    application: Any,
    server: socket.socket,
    certificate: Path | None = None,
    key: Path | None = None,
    proxy: str = "",
) -> None:
    """Serve an ASGI application until interrupted; with certificate and key (PEM) over TLS. Raises Rejected.

    `proxy` is the address of a reverse proxy that is believed about scheme and client (X-Forwarded-Proto, -For).
    """
    import gc  # noqa: PLC0415
    import ssl  # noqa: PLC0415

    import uvicorn  # noqa: PLC0415

    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        server_header=False,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
    )
    try:
        config.load()
    except (ssl.SSLError, OSError):
        raise Rejected("--tls-cert, --tls-key", msg("sertifikat dan kunci PEM"), str(certificate)) from None
    gc.collect()
    gc.freeze()  # what lives for the whole run is not looked through again and again
    uvicorn.Server(config).run(sockets=[server])
