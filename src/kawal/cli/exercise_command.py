"""The command post of the exercise: an operator works on incidents through the pages' own routes."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kawal.node import Node
    from kawal.watch.incidents.cases import Case
    from kawal.watch.muster.muster import Standing

SOMEONE = 5
"""Who falls ill is of the third unit."""


def first_acts(node: "Node", client: Any, operator: str) -> dict[str, int]:
    """The one who collapsed is taken, 119 is told and accepts, a team is sent; neighbourhood heads mediate where that
    fits; then a situation report is made.

    Returns how many steps were taken.
    """
    from kawal.watch.incidents.casedesk import CaseDesk  # noqa: PLC0415
    from kawal.watch.incidents.mediation import whom_to_ask  # noqa: PLC0415

    own = _come_in(node, client, operator)
    desk: CaseDesk = client.app.state["cases"]
    with node.reading() as connection:
        case = next((one for one in desk.all(connection) if one.type.id == "medical" and one.is_open), None)
        near = desk.offers(connection, case) if case else ()
        quarrel = next((one for one in desk.all(connection) if whom_to_ask(one)), None)
    steps: list[dict[str, str]] = []
    if case is not None:
        owner = {"agency": case.owner}
        steps = [{"step": "taken"}, {"step": "told", **owner}, {"step": "accepted", **owner}]
        steps += [{"step": "sent", "team": str(near[0].team.number)}] if near else []
        steps += [{"step": "noted", "note": "Ambulans dari Puskesmas menuju TPS."}]
        for step in steps:
            _step(client, own, case, **step)
    if quarrel is not None:
        for name in ("mediation_asked", "mediating"):
            who = "Pak RT Contoh" if name == "mediation_asked" else ""
            _step(client, own, quarrel, step=name, agency=whom_to_ask(quarrel)[0], note=who)
    client.post("/situasi/buat", headers=own).raise_for_status()
    client.cookies.clear()
    return {"incident_steps": len(steps)}


def morning_acts(node: "Node", client: Any, operator: str) -> int:
    """What came up in the morning is taken, its agency told, and it accepts; returns how many incidents."""
    own = _come_in(node, client, operator)
    cases = _open_cases(node, client)
    for case in cases:
        for step in ("taken", "told", "accepted"):
            _step(client, own, case, step=step, agency=case.owner if step != "taken" else "")
    client.cookies.clear()
    return len(cases)


def settled(node: "Node", client: Any, operator: str) -> None:
    """What came up in the morning is settled, but for missing supplies: there the agency has come."""
    own = _come_in(node, client, operator)
    for case in _open_cases(node, client):
        _step(client, own, case, step="arrived", agency=case.owner)
        if case.type.id == "logistics":
            _step(client, own, case, step="noted", note="Surat suara kurang masih dalam perjalanan.")
        else:
            given = {"place": case.place, "what": case.what, "result": "resolved"}
            client.post(f"/insiden/{case.heard.index}/tutup", data=given, headers=own).raise_for_status()
    client.cookies.clear()


def _come_in(node: "Node", client: Any, operator: str) -> dict[str, str]:
    """Sign the client in; the headers of a form of its own pages."""
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(operator, "session")))
    return {"origin": str(client.base_url).rstrip("/")}


def _open_cases(node: "Node", client: Any) -> "list[Case]":
    with node.reading() as connection:
        return [one for one in client.app.state["cases"].all(connection) if one.is_open]


def _step(client: Any, own: dict[str, str], case: "Case", **said: str) -> None:
    given = {"place": case.place, "what": case.what, **said}
    client.post(f"/insiden/{case.heard.index}/langkah", data=given, headers=own).raise_for_status()


def first_muster(node: "Node", client: Any, operator: str) -> None:
    """The first unit lacks two, of the last nothing is known, all others are at their posts; one falls ill, and a
    reserve is proposed."""
    from kawal.field.identity import new_identity  # noqa: PLC0415

    own = _come_in(node, client, operator)
    first, others = _units(node, client)
    _mark(client, own, "present", first[:-2])
    _mark(client, own, "absent", first[-2:])
    _mark(client, own, "at_post", [one.person.id for one in others])
    ill = next((one.person.id for one in others[SOMEONE:] if one.duty and one.duty.station), None)
    if ill is not None:
        fallen = {"person": ill, "state": "sick", "id": new_identity()}
        client.post("/apel/tumbang", data=fallen, headers=own, follow_redirects=False)
    client.cookies.clear()


def noon_break(node: "Node", client: Any, operator: str, *, over: bool) -> None:
    """Everyone at a post has a break, or is back from it; the first unit has none."""
    own = _come_in(node, client, operator)
    _, others = _units(node, client)
    there = [one.person.id for one in others if one.mark and one.mark.presence in ("at_post", "resting")]
    _mark(client, own, "at_post" if over else "resting", there)
    client.cookies.clear()


def _units(node: "Node", client: Any) -> "tuple[list[str], list[Standing]]":
    """The people of the first unit, and where those of all others but the last stand."""
    with node.reading() as connection:
        units = client.app.state["muster"].units(connection)
    return [one.person.id for one in units[0].people], [one for unit in units[1:-1] for one in unit.people]


def _mark(client: Any, own: dict[str, str], presence: str, people: list[str]) -> None:
    marked = {"presence": presence, "person": people}
    answer = client.post("/apel/tandai", data=marked, headers=own, follow_redirects=False)
    if answer.is_error:
        answer.raise_for_status()
