"""Forms of results in a dossier: every copy side by side, its photos, decisions, what does not add up."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.formqueries import FormView, form_view, rounds_of
from kawal.count.model import Reading
from kawal.count.names import OUTCOMES, READERS, field_name, finding_title, followed, source_name
from kawal.count.queue import Waiting
from kawal.disputes.dossier.model import Copy, Form, Found, Photo, PhotoState, Row
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.texts import both, said
from kawal.field.queries import stored_photos
from kawal.jurisdiction.forms import option_of
from kawal.kernel.language import Language
from kawal.store.sealed import is_erased
from kawal.store.tables import BLOB


def forms_of(connection: Connection, reach: Reach) -> tuple[tuple[Form, ...], tuple[Found, ...]]:
    """The forms that have come in from the stations in reach, every round, and what does not add up on them."""
    views = list(_views(connection, reach))
    forms = tuple(_form(connection, view) for view in views)
    return forms, tuple(_found(view, one) for view in views for one in view.findings)


def _views(connection: Connection, reach: Reach) -> Iterator[FormView]:
    for station in reach.stations:
        for kind in reach.contests:
            for round_ in rounds_of(connection, station, kind):
                view = form_view(connection, station, kind, round_)
                if view.readings or view.superseded or view.findings:
                    yield view


def _form(connection: Connection, view: FormView) -> Form:
    readings = [*((one, False) for one in view.readings), *((one, True) for one in view.superseded)]
    copies = tuple(_copy(connection, one, superseded=old) for one, old in readings)
    rows = tuple(
        Row(
            state.name,
            both(partial(row_title, state.name)),
            tuple(one.numbers.get(state.name) for one in copies),
            state.value,
            state.state,
            both(partial(followed, state)) if state.state == "differing" else None,
        )
        for state in view.states
    )
    return Form(
        station=view.station,
        contest=view.contest,
        round=view.round,
        current=view.current,
        copies=copies,
        rows=rows,
        decided=tuple(one.index for one in view.rulings),
    )


def row_title(name: str, told: Language) -> str:
    """What a number is called; a pair by its ballot number alone."""
    option = option_of(name)
    return told.text("pasangan calon nomor urut %(n)s", n=f"{option:02d}") if option else field_name(name, told)


def _copy(connection: Connection, reading: Reading, *, superseded: bool) -> Copy:
    return Copy(
        index=reading.index,
        copy=reading.copy,
        source=both(lambda told: source_name(reading.source, told)),
        reader=said(READERS[reading.reader]),
        assurance=reading.assurance,
        numbers=reading.numbers,
        photos=photos_of(connection, reading.copy, reading.photos) if reading.reader == "device" else (),
        superseded=superseded,
    )


def photos_of(connection: Connection, index: int, photos: tuple[str, ...]) -> tuple[Photo, ...]:
    """The photos of a report, each with whether it is here."""
    stored, gone = stored_photos(connection, index), is_erased(connection, index)
    keys = {row.sha256: row.key for row in connection.execute(select(BLOB).where(BLOB.c.sha256.in_(photos)))}

    def state(one: str) -> PhotoState:
        if gone or (one in keys and keys[one] is None):
            return "erased"
        return "here" if one in stored and one in keys else "missing"

    return tuple(Photo(one, state(one)) for one in photos)


def _found(view: FormView, waiting: Waiting) -> Found:
    one = waiting.finding
    outcome = next((name for key, name in OUTCOMES.items() if key == waiting.ended), None)
    return Found(
        what=both(lambda told: finding_title(one.what, one.part, told)),
        place=one.place,
        contest=view.contest,
        round=view.round,
        severity=one.severity,
        expected=one.expected,
        got=one.got,
        effect=one.effect,
        entries=one.entries,
        ended=said(outcome) if outcome else None,
    )
