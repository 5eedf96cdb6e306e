"""Forms of the recapitulation in a dossier: each copy, column by column beside the sum of what it adds up, what does
not add up, and what was said of that."""

from collections.abc import Callable, Sequence
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
from kawal.count.recapqueries import counted, known_recaps, recap_differences
from kawal.disputes.dossier.forms import row_title
from kawal.disputes.dossier.model import Found, NumbersState, Recap, RecapColumn, RecapRow, both, said
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.election.model import Registry
from kawal.kernel.language import Language, msg
from kawal.store.events import NodeEntry
from kawal.store.tables import BLOB, ENTRY

EXPLAINED = said(msg("dijelaskan catatan pembetulan"))
Noted = tuple[Difference, RecapEnding | None]
"""What differs in a column, and how somebody ended it."""


def recapitulated(
    connection: Connection, registry: Registry, reach: Reach, senders: Senders, sees: Callable[[str], bool]
) -> tuple[tuple[Recap, ...], tuple[Found, ...]]:
    """The forms in reach, and their columns that are not the sum of what stands below, explained ones too.

    Of a region in reach the whole form; of a form above it the columns of the places in reach, with the file of its
    numbers only where whoever makes the dossier `sees` the region of the form.
    """
    recaps: list[Recap] = []
    found: list[Found] = []
    for contest in registry.contests:
        known = known_recaps(connection, contest) if contest.kind in reach.contests else ()
        if not known:
            continue
        endings = recap_endings(connection, contest.kind)
        noted = [
            (one, endings.get(key_of(one)))
            for one in recap_differences(connection, registry, contest).differences
            if reach.holds(one.place)
        ]
        found += [_found(one, contest.kind, registry) for one in noted]
        count = counted(connection, registry, contest)
        followed = _columns(count)
        for copy in known:
            form = copy.recap
            complete = reach.holds(form.region)
            every = followed.get(form.index) or _columns(_instead(count, form))[form.index]
            columns = [one for one in every if complete or reach.holds(one.place)]
            if columns:
                title = both(partial(_form_title, form.region, registry.place_name(form.region)))
                sha256 = _blob_of(connection, form.index)
                rows, told = _side_by_side(columns, [one for one in noted if one[0].entries[:1] == (form.index,)])
                recaps.append(
                    Recap(
                        region=form.region,
                        title=title,
                        contest=contest.kind,
                        round=form.round,
                        alone=form.alone,
                        source=said(RECAP_SOURCES[copy.source]),
                        by=senders.role(copy.actor),
                        at_ms=copy.at_ms,
                        index=form.index,
                        sha256=sha256,
                        numbers=_numbers(connection, sha256) if complete or sees(form.region) else "apart",
                        followed=form.index in followed,
                        complete=complete,
                        rows=rows,
                        columns=told,
                    )
                )
    return tuple(recaps), tuple(found)


def _columns(count: Count) -> dict[int, list[Column]]:
    """The columns of each form beside what they add up, by the form's entry."""
    found: dict[int, list[Column]] = {one.index: [] for one in count.recaps}
    for ladder in count.ladders():
        for column in compare(ladder):
            found[column.form.index].append(column)
    return found


def _instead(count: Count, form: Form) -> Count:
    """The count as if this copy were the one of its form that is followed."""
    others = (
        one for one in count.recaps if (one.region, one.round, one.alone) != (form.region, form.round, form.alone)
    )
    return replace(count, recaps=(*others, form))


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


def _numbers(connection: Connection, sha256: str) -> NumbersState:
    key = connection.scalar(select(BLOB.c.key).where(BLOB.c.sha256 == sha256))
    return "erased" if key is None else "here"


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
