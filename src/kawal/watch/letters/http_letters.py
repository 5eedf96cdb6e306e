"""Routes of letters between nodes: what came and went, one as a file and QR code, answers, known nodes, intake."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from litestar.response import Redirect
from markupsafe import Markup

from kawal.election.model import Registry
from kawal.exchange.envelope import KIND_NAMES, MOST_BYTES, Stage, StageKind, Verdict
from kawal.exchange.growth import peer_logs
from kawal.exchange.letters import LetterRow, letter_of, load_letters, load_peers
from kawal.exchange.mail import INTAKE, MailDesk, is_quiet
from kawal.exchange.parts import joined_letters, split_letter
from kawal.exchange.witnesses import load_witnesses
from kawal.jurisdiction.load import agencies
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Message, msg
from kawal.outputs.messenger import page_text
from kawal.outputs.qr import qr_svg
from kawal.record.policy import Group
from kawal.store.log import read_head
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.letters.fromletters import stations_of
from kawal.watch.letters.lettershown import shown_with
from kawal.watch.letters.referrals import Referrals
from kawal.watch.sources import people_names
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

SEE_OTHER: Literal[303] = 303
PAGE = "/surat"
MOST_SHOWN, MOST_WAITING = 200, 20
LONG_WAIT_MIN = 10
"""After so long a letter that waits is better carried (assumed)."""
MOST_FILES = 20
Words = Annotated[str, msgspec.Meta(max_length=4_000)]
Count = Annotated[int, QueryParameter(ge=0, le=1_000)]
HINTS: dict[str, Message] = {
    "personnel": msg("berapa orang, untuk apa, sampai kapan"),
    "escort": msg("apa yang dikawal, dari mana ke mana, pukul berapa"),
    "vehicle": msg("jenis kendaraan, berapa, dari mana ke mana"),
    "equipment": msg("alat apa, berapa, dibutuhkan pukul berapa"),
    "milestone": msg("kelurahan, nomor TPS, tahapannya, seperti: Mantuil 1-12 selesai hitung"),
}
"""What a letter of each kind should say."""


class LetterForm(msgspec.Struct, frozen=True):
    """A letter of one's own."""

    receiver: Annotated[str, msgspec.Meta(max_length=120)]
    kind: Literal["milestone", "personnel", "escort", "vehicle", "equipment"]
    words: Words
    severity: Literal["", "minor", "moderate", "severe"] = ""
    """How severe what support is asked for is."""
    place: Annotated[str, msgspec.Meta(max_length=13)] = ""
    """Where support is asked for; the whole region when it is not given."""


class AnswerForm(msgspec.Struct, frozen=True):
    """The answer to a letter."""

    verdict: Verdict
    words: Words = ""


class ReferralForm(msgspec.Struct, frozen=True):
    """Which incident goes to which node, with which words."""

    place: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    what: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    receiver: Annotated[str, msgspec.Meta(max_length=120)]
    kind: Literal["referral", "personnel", "escort", "vehicle", "equipment"] = "referral"
    words: Words = ""


class PeerForm(msgspec.Struct, frozen=True):
    """A node to exchange letters with."""

    key: Annotated[str, msgspec.Meta(max_length=300)]
    institution: Annotated[str, msgspec.Meta(max_length=200)] = ""
    agency: Annotated[str, msgspec.Meta(max_length=40)] = ""
    url: Annotated[str, msgspec.Meta(max_length=300, pattern=r"^(https?://[^\s/]+(/[^\s]*)?)?$")] = ""
    witness: Annotated[str, msgspec.Meta(max_length=300)] = ""
    group: Group = "supervisor"


class PeerEnd(msgspec.Struct, frozen=True):
    """A node that is not written to any more."""

    origin: Annotated[str, msgspec.Meta(max_length=120)]


@get(PAGE, right="log.read", sync_to_thread=True)
def letters_page(request: AnyRequest, state: State, masuk: Count = 0, sudah: Count = 0) -> Response[str]:
    """What came and went, newest first; forms to write and to take a file in; the nodes that are known.

    After letters were brought: how many are new, how many were there already.
    """
    desk, account, words = _mail(state), account_of(request), reader_of(request).language
    referrals: Referrals = state["referrals"]
    watch = state["watch"]
    may_write = account.may("incident.route")
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        rows = load_letters(connection)
        shown = [row for row in rows if not is_quiet(row)][:MOST_SHOWN]
        values = shown_with(referrals, watch, connection, shown, words)
        peers, logs = load_peers(connection), peer_logs(connection)
        news = [
            (one, count)
            for one in peers
            if may_write and (count := _stations(referrals.news(connection, one.origin)))
        ]
    lines = [f"{words.say(KIND_NAMES[row.kind])}: {row.peer}" for row in shown]
    return renderer_of(state).page(
        request,
        "letters.html",
        **values,
        peers=peers,
        logs=logs,
        news=news,
        taken=masuk,
        there=sudah,
        waiting=[row for row in rows if row.waits and _waits_long(row, watch.now_ms())][:MOST_WAITING],
        hints=HINTS,
        places=_places(watch.field.registry()),
        may_write=may_write,
        may_name=account.may("gate.manage"),
        names=people_names(watch, who_of(request)),
        text=page_text(words.text("Surat antarsimpul"), lines or [words.text("Belum ada.")], words),
    )


