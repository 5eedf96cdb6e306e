"""Who gives a command that asks for a person's right: they come in by the same door as on the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kawal.access.entrance import CodeNeeded
from kawal.cli.remote import type_secrets
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import Language, msg

if TYPE_CHECKING:
    from kawal.access.model import Who
    from kawal.node import Node

FROM = "cli"
"""Where tries at this door come from."""


def ask_secrets(told: Language) -> tuple[str, ...]:
    """Password and code of an authenticator app; before the node is held, which a server may do."""
    return type_secrets([told.text("Kata sandi: "), told.text("Kode aplikasi verifikasi (kosong bila tidak ada): ")])


@contextmanager
def signed_in(node: "Node", login: str, secrets: tuple[str, ...]) -> "Iterator[Who]":
    """The person with this login for the while of the block.

    Raises NotPermitted for a wrong password or code, for one that was tried too often, and for a role that needs a
    second factor which the account does not have.
    """
    password, code = (*secrets, "", "")[:2]
    door = node.access.entrance
    try:
        token = door.sign_in(login, password, FROM)
    except CodeNeeded as half:
        token = door.give_code(half.ticket, code, FROM)
    try:
        who = node.access.who(token)
        if who.account and node.access.lacks_factor(who.account) == "required":
            raise NotPermitted(msg("peran Anda wajib memakai verifikasi dua langkah; pasang dahulu di Akun saya"))
        yield who
    finally:
        node.access.sign_out(token)
