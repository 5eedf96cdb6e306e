"""Whether an account is of someone who is registered, and its roles end where something registered ends (pure)."""

from kawal.access.model import Grant
from kawal.election.model import Registry
from kawal.election.pairs import pairs
from kawal.kernel.codes import RegionCode, region_code, within
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


def bounded(registry: Registry, home: RegionCode, grant: Grant) -> Grant:
    """A grant with its region as codes are written; raises Rejected for a region or agency that is not registered.

    While no regions are registered, every region inside the node's own (`home`) will do.
    """
    agency, region = grant.agency.strip(), grant.region.strip()
    if (
        agency
        and all(one.id != agency for one in registry.agencies)
        and agency not in {pair for _, pair in pairs(registry)}
    ):
        raise Rejected(msg("instansi"), msg("instansi yang terdaftar"), agency)
    if not region:
        return Grant(grant.role, agency)
    code = region_code(region, msg("wilayah"))
    known = code in registry.region_by_code if registry.regions else within(code, home)
    if not known:
        raise Rejected(msg("wilayah"), msg("wilayah yang terdaftar"), region)
    return Grant(grant.role, agency, code)


def registered(registry: Registry, person: str) -> str:
    """A person's number; raises Rejected for one that no roster has. Empty for nobody in particular."""
    number = person.strip()
    if number and all(one.id != number for one in registry.people):
        raise Rejected(msg("nomor orang"), msg("orang yang terdaftar"), number)
    return number
