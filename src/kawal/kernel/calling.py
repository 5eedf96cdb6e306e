"""How this node calls others: whose certificates it believes."""

import ssl
from functools import cache

import httpx


@cache
def believed() -> ssl.SSLContext:
    """Authorities of the system or of SSL_CERT_FILE; read once (20 ms of CPU), for every client of the process."""
    return httpx.create_ssl_context()
