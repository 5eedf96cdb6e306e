"""The files of a dossier: entries with their proofs, photos of forms, exhibits, documents; sealed into one ZIP."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import msgspec
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.exhibits import exhibits_of
from kawal.disputes.dossier.gather import Asked, Gathered, Source, gather
from kawal.disputes.dossier.model import SIDES, Dossier, Form, Recap
from kawal.disputes.dossier.opened import words_opened
from kawal.disputes.dossier.paper.document import dossier_pdf
from kawal.disputes.dossier.paper.forms import drawable
from kawal.field.photos import media_type_of
from kawal.kernel.canonical import canonical, sha256_hex
from kawal.kernel.errors import Rejected
from kawal.kernel.language import LANGUAGES, Language, LanguageCode, language, msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.dossier import CHECKPOINT, CONTENTS, TIMESTAMP, blob_file, entry_file, listing, seal_dossier
from kawal.record.merkle import hash_leaf, inclusion_proof, verify_inclusion
from kawal.record.note import Note, SigningKey
from kawal.record.receipt import receipt_text
from kawal.record.sdjwt import SdJwt
from kawal.record.verify import JWS_START
from kawal.store.blobs import Blobs
from kawal.store.log import log_nodes
from kawal.store.sealed import open_entries

MOST_PHOTO_BYTES = 400_000_000
KINDS = {"image/jpeg": "jpg", "image/png": "png"}


class Built(msgspec.Struct, frozen=True):
    """A dossier that was made: the ZIP, what it holds, its documents by language; `photographed` are the reports
    whose photos are in it."""

    body: bytes
    dossier: Dossier
    documents: Mapping[LanguageCode, bytes]
    photographed: tuple[int, ...]


class Shelf(msgspec.Struct, frozen=True):
    """Where the files come from: the key of the log, blobs and sealed parts, the published tree."""

    key: SigningKey
    blobs: Blobs
    published: Path


def build(connection: Connection, source: Source, shelf: Shelf, asked: Asked, opened: Sequence[int] = ()) -> Built:
    """Make a dossier; `opened` are reports whose sealed part is to be in it, by right of who asks.

    The same log, cosignatures and question give the same bytes. Raises Missing, Rejected, RecordError.
    """
    gathered = gather(connection, source, shelf.published, asked)
    note = gathered.seal.note
    evidence = {entry_file(index, body): body for index, body in gathered.bodies.items()}
    evidence |= _proofs(connection, gathered.bodies, note, shelf.published)
    shown = [one for one in gathered.dossier.forms if asked.photos(one.station)]
    photos = _photos(connection, shelf.blobs, shown)
    numbers = _numbers(connection, shelf.blobs, gathered.dossier.recaps)
    parts = _opened(connection, shelf.blobs, gathered, opened)
    exhibits = exhibits_of(gathered.dossier, {**evidence, **photos, **numbers}, source.book)
    dossier = msgspec.structs.replace(
        gathered.dossier, exhibits=exhibits, opened=tuple(sorted(int(name[7:-6]) for name in parts))
    )
    stamp = shelf.blobs.get(connection, gathered.seal.stamp) if gathered.seal.stamp else None
    evidence |= {
        **photos,
        **numbers,
        **parts,
        CHECKPOINT: note.encode(),
        CONTENTS: canonical(dossier),
        "verify.py": files(__package__).joinpath("verify.py").read_bytes(),
        "README.txt": readme(dossier, shelf.key).encode(),
        **({TIMESTAMP: stamp} if stamp else {}),
    }
    fingerprint = sha256_hex(listing(evidence).encode())
    words, images = words_opened(parts, source.book), drawable(photos)
    documents = {
        code: dossier_pdf(dossier, note, fingerprint, images, words, source.founding.region, language(code), stamp)
        for code in LANGUAGES
    }
    named = {f"dossier-{code}.pdf": body for code, body in documents.items()}
    return Built(seal_dossier(evidence, named, shelf.key), dossier, documents, _photographed(shown, photos))


def readme(dossier: Dossier, key: SigningKey) -> str:
    """What the ZIP is and how to check it, in both languages."""
    return "\n".join(_readme(dossier, key, language(code)) for code in LANGUAGES)


def _readme(dossier: Dossier, key: SigningKey, told: Language) -> str:
    title = told.text("BERKAS BUKTI: %(place)s", place=dossier.place[told.code])
    lines = [
        title,
        told.text("%(institution)s, alat bukti %(side)s", institution=dossier.institution, side=SIDES[dossier.side]),
        told.text("Log %(origin)s, %(size)s catatan", origin=dossier.origin, size=str(dossier.size)),
        told.text("Kunci log (bandingkan dengan yang diumumkan lembaganya): %(key)s", key=str(key.verifier)),
        "",
        told.text("Memeriksa tanpa internet: pip install cryptography, lalu"),
        f"  python3 verify.py {key.verifier}",
        told.text("di dalam folder hasil ekstrak, atau, agar bentuk ZIP-nya ikut diperiksa,"),
        f"  python3 verify.py DOSSIER.zip {key.verifier}",
        told.text("atau dengan Kawal:"),
        f"  kawal verify DOSSIER.zip --key {key.verifier}",
        "",
        told.text("dossier-id.pdf, dossier-en.pdf: berkas untuk dibaca dan dilegalisasi"),
        told.text("entries: laporan bertanda tangan (.jws) dan catatan simpul (.json), seperti dalam log"),
        told.text("proofs: bukti bahwa setiap catatan ada dalam log pada segel di checkpoint"),
        told.text("photos: foto formulir hasil, bernama SHA-256-nya; dossier.json: isi berkas untuk mesin"),
        told.text("blobs: angka formulir rekapitulasi, bernama SHA-256-nya, yang disebut catatannya"),
        told.text("opened: bagian tertutup yang dibuka dengan hak dan alasan tercatat, bila ada"),
        told.text("timestamp.tsr: cap waktu RFC 3161, bila ada; verify.py hanya memeriksa sidiknya"),
        told.text("Kata-kata pribadi, nama, telepon, dan posisi tepat tidak ada di dalamnya kecuali dalam opened."),
    ]
    return "\n".join([*lines, ""])


def _proofs(connection: Connection, bodies: Mapping[int, bytes], note: str, published: Path) -> dict[str, bytes]:
    """A proof for each entry, checked before it goes out: where a published tile is damaged, made from the rows."""
    checkpoint = Checkpoint.parse(Note.parse(note).text)
    nodes = log_nodes(connection, checkpoint.size, published)
    found: dict[str, bytes] = {}
    for index, body in bodies.items():
        proof = inclusion_proof(index, checkpoint.size, nodes)
        verify_inclusion(index, checkpoint.size, hash_leaf(body), proof, checkpoint.root)
        found[f"proofs/{index:08d}.tlog-proof"] = receipt_text(index, proof, note).encode()
    return found


def _photos(connection: Connection, blobs: Blobs, forms: Sequence[Form]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    names = dict.fromkeys(one.sha256 for form in forms for one in form.photos if one.state == "here")
    size = 0
    for name in names:
        body = blobs.get(connection, name)
        kind = KINDS.get(media_type_of(body) or "") if body else None
        if body is None or kind is None:
            continue
        size += len(body)
        if size > MOST_PHOTO_BYTES:
            raise Rejected(msg("foto"), msg("paling banyak %(n)s byte", n=MOST_PHOTO_BYTES), size)
        found[f"photos/{name}.{kind}"] = body
    return found


def _photographed(forms: Sequence[Form], photos: Mapping[str, bytes]) -> tuple[int, ...]:
    """The reports of which a photo is among these files."""
    names = {Path(one).stem for one in photos}
    copies = (copy for form in forms for copy in form.copies)
    return tuple(sorted({one.copy for one in copies if any(photo.sha256 in names for photo in one.photos)}))


def _numbers(connection: Connection, blobs: Blobs, recaps: Sequence[Recap]) -> dict[str, bytes]:
    """The numbers of forms of the recapitulation, byte by byte as their entries name them."""
    found: dict[str, bytes] = {}
    for one in recaps:
        body = blobs.get(connection, one.sha256) if one.numbers == "here" else None
        if body is not None:
            found[blob_file(one.sha256)] = body
    return found


def _opened(connection: Connection, blobs: Blobs, gathered: Gathered, wanted: Sequence[int]) -> dict[str, bytes]:
    """The sealed parts of these reports, as tokens with their disclosures."""
    reports = [one for one in wanted if gathered.bodies.get(one, b"").startswith(JWS_START)]
    found = {}
    for index, sealed in open_entries(connection, blobs.sealer, reports).items():
        disclosures = msgspec.json.decode(sealed, type=tuple[str, ...])
        if disclosures:
            found[f"opened/{index:08d}.sdjwt"] = str(SdJwt(gathered.bodies[index].decode(), disclosures)).encode()
    return found
