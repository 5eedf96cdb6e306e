"""The doors: signing in and out, one-time links."""

from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.desk import AccessDesk
from kawal.access.entrance import CodeNeeded
from kawal.access.model import Who
from kawal.kernel.errors import NotPermitted, Rejected, Unavailable
from kawal.web.guards import is_name
from kawal.web.identity import KNOWN_COOKIE, address_of, browser_of, known_cookie, session_cookie, token_of, who_of
from kawal.web.problems import status_of
from kawal.web.render import AnyRequest, open_to, reader_of, renderer_of

Short = Annotated[str, msgspec.Meta(max_length=300)]


class SignInForm(msgspec.Struct, frozen=True):
    """Login and password, and where to go then."""

    login: Short
    password: Short
    to: Short = ""


class CodeForm(msgspec.Struct, frozen=True):
    """The code after the password, with the ticket of that password."""

    ticket: Short
    code: Short
    to: Short = ""


class PasswordForm(msgspec.Struct, frozen=True):
    """A chosen password, twice."""

    password: Short
    again: Short


@get("/", right="signed_in", sync_to_thread=False)
def home(request: AnyRequest, state: State) -> Redirect:
    """The page that this person works with."""
    return Redirect(home_of(state, who_of(request)), status_code=SEE_OTHER)


@get("/masuk", right="open", sync_to_thread=False)
def sign_in_page(request: AnyRequest, state: State, to: FromQuery[str] = "") -> Response[str]:
    """The form."""
    return sign_in_form(request, state, "", local(to))


