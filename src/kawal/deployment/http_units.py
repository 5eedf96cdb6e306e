"""Routes of units and people: freeze, versions, swap by hand, compare, print."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.people import masked_person, masked_registry
from kawal.deployment.commands import SwapPeople
from kawal.deployment.compare import compare_plans
from kawal.deployment.desk import Arrangement, PlanDesk
from kawal.deployment.forward import units_text
from kawal.deployment.http import common_values, renderer_of
from kawal.deployment.model import Duty, FrozenPlan
from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.paper.letters import letters_pdf
from kawal.deployment.paper.posts import Post, posts_of
from kawal.deployment.paper.roster import roster_csv, roster_xlsx
from kawal.deployment.paper.sheets import ward_sheets_pdf
from kawal.deployment.scancode import LetterCode, ScanCodes
from kawal.election.duplicates import Duplicate, same_person_in_two_rosters
from kawal.election.model import Registry
from kawal.kernel.codes import region_code
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Language, msg
from kawal.risk.assess import election_day
from kawal.web.identity import actor_of, who_of
from kawal.web.render import AnyRequest, reader_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UrlEncoded = Body(media_type=RequestEncodingType.URL_ENCODED)
Version = Annotated[int, QueryParameter(ge=1, le=1_000_000)]


class FreezeForm(msgspec.Struct, frozen=True):
    """Decide the plan for a number of officers."""

    guards: str
    arrangement: Arrangement = "attached"
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""


class SwapForm(msgspec.Struct, frozen=True):
    """The first click picks a person, the second click another."""

    version: str
    first: str
    second: str


@get("/satuan", right="plan.read", sync_to_thread=True)
def units_page(
    request: AnyRequest, state: State, unit: FromQuery[str] = "", pick: FromQuery[str] = ""
) -> Response[str]:
    """Units with their people and posts; the newest plan; doubles in the rosters."""
    desk: PlanDesk = state["desk"]
    plans = desk.plans()
    plan = plans[-1] if plans else None
    registry = _registry_for(request, desk, plan)
    duties = {duty.person: duty for duty in plan.duties} if plan else {}
    shown = next((one for one in registry.units if one.id == unit), None)
    language = reader_of(request).language
    placed = {one.id: sum(duty.unit == one.id for duty in duties.values()) for one in registry.units}
    return renderer_of(state).page(
        request,
        "units.html",
        plans=plans,
        plan=plan,
        duties=duties,
        members=[person for person in registry.people if shown and person.unit == shown.id],
        shown=shown,
        picked=next((person for person in registry.people if person.id == pick and person.id in duties), None),
        strength=desk.city().strength,
        placed=placed,
        text=units_text(registry, placed, plan.version if plan else None, language),
        listed={one.id: sum(person.unit == one.id for person in registry.people) for one in registry.units},
        doubles=_doubles(desk, registry),
        place_of=lambda duty: place_of(registry, duty, language),
        **common_values(desk, language) | {"registry": registry},
    )


@post("/satuan/tetapkan", right="plan.write", sync_to_thread=True, status_code=SEE_OTHER)
def freeze_plan(request: AnyRequest, state: State, data: Annotated[FreezeForm, UrlEncoded]) -> Redirect:
    """Decide the plan: it gets a version, its people their posts."""
    desk: PlanDesk = state["desk"]
    if not data.guards.isascii() or not data.guards.isdigit() or len(data.guards) > 6:
        raise Rejected(msg("jumlah linmas"), msg("bilangan dari 0 sampai 999999"), data.guards)
    desk.freeze(int(data.guards), data.arrangement, data.title, actor_of(request))
    return Redirect("/satuan", status_code=SEE_OTHER)


@post("/satuan/tukar", right="plan.write", sync_to_thread=True, status_code=SEE_OTHER)
def swap_people(request: AnyRequest, state: State, data: Annotated[SwapForm, UrlEncoded]) -> Redirect:
    """Two people take each other's post; nothing is solved again."""
    desk: PlanDesk = state["desk"]
    if not data.version.isascii() or not data.version.isdigit() or len(data.version) > 9:
        raise Rejected(msg("versi"), msg("versi rencana yang sudah ditetapkan"), data.version)
    desk.swap(SwapPeople(version=int(data.version), first=data.first, second=data.second), actor_of(request))
    unit = next((p.unit for p in desk.city().registry.people if p.id == data.second), "")
    return Redirect(f"/satuan?unit={unit}", status_code=SEE_OTHER)


@get("/satuan/banding", right="plan.read", sync_to_thread=True)
def compare_page(request: AnyRequest, state: State, a: Version, b: Version) -> Response[str]:
    """Two versions side by side."""
    desk: PlanDesk = state["desk"]
    language = reader_of(request).language
    before, after = desk.plan(a), desk.plan(b)
    registry = _registry_for(request, desk, before, after)
    return renderer_of(state).page(
        request,
        "compare.html",
        comparison=compare_plans(before, after),
        person_name={person.id: person.name for person in registry.people},
        place_of=lambda duty: place_of(registry, duty, language),
        **common_values(desk, language),
    )


@get("/cetak", right="paper.print", sync_to_thread=True)
def print_page(request: AnyRequest, state: State) -> Response[str]:
    """What can be printed of the newest plan."""
    desk: PlanDesk = state["desk"]
    plans = desk.plans()
    return renderer_of(state).page(
        request,
        "print.html",
        plan=plans[-1] if plans else None,
        wards=[region for region in desk.city().registry.regions if region.level == 4],
        **common_values(desk, reader_of(request).language),
    )


