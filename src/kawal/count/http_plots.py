"""Plots of the count: arrivals over time, shares by district, turnout against share."""

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery

from kawal.count import plots
from kawal.count.ladderview import columns_of, heading
from kawal.count.names import CONTESTS
from kawal.count.place import AskedContest, AskedPlace, below, common_values, count_of, shown
from kawal.count.sums import arrivals, current_forms, totals
from kawal.jurisdiction.forms import option_of
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.web.render import AnyRequest, renderer_of

PAGE = "/hitung/grafik"


@get(PAGE, right="count.read", sync_to_thread=True)
def plots_page(
    request: AnyRequest,
    state: State,
    contest: AskedContest = "",
    place: AskedPlace = "",
    field: FromQuery[str] = "",
) -> Response[str]:
    """Where people would rather look: three plots of a contest in a region, each with its numbers as a table."""
    renderer = renderer_of(state)
    one = shown(request, state, contest, place)
    if one is None:
        return renderer.page(request, "countplots.html", shown=None, registry=count_of(state).registry(), live="")
    options = tuple(
        column for column in columns_of(one.contest) if column.note != "cancelled" and option_of(column.field)
    )
    names = [column.field for column in options]
    if field and field not in names:
        raise Missing(msg("isian"), msg("salah satu dari: %(choices)s", choices=", ".join(names)), field[:40])
    name = field or (names[0] if names else "")
    values = common_values(state, one)
    with count_of(state).store.engine.connect().execution_options(read_only=True) as connection:
        places = [one.place, *([] if one.is_ward else below(one))]
        sums = totals(connection, one.registry, one.kind, places)
        came = arrivals(connection, one.kind, one.place)
        forms = current_forms(connection, one.kind, one.place) if name else {}
    return renderer.page(
        request,
        "countplots.html",
        **values,
        options=options,
        field=name,
        whole=sums[0],
        arrivals=plots.arrivals_plot(came, sums[0].stations, values["now_ms"]),
        bars=plots.district_bars([(held.place, held.numbers) for held in sums[1:]], sums[0].numbers, name),
        scatter=plots.scatter_plot(forms, name) if name else None,
        size=(plots.WIDTH, plots.HEIGHT),
        margin=(plots.LEFT, plots.RIGHT, plots.TOP, plots.BOTTOM),
        most_dots=plots.MOST_DOTS,
        contest_names=CONTESTS,
        heading=heading(one.kind),
    )


ROUTES = [plots_page]