@post("/masuk/periksa", right="open", sync_to_thread=True, status_code=SEE_OTHER)
def sign_in(
    request: AnyRequest,
    state: State,
    data: Annotated[SignInForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Come in; the form again, with one sentence, when it was wrong."""
    desk: AccessDesk = state["access"]
    try:
        mark = request.cookies.get(KNOWN_COOKIE, "")
        token = desk.entrance.sign_in(
            data.login.strip(), data.password, address_of(request), browser_of(request), mark
        )
    except CodeNeeded as needed:
        return code_page(request, state, needed.ticket, local(data.to))
    except (NotPermitted, Unavailable) as error:
        fault = error.tell(reader_of(request).language)
        return sign_in_form(request, state, data.login, local(data.to), fault, status_of(error))
    account = desk.who(token).account
    if account and desk.lacks_factor(account) != "none":
        return _enter(request, state, token, f"/saya?to={quote(local(data.to), safe='')}")
    return _enter(request, state, token, local(data.to))


@post("/masuk/kode", right="open", sync_to_thread=True, status_code=SEE_OTHER)
def give_code(
    request: AnyRequest,
    state: State,
    data: Annotated[CodeForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Come in with the code after the password; the form again when it was wrong."""
    desk: AccessDesk = state["access"]
    try:
        token = desk.entrance.give_code(data.ticket, data.code, address_of(request))
    except NotPermitted as error:
        fault = error.tell(reader_of(request).language)
        return code_page(request, state, data.ticket, local(data.to), fault)
    return _enter(request, state, token, local(data.to))


@post("/keluar", right="open", sync_to_thread=True, status_code=SEE_OTHER)
def sign_out(request: AnyRequest, state: State) -> Response[Any]:
    """End the session, and the one at the identity provider that vouched for it."""
    desk: AccessDesk = state["access"]
    answer: Response[Any] = Redirect("/masuk", status_code=SEE_OTHER)
    if token := token_of(request):
        there = desk.leave(token, str(request.base_url).rstrip("/") + "/masuk")
        answer = leaving_page(request, state, there) if there else answer
    answer.set_cookie(session_cookie(request, "", 0))
    return answer


@get("/undangan/{token:str}", right="open", sync_to_thread=True)
def link_page(request: AnyRequest, state: State, token: FromPath[str]) -> Response[str]:
    """What a one-time link is for: a password, a phone, or one tap. Looking does not use it up."""
    account, purpose = state["access"].look_at_link(token)
    return renderer_of(state).page(request, "link.html", account=account, purpose=purpose, token=token, fault="")


@post("/undangan/{token:str}/sandi", right="open", sync_to_thread=True, status_code=SEE_OTHER)
def choose_password(
    request: AnyRequest,
    state: State,
    token: FromPath[str],
    data: Annotated[PasswordForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """Set the password and come in; the form again when it will not do."""
    desk: AccessDesk = state["access"]
    account, purpose = desk.look_at_link(token)
    words = reader_of(request).language
    fault = words.text("kedua kata sandi tidak sama") if data.password != data.again else ""
    if not fault:
        try:
            return _enter(request, state, desk.choose_password(token, data.password, browser_of(request)), "")
        except CodeNeeded as needed:
            return code_page(request, state, needed.ticket, "")
        except Rejected as error:
            fault = error.tell(words)
    return renderer_of(state).page(
        request, "link.html", status=400, account=account, purpose=purpose, token=token, fault=fault
    )


@post("/undangan/{token:str}/masuk", right="open", sync_to_thread=True, status_code=SEE_OTHER)
def come_in(request: AnyRequest, state: State, token: FromPath[str]) -> Response[Any]:
    """One tap."""
    return _enter(request, state, state["access"].come_in(token, browser_of(request)), "")


def home_of(state: State, who: Who) -> str:
    """Where this person's work is: the page of the first right in `starts`, else the first page of the bar."""
    shell = renderer_of(state).shell
    open_pages = [page.path for page in open_to(shell.pages, who)]
    starts = [path for right, path in shell.starts if who.may(right) and path in open_pages]
    return next(iter((*starts, *open_pages)), "/masuk")


def local(path: str) -> str:
    """A path inside this node; empty for anything that leads elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def entered(request: AnyRequest, state: State, token: str, answer: Response[Any]) -> Response[Any]:
    """The answer with the cookie of a new session; the one that this browser had before ends."""
    if before := token_of(request):
        state["access"].sign_out(before)
    answer.set_cookie(session_cookie(request, token))
    if account := state["access"].who(token).account:
        answer.set_cookie(known_cookie(request, state["access"].entrance.known.mark(account.id)))
    return answer


def _enter(request: AnyRequest, state: State, token: str, to: str) -> Response[Any]:
    return entered(request, state, token, Redirect(to or "/", status_code=SEE_OTHER))


def sign_in_form(
    request: AnyRequest, state: State, login: str, to: str, fault: str = "", status: int = 200
) -> Response[str]:
    """The page of signing in, with what was wrong."""
    provider = state["access"].provider.provider
    named = is_name(request.base_url.hostname or "")
    return renderer_of(state).page(
        request,
        "signin.html",
        path="/masuk",
        status=status,
        login=login,
        to=to,
        fault=fault,
        named=named,
        provider=provider.name if provider else "",
    )


def code_page(request: AnyRequest, state: State, ticket: str, to: str, fault: str = "") -> Response[str]:
    """The page that asks for a code, with what was wrong."""
    status = 403 if fault else 200
    return renderer_of(state).page(
        request, "code.html", path="/masuk", status=status, ticket=ticket, to=to, fault=fault
    )


def leaving_page(request: AnyRequest, state: State, there: str) -> Response[Any]:
    """Out here, and on to the provider at once. A page, because a form of ours may not be redirected to another site
    (`form-action` of the content security policy)."""
    request.state["who"] = Who()
    provider = state["access"].provider.provider
    answer = renderer_of(state).page(request, "leaving.html", path="/masuk", there=there, provider=provider.name)
    answer.headers["refresh"] = f"0; url={there}"
    return answer


ROUTES = [home, sign_in_page, sign_in, give_code, sign_out, link_page, choose_password, come_in]
