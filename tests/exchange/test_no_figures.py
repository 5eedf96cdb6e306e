"""Root on the order node's disk finds no vote figure: a full exercise, then every byte that the node holds."""

import base64
import json
import re
import zlib
from pathlib import Path

from sqlalchemy import select

from kawal.exchange.envelope import Subject
from kawal.field.channels.model import GateSettings
from kawal.field.channels.sms.generic import signature
from kawal.field.identity import new_identity
from kawal.kernel.clock import system_clock
from kawal.store.log import read_entries
from kawal.store.sealed import open_entry
from kawal.store.tables import BLOB, JOB
from tests.exchange.test_exchange import exchange, letter, take
from tests.exchange.test_letters import House, houses, referred  # noqa: F401  a fixture
from tests.support.phone import enrolled

FIGURES = (b"577319164", b"488625037")
VOTES = "TPS 3 Mantuil paslon 1 577319164 paslon 2 488625037"
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def test_after_a_full_exercise_no_byte_of_the_order_node_is_a_vote_figure(
    houses: tuple[House, House],  # noqa: F811
) -> None:
    """Votes by radio, telephone, paper, a pasted group, SMS, a signed phone, a form, on notes of an incident, in
    letters both ways and in a letter that was forced; then situation, pack and rebuild. Files as they lie (pages in
    use and free, write-ahead log, tiles, PDFs unpacked), sealed parts, blobs and jobs opened: no figure.

    577319164 and 488625037 are in nothing else that the node holds: five digits stand in some random hash once in a
    while, nine do not. Telegram and ODK have the same test at their own doors.
    """
    city, bawaslu = houses
    app, node = city.client.app, city.node
    for channel in ("radio", "telephone"):
        assert city.post("/buku-jaga/baris", text=VOTES, identity=new_identity(), channel=channel) == 303
    paper = {"text": VOTES, "identity": new_identity(), "channel": "paper", "sheet": "0", "day": "2024-11-27"}
    assert city.post("/buku-jaga/baris", **paper) in (303, 400)
    assert (
        city.post("/buku-jaga/tempelan/baru", title="grup", channel="whatsapp", text=f"08.40 Danru 9: {VOTES}") == 303
    )
    _by_sms(city)
    token = enrolled(node).report({"note": VOTES}, kind="incident", data={"what": "hazard", "severity": "minor"})
    assert city.client.post("/api/reports", json={"report": str(token)}).json()["status"] == 201
    index, _ = referred(city, VOTES)
    with node.reading() as connection:
        case = next(one for one in app.state["cases"].all(connection) if one.heard.index == index)
    about = {"place": case.place, "what": case.what}
    assert city.post(f"/insiden/{index}/langkah", **about, step="noted", note=VOTES) == 303
    given = {"receiver": bawaslu.mail.origin, "words": VOTES}
    for kind in ("escort", "milestone"):
        assert city.post("/surat/tulis", **given, kind=kind, severity="minor") == 303
    exchange(city, bawaslu)
    root = next(row.id for row, _ in city.letters() if row.kind == "referral")
    assert bawaslu.post(f"/surat/{root}/jawab", verdict="accepted", words=VOTES) == 303
    assert bawaslu.post("/surat/tulis", receiver=city.mail.origin, kind="milestone", words=VOTES) == 303
    exchange(city, bawaslu)
    assert take(city, letter(bawaslu, city, "milestone", words=VOTES)) == 400
    subject = Subject(place="63.71.01.1001", what="disturbance")
    assert take(city, letter(bawaslu, city, "referral", subject=subject, words=VOTES)) == 400
    assert city.post("/situasi/buat") == 303
    pdf = city.client.get("/situasi/1/cetak")
    node.writer.rebuild()
    held = _files(Path(node.folder)) + _opened(city) + pdf.content + _unpacked(pdf.content)
    assert len(held) > 1_000_000
    assert b"paslon \xe2\x80\xa2" in held  # the words are there, without their figures
    for figures in FIGURES:
        assert figures not in held


def _by_sms(city: House) -> None:
    """A text through a gateway, signed as the gateway signs."""
    gate, settings = city.client.app.state["gates"].open("generic", "SMS", GateSettings(), "test")
    sent = city.node.clock().isoformat()
    body = json.dumps({"from": "+6281100000000", "text": VOTES, "id": "m1", "sent_at": sent}).encode()
    moment = str(int(system_clock().timestamp()))
    signed = {"x-kawal-timestamp": moment, "x-kawal-signature": signature(settings.secret, moment, body)}
    headers = {"content-type": "application/json", **signed}
    assert city.client.post(f"/gerbang/{gate}/masuk", content=body, headers=headers).status_code == 200


def _files(folder: Path) -> bytes:
    """Every file as it lies, PDFs and other packed streams unpacked besides."""
    raw = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"".join([*raw, *(_unpacked(one) for one in raw if one.startswith(b"%PDF"))])


def _unpacked(pdf: bytes) -> bytes:
    found = []
    for stream in _STREAM.findall(pdf):
        unpacked = zlib.decompressobj()
        try:
            found.append(unpacked.decompress(stream))
        except zlib.error:
            continue  # a stream that is not packed lies open already
    return b"".join(found)


def _opened(house: House) -> bytes:
    """Every sealed part, blob and job, opened, and what signed disclosures in them say."""
    store = house.node.store
    with house.node.reading() as connection:
        parts = [body for _, body in read_entries(connection)]
        parts += [open_entry(connection, store.blobs.sealer, index) or b"" for index in range(len(parts))]
        blobs = connection.execute(select(BLOB.c.sha256)).scalars()
        parts += [store.blobs.get(connection, one) or b"" for one in blobs]
        parts += [bytes(one) for one in connection.execute(select(JOB.c.body)).scalars()]
    plain = b"\n".join(parts)
    coded = (one for one in re.findall(rb"[A-Za-z0-9_-]{20,}", plain) if len(one) % 4 != 1)
    return plain + b"".join(base64.urlsafe_b64decode(one + b"==") for one in coded)
