"""The words of the exercise: radio lines typed at the desk, a pasted group, SMS through a gateway, all over HTTP."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kawal.kernel.clock import Clock, system_clock

if TYPE_CHECKING:
    from kawal.node import Node

RADIO = (
    "Mantuil buka 1-12,14-19",
    "TPS 13 Mantuil belum buka, surat suara kurang, Danru 4",
    "Telaga Biru 1-22 buka",
    "0845 dr Danru 7 tps 3 mantuil belum buka",
    "tps 5 kuin cerucuk antri sampai jalan",
    "Kelayan tps 4 sudah buka",
    "Sungai Andai 1-10 buka",
)
"""Typed in the morning."""
LATE = (
    "kpps tps 4 Telawang pingsan",
    "aksi damai ratusan orang Kebun Bunga, butuh P3K, toilet; lalin sudah diatur",
)
"""Typed in the afternoon."""
GROUP = """08.40 Danru 9: 1-7 sudah buka semua
08.41 Anggota: 8 blm bk
08.42 Anggota: siap ndan
08.43 Lurah: nihil, aman
"""
SMS = ("logistik tps 1-5 sdh tiba", "hadir di pos 5 org", "tps 2 ribut, ringan")
"""Sent by members of the units of three wards; their number places them."""


def first_words(node: "Node", client: Any, operator: str) -> dict[str, int]:
    """Type and paste the words of the morning; returns how many lines came in through each door."""
    typed(node, client, operator, RADIO)
    pasted(node, client, operator, "Linmas Seberang Mesjid", GROUP)
    return {"radio": len(RADIO), "whatsapp": len(GROUP.splitlines())}


def pasted(node: "Node", client: Any, operator: str, title: str, text: str) -> None:
    """Paste a chat and save it; what it asks waits in the log."""
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

    own = {"origin": str(client.base_url).rstrip("/")}
    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(operator, "session")))
    begun = client.post(
        "/buku-jaga/tempelan/baru", data={"title": title, "text": text}, headers=own, follow_redirects=False
    )
    saved = client.post(f"{begun.headers['location']}/simpan", headers=own, follow_redirects=False)
    if saved.is_error:
        saved.raise_for_status()
    client.cookies.clear()


def late_words(node: "Node", client: Any, operator: str, clock: Clock) -> dict[str, int]:
    """Type and send the words of the afternoon; returns how many lines came in through each door."""
    from kawal.field.channels.model import GateSettings  # noqa: PLC0415
    from kawal.field.channels.sms.generic import signature  # noqa: PLC0415

    typed(node, client, operator, LATE)
    gate, settings = client.app.state["gates"].open("generic", "SMS latihan", GateSettings(), "demo")
    people = [person for person in _registry(client).people if person.roster == "linmas" and person.role == "leader"]
    for number, (text, person) in enumerate(zip(SMS, people[6::7], strict=False)):
        sent = clock() - timedelta(minutes=10 - number)
        body = json.dumps(
            {"from": person.phone, "text": text, "id": f"latihan-{number}", "sent_at": sent.isoformat()}
        ).encode()
        moment = str(int(system_clock().timestamp()))
        headers = {
            "content-type": "application/json",
            "x-kawal-timestamp": moment,
            "x-kawal-signature": signature(settings.secret, moment, body),
        }
        client.post(f"/gerbang/{gate}/masuk", content=body, headers=headers).raise_for_status()
    client.cookies.clear()
    return {"late_radio": len(LATE), "sms": len(SMS)}


def typed(node: "Node", client: Any, operator: str, lines: Sequence[str]) -> None:
    """Type lines that came by radio; the operator stays signed in."""
    from kawal.field.identity import new_identity  # noqa: PLC0415
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

    own = {"origin": str(client.base_url).rstrip("/")}
    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(operator, "session")))
    for text in lines:
        line = {"text": text, "identity": new_identity(), "channel": "radio"}
        client.post("/buku-jaga/baris", data=line, headers=own).raise_for_status()


def _registry(client: Any) -> Any:
    return client.app.state["field"].registry()
