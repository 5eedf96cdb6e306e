"""What the forms of grounds send: a ground that is opened, what a stage says, an exhibit that is marked."""

import re
from typing import Annotated, Any, Literal

import msgspec
from litestar import post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.count.model import ContestKind
from kawal.disputes.grounds import recording
from kawal.disputes.grounds.checks import LONGEST
from kawal.disputes.grounds.decide import Open
from kawal.disputes.grounds.http import PAGE, ground_desk
from kawal.disputes.grounds.marking import MarkExhibit
from kawal.disputes.grounds.model import Holder, Outcome
from kawal.disputes.grounds.steps import Say
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.numbers import read_grouped, read_listed
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest

UrlEncoded = Body(media_type=RequestEncodingType.URL_ENCODED)
Words = Annotated[str, msgspec.Meta(max_length=20 * LONGEST)]
"""Too long a text is told in a sentence by the desk."""
Number = Annotated[str, msgspec.Meta(max_length=400)]
"""As typed: see `number_of`."""
Seen = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,15}$")]
ENTRIES, PAGES, ROUNDS = range(10**15), range(10_000), range(1, 10)


class OpenForm(msgspec.Struct, frozen=True):
    """A ground to be put under study; `entries` are numbers as typed."""

    rule: Annotated[str, msgspec.Meta(max_length=40)]
    station: Annotated[str, msgspec.Meta(max_length=400)]
    entries: Words
    contest: ContestKind | Literal[""] = ""
    round: Number = ""
    note: Words = ""


class SayForm(msgspec.Struct, frozen=True):
    """What a stage says, as its person saw the ground; with `corrects`, what an earlier step of it really is."""

    outcome: Outcome
    seen: Seen
    reason: Words = ""
    decree: Words = ""
    decided_on: Number = ""
    contests: ContestKind | tuple[ContestKind, ...] = ()
    corrects: Number = ""


class ExhibitForm(msgspec.Struct, frozen=True):
    """An exhibit that is there, or not after all."""

    exhibit: Annotated[str, msgspec.Meta(max_length=40)]
    seen: Seen
    present: Literal["1", "0"] = "1"
    entry: Number = ""
    holder: Holder | Literal[""] = ""
    pages: Number = ""
    seal: Words = ""
    words: Words = ""


@post(f"{PAGE}/dasar/buka", right="dispute.study", status_code=SEE_OTHER, sync_to_thread=True)
def ground_opened(request: AnyRequest, state: State, data: Annotated[OpenForm, UrlEncoded]) -> Redirect:
    """Put a ground under study."""
    station = data.station.strip()
    entries = read_listed(data.entries)
    if not entries or any(one not in ENTRIES for one in entries):
        raise Rejected(msg("catatan"), msg("nomor catatan, dipisah spasi"), data.entries[:60] or msg("kosong"))
    if not re.fullmatch(r"[0-9]{13}", station):
        raise Rejected(msg("TPS"), msg("nomor TPS 13 angka"), station[:20] or msg("kosong"))
    require(request, "dispute.study", place=station)
    command = Open(
        rule=data.rule,
        station=StationId(station),
        contest=data.contest or None,
        round=number_of(data.round, msg("putaran"), msg("1 sampai 9"), ROUNDS) or 1,
        entries=entries,
        note=data.note,
    )
    index = recording.open_ground(ground_desk(state), command, account_of(request).id)
    return Redirect(f"{PAGE}/dasar/{index}", status_code=SEE_OTHER)


@post(f"{PAGE}/dasar/{{index:int}}/langkah", right="dispute.study", status_code=SEE_OTHER, sync_to_thread=True)
def ground_stepped(
    request: AnyRequest, state: State, index: FromPath[int], data: Annotated[SayForm, UrlEncoded]
) -> Redirect:
    """Say what the stage whose turn it is says, or what KPU really decided; what was wrong stays in the record."""
    _reached(request, state, index)
    command = Say(
        outcome=data.outcome,
        reason=data.reason,
        decree=data.decree,
        decided_on=data.decided_on,
        contests=data.contests if isinstance(data.contests, tuple) else (data.contests,),
        corrects=number_of(data.corrects, msg("catatan"), msg("nomor catatan"), ENTRIES),
        seen=int(data.seen),
    )
    recording.say(ground_desk(state), index, command, account_of(request))
    return Redirect(f"{PAGE}/dasar/{index}", status_code=SEE_OTHER)


@post(f"{PAGE}/dasar/{{index:int}}/bukti", right="dispute.study", status_code=SEE_OTHER, sync_to_thread=True)
def exhibit_marked(
    request: AnyRequest, state: State, index: FromPath[int], data: Annotated[ExhibitForm, UrlEncoded]
) -> Redirect:
    """Mark an exhibit."""
    _reached(request, state, index)
    entry = number_of(data.entry, msg("catatan"), msg("nomor catatan"), ENTRIES)
    command = MarkExhibit(
        exhibit=data.exhibit,
        present=data.present == "1",
        entry=-1 if entry is None else entry,
        holder=data.holder,
        pages=number_of(
            data.pages, msg("jumlah lembar"), msg("bilangan bulat 0 sampai %(most)s", most=PAGES[-1]), PAGES
        )
        or 0,
        seal=data.seal,
        words=data.words,
        seen=int(data.seen),
    )
    recording.mark(ground_desk(state), index, command, account_of(request).id)
    return Redirect(f"{PAGE}/dasar/{index}#bukti", status_code=SEE_OTHER)


def number_of(text: str, where: Message, expected: Message, within: range) -> int | None:
    """A whole number as typed, grouped or not; None for nothing. Raises Rejected for any other text."""
    typed = text.strip()
    if not typed:
        return None
    number = read_grouped(typed)
    if number is None or number not in within:
        raise Rejected(where, expected, typed[:20])
    return number


def _reached(request: AnyRequest, state: State, index: int) -> None:
    desk = ground_desk(state)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        require(request, "dispute.study", place=desk.one(connection, index).station)


ROUTES: list[Any] = [ground_opened, ground_stepped, exhibit_marked]
