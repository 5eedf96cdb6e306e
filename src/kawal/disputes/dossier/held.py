"""What a node holds about a scope, part by part, and which entries and places all of it names."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.announced import announced
from kawal.disputes.dossier.chronology import Told, chronology_of, in_order
from kawal.disputes.dossier.custody import custody_of
from kawal.disputes.dossier.forms import forms_of
from kawal.disputes.dossier.margins import margins_of
from kawal.disputes.dossier.model import Cited, Custody, Form, Found, Gap, Line, Margin, Recap
from kawal.disputes.dossier.ordered import ordered
from kawal.disputes.dossier.plenary import plenaries_of
from kawal.disputes.dossier.recapitulation import Sees, recapitulated
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.studies import studies_of
from kawal.election.model import Registry
from kawal.field.kinds import KindBook
from kawal.field.line_queries import HeardRow


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a dossier that rest on entries."""

    lines: tuple[Line, ...]
    forms: tuple[Form, ...]
    recaps: tuple[Recap, ...]
    found: tuple[Found, ...]
    of_recaps: tuple[Found, ...]
    """Those of `found` that are about forms of the recapitulation."""
    cited: tuple[Cited, ...]
    margins: tuple[Margin, ...]
    custody: tuple[Custody, ...]
    gaps: tuple[Gap, ...]

    @property
    def indexes(self) -> frozenset[int]:
        """The entries that anything in it names."""
        return frozenset(
            (
                *(one.index for one in self.lines),
                *(index for one in self.lines for index in one.names),
                *(one.index for one in self.custody),
                *(index for one in self.forms for copy in one.copies for index in (copy.index, copy.copy)),
                *(index for one in self.forms for index in one.decided),
                *(one.index for one in self.recaps),
                *(index for one in self.found for index in one.entries),
                *(index for one in self.cited for index in one.entries),
                *(index for one in self.margins for index in one.entries),
            )
        )

    @property
    def places(self) -> frozenset[str]:
        """The places that anything in it is about."""
        spoken: tuple[Line | Found | Cited | Custody, ...] = (*self.lines, *self.found, *self.cited, *self.custody)
        columns = (column.place for one in self.recaps for column in one.columns)
        return frozenset((*(one.place for one in spoken), *columns))


def held_of(
    connection: Connection,
    registry: Registry,
    book: KindBook,
    reach: Reach,
    rows: Sequence[HeardRow],
    told: Sequence[Told],
    senders: Senders,
    cited: tuple[Cited, ...],
    sees: Sees,
) -> Held:
    """All that is recorded within reach; `rows` is all that was heard on the node, `told` what of it belongs here."""
    recaps, of_recaps = recapitulated(connection, registry, reach, senders, sees)
    forms, of_forms = forms_of(connection, reach)
    custody, gaps = custody_of(connection, told, reach, book)
    return Held(
        lines=in_order(
            (
                *chronology_of(connection, told, reach, senders, book, registry),
                *ordered(connection, reach, senders),
                *announced(connection, registry, reach, senders),
                *plenaries_of(connection, registry, reach, recaps, senders),
                *studies_of(connection, reach, rows, told, senders),
            )
        ),
        forms=forms,
        recaps=recaps,
        found=(*of_forms, *of_recaps),
        of_recaps=of_recaps,
        cited=cited,
        margins=margins_of(connection, registry, reach),
        custody=custody,
        gaps=gaps,
    )
