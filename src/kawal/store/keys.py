"""The secrets of a node, one file each, read by their owner only; no backup holds them.

keys/log.key      signs checkpoints (Ed25519, C2SP text)
keys/report.key   signs reports that came by radio, form or paper, for the clerk (Ed25519 seed)
keys/folder.key   wraps the keys of everything that is sealed (32 bytes)
"""

import base64
import binascii
import os
from pathlib import Path

import msgspec

from kawal.kernel.errors import RecordError, Rejected
from kawal.kernel.language import msg
from kawal.record.jws import PrivateKey, private_key, raw_public, thumbprint
from kawal.record.note import SigningKey

FOLDER = "keys"
LOG_KEY, REPORT_KEY, FOLDER_KEY = "log.key", "report.key", "folder.key"
SECRET_BYTES = 32


class NodeKeys(msgspec.Struct, frozen=True):
    """The opened secrets."""

    log: SigningKey
    report: PrivateKey
    folder: bytes

    @property
    def report_public(self) -> bytes:
        """The raw public key under which the node signs reports for others."""
        return raw_public(self.report.public_key())

    @property
    def report_kid(self) -> str:
        """The name of that key."""
        return thumbprint(self.report_public)


def create_keys(folder: Path, origin: str) -> NodeKeys:
    """Make the secrets of a new node; raises Rejected when there are any."""
    keys = folder / FOLDER
    if keys.exists():
        raise Rejected(str(keys), msg("folder tanpa kunci"), msg("kunci sudah ada"))
    log = SigningKey(origin, os.urandom(SECRET_BYTES))
    keys.mkdir(mode=0o700, parents=True)
    _write(keys / LOG_KEY, log.secret_text())
    for name in (REPORT_KEY, FOLDER_KEY):
        _write(keys / name, base64.b64encode(os.urandom(SECRET_BYTES)).decode())
    return load_keys(folder)


def load_keys(folder: Path) -> NodeKeys:
    """Read the secrets of a data folder; see `read_keys`."""
    return read_keys(folder / FOLDER)


def read_keys(keys: Path) -> NodeKeys:
    """Read the secrets; raises RecordError when one is missing or damaged, without showing it."""
    return NodeKeys(
        SigningKey.parse(_read(keys / LOG_KEY)),
        private_key(_secret(keys / REPORT_KEY), "Ed25519"),
        _secret(keys / FOLDER_KEY),
    )


def place_keys(keys: Path, folder: Path) -> None:
    """Copy secrets that were kept elsewhere into a data folder without any; as `create_keys` leaves them."""
    (folder / FOLDER).mkdir(mode=0o700)
    for name in (LOG_KEY, REPORT_KEY, FOLDER_KEY):
        _write(folder / FOLDER / name, _read(keys / name))


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        raise RecordError(msg("kunci %(file)s tidak ada; pulihkan dari tempat simpan kunci", file=path)) from None


def _secret(path: Path) -> bytes:
    try:
        secret = base64.b64decode(_read(path), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise RecordError(msg("kunci %(file)s rusak", file=path))
    return secret
