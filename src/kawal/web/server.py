"""Serving on a socket, on this machine or on a network, with or without TLS."""

import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import msg

HOST = "127.0.0.1"


def listen(port: int, host: str = HOST) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises Rejected for what is no address of this machine, and Unavailable when the port cannot be had.
    """
    expected = msg("alamat mesin ini, seperti 127.0.0.1 atau 0.0.0.0")
    if not host:  # the system would take it for every address
        raise Rejected("--host", expected, host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
    except (OSError, UnicodeError) as error:  # a name with an empty label is a UnicodeError
        server.close()
        if isinstance(error, socket.gaierror | UnicodeError) or error.errno == errno.EADDRNOTAVAIL:
            raise Rejected("--host", expected, host) from None
        raise Unavailable(
            msg("port %(port)s di %(host)s tidak dapat dipakai; coba --port 0", port=str(port), host=host),
            permanent=False,
        ) from None
    server.listen(1024)
    return server


def check_tls(certificate: Path | None, key: Path | None) -> None:
    """Raise Rejected unless these PEM files can serve, or there are none; a certificate's file may hold its key."""
    import ssl  # noqa: PLC0415

    if certificate is None:
        if key is not None:
            raise Rejected("--tls-cert", msg("sertifikat PEM, karena --tls-key diberikan"), "")
        return
    for name, path in (("--tls-cert", certificate), ("--tls-key", key)):
        if path is not None and not path.is_file():
            raise Rejected(name, msg("berkas PEM yang dapat dibaca"), path)
    try:
        # an empty password: a key that wants one must not stop a server that nobody sits at
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError):
        expected = msg("sertifikat PEM dan kuncinya, tanpa kata sandi")
        raise Rejected(
            "--tls-cert, --tls-key", expected, ", ".join(str(one) for one in (certificate, key) if one)
        ) from None


def log_with_times() -> None:
    """Lines of the server's log go to standard error, each with its moment, level and part."""
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.WARNING, format=form, datefmt="%Y-%m-%dT%H:%M:%S%z")


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
    at_end: Callable[[], None] = lambda: None,
) -> None:
    """Serve an ASGI application until interrupted; with certificate and key (PEM, see `check_tls`) over TLS.

    `proxy` is the address of a reverse proxy that is believed about scheme and client (X-Forwarded-Proto, -For);
    `at_end` is called before connections are ended, so that answers which go on and on can be.
    """
    serve_all([(application, server)], certificate, key, proxy, at_end)


def serve_all(
    pairs: Sequence[tuple[Any, socket.socket]],
    certificate: Path | None = None,
    key: Path | None = None,
    proxy: str = "",
    at_end: Callable[[], None] = lambda: None,
) -> None:
    """Serve several applications, each on its socket, in one loop; one signal ends them all, the last one first."""
    import asyncio  # noqa: PLC0415
    import gc  # noqa: PLC0415

    import uvicorn  # noqa: PLC0415

    configs = [
        uvicorn.Config(
            application,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            proxy_headers=bool(proxy),
            forwarded_allow_ips=proxy or None,
        )
        for application, _ in pairs
    ]
    for config in configs:
        config.load()
    gc.collect()
    gc.freeze()  # what lives for the whole run is not looked through again and again

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            at_end()
            await super().shutdown(sockets)

    async def together() -> None:
        servers = [Server(config) for config in configs]
        sockets = [server for _, server in pairs]
        await asyncio.gather(
            *(one.serve(sockets=[listening]) for one, listening in zip(servers, sockets, strict=True))
        )

    with asyncio.Runner(loop_factory=configs[0].get_loop_factory()) as runner:
        runner.run(together())
