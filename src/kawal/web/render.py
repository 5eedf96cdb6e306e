"""Pages from templates, in the reader's language and theme."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, tzinfo
from itertools import accumulate
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

import msgspec
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from litestar import Request, Response
from litestar.datastructures import Cookie, State
from markupsafe import Markup

from kawal.access.model import Who
from kawal.access.people import account_name, masked
from kawal.access.roles import Right
from kawal.kernel.direction import shown, turns
from kawal.kernel.language import LANGUAGES, Language, LanguageCode, Message, language
from kawal.web.assets import Assets
from kawal.web.compact import Compact

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
LANGUAGE_COOKIE, THEME_COOKIE = "kawal_lang", "kawal_theme"
YEAR_S = 365 * 24 * 3600
BAR_ROOM, BAR_GAP = 104, 2
USUAL_NAME, DRILL_ROOM = 18, 20
"""Characters that the titles in the bar may have together, and how many the space beside each takes, so that with the
usual name of an institution everything stands in one row of 1,280 px (measured, see the browser's tests); a longer
name takes from them, and so does the mark of an exercise."""
AnyRequest = Request[Any, Any, Any]


class NavItem(msgspec.Struct, frozen=True):
    """A page in the bar, shown to who has the right."""

    path: str
    title: Message
    right: Right


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """Whose node this is, what stands in its bar, and where people begin by the first right that they have."""

    institution: str
    profile: Message
    exercise: bool
    pages: tuple[NavItem, ...]
    starts: tuple[tuple[Right, str], ...] = ()
    event_day: Callable[[], date | None]
    now: Callable[[], datetime]
    zone: tzinfo


class Reader(msgspec.Struct, frozen=True):
    """How this reader wants pages."""

    language: Language
    theme: Theme


def reader_of(request: AnyRequest) -> Reader:
    """Language and theme: from the address, else a cookie, else the browser, else Indonesian."""
    accepted = [part[:2] for part in request.headers.get("accept-language", "").lower().split(",")]
    asked = [request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE), *accepted]
    code: LanguageCode = next((known for one in asked for known in LANGUAGES if one == known), "id")
    wanted = [request.query_params.get("theme"), request.cookies.get(THEME_COOKIE)]
    theme: Theme = next((known for one in wanted for known in THEMES if one == known), "auto")
    return Reader(language(code), theme)


class Renderer:
    """Renders the templates of the shell and of the domain folders."""

    def __init__(self, shell: Shell, assets: Assets, packages: Sequence[str]) -> None:
        self.shell = shell
        self.assets = assets
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(package) for package in ("kawal.web", *packages)]),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[Compact],
        )
        self._environment.globals |= {
            "asset": assets,
            "shell": shell,
            "mark": _mark,
            "person_for": masked,
            "name_for": account_name,
        }

    def part(self, reader: Reader, template: str, **values: object) -> str:
        """A part of a page as HTML."""
        words = reader.language
        return self._environment.get_template(template).render(
            _=words.text,
            say=words.say,
            n=words.integer,
            span=words.span,
            dec=words.decimal,
            pct=words.percent,
            day=words.day,
            short_day=words.short_day,
            clock=words.time,
            lang=words.code,
            lang_words=words,
            hm=lambda milliseconds: words.time(datetime.fromtimestamp(milliseconds / 1000, self.shell.zone)),
            hm_iso=lambda text: words.time(datetime.fromisoformat(text).astimezone(self.shell.zone)),
            when=lambda milliseconds: self._when(datetime.fromtimestamp(milliseconds / 1000, self.shell.zone), words),
            when_iso=lambda text: self._when(datetime.fromisoformat(text).astimezone(self.shell.zone), words),
            at=lambda milliseconds: words.moment(datetime.fromtimestamp(milliseconds / 1000, self.shell.zone)),
            at_iso=lambda text: words.moment(datetime.fromisoformat(text).astimezone(self.shell.zone)),
            theme=reader.theme,
            **values,
        )

    def _when(self, moment: datetime, words: Language) -> str:
        """The time of a moment of this day, of another day with its date: 14.32, 20 Nov 14.32."""
        is_today = moment.date() == self.shell.now().astimezone(self.shell.zone).date()
        return words.time(moment) if is_today else f"{words.short_day(moment.date())} {words.time(moment)}"

    @staticmethod
    def again(path: str, request: AnyRequest) -> str:
        """The address of a page with what it was asked, open for a choice of language or theme at its end."""
        given = parse_qsl(request.url.query, keep_blank_values=True)
        asked = [pair for pair in given if pair[0] not in ("lang", "theme")]
        return f"{path}?{urlencode(asked)}&" if asked else f"{path}?"

    def page(self, request: AnyRequest, template: str, *, status: int = 200, **values: object) -> Response[str]:
        """A page; a choice of language or theme in the address is kept in a cookie.

        `path` among the values is where the page can be asked again, when it is the answer to a form.
        """
        reader = reader_of(request)
        who: Who = request.state.get("who") or Who()
        bar, more = bar_of(self.shell, who, reader.language)
        at = {"path": request.url.path, "query": request.url.query} | values
        asked_again = self.again(str(at["path"]), request) if "path" not in values else f"{at['path']}?"
        current = current_of((*bar, *more), str(at["path"]))
        body = self.part(
            reader, template, **at, who=who, bar=bar, more=more, current=current, asked_again=asked_again
        )
        chosen = {LANGUAGE_COOKIE: ("lang", reader.language.code), THEME_COOKIE: ("theme", reader.theme)}
        cookies = [
            Cookie(key=key, value=value, max_age=YEAR_S, samesite="lax", httponly=True, path="/")
            for key, (name, value) in chosen.items()
            if name in request.query_params
        ]
        return Response(body, status_code=status, media_type="text/html", cookies=cookies)


def open_to(pages: Sequence[NavItem], who: Who) -> list[NavItem]:
    """The pages that this person may open, in their order."""
    return [page for page in pages if who.may(page.right)]


def bar_of(shell: "Shell", who: Who, words: Language) -> tuple[list[NavItem], list[NavItem]]:
    """The pages open to this person: as many as the bar has room for in this language, and the rest for "more"."""
    allowed = open_to(shell.pages, who)
    room = BAR_ROOM - max(0, len(shell.institution) - USUAL_NAME) - (DRILL_ROOM if shell.exercise else 0)
    ends = accumulate(len(words.say(page.title)) + BAR_GAP for page in allowed)
    shown = sum(end <= room for end in ends)
    return allowed[:shown], allowed[shown:]


def current_of(pages: Iterable[NavItem], path: str) -> str:
    """The page of the bar to which a path belongs: of /surat and /surat/simpul the longer; empty for none."""
    around = (page.path for page in pages if path == page.path or path.startswith(f"{page.path}/"))
    return max(around, key=len, default="")


def _shown(value: object) -> object:
    """What a template writes: words that would turn the direction of the page show the character instead."""
    if isinstance(value, str) and turns(value):
        return Markup(shown(value)) if isinstance(value, Markup) else shown(value)  # noqa: S704  as safe as it was
    return value


def _mark(name: str, tone: str = "") -> Markup:
    """A mark of the sprite; the word beside it says the same."""
    classes = f"mk mk-{tone}" if tone else "mk"
    return Markup('<svg class="{}" aria-hidden="true"><use href="#{}"/></svg>').format(classes, name)


def renderer_of(state: State) -> Renderer:
    """The renderer of an application."""
    renderer: Renderer = state["renderer"]
    return renderer
