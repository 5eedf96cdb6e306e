"""A phone as a test needs it: a P-256 key, reports as SD-JWT, with a sequence of its own."""

import secrets
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from kawal.access.model import Grant
from kawal.access.roles import Role
from kawal.field.identity import new_identity
from kawal.node import Node
from kawal.record.jws import b64url, raw_public, thumbprint
from kawal.record.sdjwt import SdJwt, issue

STATION = "6371011012007"


class Phone:
    """Makes reports as the phone page does."""

    def __init__(self) -> None:
        self.key = generate_private_key(SECP256R1())
        self.public = raw_public(self.key.public_key())
        self.kid = thumbprint(self.public)
        self.seq = 0

    def report(self, private: dict[str, Any] | None = None, **said: Any) -> SdJwt:
        """A signed report: by default the opening of one station."""
        self.seq += 1
        public = {
            "id": new_identity(),
            "kind": "opening",
            "v": 1,
            "place": STATION,
            "seq": self.seq,
            "at": int(time.time() * 1000),
            "data": {"opened_at": "07:02"},
        } | said
        return issue(public, private or {}, self.key, self.kid, "kawal-report+sd-jwt", secrets.token_bytes)


def enrolled(node: Node, *roles: Role, region: str = "63.71", agency: str = "") -> Phone:
    """A phone whose key a node knows, of a new account with these roles."""
    phone = Phone()
    login = f"phone-{len(node.access.directory().accounts)}"
    grants = tuple(Grant(role, agency, region) for role in roles or ("officer",))
    account = node.access.open_account(login, login, grants, "test")
    node.access.enrol(node.access.link(account.id, "device"), b64url(phone.public))
    return phone
