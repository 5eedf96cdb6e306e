"""What this version of Kawal knows: every kind of event that a log may hold, and every read table."""

from kawal.access import bindings
from kawal.access import events as access_events
from kawal.access import project as access_project
from kawal.count import events as count_events
from kawal.count import project as count_project
from kawal.deployment import events as deployment_events
from kawal.deployment import project as deployment_project
from kawal.deployment.readiness import events as readiness_events
from kawal.deployment.readiness import project as readiness_project
from kawal.disputes.clocks import events as clock_events
from kawal.disputes.clocks import project as clock_project
from kawal.disputes.dossier import events as dossier_events
from kawal.disputes.dossier import project as dossier_project
from kawal.disputes.grounds import events as ground_events
from kawal.disputes.grounds import project as ground_project
from kawal.disputes.rules import project as rules_project
from kawal.disputes.threshold import events as threshold_events
from kawal.disputes.threshold import project as threshold_project
from kawal.election import events as election_events
from kawal.election import project as election_project
from kawal.exchange import events as exchange_events
from kawal.exchange import growth, letters, witnesses
from kawal.field import events as field_events
from kawal.field import project as field_project
from kawal.field.channels import events as gate_events
from kawal.field.channels import project as gate_project
from kawal.field.channels.odk import events as odk_events
from kawal.field.channels.odk import project as odk_project
from kawal.risk import events as risk_events
from kawal.risk import project as risk_project
from kawal.store import erase
from kawal.store.events import Event, Projection
from kawal.store.newer import versions_of
from kawal.watch import events as watch_events
from kawal.watch import project as watch_project
from kawal.watch.agencies import contactevents, contacttables
from kawal.watch.convoys import events as convoy_events
from kawal.watch.convoys import project as convoy_project
from kawal.watch.formchecks import events as formcheck_events
from kawal.watch.formchecks import project as formcheck_project

KINDS: tuple[type[Event], ...] = (
    *access_events.EVENTS,
    *bindings.EVENTS,
    *erase.EVENTS,
    *exchange_events.EVENTS,
    *election_events.EVENTS,
    *risk_events.EVENTS,
    *deployment_events.EVENTS,
    *readiness_events.EVENTS,
    *field_events.EVENTS,
    *gate_events.EVENTS,
    *odk_events.EVENTS,
    *count_events.EVENTS,
    *watch_events.EVENTS,
    *contactevents.EVENTS,
    *convoy_events.EVENTS,
    *ground_events.EVENTS,
    *threshold_events.EVENTS,
    *clock_events.EVENTS,
    *dossier_events.EVENTS,
    *formcheck_events.EVENTS,
)
"""Every event type of every version that a record may hold."""
PROJECTIONS: tuple[Projection, ...] = (
    erase.PROJECTION,
    access_project.PROJECTION,
    bindings.PROJECTION,
    witnesses.PROJECTION,
    letters.PROJECTION,
    growth.PROJECTION,
    election_project.PROJECTION,
    risk_project.PROJECTION,
    deployment_project.PROJECTION,
    readiness_project.PROJECTION,
    field_project.PROJECTION,
    gate_project.PROJECTION,
    odk_project.PROJECTION,
    count_project.PROJECTION,
    watch_project.PROJECTION,
    contacttables.PROJECTION,
    convoy_project.PROJECTION,
    rules_project.PROJECTION,
    ground_project.PROJECTION,
    threshold_project.PROJECTION,
    clock_project.PROJECTION,
    dossier_project.PROJECTION,
    formcheck_project.PROJECTION,
)
"""The read tables of all folders, in the order in which they are folded."""
VERSIONS = versions_of(KINDS, PROJECTIONS)
"""The newest version of each; a database that has a newer one was opened by a newer Kawal."""
