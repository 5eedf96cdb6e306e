"""Routes of the duty log: one line in, what was understood before it is saved, the log, the call-down list."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.model import Account
from kawal.field.grammar.say import asked, doubted, told
from kawal.field.identity import new_identity
from kawal.field.incoming import Author, Channel, Incoming, Understood
from kawal.field.line_queries import log_row_of, open_lines
from kawal.field.lines import check_line
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Language, msg
from kawal.kernel.numbers import written
from kawal.store.events import Decision, Sealed
from kawal.watch.board.forward import log_text
from kawal.watch.board.http import state_values
from kawal.watch.board.look import look
from kawal.watch.desk import WatchDesk
from kawal.watch.dutylog.calldown import TARGETS, Target, call_list, due_target
from kawal.watch.dutylog.dutylog import PAGE_ROWS, entries, entries_of, facts_of, mark_of_said
from kawal.watch.dutylog.typed import DeskChannel, known_ward, typed_line
from kawal.watch.events import Called, CallMade, Outcome
from kawal.watch.queries import last_calls, sheet_was_printed
from kawal.watch.shifts.handover import missing_of
from kawal.watch.sources import people_names
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

MOST_TYPED = 20_000
"""More than a line may have: whoever pastes too much is told so, and nothing is cut."""


class LineForm(msgspec.Struct, frozen=True):
    """One line as the operator saves it."""

    text: Annotated[str, msgspec.Meta(max_length=MOST_TYPED)]
    identity: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    channel: DeskChannel = "radio"
    ward: Annotated[str, msgspec.Meta(max_length=13)] = ""
    sheet: Annotated[str, msgspec.Meta(max_length=20)] = ""
    day: Annotated[str, msgspec.Meta(max_length=10)] = ""
    re: Annotated[str, msgspec.Meta(max_length=36)] = ""
    corrects: Literal["", "1"] = ""


class DropForm(msgspec.Struct, frozen=True):
    """A line that waits is set aside."""

    re: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]
    identity: Annotated[str, msgspec.Meta(min_length=36, max_length=36)]


class CallForm(msgspec.Struct, frozen=True):
    """How a call ended."""

    ward: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    person: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    outcome: Outcome


@get("/buku-jaga", right="log.read", sync_to_thread=True)
def log_page(
    request: AnyRequest,
    state: State,
    channel: FromQuery[str] = "",
    only: FromQuery[Literal["", "open"]] = "",
    search: Annotated[str, QueryParameter(max_length=80)] = "",
    before: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0,
    target: FromQuery[Literal["", "voting", "counting", "counted"]] = "",
    by: FromQuery[DeskChannel] = "radio",
    start: Annotated[str, QueryParameter(max_length=120)] = "",
    re: Annotated[str, QueryParameter(max_length=36)] = "",
    saved: Annotated[str, QueryParameter(max_length=36)] = "",
    called: Annotated[str, QueryParameter(max_length=13)] = "",
) -> Response[str]:
    """The desk's page: type left, call right; below, what came in, newest first."""
    desk, account = _desk(state), account_of(request)
    wanted: Target = target or due_target(desk.day(), desk.now_ms())
    words = reader_of(request).language
    names = people_names(desk, who_of(request), words)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        rows = entries(
            connection,
            desk,
            account,
            words,
            channel=channel,
            only_open=only == "open",
            search=search,
            before=before or None,
            most=PAGE_ROWS + 1,
            names=names,
        )
        covers = [one for one in desk.cover(connection) if account.may("log.read", one.ward)]
        board_now = look(connection, desk, lambda place: account.may("log.read", place))
        calls = last_calls(connection)
        waiting, incidents = open_lines(connection), state["cases"].open_entries(connection)
        shown = {name: log_row_of(connection, name) for name in (re, saved) if name}
        reached = {name: row for name, row in shown.items() if account.may("log.read", row.place)}
        seen = dict(
            zip(reached, entries_of(connection, desk, account, words, list(reached.values()), names), strict=True)
        )
        corrected, last = seen.get(re), seen.get(saved)
    return renderer_of(state).page(
        request,
        "dutylog.html",
        rows=rows[:PAGE_ROWS],
        older=rows[PAGE_ROWS - 1].row.index if len(rows) > PAGE_ROWS else None,
        calls=call_list(covers, wanted, desk.field.registry(), calls, first=called),
        called=called,
        totals=board_now.totals,
        waiting=waiting,
        open_incidents=incidents,
        target=wanted,
        targets=TARGETS,
        registry=desk.field.registry(),
        names=names,
        filters={"channel": channel, "only": only, "search": search},
        by=by,
        start=start,
        corrected=corrected,
        last=last,
        missing=missing_of(last.row.asks, words) if last else "",
        identity=new_identity(),
        fresh=new_identity,
        today=desk.clock().astimezone(desk.lines.zone).date().isoformat(),
        day_of=lambda moment: datetime.fromtimestamp(moment / 1000, desk.lines.zone).date().isoformat(),
        may_write=account.may("log.write"),
        text=log_text(rows[:PAGE_ROWS], words),
        **state_values(),
    )


