"""Where a clerk brings what others wrote: files of results, forms of the recapitulation, a plenary read aloud.

It shows nothing of what is on the node but which files and columns have come: clerks read photos blind.
"""

from typing import Annotated, Literal

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from kawal.count.files.profiles import profiles
from kawal.count.http_files import BRING, MOST_ROUND, OWN, files_of
from kawal.count.http_recap import recap_of
from kawal.count.importing import imports, source_choices
from kawal.count.model import Source
from kawal.count.names import CONTESTS, RECAP_SOURCES, field_name, form_title, source_name
from kawal.count.recap.forms import fields_of
from kawal.count.recapforms import below_of, chosen_contest, plenaries
from kawal.count.recapqueries import known_recaps
from kawal.count.sources import CONTEST_KINDS
from kawal.count.sums import options_of
from kawal.election.model import Registry
from kawal.web.identity import account_of, require
from kawal.web.render import AnyRequest, reader_of, renderer_of


@get(BRING, right="count.enter", sync_to_thread=True)
def bring_page(
    request: AnyRequest,
    state: State,
    ticket: Annotated[str, QueryParameter(name="periksa", max_length=40)] = "",
    contest: Annotated[str, QueryParameter(max_length=12)] = "",
    region: Annotated[str, QueryParameter(max_length=13)] = "",
    saved: FromQuery[Literal["", "1"]] = "",
) -> Response[str]:
    """A file of results and what it would bring; a form of the recapitulation as a file; a column as it is read."""
    files, recap, account, words = files_of(state), recap_of(state), account_of(request), reader_of(request).language
    registry = files.field.registry()
    chosen = chosen_contest(registry, contest) if registry.contests else None
    places = plenaries(registry, chosen) if chosen else ()
    mine = [one for one in places if account.may("count.enter", one)]
    place = ""
    if region and chosen:
        recap.contest(chosen.kind, region)
        require(request, "count.enter", place=region)
        place = region
    elif mine:
        place = mine[0]
    with files.store.engine.connect().execution_options(read_only=True) as connection:
        came = imports(connection) if account.may_everywhere("count.enter") else ()
        known = known_recaps(connection, chosen) if chosen else ()
    heard = [one for one in known if one.recap.region == place]
    return renderer_of(state).page(
        request,
        "countbring.html",
        shown=None,
        registry=registry,
        brought=files.kept(ticket, account.id) if ticket else None,
        ticket=ticket,
        saved=saved,
        imports=came,
        kinds=[kind for kind in CONTEST_KINDS if any(one.kind == kind for one in registry.contests)],
        sources=_sources(registry),
        profiles=[one for one in profiles().values() if len(one.key) == 1],
        own=OWN,
        most_round=MOST_ROUND,
        contest=chosen,
        places=mine,
        place=place,
        below=below_of(registry, place) if place else (),
        typed=[one for one in fields_of(options_of(chosen)) if not one.endswith(("_m", "_f"))],
        there={column for one in heard for column in one.recap.places()},
        may_look=bool(place) and account.may("count.read", place),
        contest_names=CONTESTS,
        source_names=RECAP_SOURCES,
        source_title=lambda source: source_name(source, words),
        form_title=lambda one: form_title(one, words),
        field=lambda name: field_name(name, words),
    )


def _sources(registry: Registry) -> list[Source]:
    every = [one for kind in CONTEST_KINDS for one in source_choices(kind, registry)]
    agents = sorted({one for one in every if one.startswith("agent_")}, key=lambda one: (len(one), one))
    plain = [one for one in dict.fromkeys(every) if not one.startswith("agent_")]
    return ["public_feed", *(one for one in plain if one != "public_feed"), *agents]


ROUTES = [bring_page]
