"""What a node is for: chosen once, written as entry 0 of its log, and never changed."""

from typing import Literal, get_args

from kawal.kernel.language import Message, msg

Profile = Literal["order", "supervision", "observer", "training"]
PROFILES: tuple[Profile, ...] = get_args(Profile)
Part = Literal["risk", "deployment", "field", "results", "count", "watch", "disputes"]
PARTS: dict[Profile, frozenset[Part]] = {
    "order": frozenset({"risk", "deployment", "field", "watch"}),
    "supervision": frozenset({"risk", "field", "results", "count", "watch", "disputes"}),
    "observer": frozenset({"field", "results", "count", "disputes"}),
    "training": frozenset({"risk", "deployment", "field", "results", "count", "watch", "disputes"}),
}
"""What each profile wires. An order node never has `results`: the city keeps order and never sees a vote."""
PROFILE_NAMES: dict[Profile, Message] = {
    "order": msg("Ketertiban"),
    "supervision": msg("Pengawasan"),
    "observer": msg("Pemantau"),
    "training": msg("Pelatihan"),
}
