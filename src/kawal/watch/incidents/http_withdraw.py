"""The sender of an alarm tells the desk that it was a slip: a note in its record, and the desk decides.

An alarm is not ended by the button that raised it: whoever holds the phone may be forced to press it.
"""

from typing import Any

from litestar import Response, post
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.field.alarms import ALARMS, own_alarms
from kawal.kernel.errors import Conflict, NotPermitted
from kawal.kernel.language import msg
from kawal.watch.incidents.acting import Act
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of


@post("/insiden/{index:int}/tarik", right="report.send", status_code=SEE_OTHER, sync_to_thread=True)
def alarm_withdrawn(request: AnyRequest, state: State, index: FromPath[int]) -> Response[Any]:
    """Note that an alarm was sent by mistake. 403 for one of somebody else or of an earlier day, 409 for one of which
    it was said already or that the desk has ended."""
    desk: CaseDesk = state["cases"]
    account, field = account_of(request), desk.watch.field
    with field.store.engine.connect().execution_options(read_only=True) as connection:
        mine = own_alarms(connection, account.id, field.access.directory(), field.now())
        cases = desk.of_entry(connection, index)
    if index not in {one.index for one in mine if one.kind in ALARMS}:
        raise NotPermitted(msg("hanya laporan darurat Anda sendiri dari hari ini yang dapat ditarik"))
    open_cases = [one for one in cases if one.is_open]
    if not open_cases:
        raise Conflict(msg("insiden ini sudah ditutup posko"))
    if any(step.step == "noted" and step.actor == account.id for one in open_cases for step in one.steps):
        raise Conflict(msg("posko sudah diberi tahu bahwa laporan ini salah kirim"))
    note = reader_of(request).language.text("Pelapor: salah kirim. Pastikan kepadanya, lalu tutup atau teruskan.")
    for one in open_cases:
        desk.act((one.heard.index, one.place, one.what), Act(step="noted", note=note, actor=account.id))
    return Redirect(f"/lapangan?sent=-1&withdrawn={index}", status_code=SEE_OTHER)


ROUTES = [alarm_withdrawn]
