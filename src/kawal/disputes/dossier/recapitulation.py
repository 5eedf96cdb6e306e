"""Forms of the recapitulation in a dossier: each copy, column by column beside the sum of what it adds up, what does
not add up, and what was said of that."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.events import RecapEntered
from kawal.count.model import ContestKind, Finding
from kawal.count.names import OUTCOMES, RECAP_SOURCES, field_name, finding_title, form_title
from kawal.count.recap.compare import Column, compare
from kawal.count.recap.diff import Difference
from kawal.count.recap.findings import finding_of
from kawal.count.recap.forms import Recap as Form
from kawal.count.recap.forms import fields_of
from kawal.count.recap.ladder import Count
from kawal.count.recapending import RecapEnding, key_of, recap_endings
from kawal.count.recapqueries import KnownRecap, counted, known_recaps, recap_differences
from kawal.count.tables import RECAP
from kawal.disputes.dossier.forms import row_title
from kawal.disputes.dossier.model import Found, NumbersState, Recap, RecapColumn, RecapRow
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.texts import Both, both, said
from kawal.election.model import Registry
from kawal.kernel.codes import ward_of
from kawal.kernel.language import Language, msg
from kawal.store.events import NodeEntry
from kawal.store.tables import ENTRY

EXPLAINED = said(msg("dijelaskan catatan pembetulan"))
Sees = Callable[[str], bool]
"""Whether all of the form of a region may be seen by who makes the dossier."""
Noted = tuple[Difference, RecapEnding | None]
"""What differs in a column, and how somebody ended it."""


def recapitulated(
    connection: Connection, registry: Registry, reach: Reach, senders: Senders, sees: Sees
) -> tuple[tuple[Recap, ...], tuple[Found, ...]]:
    """The forms in reach, and their columns that are not the sum of what stands below, explained ones too.

    Of a region in reach the whole form; of a form above it the columns of the places in reach, and those of the wards
    of stations that have no column of their own. The file of its numbers is there where whoever makes the dossier
    `sees` the region of the form.
    """
    recaps = list(_erased(connection, registry, reach, senders))
    found: list[Found] = []
    for contest in registry.contests:
        known = known_recaps(connection, contest) if contest.kind in reach.contests else ()
        if not known:
            continue
        endings = recap_endings(connection, contest.kind)
        differences = recap_differences(connection, registry, contest).differences
        noted = [(one, endings.get(key_of(one))) for one in differences]
        found += [_found(one, contest.kind, registry) for one in noted if reach.holds(one[0].place)]
        for copy, followed, columns in _copies(counted(connection, registry, contest), known):
            region = copy.recap.region
            complete = reach.holds(region)
            shown = columns if complete else _of(columns, reach)
            if not shown:
                continue
            title = both(partial(_form_title, region, registry.place_name(region)))
            recap = _recap(copy, contest.kind, title, senders.recorder(copy.actor), shown, noted)
            sha256 = _blob_of(connection, recap.index)
            numbers: NumbersState = "here" if complete or sees(region) else "apart"
            recaps.append(replace(recap, sha256=sha256, numbers=numbers, followed=followed, complete=complete))
    in_order = sorted(recaps, key=lambda one: (one.contest, one.region, one.round, one.alone, not one.followed))
    return tuple(in_order), tuple(found)


def _erased(connection: Connection, registry: Registry, reach: Reach, senders: Senders) -> Iterator[Recap]:
    """Forms in reach whose numbers were erased: that they came in is left."""
    gone = select(RECAP).where(RECAP.c.contest.in_(reach.contests), RECAP.c.body == b"").order_by(RECAP.c.position)
    for row in connection.execute(gone):
        if reach.holds(row.region):
            form = Form(region=row.region, contest=row.contest, round=row.round, index=row.position)
            title = both(partial(_form_title, form.region, registry.place_name(form.region)))
            copy = KnownRecap(form, row.source, row.actor, row.at_ms)
            recap = _recap(copy, row.contest, title, senders.recorder(row.actor), (), ())
            yield replace(recap, sha256=_blob_of(connection, row.position), numbers="erased", followed=False)


def _copies(count: Count, known: Sequence[KnownRecap]) -> Iterator[tuple[KnownRecap, bool, list[Column]]]:
    """Each copy, whether it is the one of its form that is followed, its columns beside what they add up."""
    followed = _columns(count)
    for copy in known:
        index = copy.recap.index
        columns = followed[index] if index in followed else _columns(_instead(count, copy.recap))[index]
        yield copy, index in followed, columns


def _columns(count: Count) -> dict[int, list[Column]]:
    """The columns of each form beside what they add up, by the form's entry."""
    found: dict[int, list[Column]] = {one.index: [] for one in count.recaps}
    for ladder in count.ladders():
        for column in compare(ladder):
            found[column.form.index].append(column)
    return found


