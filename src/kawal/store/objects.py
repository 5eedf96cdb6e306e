"""Blobs in S3 or any other store that obstore opens by URL; an extra (`pip install kawal[s3]`)."""

from collections.abc import Iterator
from contextlib import contextmanager

import obstore
from obstore.exceptions import BaseError
from obstore.store import from_url

from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import msg


class ObjectBlobs:
    """Blobs as objects under a URL: `s3://bucket/prefix`, credentials from the environment as for other S3 tools.

    Every act raises Unavailable when the store does not do it.
    """

    def __init__(self, url: str) -> None:
        """Raises Rejected for what is no such URL, without repeating it: it may hold a secret."""
        try:
            self._store = from_url(url)
        except (BaseError, ValueError):
            raise Rejected("--blobs", "s3://bucket/prefix", url.partition("://")[0]) from None

    def write(self, name: str, body: bytes) -> None:
        """Put an object; stores of this kind show it whole or not at all."""
        with _answering():
            obstore.put(self._store, name, body)

    def read(self, name: str) -> bytes | None:
        """The object, None when there is none."""
        with _answering():
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def delete(self, name: str) -> None:
        """Remove the object, if it is there."""
        with _answering():
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        why = type(error).__name__
        raise Unavailable(msg("penyimpanan blob tidak menjawab (%(why)s)", why=why), permanent=False) from None
