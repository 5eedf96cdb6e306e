"""Blobs in S3 or a store that speaks as it does; an extra (`pip install kawal[s3]`)."""

import obstore
from obstore.store import from_url


class ObjectBlobs:
    """Blobs as objects under a URL: `s3://bucket/prefix`, credentials from the environment as for other S3 tools."""

    def __init__(self, url: str) -> None:
        self._store = from_url(url)

    def write(self, name: str, body: bytes) -> None:
        """Put an object; stores of this kind show it whole or not at all."""
        obstore.put(self._store, name, body)

    def read(self, name: str) -> bytes | None:
        """The object, None when there is none."""
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        """Remove the object, if it is there."""
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return
