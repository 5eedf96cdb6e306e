"""A small identity provider on a port of its own: OpenID Connect's code flow with PKCE, keys of joserfc."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

from kawal.access.provider import Provider

CLIENT, SECRET = "kawal", "s+ecret/of the client"


class IdentityProvider:
    """Vouches for `subject`; `claims` change what it says, `signing` the key it says it with."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
        self.signing, self.subject, self.claims = self.key, "person-1", dict[str, Any]()
        self.described = dict[str, Any]()
        self.left: list[dict[str, str]] = []
        self._asked: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def client(self, *, second_factor: bool = False) -> Provider:
        """How a node is told of it."""
        return Provider(self.issuer, CLIENT, SECRET, "Portal Kota", second_factor)

    def stop(self) -> None:
        """From now on nothing answers."""
        self._server.shutdown()
        self._server.server_close()

    def description(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, section 3."""
        doors = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
        doors["end_session_endpoint"] = "/logout?realm=kota"
        return {"issuer": self.issuer} | {k: self.issuer + v for k, v in doors.items()} | self.described

    def agree(self, asked: dict[str, str]) -> str:
        """The person says yes: the address to which the browser is sent back."""
        assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(12)
        self._asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def leave(self, asked: dict[str, str]) -> str:
        """RP-Initiated Logout 1.0, section 2: who leaves, by a token of ours for this client, and where to."""
        assert (asked["realm"], asked["client_id"]) == ("kota", CLIENT)
        if "id_token_hint" in asked:
            token = jwt.decode(asked["id_token_hint"], self.key, algorithms=["ES256"])
            assert (token.claims["aud"], token.claims["sub"]) == (CLIENT, self.subject)
        self.left.append(asked)
        return asked["post_logout_redirect_uri"]

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, str] | None:
        """The tokens of a code, once, for our client, with the verifier of its challenge; None otherwise."""
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        asked = self._asked.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        known = pair == urlencode({CLIENT: SECRET}).replace("=", ":", 1)
        if not known or asked is None or asked["code_challenge"] != proof:
            return None
        if asked["redirect_uri"] != form["redirect_uri"]:
            return None
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300}
        token = jwt.encode(
            {"alg": "ES256", "kid": "one"}, said | {"nonce": asked["nonce"]} | self.claims, self.signing
        )
        return {"id_token": token, "access_token": "unused", "token_type": "Bearer"}


def _handler(provider: IdentityProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if address.path in ("/auth", "/logout"):
                asked = {name: values[0] for name, values in parse_qs(address.query).items()}
                self.send_response(303)
                self.send_header("location", (provider.agree if address.path == "/auth" else provider.leave)(asked))
                self.send_header("content-length", "0")
                self.end_headers()
            elif address.path == "/keys":
                self._json(200, {"keys": [provider.key.as_dict(private=False)]})
            else:
                self._json(200, provider.description())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            tokens = provider.redeem(form, self.headers.get("authorization", ""))
            self._json(200 if tokens else 400, tokens or {"error": "invalid_grant"})

        def _json(self, status: int, said: object) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """A provider that ends with the block."""
    provider = IdentityProvider()
    try:
        yield provider
    finally:
        provider.stop()


def sent_back(address: str) -> str:
    """Where the provider sends the browser that comes with this address."""
    return httpx.get(address, timeout=30).headers["location"]