@get("/buku-jaga/baca", right="log.write", sync_to_thread=True)
def read_line(
    request: AnyRequest,
    state: State,
    text: Annotated[str, QueryParameter(max_length=MOST_TYPED)] = "",
    channel: FromQuery[DeskChannel] = "radio",
    ward: Annotated[str, QueryParameter(max_length=13)] = "",
    sheet: Annotated[str, QueryParameter(max_length=20)] = "",
    day: Annotated[str, QueryParameter(max_length=10)] = "",
    re: Annotated[str, QueryParameter(max_length=36)] = "",
) -> Response[str]:
    """What a line would be understood as, and what it would change on the board; nothing is kept."""
    desk, account, reader = _desk(state), account_of(request), reader_of(request)
    if not text.strip():
        return Response("", media_type="text/html")
    try:
        line = typed_line(desk, text, channel, ward, sheet, day, re)
        check_line(line)
    except Rejected as refusal:
        told_why = renderer_of(state).part(reader, "_refused.html", detail=refusal.tell(reader.language))
        return Response(told_why, media_type="text/html")
    understood = desk.lines.look(line, author_of(account, "paper" if channel == "paper" else "clerk"))
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        changes = desk.after(connection, [understood])
        stray = channel == "paper" and not sheet_was_printed(connection, line.sheet)
    body = renderer_of(state).part(
        reader,
        "_dutyread.html",
        understood=understood,
        facts=[
            (fact, told(fact, reader.language), mark_of_said(fact.kind, fact.data))
            for fact in facts_of(understood.facts)
        ],
        questions=questions(understood, desk, reader.language),
        doubted=doubted(understood.reading.unsure, reader.language),
        changed_now={ward: [(one, now) for one, now, _ in rows] for ward, rows in changes.items()},
        changed_then={ward: [(one, then) for one, _, then in rows] for ward, rows in changes.items()},
        written=written,
        stray=stray,
        channel=channel,
        registry=desk.field.registry(),
        kinds={kind.id: kind for kind in desk.field.book().kinds.values()},
        **state_values(),
    )
    return Response(body, media_type="text/html")


@post("/buku-jaga/baris", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def save_line(
    request: AnyRequest,
    state: State,
    data: Annotated[LineForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Save one line: always kept, even when something in it must still be asked. A second press changes nothing."""
    desk, account = _desk(state), account_of(request)
    if not data.text.strip():
        return Redirect(f"/buku-jaga?by={data.channel}", status_code=SEE_OTHER)
    if data.re:
        _reached(desk, account, data.re)
    line = msgspec.structs.replace(
        typed_line(desk, data.text, data.channel, data.ward, data.sheet, data.day, data.re),
        identity=data.identity,
        re=data.re,
        corrects=bool(data.re and data.corrects),
    )
    desk.lines.take([line], author_of(account, "paper" if data.channel == "paper" else "clerk"))
    return Redirect(f"/buku-jaga?by={data.channel}&saved={data.identity}", status_code=SEE_OTHER)


@post("/buku-jaga/sisihkan", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def drop_line(
    request: AnyRequest,
    state: State,
    data: Annotated[DropForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """A line that waits for an answer needs none."""
    desk, account = _desk(state), account_of(request)
    channel = _reached(desk, account, data.re)
    line = Incoming(channel=channel, text="", at=desk.clock(), identity=data.identity, re=data.re, dropped=True)
    desk.lines.take([line], author_of(account, "clerk"))
    return Redirect("/buku-jaga?only=open", status_code=SEE_OTHER)


@post("/buku-jaga/telepon", right="log.write", status_code=SEE_OTHER, sync_to_thread=True)
def call_made(
    request: AnyRequest,
    state: State,
    data: Annotated[CallForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Note how a call ended; answered leads to the line with the ward's name in it."""
    desk, account = _desk(state), account_of(request)
    registry = desk.field.registry()
    ward = known_ward(desk, data.ward)
    require(request, "log.write", place=data.ward)
    if ward is None or data.person not in {person.id for person in registry.people}:
        raise Rejected(msg("telepon"), msg("kelurahan dan orang yang terdaftar"), f"{data.ward} {data.person}")
    event = Sealed(CallMade(region=ward), msgspec.json.encode(Called(data.person, data.outcome)))
    desk.field.store.writer.commit(lambda _: Decision((event,)), account.id)
    if data.outcome == "answered":
        name = registry.region_name(ward)
        return Redirect(f"/buku-jaga?by=telephone&called={ward}&start={name}%20", status_code=SEE_OTHER)
    return Redirect(f"/buku-jaga?called={ward}#calls", status_code=SEE_OTHER)


def author_of(account: Account, assurance: Literal["clerk", "paper"]) -> Author:
    """An operator who writes down what others say."""
    regions = [grant.region for grant in account.grants if grant.region]
    return Author(
        account.id,
        assurance,
        lambda place: account.may("log.write", place),
        RegionCode(regions[0]) if regions else None,
    )


def questions(understood: Understood, desk: WatchDesk, language: Language) -> list[str]:
    """What must be asked back, in sentences."""
    return [asked(ask, desk.lines.gazetteer(), language) for ask in understood.asks]


def _reached(desk: WatchDesk, account: Account, identity: str) -> Channel:
    """The door of the line that is answered; raises NotPermitted when it lies outside this account's reach."""
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        row = log_row_of(connection, identity)
    if not account.may("log.write", row.place):
        raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
    channel: Channel = msgspec.convert(row.channel or "telephone", Channel)  # a form that is corrected by telephone
    return channel


def _desk(state: State) -> WatchDesk:
    desk: WatchDesk = state["watch"]
    return desk


ROUTES = [log_page, read_line, save_line, drop_line, call_made]
