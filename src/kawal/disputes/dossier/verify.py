"""Memeriksa berkas bukti Kawal tanpa simpul dan tanpa internet. / Checks a Kawal dossier without node or internet.

    python3 verify.py [DOSSIER.zip | FOLDER] [NAME+HASH+KEY]

Tanpa ZIP atau folder: berkas tempat skrip ini berada. / Without ZIP or folder: the dossier that this script lies in.
Perlu Python 3.9+ dan `pip install cryptography`. Kunci log diumumkan lembaganya. / The log's key is announced by
its institution; without it the key that the dossier itself names is used, and that is said.
"""

import base64
import json
import re
import struct
import sys
import zlib
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256

LISTS, FOUNDING = ("manifest.txt", "evidence.txt"), "entries/00000000.json"
NAME, MOST_BYTES = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*"), 2_065_000_000
UNREAD = "tidak dapat dibaca atau tidak cocok / cannot be read or does not hold"
FORM = "? FOLDER: isinya diperiksa, bentuk baku ZIP-nya tidak / its files are checked, the one form of the ZIP is not"
DRAFT = "? DRAF: tidak dikeluarkan atas permohonan siapa pun / DRAFT: released on nobody's request"
HOLDS = "OK: semua berkas, bukti, dan tanda tangan cocok / all of it holds"
UNPROVEN = (
    "? PENANDATANGAN BELUM DIPERIKSA: isinya cocok satu sama lain, tetapi siapa pun dapat membuat log lain; ulangi "
    "dengan kunci dari lembaganya / SIGNER NOT CHECKED: the contents hold together, but anyone can make up a log; "
    "try again with the key that the institution announced"
)
WRONG = (ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error, InvalidSignature)


class Wrong(ValueError):
    """What is wrong, in words."""


def sha(data):
    return sha256(data).digest()


def b64(text):
    """Bytes of base64, and of the form for URLs without padding; only the one way to write them is taken."""
    raw = base64.b64decode(text.translate({45: 43, 95: 47}) + "=" * (-len(text) % 4), validate=True)
    if text not in (base64.b64encode(raw).decode(), url64(raw)):
        raise Wrong("base64 tidak baku / not the one form of base64")
    return raw


def url64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(data):
    """The files of the ZIP, which must be the one ZIP that they can be written as."""
    files, at, index = {}, 0, b""
    while data[at : at + 4] == b"PK\3\4":
        size, long = struct.unpack_from("<LH", data, at + 22)
        name, body = data[at + 30 : at + 30 + long], data[at + 30 + long : at + 30 + long + size]
        head = (0, 0, 0, 33, zlib.crc32(body), len(body), len(body), len(name), 0)
        shown = ascii(name)[2:-1][:90]
        if data[at + 8 : at + 10] != b"\0\0":
            raise Wrong(f"{shown}: dimampatkan, ZIP dikemas ulang / compressed, the ZIP was packed anew")
        if len(body) != size:
            raise Wrong(f"{shown}: terpotong, mulai byte {at} / cut off, from byte {at}")
        if not NAME.fullmatch(name):
            raise Wrong(f"{shown}: nama tidak diizinkan, byte {at} / name not allowed, byte {at}")
        if data[at : at + 30 + long] != struct.pack("<4s5H3L2H", b"PK\3\4", 10, *head) + name:
            raise Wrong(f"{shown}: berubah dekat byte {at} / changed near byte {at}")
        index += struct.pack("<4s6H3L5H2L", b"PK\1\2", 788, 10, *head, 0, 0, 0, 0o100644 << 16, at) + name
        files[name.decode("ascii")] = body
        at += 30 + long + size
    if not 0 < len(files) <= 65_000:
        raise Wrong("bukan berkas bukti / no dossier")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(files), len(files), len(index), at, 0)
    if len(data) < at + len(index + end) and (index + end).startswith(data[at:]):
        raise Wrong(f"terpotong pada byte {len(data)} / cut off at byte {len(data)}")
    if data[at:] != index + end:
        pairs = enumerate(zip(data[at:], index + end))  # noqa: B905  Python 3.9 knows no `strict`
        at += next((place for place, (one, two) in pairs if one != two), min(len(data) - at, len(index + end)))
        raise Wrong(f"berubah mulai byte {at} / changed from byte {at}")
    if list(files) != [*LISTS, *sorted(set(files) - set(LISTS))]:
        gone = ", ".join(one for one in LISTS if one not in files)
        raise Wrong(f"{gone}: tidak ada / not there" if gone else "urutan berkas lain / another order of files")
    return files


