"""What the agents of a pair see of the count: the copies of their own pair, and nothing else."""

from typing import Any

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from kawal.access.model import Account
from kawal.count.copyqueries import own_copies
from kawal.count.formqueries import in_order
from kawal.count.http_queue import count_of, words_of
from kawal.count.model import Reading
from kawal.count.sources import pairs_of
from kawal.count.sums import contest_of, options_of
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung/milik-saya"


@get(PAGE, right="copies.own", sync_to_thread=True)
def own_page(request: AnyRequest, state: State) -> Response[str]:
    """The copies of the own pair in the own region, newest first, each with its receipt."""
    desk, account = count_of(state), account_of(request)
    registry, copies = desk.registry(), _own(state, account)
    return renderer_of(state).page(
        request,
        "count_own.html",
        copies=copies,
        fields_of=lambda one: in_order(one.numbers, options_of(contest_of(registry, one.station, one.contest))),
        pairs=pairs_of(account.grants),
        registry=registry,
        **words_of(reader_of(request).language),
    )


@get(PAGE + "/{index:int}/tanda-terima", right="copies.own", sync_to_thread=True)
def own_receipt(request: AnyRequest, state: State, index: FromPath[int]) -> Response[Any]:
    """The receipt of a copy of the own pair, as a file."""
    if index not in {one.index for one in _own(state, account_of(request))}:
        raise Missing(msg("salinan"), msg("salinan pasangan Anda"), str(index)[:20])
    headers = {"content-disposition": f'attachment; filename="kawal-{index}.tlog-proof"'}
    receipt = count_of(state).field.saved_receipt(index, private=False)
    return Response(receipt, media_type="text/plain", headers=headers)


def _own(state: State, account: Account) -> tuple[Reading, ...]:
    """Each grant reaches the copies of its own pair in its own region."""
    desk = count_of(state)
    found: dict[int, Reading] = {}
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        for grant in account.grants:
            for one in own_copies(connection, pairs_of([grant]), (grant.region,)):
                found[one.index] = one
    return tuple(found[index] for index in sorted(found, reverse=True))


ROUTES = [own_page, own_receipt]
