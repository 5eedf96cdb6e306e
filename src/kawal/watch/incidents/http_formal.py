"""Routes of the way to a formal report: the draft of form B.1 on paper, and what a page says about the seven days."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from sqlalchemy.engine import Connection

from kawal.field.notice import moment_text
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Language, msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import Note
from kawal.store.log import read_head
from kawal.watch.formchecks.desk import FormCheckDesk
from kawal.watch.formchecks.queries import findings_of_incident
from kawal.watch.formchecks.told import Asking
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.caseform import CaseForm
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.formal import formal_draft
from kawal.watch.incidents.proving import leaf_of, proofs_of, reports_of
from kawal.watch.paper.formal import WORDS, Sheet, formal_pdf
from kawal.web.identity import account_of
from kawal.web.render import AnyRequest, reader_of, renderer_of


@post("/insiden/{index:int}/b1", right="incident.read", status_code=200, sync_to_thread=True)
def formal_draft_file(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    data: Annotated[CaseForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[bytes]:
    """The draft of form B.1 as a PDF, of an incident made of a finding with what that says, its numbers for who may
    see them. With sealed words only for who may read them, and each that is opened for it is
    recorded under the reader's name. Nothing is submitted."""
    desk: CaseDesk = state["cases"]
    checks: FormCheckDesk = state["form_checks"]
    account, language, field = account_of(request), reader_of(request).language, desk.watch.field
    with field.store.engine.connect().execution_options(read_only=True) as connection:
        case = desk.one(connection, index, data.place, data.what)
        if not desk.reaches(account, case):
            raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
        if not case.type.violation:
            raise Rejected(msg("insiden"), msg("dugaan pelanggaran pemilihan"), case.type.name.say(language))
        merged = tuple(one for one in desk.merged_into(connection, index) if desk.reaches(account, one))
        entries = [one.heard.index for one in (case, *merged)]
        reports = reports_of(connection, entries)
        may = [one for one in (case, *merged) if account.may("report.private", one.place)]
        words = {one: said for one, said in reported_words(desk, connection, may).items() if said}
        hashes = {one: leaf_of(connection, one) for one in entries}
        raised = [found for one in entries for found in findings_of_incident(connection, one)]
        asking = Asking(partial(account.may, "count.read"), desk.watch.lines.zone, WORDS)
        findings = checks.teller.raised(connection, raised, asking)
        shown_by = proofs_of(connection, {at: title for one in findings for at, title in one.titles.items()})
        head = read_head(connection)
    draft = formal_draft(case, merged, desk, reports, hashes, words, WORDS, findings)
    draft = msgspec.structs.replace(draft, proofs=(*draft.proofs, *shown_by))
    for one in words:
        field.note_opened(one, account.id)
    shell = renderer_of(state).shell
    root = Checkpoint.parse(Note.parse(head.note).text).root.hex() if head.note else ""
    sheet = Sheet(shell.institution, shell.exercise, desk.watch.clock(), head.size - 1, root)
    body = formal_pdf(draft, desk.legal_clocks(case), desk.notice(case), sheet, desk.watch.lines.zone)
    headers = {"content-disposition": f'attachment; filename="draf-b1-insiden-{index}.pdf"'}
    return Response(body, media_type="application/pdf", headers=headers)


def notice_values(desk: CaseDesk, case: Case, language: Language) -> dict[str, Any]:
    """What `_notice.html` shows for an incident."""
    notice = desk.notice(case)
    safe = moment_text(notice.span.safe, desk.watch.lines.zone, language) if notice else ""
    return {"notice": notice, "notice_safe": safe}


def reported_words(desk: CaseDesk, connection: Connection, cases: Sequence[Case]) -> dict[int, str]:
    """The sealed words of the reports of incidents, by entry."""
    private = desk.watch.field.private_parts(connection, [one.heard.index for one in cases])
    return {index: str(said.get("text") or said.get("note") or "") for index, said in private.items()}


ROUTES = [formal_draft_file]