def in_folder(folder):
    """The files of an unpacked ZIP."""
    paths = [one for one in folder.rglob("*") if one.is_file()]
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(paths)}


def signed_note(text, vkey):
    """The lines of a signed note (C2SP signed-note), or an error unless this key has signed it."""
    name, hint, key = vkey.split("+", 2)
    raw, (body, _, lines) = b64(key), text.rpartition("\n\n")
    for line in lines.splitlines():
        dash, who, signature = line.split(" ")
        signed = b64(signature)
        if (dash, who, signed[:4].hex()) == ("—", name, hint) and sha(name.encode() + b"\n" + raw)[:4].hex() == hint:
            ed25519.Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signed[4:], f"{body}\n".encode())
            return body.split("\n")
    raise Wrong(f"tidak ditandatangani / not signed by {name}")


def root_of(index, size, leaf, proof):
    """The root of the tree, from a leaf and its path (RFC 9162, 2.1.3.2)."""
    node, last, result = index, size - 1, leaf
    for one in proof:
        left = node & 1 or node == last
        result = sha(b"\1" + one + result) if left else sha(b"\1" + result + one)
        while left and not node & 1 and node:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    return result if last == 0 and index < size else b""


def report(token, keys):
    """What a signed report says (JWS, Ed25519 or ES256), checked with the key that the log enrolled before."""
    head, body, signature = token.split(".")
    key, raw, signed = keys.get(json.loads(b64(head))["kid"]), b64(signature), f"{head}.{body}".encode()
    if key is None:
        raise Wrong("kuncinya tidak didaftarkan sebelumnya / its key was not enrolled before")
    if len(key) == 32:
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(raw, signed)
    else:
        pair = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
        point.verify(pair, signed, ec.ECDSA(SHA256()))
    return json.loads(b64(body))


def check_proof(files, name, tree):
    """An entry stands in the tree of the checkpoint."""
    number = name[8:].split(".")[0]
    head, _, seal = files[f"proofs/{number}.tlog-proof"].decode().partition("\n\n")
    first, index, *path = head.split("\n")
    root = root_of(int(number), int(tree[1]), sha(b"\0" + files[name]), [b64(one) for one in path])
    if (first, index) != ("c2sp.org/tlog-proof@v1", f"index {int(number)}") or root != b64(tree[2]):
        raise Wrong("tidak ada dalam log menurut buktinya / its proof does not hold")
    if seal != files["checkpoint"].decode():
        raise Wrong("buktinya bersandar pada segel lain / its proof rests on another checkpoint")


def check_said(files, name, keys, named):
    """A report is signed; a key is learned, and what else an entry names."""
    if name.endswith(".jws"):
        named.update(f"photos/{one}" for one in report(files[name].decode("ascii"), keys).get("photos", ()))
        return
    event = json.loads(files[name])["event"]
    if event["type"].startswith("device_enrolled/"):
        keys[event["kid"]] = b64(event["public_key"])
    named.add(f"blobs/{event.get('sha256')}")


def check_named(files, name, named):
    """A photo or an opened part is what a signed report names, a file of numbers what an event names."""
    if not name.startswith("opened/"):
        known = name.split(".")[0]
        right = known.endswith(f"/{sha(files[name]).hex()}") and known in named
    else:
        jws, *parts = files[name].decode("ascii").rstrip("~").split("~")
        digests = {url64(sha(one.encode())) for one in parts}
        right = digests <= set(json.loads(b64(jws.split(".")[1]))["_sd"])
        right = right and files[f"entries/{name[7:-6]}.jws"] == jws.encode()
    if not right:
        raise Wrong("tidak disebut catatan mana pun / no entry names it")


