"""A timestamp authority of one's own, by OpenSSL."""

import shutil
import subprocess
from pathlib import Path

import pytest

CONFIG = """
[req]
distinguished_name = dn
x509_extensions = ext
[dn]
[ext]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/tsa.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """Answers requests; skips where OpenSSL is not here."""

    def __init__(self, folder: Path, *key: str) -> None:
        if shutil.which("openssl") is None:
            pytest.skip("OpenSSL is not here")
        folder.mkdir()
        self.folder = folder
        self._config = folder / "tsa.cnf"
        self._config.write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        kind = key or ("-newkey", "rsa:2048")
        self._run(
            "req", "-x509", *kind, "-nodes", "-keyout", folder / "key.pem", "-out", folder / "tsa.pem",
            "-subj", "/CN=uji", "-days", "30", "-config", self._config,
        )  # fmt: skip

    def answer(self, request: bytes) -> bytes:
        """The reply to a request."""
        asked, given = self.folder / "q.tsq", self.folder / "r.tsr"
        asked.write_bytes(request)
        self._run("ts", "-reply", "-config", self._config, "-section", "own", "-queryfile", asked, "-out", given)
        return given.read_bytes()

    def _run(self, *words: object) -> None:
        subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
