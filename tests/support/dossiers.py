"""A small dossier made from a log of five entries, and the script inside dossiers as a module."""

import importlib.util
import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import ModuleType

from kawal.kernel.canonical import canonical
from kawal.record.checkpoint import Checkpoint
from kawal.record.dossier import entry_file, seal_dossier
from kawal.record.jws import b64url, private_key, raw_public, thumbprint
from kawal.record.merkle import hash_leaf, inclusion_proof, root_of_leaves
from kawal.record.note import SigningKey
from kawal.record.receipt import receipt_text
from kawal.record.sdjwt import issue

ORIGIN = "kawal/uji"
LOG_KEY = SigningKey(ORIGIN, bytes(range(32)))
PHOTO = b"\xff\xd8\xff\xe0 foto"
Change = Callable[[dict[str, bytes]], None]


def script() -> ModuleType:
    """`verify.py` as it lies in every dossier."""
    where = str(files("kawal.disputes.dossier").joinpath("verify.py"))
    spec = importlib.util.spec_from_file_location("dossier_verify", where)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _evidence(log_key: SigningKey = LOG_KEY) -> dict[str, bytes]:
    """The evidence of a log of five entries: founding, two keys of both kinds, two reports, one with a photo."""
    device, node = private_key(bytes(31) + b"\7", "ES256"), private_key(bytes(31) + b"\x09", "Ed25519")
    kids = [thumbprint(raw_public(one.public_key())) for one in (device, node)]
    events = [
        {"type": "node_founded/1", "log_key": str(log_key.verifier)},
        *(
            {
                "type": "device_enrolled/1",
                "kid": kid,
                "account": "a",
                "public_key": b64url(raw_public(key.public_key())),
            }
            for kid, key in zip(kids, (device, node), strict=True)
        ),
    ]
    bodies = [canonical({"actor": "init", "at": "2024-11-27T00:00:00Z", "event": one}) for one in events]
    photo = sha256(PHOTO).hexdigest()
    first = issue({"kind": "result", "photos": [photo]}, {"note": "rahasia"}, device, kids[0], "t", bytes)
    second = issue({"kind": "opening"}, {}, node, kids[1], "t", bytes)
    bodies += [first.jws.encode(), second.jws.encode()]
    leaves = [hash_leaf(body) for body in bodies]

    def node_of(level: int, index: int) -> bytes:
        return root_of_leaves(leaves[index << level : (index + 1) << level])

    note = Checkpoint(ORIGIN, len(leaves), root_of_leaves(leaves)).sign(log_key)
    found = {
        "checkpoint": note.encode(),
        "README.txt": b"baca\n",
        "verify.py": b"# sini\n",
        f"photos/{photo}.jpg": PHOTO,
    }
    for index, body in enumerate(bodies):
        found[entry_file(index, body)] = body
        proof = receipt_text(index, inclusion_proof(index, len(leaves), node_of), note)
        found[f"proofs/{index:08d}.tlog-proof"] = proof.encode()
    found["opened/00000003.sdjwt"] = str(first).encode()
    exhibit = {"code": "P-1", "file": "entries/00000003.jws", "entry": 3}
    exhibit["sha256"] = sha256(found["entries/00000003.jws"]).hexdigest()
    contents = {"exhibits": [exhibit], "title": "TPS 1", "release": "1: 7, 2024-11-28"}
    found["dossier.json"] = json.dumps(contents).encode()
    return found


def small_evidence(log_key: SigningKey = LOG_KEY) -> dict[str, bytes]:
    """The same evidence at each call: a signature of P-256 is another each time."""
    return dict(_evidence(log_key))


def small_dossier(
    change: Change | None = None, log_key: SigningKey = LOG_KEY, sealer: SigningKey | None = None
) -> bytes:
    """The ZIP of it; `change` alters the evidence before the lists are made, `sealer` signs the manifest instead."""
    evidence = small_evidence(log_key)
    if change:
        change(evidence)
    return seal_dossier(evidence, {"dossier-id.pdf": b"%PDF-1.7 lembar\n"}, sealer or log_key)
