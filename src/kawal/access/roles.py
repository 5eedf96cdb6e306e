"""The one table of rights: what each role may do. A grant bounds it to an agency and a region."""

from typing import Literal, get_args

from kawal.kernel.language import Message, msg

Right = Literal[
    "open",
    "signed_in",
    "risk.read",
    "measure.mark",
    "visit.log",
    "plan.read",
    "plan.write",
    "paper.print",
    "readiness.read",
    "readiness.inspect",
    "convoy.read",
    "convoy.write",
    "person.read",
    "report.read",
    "report.private",
    "report.send",
    "log.read",
    "log.write",
    "muster.mark",
    "incident.read",
    "incident.act",
    "incident.route",
    "incident.close",
    "quarantine.read",
    "quarantine.convert",
    "record.read",
    "record.entries",
    "count.read",
    "count.enter",
    "count.decide",
    "copies.own",
    "dispute.read",
    "dispute.study",
    "dossier.release",
    "kind.edit",
    "gate.manage",
    "device.manage",
    "account.manage",
]
RIGHTS: tuple[Right, ...] = get_args(Right)
ANYONE: frozenset[Right] = frozenset({"open"})
"""What needs no account: signing in, the published log, receipts by their unguessable id, signed reports."""
Role = Literal[
    "commander",
    "operator",
    "planner",
    "liaison",
    "clerk",
    "adjudicator",
    "analyst",
    "lawyer",
    "auditor",
    "administrator",
    "team_leader",
    "officer",
    "station_supervisor",
    "pair_agent",
    "observer",
]
ROLES: tuple[Role, ...] = get_args(Role)
_READ: frozenset[Right] = frozenset({"risk.read", "plan.read", "report.read", "record.read", "convoy.read"})
_FIELD: frozenset[Right] = frozenset({"report.send"})
_LEADER: frozenset[Right] = _FIELD | {"muster.mark"}
"""A leader says who of the own unit and team is there; whom, is checked for each person: see `watch.charge`."""
_CLERK: frozenset[Right] = frozenset(
    {
        "report.send",
        "report.private",
        "log.read",
        "log.write",
        "visit.log",
        "muster.mark",
        "incident.read",
        "incident.act",
        "incident.route",
        "incident.close",
        "quarantine.read",
        "quarantine.convert",
        "convoy.write",
    }
)
_COUNT: frozenset[Right] = frozenset({"count.read"})
"""Sums, copies side by side, what does not add up; a node of an order profile has no page that asks for it. Where an
account has it, it reads no photo blind (`count.enter`): see `access.blind`."""
_DISPUTE: frozenset[Right] = frozenset({"dispute.read"})
"""Rules, indications, grounds, clocks, thresholds, and what a dossier would hold."""
_PEOPLE: frozenset[Right] = frozenset({"person.read"})
"""Names and telephones of officers: who posts them, calls them or prints their letters; see `access.people`."""
_INSPECT: frozenset[Right] = frozenset({"readiness.read", "readiness.inspect"})
"""Readiness of units: fill in an inspection and sign it, ask who mends a gap, say that it is mended."""
TABLE: dict[Role, frozenset[Right]] = {
    "commander": _READ
    | _CLERK
    | _PEOPLE
    | _INSPECT
    | _COUNT
    | _DISPUTE
    | {
        "measure.mark",
        "plan.write",
        "paper.print",
        "kind.edit",
        "device.manage",
        "dispute.study",
        "dossier.release",
    },
    "operator": _READ | _CLERK | _PEOPLE | _INSPECT | {"paper.print"},
    "planner": _READ
    | _PEOPLE
    | _INSPECT
    | {"measure.mark", "visit.log", "plan.write", "paper.print", "convoy.write"},
    "liaison": frozenset(
        {
            "risk.read",
            "measure.mark",
            "visit.log",
            "report.read",
            "record.read",
            "incident.read",
            "incident.act",
            "convoy.read",
        }
    ),
    "clerk": _READ | _CLERK | _PEOPLE | {"readiness.read", "paper.print", "kind.edit", "count.enter"},
    "adjudicator": _COUNT
    | _DISPUTE
    | {"dispute.study", "report.read", "report.private", "record.read", "record.entries", "count.decide"},
    "analyst": _COUNT | _DISPUTE | {"risk.read", "report.read", "record.read"},
    "lawyer": _COUNT
    | _DISPUTE
    | {"report.read", "record.read", "record.entries", "dispute.study", "dossier.release"},
    "auditor": _READ
    | _COUNT
    | _DISPUTE
    | {"readiness.read", "log.read", "incident.read", "quarantine.read", "record.entries"},
    "administrator": frozenset({"record.read", "gate.manage", "account.manage", "device.manage"}),
    "team_leader": _LEADER,
    "officer": _FIELD,
    "station_supervisor": _FIELD,
    "pair_agent": _FIELD | {"copies.own"},
    "observer": _FIELD,
}
FIELD_ROLES: frozenset[Role] = frozenset(role for role, rights in TABLE.items() if rights <= _LEADER | {"copies.own"})
"""Who only reports: their names are those of officers."""
OFFICE_ROLES: tuple[Role, ...] = tuple(role for role in ROLES if role not in FIELD_ROLES)
Wanted = Literal["none", "asked", "required"]
"""Of a second factor: not asked for; asked for after a password alone; needed for every page but one's own."""
SECOND_FACTOR: dict[Role, Wanted] = {"administrator": "asked", "adjudicator": "asked"}
"""What a new node wants of each role, "none" of others; an administrator changes it by an entry of the log."""
ROLE_NAMES: dict[Role, Message] = {
    "commander": msg("komandan"),
    "operator": msg("operator"),
    "planner": msg("perencana"),
    "liaison": msg("penghubung instansi"),
    "clerk": msg("petugas catatan"),
    "adjudicator": msg("ajudikator"),
    "analyst": msg("analis"),
    "lawyer": msg("kuasa hukum"),
    "auditor": msg("pemeriksa"),
    "administrator": msg("pengelola akun"),
    "team_leader": msg("ketua regu"),
    "officer": msg("petugas"),
    "station_supervisor": msg("pengawas TPS"),
    "pair_agent": msg("saksi pasangan calon"),
    "observer": msg("pemantau"),
}


def roles_with(right: Right) -> tuple[Role, ...]:
    """The roles that have a right, in the order of the table."""
    return tuple(role for role in ROLES if right in TABLE[role])
