"""Who asks: the session cookie of a request, and the right that every route must name.

A route says `right="plan.read"` where it is declared; an application with a route that says nothing does not start.
"""

from typing import Any

from litestar import Litestar
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler

from kawal.access.desk import AccessDesk
from kawal.access.model import Account, Who
from kawal.access.roles import ANYONE, RIGHTS, Right
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.web.render import AnyRequest

SESSION_COOKIE, KNOWN_COOKIE = "kawal_session", "kawal_known"
KNOWN_S = 180 * 24 * 3600
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
"""What a browser calls itself, the imitated after those who imitate them."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
SCHEMA = "/api/skema"
"""Where the framework serves the description of the interface, which is public."""
SCHEMA_FILE = f"{SCHEMA}/openapi.json"
"""All that is below it; of any other address there the framework would show a page of its own."""


FREE: frozenset[Right] = ANYONE | {"signed_in"}
"""What is open even to who has to set up a second factor first: the own account, and the door."""


class FactorNeeded(NotPermitted):
    """The role of who asks needs a second factor first: a page leads to where it is set up."""


class SignInNeeded(NotPermitted):
    """Nobody has signed in: a page leads to the door, a program gets 401."""


def right_of(request: AnyRequest) -> Right:
    """The right that the route of a request names."""
    own = _is_frameworks_own(request.url.path, request.route_handler)
    right: Right = "open" if own else request.route_handler.opt["right"]
    return right


def every_route_names_a_right(application: Litestar) -> None:
    """Raise TypeError for a route without a right, or with one that the table does not know."""
    for route in application.routes:
        for handler in getattr(route, "route_handlers", []):
            if not isinstance(handler, HTTPRouteHandler) or _is_frameworks_own(route.path, handler):
                continue
            if handler.opt.get("right") not in RIGHTS:
                raise TypeError(f"{route.path}: no right of kawal.access.roles is named")


def _is_frameworks_own(path: str, handler: Any) -> bool:
    """Which methods a path has, and the description of the interface."""
    return handler.http_methods == {"OPTIONS"} or path.startswith(SCHEMA)


def identify(request: AnyRequest) -> None:
    """Put the person behind the request into its state and check the right of its route.

    Raises SignInNeeded, FactorNeeded or NotPermitted; what an account was denied is counted in the log.
    """
    right = right_of(request)
    who = recognise(request)
    desk: AccessDesk = request.app.state["access"]
    if who.may(right):
        if right not in FREE and who.account and desk.lacks_factor(who.account, proven=who.proven) == "required":
            raise FactorNeeded(msg("peran Anda wajib memakai verifikasi dua langkah; pasang dahulu di Akun saya"))
        return
    if who.account is None:
        raise SignInNeeded(msg("silakan masuk lebih dahulu"))
    desk.denied(who.account.id, address_of(request), right)
    raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))


def recognise(request: AnyRequest) -> Who:
    """Who asks, also where no route is: the page that says so keeps their menu."""
    desk: AccessDesk = request.app.state["access"]
    token = token_of(request)
    who = desk.who(token) if token else Who()
    request.state["who"] = who
    return who


def who_of(request: AnyRequest) -> Who:
    """The person behind a request."""
    who: Who = request.state["who"]
    return who


def account_of(request: AnyRequest) -> Account:
    """Who is signed in; raises NotPermitted when nobody is."""
    account = who_of(request).account
    if account is None:
        raise NotPermitted(msg("silakan masuk lebih dahulu"))
    return account


def require(request: AnyRequest, right: Right, *, place: str = "", agency: str = "") -> None:
    """Raise NotPermitted (and count it) unless the person has this right for this place and agency."""
    who = who_of(request)
    if not who.may(right, place, agency):
        desk: AccessDesk = request.app.state["access"]
        desk.denied(who.actor, address_of(request), right)
        raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))


def token_of(request: AnyRequest) -> str:
    """The session token that a request carries; empty for none."""
    return request.cookies.get(SESSION_COOKIE, "")


def browser_of(request: AnyRequest) -> str:
    """Browser and system in two words, as a person knows them again in a list; empty when it does not say."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def actor_of(request: AnyRequest) -> str:
    """The name that entries carry."""
    return who_of(request).actor


def address_of(request: AnyRequest) -> str:
    """The network address that asks."""
    return request.client.host if request.client else ""


def known_cookie(request: AnyRequest, mark: str) -> Cookie:
    """The cookie by which a browser is known again in which an account has come in; of use at the door only."""
    return Cookie(
        key=KNOWN_COOKIE,
        value=mark,
        max_age=KNOWN_S,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
        path="/masuk",
    )


def session_cookie(request: AnyRequest, token: str, max_age_s: int | None = None) -> Cookie:
    """The cookie of a session; over TLS it never travels in clear."""
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        max_age=max_age_s,
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="lax",
        path="/",
    )