def check(data, key=""):
    """(what is wrong, the key that was used); `data` is a ZIP, or the files of an unpacked one by their names."""
    wrong, keys, named = [], {}, set()

    def attempt(where, work, *given):
        try:
            return work(*given)
        except WRONG as error:
            signed = isinstance(error, InvalidSignature)
            words = "tanda tangan tidak cocok / signature does not hold" if signed else UNREAD
            wrong.append(f"{where}: {error if isinstance(error, Wrong) else words}")
            return None

    def listed(lines):
        return {name: (digest, int(size)) for digest, size, name in (line.split(" ") for line in lines if line)}

    def manifest():
        text = files["manifest.txt"].decode()
        lines = signed_note(text, key)
        if lines[:2] != ["kawal-dossier/1", key.split("+")[0]] or text.count("\n") != len(lines) + 2:
            raise Wrong("bentuknya lain / another form")
        return listed(lines[2:])

    def exhibits():
        told = json.loads(files["dossier.json"])["exhibits"]
        return [one["code"] for one in told if sums.get(one["file"], "?")[0] != one["sha256"]]

    files = attempt("ZIP", unpacked, data) if isinstance(data, bytes) else data
    if not files:
        return wrong or ["FOLDER: kosong / empty"], key
    try:
        own = json.loads(files[FOUNDING])["event"]["log_key"]
        is_key = own.count("+") > 1
    except WRONG:
        own, is_key = "", False
    if not is_key:
        wrong.append(f"{FOUNDING}: tidak ada atau tanpa kunci log / not there or without the log's key")
        own = key
    if not own:
        return wrong, ""
    if key and key != own:
        wrong.append(
            "KUNCI: bukan kunci yang disebut berkas ini; bandingkan keduanya dengan pengumuman lembaganya / KEY: not "
            f"the one that this dossier names; compare both with what the institution announced: {own}"
        )
    key = own
    tree = attempt("checkpoint", lambda: signed_note(files["checkpoint"].decode(), key))
    signed = attempt("manifest.txt", manifest)
    others = attempt("evidence.txt", lambda: listed(files["evidence.txt"].decode().split("\n")))
    known = {**(signed or {}), **(others or {})}
    sums = {name: (sha(body).hex(), len(body)) for name, body in files.items() if name != "manifest.txt"}
    # a list that does not hold accuses no file
    for name in sorted({*known, *(sums if signed is not None and others is not None else ())}):
        if sums.get(name) != known.get(name):
            gone = "tidak ada / not there" if name not in sums else "tidak seperti dalam daftar / not as listed"
            wrong.append(f"{name}: {gone if name in known else 'tidak ada dalam daftar / not in the lists'}")
    entries = [name for name in files if name.startswith("entries/")]
    for name in sorted(entries, key=lambda one: one[8:].split(".")[0].rjust(20, "0")):
        if tree:
            attempt(name, check_proof, files, name, tree)
        attempt(name, check_said, files, name, keys, named)
    for name in (one for one in files if one.startswith(("opened/", "photos/", "blobs/"))):
        attempt(name, check_named, files, name, named)
    wrong += [f"dossier.json: alat bukti / exhibit {code}" for code in attempt("dossier.json", exhibits) or ()]
    return wrong, key


def is_draft(given):
    """Whether the contents say that no letter was answered; of what cannot be read its faults tell."""
    try:
        files = unpacked(given) if isinstance(given, bytes) else given
        return json.loads(files["dossier.json"])["release"] == ""
    except WRONG:
        return False


def lies_in():
    """The dossier that this script lies in: an unpacked folder, the ZIP itself, or the one ZIP beside it."""
    here = Path(__file__).resolve().parent
    beside = [here] if here.is_file() or (here / LISTS[0]).is_file() else list(here.glob("*.zip"))
    return beside[0] if len(beside) == 1 else None


def main(words):
    """Check what is asked for, say what was found; the exit code: 0 all holds, 1 something does not, 2 bad use."""
    keys = [one for one in words if one.count("+") > 1 and not Path(one).exists()]
    places = [Path(one) for one in words if one not in keys] or [lies_in()]
    if len(keys) > 1 or len(places) > 1 or places[0] is None or str(places[0]).startswith("-"):
        print(__doc__)
        return 0 if words in (["-h"], ["--help"]) else 2
    try:
        folder = places[0].is_dir()
        if not folder and places[0].stat().st_size > MOST_BYTES:
            print(f"! {places[0]}: lebih besar daripada berkas bukti mana pun / larger than any dossier")
            return 1
        given = in_folder(places[0]) if folder else places[0].read_bytes()
    except OSError as error:
        print(f"! {error.filename}: tidak dapat dibaca / cannot be read ({error.strerror})")
        return 2
    found, used = check(given, "".join(keys))
    told = [*([FORM] if folder else ()), *([DRAFT] if is_draft(given) else ())]
    for line in [*told, *(f"! {one}" for one in found)]:
        print(line)
    if not keys and used:
        print(f"? kunci log menurut berkas ini sendiri / log key by the dossier itself: {used}")
    print(f"! SALAH / FAULTS: {len(found)}" if found else HOLDS if keys else UNPROVEN)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
