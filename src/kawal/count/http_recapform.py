"""The route of one form of the recapitulation, with all its columns."""

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter

from kawal.count.http_recap import PAGE, recap_of, words_of
from kawal.count.names import finding_title
from kawal.count.recap.forms import Recap, fields_of
from kawal.count.recap.sums import column_checks
from kawal.count.recapforms import kind_of
from kawal.count.recapqueries import counted, known_recaps
from kawal.count.sums import options_of
from kawal.kernel.language import Language
from kawal.web.identity import require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of


class ColumnSum(msgspec.Struct, frozen=True):
    """A printed sum of a column that its own numbers do not make: both sides as computed."""

    place: str
    title: str
    left: int
    right: int


@get(PAGE + "/{region:str}/{contest:str}", right="count.read", sync_to_thread=True)
def recap_form_page(
    request: AnyRequest,
    state: State,
    region: FromPath[str],
    contest: FromPath[str],
    round_: Annotated[int, QueryParameter(name="round", ge=1, le=9)] = 1,
) -> Response[str]:
    """One form as it stands, a row for each number and a column for each place, with what differs in its cell; below
    it a column to type in as it is read aloud."""
    desk, words, who = recap_of(state), reader_of(request).language, who_of(request)
    registry = desk.count.registry()
    kind = kind_of(contest)
    chosen = desk.contest(kind, region)
    require(request, "count.read", place=region)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        copies = [
            one
            for one in known_recaps(connection, chosen)
            if one.recap.region == region and one.recap.round == round_
        ]
        followed = next(
            (
                one
                for one in counted(connection, desk.count.registry(), chosen).recaps
                if one.region == region and one.round == round_ and not one.alone
            ),
            None,
        )
        differences = [one for one in desk.compared(connection, chosen).differences if one.form == region]
    options = options_of(chosen)
    held = {
        name for numbers in ((*followed.columns.values(), followed.total) if followed else ()) for name in numbers
    }
    return renderer_of(state).page(
        request,
        "recapform.html",
        contest=chosen,
        region=region,
        round=round_,
        copies=copies,
        form=followed,
        rows=[name for name in fields_of(options) if name in held],
        cells={(one.place, cell.field): cell for one in differences for cell in one.cells},
        differences=differences,
        sums=_column_sums(followed, options, words),
        may_enter=who.may("count.enter", region),
        **words_of(request, state, registry, words),
    )


def _column_sums(recap: Recap | None, options: tuple[int, ...], words: Language) -> list[ColumnSum]:
    """What does not add up within the columns of a form, by place in the order of the form."""
    return [
        ColumnSum(place, finding_title(check.identity, check.part, words), check.left or 0, check.right or 0)
        for place, check in (column_checks(recap, options) if recap else ())
    ]


ROUTES = [recap_form_page]
