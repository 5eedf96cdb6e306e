"""Pages of letters between nodes: what came and went; one in words, as a file and as QR codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter
from markupsafe import Markup

from kawal.election.model import Registry
from kawal.exchange.envelope import KIND_NAMES, Stage, StageKind
from kawal.exchange.growth import peer_logs
from kawal.exchange.letters import LetterRow, letter_of, load_letters, load_peers
from kawal.exchange.mail import MailDesk, is_quiet
from kawal.exchange.parts import split_letter
from kawal.kernel.language import Message, msg
from kawal.outputs.messenger import page_text
from kawal.outputs.qr import qr_svg
from kawal.watch.letters.fromletters import stations_of
from kawal.watch.letters.lettershown import shown_with
from kawal.watch.letters.milestones import Milestones
from kawal.watch.letters.referrals import Referrals
from kawal.watch.sources import people_names
from kawal.web.guards import WITH_CAMERA
from kawal.web.identity import account_of, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/surat"
MOST_SHOWN, MOST_WAITING = 200, 20
LONG_WAIT_MIN = 10
"""After so long a letter that waits is better carried (assumed)."""
Count = Annotated[int, QueryParameter(ge=0, le=1_000)]
HINTS: dict[str, Message] = {
    "personnel": msg("berapa orang, untuk apa, sampai kapan"),
    "escort": msg("apa yang dikawal, dari mana ke mana, pukul berapa"),
    "vehicle": msg("jenis kendaraan, berapa, dari mana ke mana"),
    "equipment": msg("alat apa, berapa, dibutuhkan pukul berapa"),
    "milestone": msg("kelurahan, nomor TPS, tahapannya, seperti: Mantuil 1-12 selesai hitung"),
}
"""What a letter of each kind should say."""


@get(PAGE, right="log.read", sync_to_thread=True)
def letters_page(request: AnyRequest, state: State, masuk: Count = 0, sudah: Count = 0) -> Response[str]:
    """What came and went, newest first; forms to write and to take a file in; the nodes that are known.

    After letters were brought: how many are new, how many were there already.
    """
    desk, account, words = mail_of(state), account_of(request), reader_of(request).language
    referrals: Referrals = state["referrals"]
    milestones: Milestones = state["milestones"]
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
            if may_write and (count := _stations(milestones.news(connection, one.origin)))
        ]
    lines = [f"{words.say(KIND_NAMES[row.kind])}: {row.peer}" for row in shown]
    page = renderer_of(state).page(
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
        names=people_names(watch, who_of(request), reader_of(request).language),
        text=page_text(words.text("Surat antarsimpul"), lines or [words.text("Belum ada.")], words),
    )
    page.headers.update(WITH_CAMERA)
    return page


@get(f"{PAGE}/{{identity:str}}/berkas", right="log.read", sync_to_thread=True)
def letter_file(state: State, identity: FromPath[str]) -> Response[bytes]:
    """A letter as a file, for a node without a network."""
    desk = mail_of(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        note = desk.note_of(connection, identity)
    headers = {"content-disposition": f'attachment; filename="surat-{identity[:8]}.txt"'}
    return Response(note.encode(), media_type="text/plain", headers=headers)


@get(f"{PAGE}/{{identity:str}}", right="log.read", sync_to_thread=True)
def letter_page(request: AnyRequest, state: State, identity: FromPath[str]) -> Response[str]:
    """A letter in words and what can be answered; then as it travels: its text to copy, as a file, as QR codes."""
    desk = mail_of(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        note, row = desk.note_of(connection, identity), letter_of(connection, identity)
        shown = [row] if row else []
        values = shown_with(state["referrals"], state["watch"], connection, shown, reader_of(request).language)
    pictures = [_picture(piece) for piece in split_letter(note)]
    return renderer_of(state).page(
        request,
        "letter.html",
        note=note,
        pictures=pictures,
        may_write=account_of(request).may("incident.route"),
        **values,
    )


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


def mail_of(state: State) -> MailDesk:
    """The post office of the node."""
    desk: MailDesk = state["mail"]
    return desk


ROUTES = [
    letters_page,
    letter_file,
    letter_page,
]
