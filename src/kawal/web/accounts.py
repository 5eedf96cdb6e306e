"""Accounts and devices: who may come in, with which roles, and whose phones sign."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.bounds import bounded, registered
from kawal.access.decide import known
from kawal.access.desk import AccessDesk
from kawal.access.model import Grant
from kawal.access.roles import OFFICE_ROLES, ROLE_NAMES, ROLES, Role, Wanted
from kawal.access.secrets import LINK_HOURS, Purpose
from kawal.election.model import Registry
from kawal.election.queries import load_registry
from kawal.kernel.codes import RegionCode
from kawal.kernel.language import Message, msg
from kawal.outputs.qr import qr_svg
from kawal.store.opened import Store
from kawal.web.identity import actor_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

Short = Annotated[str, msgspec.Meta(max_length=120)]


WANTED_NAMES: Mapping[Wanted, Message] = {
    "none": msg("tidak diminta"),
    "asked": msg("diminta"),
    "required": msg("wajib"),
}


class NewAccount(msgspec.Struct, frozen=True):
    """An account with its first role."""

    login: Short
    name: Short
    role: Role
    agency: Short = ""
    region: Short = ""
    person: Short = ""


class RoleForm(msgspec.Struct, frozen=True):
    """A role that is given or taken."""

    account: Short
    role: Role
    act: Annotated[str, msgspec.Meta(pattern="^(grant|revoke)$")]
    agency: Short = ""
    region: Short = ""


class AccountForm(msgspec.Struct, frozen=True):
    """An account."""

    account: Short


class FactorForm(msgspec.Struct, frozen=True):
    """What is wanted of a role."""

    role: Role
    wanted: Wanted


class LinkForm(msgspec.Struct, frozen=True):
    """A link that is wanted."""

    account: Short
    purpose: Purpose


class DeviceForm(msgspec.Struct, frozen=True):
    """A device."""

    kid: Short


@get("/akun", right="account.manage", sync_to_thread=True)
def accounts_page(request: AnyRequest, state: State) -> Response[str]:
    """All accounts with their roles."""
    return _accounts(request, state, None)


@post("/akun/buka", right="account.manage", sync_to_thread=True)
def open_account(
    request: AnyRequest,
    state: State,
    data: Annotated[NewAccount, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """Open an account and show its one-time link, which is not shown again."""
    desk: AccessDesk = state["access"]
    registry = _registry(state)
    grant = bounded(registry, RegionCode(desk.founding.region), Grant(data.role, data.agency, data.region))
    person = registered(registry, data.person)
    account = desk.open_account(data.login.strip(), data.name.strip(), (grant,), actor_of(request), person)
    return _accounts(request, state, (account.id, "password"))


@post("/akun/peran", right="account.manage", sync_to_thread=True, status_code=SEE_OTHER)
def change_role(
    request: AnyRequest,
    state: State,
    data: Annotated[RoleForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Any:
    """Give or take a role."""
    desk: AccessDesk = state["access"]
    grant = Grant(data.role, data.agency.strip(), data.region.strip())
    if data.act == "grant":
        home = RegionCode(desk.founding.region)
        desk.grant(data.account, bounded(_registry(state), home, grant), actor_of(request))
    else:  # what was given before the registry changed can still be taken
        desk.revoke(data.account, grant, actor_of(request))
    return Redirect("/akun", status_code=SEE_OTHER)


@post("/akun/tutup", right="account.manage", sync_to_thread=True, status_code=SEE_OTHER)
def close_account(
    request: AnyRequest,
    state: State,
    data: Annotated[AccountForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Any:
    """Close an account."""
    state["access"].close_account(data.account, actor_of(request))
    return Redirect("/akun", status_code=SEE_OTHER)


@post("/akun/verifikasi/lepas", right="account.manage", sync_to_thread=True, status_code=SEE_OTHER)
def take_off_factor(
    request: AnyRequest,
    state: State,
    data: Annotated[AccountForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Any:
    """Take lost second factors off an account, app and passkeys; its sessions end."""
    desk: AccessDesk = state["access"]
    account, actor = known(desk.directory(), data.account).id, actor_of(request)
    desk.factors.take_off(account, actor)
    desk.passkeys.remove_all(account, actor)
    return Redirect("/akun", status_code=SEE_OTHER)


@post("/akun/verifikasi", right="account.manage", sync_to_thread=True, status_code=SEE_OTHER)
def want_factor(
    request: AnyRequest,
    state: State,
    data: Annotated[FactorForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Any:
    """Want a second factor of a role, or not."""
    state["access"].want_factor(data.role, data.wanted, actor_of(request))
    return Redirect("/akun", status_code=SEE_OTHER)


@post("/akun/tautan", right="account.manage", sync_to_thread=True)
def account_link(
    request: AnyRequest,
    state: State,
    data: Annotated[LinkForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """Make a one-time link and show it once."""
    return _accounts(request, state, (data.account, data.purpose))


@get("/perangkat", right="device.manage", sync_to_thread=True)
def devices_page(request: AnyRequest, state: State) -> Response[str]:
    """All phones and gateways that sign."""
    return _devices(request, state, None)


@post("/perangkat/tautan", right="device.manage", sync_to_thread=True)
def device_link(
    request: AnyRequest,
    state: State,
    data: Annotated[AccountForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[str]:
    """A link and QR code by which a phone enrols, shown once."""
    return _devices(request, state, data.account)


@post("/perangkat/cabut", right="device.manage", sync_to_thread=True, status_code=SEE_OTHER)
def revoke_device(
    request: AnyRequest,
    state: State,
    data: Annotated[DeviceForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Any:
    """Refuse a key from now on."""
    state["access"].revoke_device(data.kid, actor_of(request))
    return Redirect("/perangkat", status_code=SEE_OTHER)


def _accounts(request: AnyRequest, state: State, wanted: tuple[str, Purpose] | None) -> Response[str]:
    desk: AccessDesk = state["access"]
    link = _link(request, desk, *wanted) if wanted else None
    registry = _registry(state)
    english = reader_of(request).language.code == "en"
    return renderer_of(state).page(
        request,
        "accounts.html",
        path="/akun",
        agencies={one.id: one.name_en if english else one.name_id for one in registry.agencies},
        regions=registry.regions,
        region_name=registry.region_name,
        accounts=list(desk.directory().accounts.values()),
        roles=ROLES,
        office_roles=OFFICE_ROLES,
        factor_rules=desk.directory().factors,
        wanted_names=WANTED_NAMES,
        role_names=ROLE_NAMES,
        factored=desk.factors.holders() | desk.passkeys.holders(),
        bound=desk.provider.holders(),
        link=link,
        link_for=desk.directory().accounts[wanted[0]] if wanted else None,
        link_hours=LINK_HOURS[wanted[1]] if wanted else 0,
    )


def _registry(state: State) -> Registry:
    store: Store = state["store"]
    with store.engine.connect().execution_options(read_only=True) as connection:
        return load_registry(connection)


def _devices(request: AnyRequest, state: State, wanted: str | None) -> Response[str]:
    desk: AccessDesk = state["access"]
    directory = desk.directory()
    link = _link(request, desk, wanted, "device") if wanted else None
    return renderer_of(state).page(
        request,
        "devices.html",
        path="/perangkat",
        accounts=[one for one in directory.accounts.values() if one.may("report.send") and not one.closed],
        devices=[(one, directory.accounts.get(one.account)) for one in directory.devices.values()],
        link=link,
        link_for=directory.accounts[wanted] if wanted else None,
        link_hours=LINK_HOURS["device"],
    )


def _link(request: AnyRequest, desk: AccessDesk, account: str, purpose: Purpose) -> tuple[str, str]:
    """(address, QR code as SVG) of a new link."""
    address = f"{str(request.base_url).rstrip('/')}/undangan/{desk.link(account, purpose)}"
    return address, qr_svg(address)


ROUTES = [
    accounts_page,
    open_account,
    change_role,
    close_account,
    take_off_factor,
    want_factor,
    account_link,
    devices_page,
    device_link,
    revoke_device,
]
