"""Every file of the law, read before anything goes by it: a fault of one is told at the start and not on a page."""

from kawal.jurisdiction.count_alarms import count_alarms
from kawal.jurisdiction.deadlines import deadlines
from kawal.jurisdiction.duty_limits import duty_limits
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.incidents import incident_rules
from kawal.jurisdiction.load import agencies, instrument
from kawal.jurisdiction.milestones import milestones
from kawal.jurisdiction.papers import papers
from kawal.jurisdiction.readiness import checklist
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.thresholds import thresholds

FILES = (
    agencies,
    instrument,
    count_alarms,
    deadlines,
    milestones,
    duty_limits,
    forms,
    grounds,
    incident_rules,
    papers,
    checklist,
    thresholds,
    rules,
)
"""What reads them; `rules` holds itself against those before."""


def read_whole() -> None:
    """Read them, each once. Raises Rejected with the first thing that is wrong, naming its file."""
    for read in FILES:
        read()
