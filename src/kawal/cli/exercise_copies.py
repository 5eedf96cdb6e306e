"""Copies of result forms of the exercise: phones of supervisors, observers and an agent send them."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kawal.access.model import Grant
from kawal.cli.exercise import Phone, upload
from kawal.cli.exercise_forms import AGENT_DIFFERS, DIGITS_SWAPPED, SUM_WRONG, VOTERS_WRONG, Form, form_of, swapped
from kawal.cli.exercise_picture import pictures
from kawal.count.model import ContestKind
from kawal.kernel.codes import number_of

if TYPE_CHECKING:
    from kawal.election.model import Registry
    from kawal.kernel.codes import StationId
    from kawal.node import Node

CONTESTS: tuple[ContestKind, ...] = ("mayor", "governor")
IN_A_BATCH = 50
OBSERVED, AGENTS = 6, 3
"""An observer saw every sixth form, an agent of pair 2 for mayor every third."""
PHOTOGRAPHED = 10


def counted_forms(registry: "Registry", stations: Iterable["StationId"]) -> list[Form]:
    """The forms of stations that have counted, of both contests."""
    return [form_of(registry.station_by_id[one], contest) for one in stations for contest in CONTESTS]


def send_copies(
    node: "Node", client: Any, registry: "Registry", forms: Sequence[Form], agent: str, now_ms: int
) -> int:
    """Enrol the phones and send every copy in batches, then the photos; returns how many copies came in.

    `agent` is the account of the agent of pair 2.
    """
    shown = photographed(forms)
    drawn = pictures([(one, registry.place_name(one.station)) for one in shown])
    photos = {(one.station, one.contest): photo for one, photo in zip(shown, drawn, strict=True)}
    sent = 0
    for district in sorted({one.station[:6] for one in forms}):
        mine = [one for one in forms if one.station.startswith(district)]
        region = f"{district[:2]}.{district[2:4]}.{district[4:]}"
        phone = phone_of(node, client, f"ptps-{district}", Grant("station_supervisor", "", region))
        sent += _sent(phone, [(one, _typed(one), photos.get((one.station, one.contest))) for one in mine], now_ms)
    seen = [one for one in forms if number_of(one.station) % OBSERVED == 0 or one.station == DIGITS_SWAPPED]
    observer = phone_of(node, client, "pemantau", Grant("observer", "", "63.71"))
    sent += _sent(observer, [(one, one.copy(), None) for one in seen], now_ms)
    held = [one for one in forms if (one.contest == "mayor" and number_of(one.station) % AGENTS == 1) or _odd(one)]
    own = Phone(client, node.access.link(agent, "device"), ())
    return sent + _sent(own, [(one, _claimed(one), None) for one in held], now_ms)


def photographed(forms: Sequence[Form]) -> tuple[Form, ...]:
    """Of which copies there is a photo: those that do not add up or are disputed, and a few more."""
    first = [one for one in forms if one.contest == "mayor" and one.station in _DISPUTED]
    return (*first, *[one for one in forms if one not in first][1 :: len(forms) // PHOTOGRAPHED])[:PHOTOGRAPHED]


_DISPUTED = (SUM_WRONG, VOTERS_WRONG, AGENT_DIFFERS, DIGITS_SWAPPED)


def _odd(form: Form) -> bool:
    return form.contest == "mayor" and form.station == AGENT_DIFFERS


def _typed(form: Form) -> dict[str, Any]:
    """What the supervisor typed: one swaps two digits."""
    if form.contest == "mayor" and form.station == DIGITS_SWAPPED:
        return form.copy(option_1=swapped(form.numbers["option_1"]))
    return form.copy()


def _claimed(form: Form) -> dict[str, Any]:
    """What the agent typed: at one station three votes more for the own pair."""
    return form.copy(option_2=form.numbers["option_2"] + 3) if _odd(form) else form.copy()


def phone_of(node: "Node", client: Any, login: str, grant: Grant) -> Phone:
    """A new phone of an account, which is opened where there is none of that login."""
    known = {one.login: one.id for one in node.access.directory().accounts.values()}
    name = login.replace("-", " ").capitalize()
    account = known.get(login) or node.access.open_account(login, name, (grant,), "demo", "").id
    return Phone(client, node.access.link(account, "device"), ())


def _sent(phone: Phone, copies: Sequence[tuple[Form, dict[str, Any], bytes | None]], now_ms: int) -> int:
    """Send copies as of the last half hour, then their photos; returns how many were recorded."""
    minute, recorded = 60_000, 0
    for start in range(0, len(copies), IN_A_BATCH):
        tokens = [
            phone.write(
                "results_copy",
                form.station,
                data,
                now_ms - (1 + (start + at) % 30) * minute,
                v=2,
                **({"photos": [hashlib.sha256(photo).hexdigest()]} if photo else {}),
            )
            for at, (form, data, photo) in enumerate(copies[start : start + IN_A_BATCH])
        ]
        recorded += sum(1 for one in phone.send(*tokens) if one["status"] == 201)
    for _, _, photo in copies:
        if photo:
            upload(phone, photo)
    return recorded
