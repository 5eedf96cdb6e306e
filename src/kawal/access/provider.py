"""Sign-in by an institution's own identity provider: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636).

An extra (`pip install kawal[oidc]`). The node calls the provider three times: for its description when someone sets
out, for the token and for the keys when they come back. The library checks the ID token (Core 1.0, 3.1.3.7).
"""

import importlib.util
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

from kawal.kernel.calling import believed
from kawal.kernel.errors import NotPermitted, Rejected, Unavailable
from kawal.kernel.language import msg

STRONG = frozenset({"mfa", "otp", "hwk"})
"""Methods of RFC 8176 (`amr`) that count as a second factor, where the operator says that this provider's do."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
"""Signatures by a private key only: with HS256 whoever knows the client's secret could sign, with "none" anyone."""
_VISIBLE = re.compile(r"[!-~]+")
T = TypeVar("T")
LEEWAY_S, ANSWER_S = 60, 10.0
MOST_ANSWER, MOST_SUBJECT = 1_000_000, 255
LOCAL = ("localhost", "127.0.0.1", "::1")
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of `kawal serve --oidc`."""

    issuer: Line
    client_id: Line
    client_secret_file: Line
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    second_factor: bool = False


class Provider(msgspec.Struct, frozen=True):
    """Who vouches for people: its issuer, this node as its client, its name on the button, and whether its word about
    a second factor counts."""

    issuer: str
    client_id: str
    secret: str
    name: str
    second_factor: bool = False


class Described(msgspec.Struct, frozen=True):
    """What of a provider's description (OpenID Connect Discovery 1.0) is of use here."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Journey(msgspec.Struct, frozen=True):
    """Someone under way to the provider: what will prove that it is they who come back, and why they went."""

    described: Described
    returns: str
    state: str
    nonce: str
    verifier: str
    to: str = ""
    account: str = ""


class Vouched(msgspec.Struct, frozen=True):
    """Whom the provider vouches for, and whether they came to it with a second factor; the token that says so."""

    subject: str
    strong: bool
    token: str


class _Tokens(msgspec.Struct):
    id_token: str
    access_token: str = ""


class ProviderRefused(NotPermitted):
    """What came back proves nothing."""

    def __init__(self) -> None:
        super().__init__(msg("jawaban penyedia identitas tidak diterima; mulai lagi dari halaman Masuk"))


def read_provider(path: Path) -> Provider:
    """The provider of an option's file; the secret's file is named from where that file lies.

    Raises Rejected, also without the extra; OSError when a file cannot be read.
    """
    if importlib.util.find_spec("authlib") is None:
        raise Rejected("--oidc", msg("tambahan oidc: pip install 'kawal[oidc]'"), msg("belum terpasang"))
    try:
        given = msgspec.yaml.decode(path.read_bytes(), type=Given)
    except (msgspec.DecodeError, ValueError) as error:
        raise Rejected(path.name, msg("penyedia identitas, lihat docs/guides/accounts.md"), error) from None
    if not _is_safe(given.issuer) or urlsplit(given.issuer).query or urlsplit(given.issuer).fragment:
        raise Rejected(f"{path.name}: issuer", msg("alamat https:// tanpa tanda tanya"), given.issuer)
    try:
        secret = (path.parent / given.client_secret_file).read_text("utf-8").strip()
    except ValueError:
        secret = ""
    if not secret:
        raise Rejected(given.client_secret_file, msg("rahasia klien"), msg("berkas kosong atau bukan teks"))
    return Provider(given.issuer, given.client_id, secret, given.name, given.second_factor)


def describe(provider: Provider) -> Described:
    """Ask the provider where its doors are; raises Unavailable when it does not say so, or says it for another."""
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    described = _decoded(_ask(provider, "GET", address), Described, provider)
    doors = (described.authorization_endpoint, described.token_endpoint, described.jwks_uri)
    if described.issuer != provider.issuer or not all(map(_is_safe, doors)):
        raise _silent(provider)
    if not _is_safe(described.end_session_endpoint):  # only of use to whoever leaves
        return msgspec.structs.replace(described, end_session_endpoint="")
    return described


def way_there(provider: Provider, journey: Journey) -> str:
    """The address at the provider to which a browser is sent."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415  an extra

    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client_id,
        "redirect_uri": journey.returns,
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": create_s256_code_challenge(journey.verifier),
        "code_challenge_method": "S256",
    }
    door = journey.described.authorization_endpoint
    return f"{door}{'&' if urlsplit(door).query else '?'}{urlencode(asked)}"


def vouched(provider: Provider, journey: Journey, code: str, now: datetime) -> Vouched:
    """Whom a code of this journey stands for.

    Raises ProviderRefused for a code that the provider does not take and for a token that does not hold, Unavailable
    when it does not answer.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": journey.returns,
        "code_verifier": journey.verifier,
    }
    auth = None
    if "client_secret_basic" in journey.described.token_endpoint_auth_methods_supported:
        auth = httpx.BasicAuth(_quoted(provider.client_id), _quoted(provider.secret))  # RFC 6749, 2.3.1
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.secret}
    told = _ask(provider, "POST", journey.described.token_endpoint, data=form, auth=auth)
    tokens = _decoded(told, _Tokens, provider)
    keys = _ask(provider, "GET", journey.described.jwks_uri)
    return _checked(provider, journey, tokens, keys, now)


def _checked(provider: Provider, journey: Journey, tokens: _Tokens, keys: bytes, now: datetime) -> Vouched:
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    options = {"iss": {"value": provider.issuer}, "aud": {"value": provider.client_id}}
    params = {"nonce": journey.nonce, "client_id": provider.client_id, "access_token": tokens.access_token}
    try:
        known = KeySet.import_key_set(msgspec.json.decode(keys))
        token = jwt.decode(tokens.id_token, known, algorithms=ALGORITHMS)
        claims: Any = CodeIDToken(token.claims, token.header, options, params)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
    except Exception as error:  # the library lets through whatever its parsers raise on hostile bytes
        raise ProviderRefused from error
    subject, methods = claims["sub"], claims.get("amr") or []
    if not isinstance(subject, str) or not 1 <= len(subject) <= MOST_SUBJECT:
        raise ProviderRefused
    strong = provider.second_factor and any(one in STRONG for one in methods if isinstance(one, str))
    return Vouched(subject, strong, tokens.id_token)


def _ask(provider: Provider, method: str, address: str, **more: Any) -> bytes:
    """The body of a good answer. A refusal (400, 401) of the token's door is one; another answer is none."""
    try:
        with (
            httpx.Client(verify=believed(), timeout=ANSWER_S) as client,
            client.stream(method, address, headers={"accept": "application/json"}, **more) as answer,
        ):
            if method == "POST" and answer.status_code in (400, 401):
                raise ProviderRefused
            if answer.status_code != 200:
                raise _silent(provider)
            body = b""
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MOST_ANSWER:
                    raise _silent(provider)
            return body
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _silent(provider) from error


def _decoded(body: bytes, kind: type[T], provider: Provider) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _silent(provider) from error


def _silent(provider: Provider) -> Unavailable:
    sentence = msg("%(name)s tidak menjawab sebagaimana mestinya; masuk dengan cara lain", name=provider.name)
    return Unavailable(sentence, permanent=False)


def _quoted(text: str) -> str:
    return urlencode({"": text})[1:]


def _is_safe(address: str) -> bool:
    """Over TLS, or on this machine; of visible signs only, because it goes into headers."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname and _VISIBLE.fullmatch(address)) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
        )
    except ValueError:
        return False
