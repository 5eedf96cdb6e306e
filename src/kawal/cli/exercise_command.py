"""The command post of the exercise: an operator works on incidents through the pages' own routes."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kawal.node import Node


def first_acts(node: "Node", client: Any, operator: str) -> dict[str, int]:
    """The one who collapsed is taken, 119 is told and accepts, a team is sent; neighbourhood heads mediate where that
    fits; then a situation report is made.

    Returns how many steps were taken.
    """
    from kawal.watch.incidents.casedesk import CaseDesk  # noqa: PLC0415
    from kawal.watch.incidents.mediation import whom_to_ask  # noqa: PLC0415
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

    own = {"origin": str(client.base_url).rstrip("/")}
    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(operator, "session")))
    desk: CaseDesk = client.app.state["cases"]
    with node.reading() as connection:
        case = next((one for one in desk.all(connection) if one.type.id == "medical"), None)
        near = desk.offers(connection, case) if case else ()
        quarrel = next((one for one in desk.all(connection) if whom_to_ask(one)), None)
    steps: list[dict[str, str]] = []
    if case is not None:
        owner = {"agency": case.owner}
        steps = [{"step": "taken"}, {"step": "told", **owner}, {"step": "accepted", **owner}]
        steps += [{"step": "sent", "team": str(near[0].team.number)}] if near else []
        steps += [{"step": "noted", "note": "Ambulans dari Puskesmas menuju TPS."}]
        for step in steps:
            given = {"place": case.place, "what": case.what, **step}
            client.post(f"/insiden/{case.heard.index}/langkah", data=given, headers=own).raise_for_status()
    if quarrel is not None:
        for name in ("mediation_asked", "mediating"):
            given = {"place": quarrel.place, "what": quarrel.what, "step": name, "agency": whom_to_ask(quarrel)[0]}
            client.post(f"/insiden/{quarrel.heard.index}/langkah", data=given, headers=own).raise_for_status()
    client.post("/situasi/buat", headers=own).raise_for_status()
    client.cookies.clear()
    return {"incident_steps": len(steps)}


def first_muster(node: "Node", client: Any, operator: str) -> None:
    """A muster lacks two, some are at their posts, one falls ill, for whom a reserve is proposed."""
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

    own = {"origin": str(client.base_url).rstrip("/")}
    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(operator, "session")))
    with node.reading() as connection:
        units = client.app.state["muster"].units(connection)
    if units:
        people = [one.person.id for one in units[0].people]
        for presence, some in (("present", people[:-2]), ("absent", people[-2:])):
            marked: dict[str, Any] = {"unit": units[0].unit, "presence": presence, "person": some}
            client.post("/apel/tandai", data=marked, headers=own).raise_for_status()
    _posts_and_relief(client, units, own)
    client.cookies.clear()


def _posts_and_relief(client: Any, units: Any, own: dict[str, str]) -> None:
    """A unit confirms its posts; one of another unit falls ill, and a reserve is proposed."""
    from kawal.field.identity import new_identity  # noqa: PLC0415

    if len(units) < 3:
        return
    posted = [one.person.id for one in units[1].people if one.duty]
    client.post(
        "/apel/tandai", data={"unit": units[1].unit, "presence": "at_post", "person": posted}, headers=own
    ).raise_for_status()
    ill = next((one.person.id for one in units[2].people if one.duty and one.duty.station), None)
    if ill is None:
        return
    for path, said in (
        ("/apel/tandai", {"presence": "at_post"}),
        ("/apel/tumbang", {"state": "sick", "id": new_identity()}),
    ):
        client.post(path, data={"unit": units[2].unit, "person": ill, **said}, headers=own).raise_for_status()