@get("/cetak/surat.pdf", right="paper.print", sync_to_thread=True)
def letters(request: AnyRequest, state: State, person: FromQuery[str] = "") -> Response[bytes]:
    """Assignment letters of the newest plan, of one person if named."""
    plan, registry, letterhead, language = _printing(request, state)
    if person and all(duty.person != person for duty in plan.duties):
        raise Rejected(msg("orang"), msg("orang yang punya pos dalam rencana"), person)
    now = state["desk"].now()
    known = state["desk"].city().registry.person_by_id
    wanted = {duty.person for duty in plan.duties if not person or duty.person == person}
    seen = {one for one in wanted if registry.person_by_id.get(one) == known.get(one)}
    if wanted and not seen:
        raise NotPermitted(msg("orang di luar wilayah Anda"))
    codes: ScanCodes = state["scan_codes"]
    base, day = str(request.base_url).rstrip("/"), election_day(registry) or letterhead.local(plan.at).date()

    def link(post: Post) -> str:
        return base + codes.path(LetterCode(day, plan.version, post.number))

    body = letters_pdf(registry, plan, letterhead, language, now, seen, link)
    state["access"].exported("letters", plan.version, len(seen), actor_of(request))
    return _download(body, f"surat-tugas-v{plan.version}.pdf", "application/pdf")


@get("/cetak/lembar.pdf", right="paper.print", sync_to_thread=True)
def sheets(request: AnyRequest, state: State, ward: FromQuery[str] = "") -> Response[bytes]:
    """Ward sheets of the newest plan, of one ward if named."""
    plan, registry, letterhead, language = _printing(request, state)
    wanted = {region_code(ward)} if ward else None
    if wanted and not wanted <= registry.region_by_code.keys():
        raise Rejected(msg("kelurahan"), msg("kelurahan yang terdaftar"), ward)
    body = ward_sheets_pdf(registry, plan, letterhead, language, state["desk"].now(), wanted)
    people = sum(not wanted or post.region in wanted for post in posts_of(registry, plan, letterhead))
    state["access"].exported("ward_sheets", plan.version, people, actor_of(request))
    return _download(body, f"lembar-kelurahan-v{plan.version}.pdf", "application/pdf")


@get("/cetak/susunan.xlsx", right="paper.print", sync_to_thread=True)
def roster_workbook(request: AnyRequest, state: State) -> Response[bytes]:
    """The roster of the newest plan as a workbook."""
    plan, registry, letterhead, language = _printing(request, state)
    body = roster_xlsx(registry, plan, letterhead, language, state["desk"].now())
    people = len(posts_of(registry, plan, letterhead))
    state["access"].exported("roster_xlsx", plan.version, people, actor_of(request))
    return _download(body, f"susunan-v{plan.version}.xlsx", XLSX)


@get("/cetak/susunan.csv", right="paper.print", sync_to_thread=True)
def roster_text(request: AnyRequest, state: State) -> Response[bytes]:
    """The roster of the newest plan as CSV."""
    plan, registry, letterhead, language = _printing(request, state)
    body = roster_csv(registry, plan, letterhead, language)
    people = len(posts_of(registry, plan, letterhead))
    state["access"].exported("roster_csv", plan.version, people, actor_of(request))
    return _download(body, f"susunan-v{plan.version}.csv", "text/csv")


def place_of(registry: Registry, duty: Duty | None, language: Language) -> str:
    """A post in a few words: "TPS 012 Mantuil", "TRC 3, Kantor Lurah Mantuil"."""
    if duty is None:
        return language.text("tanpa pos")
    if duty.station is not None:
        return registry.place_name(duty.station)
    base = next((one.name for one in registry.bases if one.id == duty.base), duty.base or "")
    text = language.text("TRC %(team)s, %(base)s", team=str(duty.team), base=base)
    return language.text("%(place)s, danru", place=text) if duty.leader else text


def _printing(request: AnyRequest, state: State) -> tuple[FrozenPlan, Registry, Letterhead, Language]:
    desk: PlanDesk = state["desk"]
    letterhead: Letterhead = state["letterhead"]
    plan = desk.plan()
    return plan, _registry_for(request, desk, plan), letterhead, reader_of(request).language


def _registry_for(request: AnyRequest, desk: PlanDesk, *plans: FrozenPlan | None) -> Registry:
    """The registry with its people as this reader sees them, by their units and by their posts in these plans."""
    registry = desk.city().registry
    where: dict[str, str] = {base.id: base.region for base in registry.bases}
    duties = (duty for plan in plans if plan for duty in plan.duties)
    posts: dict[str, str] = {duty.person: duty.station or where.get(duty.base or "", "") for duty in duties}
    return masked_registry(registry, who_of(request), posts)


def _doubles(desk: PlanDesk, shown: Registry) -> list[Duplicate]:
    """The doubles of the true rosters, their people as `shown` has them; both masked where one is, since they may
    share a name."""
    people, doubles = shown.person_by_id, []
    for pair in same_person_in_two_rosters(desk.city().registry.people):
        both = (pair.first, pair.second)
        if any(people[one.id] != one for one in both):
            both = (masked_person(pair.first), masked_person(pair.second))
        doubles.append(msgspec.structs.replace(pair, first=both[0], second=both[1]))
    return doubles


def _download(body: bytes, name: str, media_type: str) -> Response[bytes]:
    return Response(body, media_type=media_type, headers={"content-disposition": f'inline; filename="{name}"'})


ROUTES: list[Any] = [
    units_page,
    freeze_plan,
    swap_people,
    compare_page,
    print_page,
    letters,
    sheets,
    roster_workbook,
    roster_text,
]
