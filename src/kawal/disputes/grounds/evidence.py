"""What is there to prove a ground with, and what is still missing: by itself from the log, or as a person marked it.

Pure. It says what there is, never that it is enough: that is for those who study the ground.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from kawal.disputes.grounds.model import Ground, Mark
from kawal.disputes.model import Indication
from kawal.field.kinds import KindBook, Photos
from kawal.field.queries import ReportRow
from kawal.jurisdiction.grounds import Derived, Exhibit, Grounds


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the log has of a station: the reports that a ground was opened from, who is behind each, all from there,
    findings on its forms by their entries; `repeating` are the incidents that were made of such a finding."""

    own: tuple[ReportRow, ...] = ()
    authors: Mapping[int, str] = {}
    all: tuple[ReportRow, ...] = ()
    findings: tuple[int, ...] = ()
    repeating: frozenset[int] = frozenset()


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """An exhibit that a rule asks for: the entries that show it by themselves, and its mark; missing without both."""

    exhibit: Exhibit
    entries: tuple[int, ...] = ()
    mark: Mark | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is anything of it."""
        return bool(self.entries) or self.mark is not None


def needs_of(ground: Ground, known: Known, law: Grounds, book: KindBook) -> tuple[Need, ...]:
    """The checklist of a ground, in the order of its rule."""
    rule = law.of(ground.rule)
    shown = _Derivation(ground, known, book).shown()
    return tuple(
        Need(exhibit=exhibit, entries=shown.get(exhibit.derived, ()), mark=ground.marked.get(name))
        for name in (rule.needs if rule else ())
        for exhibit in [law.exhibit(name)]
    )


class Weakness(msgspec.Struct, frozen=True):
    """A gap in where the box was: what it is (a rule, "unsealed" or "gone"), the entries that tell of it."""

    what: str
    entries: tuple[int, ...]


def weaknesses(known: Known, indications: Iterable[Indication], law: Grounds) -> tuple[Weakness, ...]:
    """Gaps in the custody of the box: they weaken the evidence of a station and are never a ground. A handover that
    nobody reported is none: silence says nothing."""
    rows = {one.index: one for one in (*known.own, *known.all)}.values()
    unsealed = _of(rows, lambda one: one.kind == "logistics" and one.data.get("box_sealed") is False)
    gone = _of(rows, lambda one: one.kind == "incident" and law.is_custody(one.kind, one.data.get("what")))
    told = [Weakness("unsealed", unsealed), Weakness("gone", gone)]
    ruled = [Weakness(one.rule, one.entries) for one in indications if one.rule in law.weaknesses]
    return tuple(one for one in (*told, *ruled) if one.entries)


def unreported(known: Known) -> tuple[str, ...]:
    """Which moments of the box nobody reported, "logistics" (it came) and "box_handed_over" (it went): no gap, but no
    custody that was seen either."""
    told = {one.kind for one in (*known.own, *known.all)}
    return tuple(kind for kind in ("logistics", "box_handed_over") if kind not in told)


class _Derivation:
    """Which entries show an exhibit by themselves."""

    def __init__(self, ground: Ground, known: Known, book: KindBook) -> None:
        self._ground, self._known, self._book = ground, known, book

    def shown(self) -> Mapping[Derived, tuple[int, ...]]:
        """Entries by what they show; none for what nothing shows."""
        own, every = self._known.own, self._known.all
        return {
            "sources": self._independent(),
            "device": _of(own, lambda one: one.assurance == "device"),
            "form_photo": _of(every, lambda one: bool(one.photos) and self._photos(one) == "form"),
            "scene_photo": _of(own, lambda one: bool(one.photos) and self._photos(one) == "scene"),
            "objection": _of(every, lambda one: one.kind == "objection"),
            "objection_photo": _of(every, lambda one: one.kind == "objection" and bool(one.photos)),
            "seal": _of(every, lambda one: bool(one.data.get("seal"))),
            "finding": self._known.findings,
        }

    def _independent(self) -> tuple[int, ...]:
        """The first entry of each person behind the ground, when there are at least two. What others told someone
        depends on them, and an incident made of a finding on the copies that showed it."""
        first: dict[str, int] = {}
        repeating = self._known.repeating
        own = (one for one in self._known.own if one.data.get("known_by") != "told" and one.index not in repeating)
        for one in sorted(own, key=lambda row: row.index):
            first.setdefault(self._known.authors.get(one.index, one.source), one.index)
        return tuple(first.values()) if len(first) > 1 else ()

    def _photos(self, row: ReportRow) -> Photos:
        kind = self._book.get(row.kind, row.version)
        return kind.photos if kind else "none"


def _of(rows: Iterable[ReportRow], fits: Callable[[ReportRow], bool]) -> tuple[int, ...]:
    return tuple(sorted(one.index for one in rows if fits(one)))
