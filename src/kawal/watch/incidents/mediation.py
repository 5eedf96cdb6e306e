"""Mediation by local figures before a team is sent: whom to ask in which incident, and how far it is (pure).

Each word about it is a step of the incident's record; the type's data say where it fits and who may be asked.
"""

from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.watch.events import Step
from kawal.watch.incidents.cases import Case
from kawal.watch.queries import StepRow

MEDIATION_STEPS: tuple[Step, ...] = ("mediation_asked", "mediating", "mediated", "mediation_failed")
FOLLOWS: dict[Step, tuple[Step, ...]] = {
    "mediation_asked": ("mediating", "mediated", "mediation_failed"),
    "mediating": ("mediated", "mediation_failed"),
}
"""What may be said after each; one that succeeded or failed is over, and another may be asked."""


def whom_to_ask(case: Case) -> tuple[str, ...]:
    """The local figures who may be asked; none where mediation does not fit: another type, too severe, closed."""
    fits = case.type.mediation
    return fits.ask if fits and case.is_open and case.severity in fits.severities else ()


def last_word(case: Case) -> StepRow | None:
    """The last step of the mediation; None while nobody was asked."""
    return next((step for step in reversed(case.steps) if step.step in MEDIATION_STEPS), None)


def next_words(case: Case) -> tuple[Step, ...]:
    """What may be said of the mediation that is under way; nothing when none is."""
    last = last_word(case)
    return FOLLOWS.get(last.step, ()) if last else ()


def check_mediation(case: Case, step: Step, agency: str, note: str) -> None:
    """Raise Rejected for a figure who cannot be asked here or nobody named, Conflict for a word out of its order."""
    last = last_word(case)
    if step == "mediation_asked":
        if agency not in whom_to_ask(case):
            raise Rejected(msg("instansi"), msg("tokoh yang dapat menengahi insiden ini"), agency or msg("kosong"))
        if not note:
            raise Rejected(msg("siapa yang diminta"), msg("nama tokohnya, tersegel"), msg("kosong"))
        if next_words(case):
            raise Conflict(msg("mediasi sudah berjalan"))
    elif last is None or step not in next_words(case) or last.agency != agency:
        raise Conflict(msg("mediasi belum diminta dari instansi ini, atau sudah selesai"))
