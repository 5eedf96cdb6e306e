"""Objections: those that wait for a plenary first, what each is about, what the plenary answered."""

from functools import partial
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.people import account_names
from kawal.access.reach import reach_of
from kawal.access.roles import ROLE_NAMES
from kawal.disputes.grounds.answering import LONGEST_NUMBER, Answering
from kawal.disputes.grounds.checks import LONGEST
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.facts import answers_of
from kawal.disputes.grounds.http import PAGE, ground_desk
from kawal.disputes.grounds.http_said import ENTRIES, Number, Words, number_of
from kawal.disputes.grounds.model import DECIDING
from kawal.disputes.grounds.objections import (
    ANSWERS,
    AT,
    Answer,
    Objection,
    answer_text,
    may_answer,
    stands,
)
from kawal.disputes.grounds.queries import load_objections
from kawal.disputes.grounds.recording import answer_objection
from kawal.jurisdiction.rules import rules
from kawal.kernel.language import Language, msg
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

OBJECTIONS = f"{PAGE}/keberatan"
RULE = "OBJECTION"


class AnswerForm(msgspec.Struct, frozen=True):
    """What a plenary answered, as its person saw the objection; with `corrects`, what its last answer really is."""

    answer: Answer
    seen: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,15}$")]
    reason: Words = ""
    held_on: Number = ""
    minutes: Words = ""
    corrects: Number = ""


@get(OBJECTIONS, right="dispute.read", sync_to_thread=True)
def objections_page(
    request: AnyRequest,
    state: State,
    level: FromQuery[Literal["", "district", "city", "province"]] = "",
    settled: FromQuery[Literal["", "1"]] = "",
) -> Response[str]:
    """Objections that wait for a plenary, or with `settled` every other one."""
    desk, who, account = ground_desk(state), who_of(request), account_of(request)
    language = reader_of(request).language
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        found = [
            one
            for one in load_objections(connection, reach_of(account, "dispute.read"))
            if who.may("dispute.read", one.report.place)
            and (one.waits_at is None) is bool(settled)
            and level in ("", one.waits_at)
        ]
        words = desk.words(
            connection,
            [said.index for one in found if who.may("dispute.study", one.report.place) for said in one.said],
        )
    return renderer_of(state).page(
        request,
        "keberatan.html",
        path=PAGE,
        objections=[(one, told_of(desk, one, language)) for one in found],
        may=lambda one: one.waits_at is not None and may_answer(account, one, one.waits_at),
        may_correct=lambda one: bool(one.answers) and may_answer(account, one, one.answers[-1].level),
        speakers=[language.say(ROLE_NAMES[one]) for one in DECIDING],
        answer_text=partial(answer_text, language=language),
        stands=stands,
        words=words,
        authors={one.index: desk.author(one.report) for one in found},
        filters={"level": level, "settled": settled},
        law=rules().rule(RULE),
        at_names=AT,
        answer_names=ANSWERS,
        registry=desk.field.registry(),
        names=account_names(state["access"].directory(), desk.field.registry(), who, language),
        most=LONGEST,
        most_number=LONGEST_NUMBER,
    )


@post(f"{OBJECTIONS}/{{index:int}}/jawaban", right="dispute.study", status_code=SEE_OTHER, sync_to_thread=True)
def objection_answered(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[AnswerForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Redirect:
    """Record what the plenary whose turn it is answered, or what the one before it really did."""
    desk = ground_desk(state)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        require(request, "dispute.study", place=desk.objection(connection, index).report.place)
    command = Answering(
        answer=data.answer,
        reason=data.reason,
        held_on=data.held_on,
        minutes=data.minutes,
        corrects=number_of(data.corrects, msg("catatan"), msg("nomor catatan"), ENTRIES),
        seen=int(data.seen),
    )
    answer_objection(desk, index, command, account_of(request))
    return Redirect(OBJECTIONS, status_code=SEE_OTHER)


def told_of(desk: GroundDesk, objection: Objection, language: Language) -> tuple[str, ...]:
    """What an objection says in public: who by part and ballot number, about what, what was answered."""
    report = objection.report
    kind = desk.field.book().get(report.kind, report.version)
    return answers_of(report, kind, language) if kind else ()


ROUTES: list[Any] = [objections_page, objection_answered]
