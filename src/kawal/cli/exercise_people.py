"""Who can be played in the exercise: accounts, and the links by which a visitor comes in."""

import sys
from typing import TYPE_CHECKING

from kawal.access.roles import Role
from kawal.kernel.language import Language, msg

if TYPE_CHECKING:
    from kawal.node import Node

RECEIVER = "operator-malam"
"""Takes the watch over: signs the handover at the same desk with a name and a password."""
PEOPLE: tuple[tuple[str, Role, str], ...] = (
    ("komandan", "commander", ""),
    ("operator", "operator", ""),
    (RECEIVER, "operator", ""),
    ("perencana", "planner", ""),
    ("petugas-catatan", "clerk", ""),
    ("pemeriksa", "auditor", ""),
    ("ketua-regu", "team_leader", "63.71.01"),
)
"""Who can be played: login, role, region."""
LIAISONS: tuple[tuple[str, Role, str, str], ...] = (
    ("penghubung-polresta", "liaison", "", "POLRESTA"),
    ("penghubung-bawaslu", "liaison", "", "BAWASLU"),
    ("penghubung-119", "liaison", "", "PSC_119"),
)
"""Liaisons of agencies without a node: login, role, region, agency; a one-tap link opens one incident for them."""
SUPERVISORS: tuple[tuple[str, Role, str, str], ...] = (
    ("operator", "operator", "", ""),
    ("ketua", "commander", "", ""),
)
"""Who can be played at Bawaslu's node: login, role, region, agency; beside those of the count."""
AGENT = "saksi-paslon-2"
COUNTERS: tuple[tuple[str, Role, str, str], ...] = (
    ("petugas-1", "clerk", "", ""),
    ("petugas-2", "clerk", "", ""),
    ("ajudikator", "adjudicator", "", ""),
    ("analis", "analyst", "", ""),
    (AGENT, "pair_agent", "63.71", "PASLON-mayor-2"),
)
"""Who can be played at a node that counts: login, role, region, agency."""


def accounts(node: "Node", people: tuple[tuple[str, Role, str, str], ...] = ()) -> dict[str, str]:
    """The people of the exercise by login, each with an account; those who are there already stay."""
    from kawal.access.model import Grant  # noqa: PLC0415
    from kawal.cli.exercise_leaders import free_leader  # noqa: PLC0415

    known = {one.login: one.id for one in node.access.directory().accounts.values()}
    for login, role, region, agency in people or (*((*one, "") for one in PEOPLE), *LIAISONS):
        if login not in known:
            name = login.replace("-", " ").capitalize()
            person = free_leader(node, region) if role == "team_leader" else ""
            known[login] = node.access.open_account(login, name, (Grant(role, agency, region),), "demo", person).id
    return known


def print_links(node: "Node", port: int, told: Language) -> None:
    """One-time links by which a visitor comes in as one of these people; of a leader, who it is and of what."""
    from kawal.cli.exercise import LEADERS  # noqa: PLC0415
    from kawal.cli.exercise_leaders import leads  # noqa: PLC0415

    known = accounts(node)
    for login in (*(one[0] for one in PEOPLE), *(one for one in LEADERS if one in known), LIAISONS[0][0]):
        led = leads(node, known[login], told)
        print_link(node, f"http://127.0.0.1:{port}", f"{login}, {led}" if led else login, known[login], told)
    for login in [one[0] for one in COUNTERS if one[0] in known]:
        print_link(node, f"http://127.0.0.1:{port}", login, known[login], told)
    choose = f"http://127.0.0.1:{port}/undangan/{node.access.link(known[RECEIVER], 'password')}"
    print(
        told.say(msg("Pilih kata sandi untuk %(who)s (sekali): %(link)s", who=RECEIVER, link=choose)), file=sys.stderr
    )


def print_link(node: "Node", address: str, who: str, account: str, told: Language) -> None:
    """A one-time link by which a visitor comes in as someone."""
    link = f"{address}/undangan/{node.access.link(account, 'session')}"
    print(told.say(msg("Masuk sebagai %(who)s (sekali): %(link)s", who=who, link=link)), file=sys.stderr)