@get(f"{PAGE}/{{identity:str}}/berkas", right="log.read", sync_to_thread=True)
def letter_file(state: State, identity: FromPath[str]) -> Response[bytes]:
    """A letter as a file, for a node without a network."""
    desk = _mail(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        note = desk.note_of(connection, identity)
    headers = {"content-disposition": f'attachment; filename="surat-{identity[:8]}.txt"'}
    return Response(note.encode(), media_type="text/plain", headers=headers)


@get(f"{PAGE}/{{identity:str}}", right="log.read", sync_to_thread=True)
def letter_page(request: AnyRequest, state: State, identity: FromPath[str]) -> Response[str]:
    """A letter in words and what can be answered; then as it travels: its text to copy, as a file, as QR codes."""
    desk = _mail(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        note, row = desk.note_of(connection, identity), letter_of(connection, identity)
        shown = [row] if row else []
        values = shown_with(state["referrals"], state["watch"], connection, shown, reader_of(request).language)
    pieces = split_letter(note)
    pictures = [_picture(note)] if len(pieces) == 1 else [_picture(piece) for piece in pieces]
    return renderer_of(state).page(
        request,
        "letter.html",
        note=note,
        pictures=pictures,
        may_write=account_of(request).may("incident.route"),
        **values,
    )


@post(f"{PAGE}/tulis", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def letter_written(
    request: AnyRequest, state: State, data: Annotated[LetterForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Ask another institution for support, or tell it how far a station is."""
    referrals, account = state["referrals"], account_of(request)
    if data.kind == "milestone":
        referrals.tell(data.receiver, data.words, account.id)
    else:
        place = data.place or state["access"].founding.region
        referrals.ask_help(data.receiver, data.kind, place, data.words, account.id, severity=data.severity or None)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/kabarkan", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def news_told(
    request: AnyRequest, state: State, data: Annotated[PeerEnd, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Tell another node which stages stations have reached since it was told last."""
    state["referrals"].tell_news(data.origin, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/{{identity:str}}/jawab", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def letter_answered(
    request: AnyRequest,
    state: State,
    identity: FromPath[str],
    data: Annotated[AnswerForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Answer a letter that came in."""
    desk, referrals = _mail(state), state["referrals"]
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        row = letter_of(connection, identity)
    if row is None:
        raise Missing(msg("surat"), msg("surat yang ada"), identity[:40])
    referrals.answer(row, data.verdict, data.words, account_of(request).id)
    path = urlsplit(request.headers.get("referer", "")).path
    back = path.startswith("/insiden/") or path == f"{PAGE}/{identity}"
    return Redirect(path if back else PAGE, status_code=SEE_OTHER)


@post("/insiden/{index:int}/rujuk", right="incident.route", status_code=SEE_OTHER, sync_to_thread=True)
def case_referred(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[ReferralForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Hand an incident to another institution's node."""
    require(request, "incident.route", place=data.place)
    cases, referrals = state["cases"], state["referrals"]
    with _mail(state).store.engine.connect().execution_options(read_only=True) as connection:
        desk: CaseDesk = cases
        case = desk.one(connection, index, data.place, data.what)
        peer = next((one for one in load_peers(connection) if one.origin == data.receiver), None)
    if peer is None:
        raise Missing(msg("simpul"), msg("simpul yang terdaftar"), data.receiver[:80])
    actor = account_of(request).id
    if data.kind == "referral":
        identity = referrals.refer(case, peer, data.words, actor)
    else:
        identity = referrals.ask_help(peer.origin, data.kind, case.place, data.words, actor, case)
    return Redirect(f"{PAGE}/{identity}", status_code=SEE_OTHER)


@post(f"{PAGE}/masuk", right="incident.route", status_code=SEE_OTHER)
async def letter_brought(request: AnyRequest, state: State) -> Response[Any]:
    """Take letters in that came as files, were pasted, or were scanned as codes, in one piece or in several."""
    form = await form_of(request)
    files = [one for one in form.getall("file", []) if isinstance(one, UploadFile) and one.filename]
    if len(files) > MOST_FILES:
        raise Rejected(msg("berkas"), msg("paling banyak %(n)s", n=MOST_FILES), len(files))
    texts = [_text(await one.read(4 * MOST_BYTES)) for one in files]
    pasted = text_of(form, "note", 8 * MOST_BYTES)
    if pasted.strip() or not texts:
        texts.append(pasted)
    counts = {"masuk": 0, "sudah": 0}
    for note in joined_letters(one.replace("\r\n", "\n") for one in texts):
        _, known = await state["watch"].field.in_thread(_mail(state).take, note, account_of(request).id)
        counts["sudah" if known else "masuk"] += 1
    return Redirect(f"{PAGE}?{urlencode(counts)}", status_code=SEE_OTHER)


@post(INTAKE, right="open", signed=True, request_max_body_size=MOST_BYTES + 1)
async def letter_intake(request: AnyRequest, state: State) -> Response[dict[str, str]]:
    """The door for other nodes: a letter signed by a known one, 201 when it is new, 200 when it was there."""
    note = _text(await request.body())
    letter, known = await state["watch"].field.in_thread(_mail(state).take, note, "node")
    return Response({"id": letter.id}, status_code=200 if known else 201, media_type="application/json")


@post(f"{PAGE}/simpul", right="gate.manage", status_code=SEE_OTHER, sync_to_thread=True)
def peer_named(
    request: AnyRequest, state: State, data: Annotated[PeerForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Exchange letters with a node from now on."""
    if data.agency and data.agency not in agencies():
        raise Rejected(msg("instansi"), msg("instansi yang dikenal"), data.agency)
    _mail(state).name_peer(
        data.key,
        data.institution,
        data.agency,
        data.url,
        account_of(request).id,
        witness=data.witness.strip(),
        group=data.group,
    )
    return Redirect("/surat/simpul/daftar", status_code=SEE_OTHER)


@post(f"{PAGE}/simpul/lepas", right="gate.manage", status_code=SEE_OTHER, sync_to_thread=True)
def peer_dropped(
    request: AnyRequest, state: State, data: Annotated[PeerEnd, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """No letters go there or are taken from there any more."""
    _mail(state).drop_peer(data.origin, account_of(request).id)
    return Redirect("/surat/simpul/daftar", status_code=SEE_OTHER)


@post(f"{PAGE}/simpul/titik", right="gate.manage", status_code=SEE_OTHER, sync_to_thread=True)
def checkpoint_sent(
    request: AnyRequest, state: State, data: Annotated[PeerEnd, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Send our newest checkpoint now; where there is no network, the desk carries its letter."""
    _mail(state).send_checkpoint(data.origin, account_of(request).id)
    return Redirect("/surat/simpul/daftar", status_code=SEE_OTHER)


@get(f"{PAGE}/simpul/daftar", right="gate.manage", sync_to_thread=True)
def peers_page(request: AnyRequest, state: State) -> Response[str]:
    """The nodes that are known, and our own key to be named over there."""
    desk, words = _mail(state), reader_of(request).language
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        peers, logs = load_peers(connection), peer_logs(connection)
        witnesses = {one.name for one in load_witnesses(connection)}
        size = read_head(connection).size
    return renderer_of(state).page(
        request,
        "peers.html",
        peers=peers,
        logs=logs,
        size=size,
        witnesses=witnesses,
        witness_key=str(desk.witness.verifier),
        own_key=str(desk.store.keys.log.verifier),
        agencies=sorted((one.name.say(words), one.id) for one in agencies().values()),
    )


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Rejected(msg("surat"), msg("surat Kawal yang utuh"), msg("data yang bukan teks")) from None


def _picture(text: str) -> Markup:
    """A code as a telephone or a hand scanner reads it from a screen."""
    return Markup(qr_svg(text, error="l", quiet=4))  # noqa: S704  drawn by us, no text of others in it


def _waits_long(row: LetterRow, now_ms: int) -> bool:
    return now_ms - datetime.fromisoformat(row.at).timestamp() * 1000 >= LONG_WAIT_MIN * 60_000


def _stations(stages: Sequence[Stage]) -> dict[StageKind, int]:
    """How many stations have reached each stage."""
    found: dict[StageKind, int] = {}
    for stage in stages:
        found[stage.kind] = found.get(stage.kind, 0) + len(stations_of(stage))
    return found


def _places(registry: Registry) -> list[tuple[str, str]]:
    """The wards, for which support is asked."""
    wards = {one.ward for one in registry.stations}
    return sorted((registry.region_name(one), one) for one in wards)


def _mail(state: State) -> MailDesk:
    desk: MailDesk = state["mail"]
    return desk


ROUTES = [
    letters_page,
    letter_file,
    letter_page,
    letter_written,
    news_told,
    letter_answered,
    case_referred,
    letter_brought,
    letter_intake,
    peer_named,
    peer_dropped,
    checkpoint_sent,
    peers_page,
]
