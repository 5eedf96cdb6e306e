"""Marks of a muster by who has charge of people, and a leader's page: the own team on a phone, one tap a word."""

import re
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, State
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.field.door import RECORDED, REPEATED
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.watch.muster.charge import charge_of
from kawal.watch.muster.http_muster import PAGE, common_values, muster_of_state
from kawal.watch.muster.muster import PRESENCE, Standing, UnitMuster, Via
from kawal.watch.muster.musterdesk import WELFARE
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

OWN = f"{PAGE}/regu"
UNWELL = ("sick", "collapsed")
MOST_PEOPLE = 500
_ENTRY = re.compile("-1|[0-9]{1,12}", re.ASCII)


@get(OWN, right="muster.mark", sync_to_thread=True)
def own_team(request: AnyRequest, state: State) -> Response[str]:
    """The people whom a leader leads, each with what can be said of them; nobody for who leads nobody."""
    desk, account, words = muster_of_state(state), account_of(request), reader_of(request).language
    registry = state["watch"].field.registry()
    with state["watch"].field.store.engine.connect().execution_options(read_only=True) as connection:
        units, claims = desk.seen(connection)
        charge = charge_of(account, registry, desk.plan(connection))
        mine: list[Standing] = [one for unit in units for one in unit.people if one.person.id in charge]
        proposed = desk.covering(connection, units, claims)
    own = registry.person_by_id.get(account.person)
    unit = registry.unit_by_id.get(own.unit) if own else None
    return renderer_of(state).page(
        request,
        "regu.html",
        team=UnitMuster(unit.id if unit else "", unit.name if unit else "", unit.region if unit else "", tuple(mine)),
        proposed=proposed,
        **common_values(desk, state, words),
    )


@post(f"{PAGE}/tandai", right="muster.mark", status_code=SEE_OTHER)
async def muster_marked(request: AnyRequest, state: State) -> Response[Any]:
    """Note one person or several: there, at the post, at rest, absent, sick, gone home. With each person the form
    may say the entry of the mark that its reader saw, -1 for none; 409 if it was followed by another since."""
    desk, account = muster_of_state(state), account_of(request)
    form = await form_of(request)
    people = [str(one) for one in form.getall("person", [])]
    seen = [str(one) for one in form.getall("seen", [])]
    if seen and (len(seen) != len(people) or not all(_ENTRY.fullmatch(one) for one in seen)):
        raise Rejected("seen", msg("nomor catatan terakhir setiap orang, -1 bila belum ada"), " ".join(seen)[:60])
    presence = next((one for one in PRESENCE if one == text_of(form, "presence", 10)), None)
    if presence is None:
        words = ", ".join(PRESENCE)
        raise Rejected(msg("keadaan"), words, text_of(form, "presence", 10))
    if len(people) > MOST_PEOPLE:
        raise Rejected(msg("orang"), f"1..{MOST_PEOPLE}", len(people))

    def note() -> None:
        with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
            desk.require_charge(connection, account, people)
        via: Via = "desk" if account.may("log.write") else "leader"
        desk.mark(people, presence, account.id, via, dict(zip(people, map(int, seen), strict=False)))

    await state["watch"].field.in_thread(note)
    return _back(form)


@post(f"{PAGE}/tumbang", right="muster.mark", status_code=SEE_OTHER)
async def unwell(request: AnyRequest, state: State) -> Response[Any]:
    """One tap: an officer is sick or collapsed. A medical incident at the post, whose first call is 119; whom it is
    about is sealed, and marks the person sick in the muster. The same identity twice is one incident."""
    desk, account = muster_of_state(state), account_of(request)
    form = await form_of(request)
    person, how = text_of(form, "person", 40), text_of(form, "state", 10)
    if how not in UNWELL:
        raise Rejected(msg("keadaan"), ", ".join(UNWELL), how)

    def place() -> str:
        with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
            desk.require_charge(connection, account, [person])
            known = desk.watch.field.registry().person_by_id[person]
            return desk.place_for(connection, account, known)

    where = await state["watch"].field.in_thread(place)
    public: dict[str, str | int | bool] = {"state": how, "who": "linmas"}
    private: dict[str, object] = {"whose": "other", "member": person}
    answer = await desk.watch.field.send_for(account, text_of(form, "id", 40), WELFARE, where, public, private)
    if answer.status not in (RECORDED, REPEATED):
        raise Conflict(msg("laporan ini tidak tercatat; telepon 119 dan posko"))
    return _back(form)


def _back(form: FormMultiDict) -> Response[Any]:
    unit = text_of(form, "unit", 40)
    there = OWN if text_of(form, "back", 4) == "regu" else f"{PAGE}?unit={unit}#u"
    return Redirect(there, status_code=SEE_OTHER)


ROUTES = [own_team, muster_marked, unwell]
