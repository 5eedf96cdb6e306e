"""Routes of supplies: convoys and lots with what needs a look on top, one convoy with its steps, planning by hand."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.people import account_names
from kawal.kernel.language import Language
from kawal.watch.convoys.convoydesk import ConvoyDesk
from kawal.watch.convoys.decide import FROM, LONGEST_NOTE, WITH_REASON
from kawal.watch.convoys.forward import convoys_text, lot_words, place_words, wards_words, why_words
from kawal.watch.convoys.model import (
    LEGS,
    MODES,
    REASONS,
    RECEIVERS,
    RECEIVING,
    STATE_MARKS,
    STATE_NAMES,
    STEPS,
    Convoy,
)
from kawal.watch.convoys.planfile import ALIASES, LONGEST_NAME, MOST_LETTERS
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.convoys.standing import to_decide
from kawal.watch.convoys.supplies import supplies_of
from kawal.watch.dutylog.calldown import contact
from kawal.watch.queries import last_calls
from kawal.web.identity import require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/logistik"
FORM = "formulir"
COLUMNS = tuple(ALIASES)
UrlEncoded = Body(media_type=RequestEncodingType.URL_ENCODED)
Short = Annotated[str, msgspec.Meta(max_length=200)]
Long = Annotated[str, msgspec.Meta(max_length=2_000)]
_COUNT = re.compile(r"[0-9]{1,6}")


@get(PAGE, right="convoy.read", sync_to_thread=True)
def supplies_page(
    request: AnyRequest, state: State, again: Annotated[str, QueryParameter(max_length=LONGEST_NAME)] = ""
) -> Response[str]:
    """Every convoy in reach, what needs a look first; every lot and where it is; the form, filled in from a convoy
    whose lots ride `again`."""
    desk, words, who = convoys_of_state(state), reader_of(request).language, who_of(request)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        convoys = _reached(request, connection)
        wards = {ward for one in convoys for ward in one.wards if who.may("convoy.read", ward)}
        supplies = supplies_of(desk.watch.board(connection), convoys, wards)
    now_ms, registry = desk.watch.now_ms(), desk.watch.field.registry()
    lots = {lot.id: lot for one in convoys for lot in one.plan.lots if who.may("convoy.read", lot.ward)}
    values = _words(desk, convoys, words)
    return renderer_of(state).page(
        request,
        "supplies.html",
        convoys=convoys,
        lots=sorted(lots.values(), key=lambda one: (one.ward, one.id)),
        needing=to_decide(convoys, now_ms),
        supplies=supplies,
        differing=sum(len(one.differing) for one in convoys),
        dues=[due for leg in ("ward", "back") if (due := desk.due(leg))],
        again=next((one for one in convoys if one.id == again), None),
        may_write=who.may("convoy.write"),
        text=convoys_text(convoys, registry, now_ms, values["moment"], words),
        **values,
    )


@get(f"{PAGE}/{{convoy:str}}", right="convoy.read", sync_to_thread=True)
def convoy_page(request: AnyRequest, state: State, convoy: FromPath[str]) -> Response[str]:
    """One convoy: its plan, what was said of it in its order, each lot with what was counted."""
    desk, words, who = convoys_of_state(state), reader_of(request).language, who_of(request)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        shown = desk.one(connection, convoy)
        if not any(who.may("convoy.read", ward) for ward in shown.wards):
            require(request, "convoy.read", place=shown.wards[0])
        convoys = _reached(request, connection)
        calls = last_calls(connection)
        may_open = all(who.may("report.private", ward) for ward in shown.wards)
        private = desk.words(connection, shown) if may_open else {}
    registry, mine = desk.watch.field.registry(), [ward for ward in shown.wards if who.may("log.write", ward)]
    people = ((ward, contact(ward, registry, calls.get(ward, ()))) for ward in mine)
    return renderer_of(state).page(
        request,
        "convoy.html",
        shown=shown,
        private=private,
        steps=[one for one in STEPS if shown.state in FROM[one] and not (one == "turned_back" and shown.handed)],
        due=desk.due(shown.plan.leg),
        call=next((one for one in people if one[1]), None) if shown.is_late(desk.watch.now_ms()) else None,
        may_step=all(who.may("convoy.write", ward) for ward in shown.wards),
        names=account_names(state["access"].directory(), registry, who, words),
        longest_note=LONGEST_NOTE,
        **_words(desk, convoys, words),
    )


def convoys_of_state(state: State) -> ConvoyDesk:
    """The desk of convoys of an application."""
    desk: ConvoyDesk = state["convoys"]
    return desk


def _reached(request: AnyRequest, connection: Connection) -> tuple[Convoy, ...]:
    """The convoys that carry something for a ward in reach."""
    who = who_of(request)
    return tuple(one for one in load_convoys(connection) if any(who.may("convoy.read", ward) for ward in one.wards))


def _words(desk: ConvoyDesk, convoys: Sequence[Convoy], words: Language) -> dict[str, Any]:
    """What the templates need to say things."""
    registry, now_ms, zone = desk.watch.field.registry(), desk.watch.now_ms(), desk.watch.lines.zone

    today = datetime.fromtimestamp(now_ms / 1000, zone).date()

    def moment(milliseconds: int) -> str:
        told = datetime.fromtimestamp(milliseconds / 1000, zone)
        return words.time(told) if told.date() == today else f"{words.short_day(told.date())} {words.time(told)}"

    return {
        "registry": registry,
        "now_ms": now_ms,
        "moment": moment,
        "legs": LEGS,
        "modes": MODES,
        "step_names": STEPS,
        "reasons": REASONS,
        "with_reason": WITH_REASON,
        "receivers": RECEIVERS,
        "receiving": RECEIVING,
        "convoy_names": STATE_NAMES,
        "convoy_marks": STATE_MARKS,
        "most": MOST_LETTERS,
        "wards_words": lambda one: wards_words(one.wards, registry, words),
        "lot_words": lambda lot: lot_words(lot, registry, words),
        "place_words": lambda lot: place_words(lot, convoys, words),
        "why_words": lambda one: why_words(one, convoys, now_ms, moment, words),
    }


ROUTES: list[Any] = [supplies_page, convoy_page]
