"""What a report of trouble says: what happened, and how severe it is (pure)."""

from collections.abc import Mapping

from kawal.field import assembly
from kawal.jurisdiction.incidents import Graded, Severity
from kawal.watch.model import Heard, Value

KINDS = ("incident", "welfare")
"""Reports of trouble; a peaceful assembly is none, and what counts or calls for trouble never sees one."""
_SICK: Mapping[str, Severity] = {"sick": "moderate", "collapsed": "severe", "evacuated": "severe"}
SEVERITIES: tuple[Graded, ...] = ("minor", "moderate", "severe")


def what_of(heard: Heard) -> str:
    """What happened: an entry may tell of several things at one place."""
    return heard.kind if heard.kind in ("welfare", assembly.KIND) else str(heard.data.get("what", "other"))


def severity_of(heard: Heard) -> Severity:
    """How severe a report says it is; of someone who is unwell by their state; an assembly is of severity 0."""
    return severity_said(heard.kind, heard.data)


def severity_said(kind: str, data: Mapping[str, Value]) -> Severity:
    """How severe an answered report of an incident, of someone unwell or of an assembly is."""
    if kind == assembly.KIND:
        return "none"
    if kind == "welfare":
        return _SICK.get(str(data.get("state", "")), "moderate")
    said = data.get("severity", "moderate")
    return next((one for one in SEVERITIES if one == said), "moderate")