def _of(columns: Sequence[Column], reach: Reach) -> list[Column]:
    """The columns that hold the places in reach."""
    there = {one.place for one in columns}
    holding = {one if one in there else ward_of(one) for one in reach.stations}
    return [one for one in columns if reach.holds(one.place) or one.place in holding]


def _instead(count: Count, form: Form) -> Count:
    """The count as if this copy were the one of its form that is followed."""
    others = (
        one for one in count.recaps if (one.region, one.round, one.alone) != (form.region, form.round, form.alone)
    )
    return replace(count, recaps=(*others, form))


def _recap(
    copy: KnownRecap, kind: ContestKind, title: Both, by: Both, columns: Sequence[Column], noted: Sequence[Noted]
) -> Recap:
    form = copy.recap
    rows, told = _side_by_side(columns, [one for one in noted if one[0].entries[:1] == (form.index,)])
    return Recap(
        region=form.region,
        title=title,
        contest=kind,
        round=form.round,
        alone=form.alone,
        source=said(RECAP_SOURCES[copy.source]),
        by=by,
        at_ms=copy.at_ms,
        index=form.index,
        sha256="",
        numbers="apart",
        followed=True,
        complete=True,
        rows=rows,
        columns=told,
    )


def _side_by_side(
    columns: Sequence[Column], noted: Sequence[Noted]
) -> tuple[tuple[RecapRow, ...], tuple[RecapColumn, ...]]:
    """The rows that a form has, and its columns, with what was said of those that differ."""
    stated = {field for one in columns for field in one.got}
    names = [field for field in fields_of(tuple(range(1, 41))) if field in stated]
    here = {one.place: (one, ending) for one, ending in noted}
    rows = tuple(RecapRow(name, both(partial(row_title, name))) for name in names)
    return rows, tuple(_column(one, names, here.get(one.place)) for one in columns)


def _form_title(region: str, name: str, told: Language) -> str:
    return f"{form_title(region, told)} {name}"


def _column(column: Column, names: Sequence[str], noted: Noted | None) -> RecapColumn:
    found, ending = noted or (None, None)
    return RecapColumn(
        place=column.place,
        stated=tuple(column.got.get(name) for name in names),
        below=tuple(column.expected.get(name) if name in column.got else None for name in names),
        explained=found.explained_by if found else (),
        ended=said(OUTCOMES[ending.outcome]) if ending else None,
        ended_by=ending.entry if ending else -1,
    )


def _blob_of(connection: Connection, index: int) -> str:
    """The blob that an entry names."""
    body: bytes = connection.execute(select(ENTRY.c.body).where(ENTRY.c.position == index)).scalar_one()
    return msgspec.json.decode(msgspec.json.decode(body, type=NodeEntry).event, type=RecapEntered).sha256


def _found(noted: Noted, kind: ContestKind, registry: Registry) -> Found:
    one, ending = noted
    finding = finding_of(one)
    ended = (ending.entry,) if ending else ()
    return Found(
        what=both(partial(_title, finding, registry.place_name(one.form))),
        place=one.place,
        contest=kind,
        round=one.round,
        severity=finding.severity,
        expected=finding.expected,
        got=finding.got,
        effect=finding.effect,
        entries=(*finding.entries, *ended),
        ended=EXPLAINED if one.explained else said(OUTCOMES[ending.outcome]) if ending else None,
    )


def _title(finding: Finding, form: str, told: Language) -> str:
    return told.text(
        "formulir rekapitulasi %(form)s, %(field)s: %(title)s",
        form=form,
        field=field_name(finding.part, told),
        title=finding_title(finding.what, "", told),
    )
