"""Routes of the QR codes of presence: a letter that a leader or the desk scans, a muster's place that officers scan.

Looking changes nothing, because messengers look at links before people do: one tap after it does.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.deployment.paper.posts import letter_holder
from kawal.deployment.queries import latest_version, load_plan
from kawal.deployment.scancode import PATH, LetterCode, PlaceCode, ScanCodes, check_code
from kawal.election.model import Person, Unit
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.outputs.qr import qr_svg
from kawal.risk.assess import election_day
from kawal.watch.muster.charge import charge_of
from kawal.watch.muster.http_muster import PAGE, common_values, muster_of_state
from kawal.watch.muster.muster import Via
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

ON_SCREEN, RELOAD_S = timedelta(minutes=15), 300
"""A code on a screen is good for a quarter of an hour and is made anew every five minutes: a photo of it that goes
round is soon worth nothing. One that is printed is good until the day ends."""


@get(f"{PATH}/{{token:str}}", right="signed_in", sync_to_thread=True)
def code_page(request: AnyRequest, state: State, token: FromPath[str]) -> Response[str]:
    """Whom a code is about, for who may confirm it, with one button. Nothing is noted by looking."""
    desk, words = muster_of_state(state), reader_of(request).language
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        person, via = _confirmed(state, connection, account_of(request), token)
        standing = next(
            (one for unit in desk.units(connection) for one in unit.people if one.person.id == person.id), None
        )
    return renderer_of(state).page(
        request,
        "hadir.html",
        person=person,
        standing=standing,
        own=via == "place",
        token=token,
        done=False,
        **common_values(desk, state, words),
    )


@post(f"{PATH}/{{token:str}}/catat", right="signed_in", status_code=SEE_OTHER, sync_to_thread=True)
def code_confirmed(request: AnyRequest, state: State, token: FromPath[str]) -> Response[Any]:
    """Note as present whom a code is about; a second time is refused."""
    desk, account = muster_of_state(state), account_of(request)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        person, via = _confirmed(state, connection, account, token)
    desk.scanned(person.id, account.id, via)
    return Redirect(f"{PATH}/{token}", status_code=SEE_OTHER)


@get(f"{PAGE}/kode", right="muster.mark", sync_to_thread=True)
def place_code(
    request: AnyRequest,
    state: State,
    unit: Annotated[str, QueryParameter(max_length=40)] = "",
    use: Annotated[Literal["layar", "cetak"], QueryParameter()] = "layar",
) -> Response[str]:
    """The code of a muster's place, on a screen or to be printed; of the own unit if none is named."""
    desk, account, words = muster_of_state(state), account_of(request), reader_of(request).language
    registry = desk.watch.field.registry()
    own = registry.person_by_id.get(account.person)
    found = registry.unit_by_id.get(unit or (own.unit if own else ""))
    if found is None:
        raise Rejected(msg("satuan"), msg("satuan yang terdaftar"), unit or msg("kosong"))
    if not account.may("log.write", found.region) and (own is None or own.unit != found.id):
        raise NotPermitted(msg("kode apel hanya dibuat untuk satuan sendiri"))
    now = desk.watch.clock().astimezone(desk.watch.lines.zone)
    until = now + ON_SCREEN if use == "layar" else _midnight_after(now)
    codes: ScanCodes = state["scan_codes"]
    path = codes.path(PlaceCode(found.id, int(until.timestamp())))
    page = renderer_of(state).page(
        request,
        "kode.html",
        unit=found,
        qr=qr_svg(f"{str(request.base_url).rstrip('/')}{path}"),
        link=path,
        until_ms=int(until.timestamp() * 1000),
        use=use,
        **common_values(desk, state, words),
    )
    if use == "layar":
        page.headers["refresh"] = str(RELOAD_S)
    return page


def _confirmed(state: State, connection: Connection, account: Account, token: str) -> tuple[Person, Via]:
    """(person, through which code) that this account may confirm. Raises Rejected for a false code, NotPermitted for
    one that is too old, of another election, or of people of whom this account has no charge."""
    codes: ScanCodes = state["scan_codes"]
    desk = muster_of_state(state)
    registry, code = desk.watch.field.registry(), codes.read(token)
    check_code(code, desk.watch.clock().astimezone(desk.watch.lines.zone), election_day(registry))
    own = registry.person_by_id.get(account.person)
    if isinstance(code, PlaceCode):
        if own is None:
            raise NotPermitted(msg("akun ini bukan akun anggota; hadir sendiri hanya untuk anggota satuan"))
        if own.unit != code.unit:
            raise NotPermitted(
                msg(
                    "kode ini untuk apel %(unit)s; satuan Anda %(own)s",
                    unit=_name(registry.unit_by_id.get(code.unit)),
                    own=_name(registry.unit_by_id.get(own.unit)),
                )
            )
        return own, "place"
    return _holder(state, connection, account, code), "letter"


def _holder(state: State, connection: Connection, account: Account, code: LetterCode) -> Person:
    desk = muster_of_state(state)
    registry = desk.watch.field.registry()
    if not 1 <= code.version <= latest_version(connection):
        raise Rejected(msg("kode QR"), msg("surat dari rencana simpul ini"), f"P{code.version}")
    person = registry.person_by_id.get(letter_holder(load_plan(connection, code.version), code.number))
    if person is None:
        raise Rejected(msg("kode QR"), msg("surat bagi anggota yang terdaftar"), code.number)
    unit = registry.unit_by_id.get(person.unit)
    is_desk = account.may("log.write", unit.region if unit else "")
    if is_desk or person.id in charge_of(account, registry, desk.plan(connection)):
        return person
    if account.person == person.id:
        raise NotPermitted(
            msg("surat ini dipindai oleh danru atau posko; untuk diri sendiri pindai kode tempat apel")
        )
    raise NotPermitted(msg("surat ini milik anggota satuan lain; hanya danru satuannya atau posko yang mencatat"))


def _name(unit: Unit | None) -> str:
    return unit.name if unit else "?"


def _midnight_after(now: datetime) -> datetime:
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


ROUTES = [code_page, code_confirmed, place_code]
