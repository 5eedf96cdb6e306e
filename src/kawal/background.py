"""What runs while a node is served."""

from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from kawal.access.profiles import PARTS
from kawal.deployment.warm import Warming
from kawal.exchange.cosign import Cosigner
from kawal.kernel.ticker import Ticker
from kawal.node import Node, refuse_older_log
from kawal.store import erase
from kawal.store.backup import forget
from kawal.store.jobs import JobRunner
from kawal.store.publisher import Publisher
from kawal.store.wal import WalMover
from kawal.watch.board.livedesk import LiveDesk

DENIALS_EVERY_S = 20.0


@contextmanager
def background(node: Node, application: Litestar) -> Iterator[None]:
    """What runs while a node is served: jobs, the published log, pages moved out of SQLite's write-ahead log."""
    store = node.store
    handlers = {erase.FORGET: lambda body: forget(store, body), **application.state["jobs"]}
    jobs = JobRunner(store.engine, handlers, node.clock)
    refuse_older_log(node)
    cosigner = Cosigner(store)
    publisher = Publisher(store.engine, store.published, cosigner.published)
    mover = WalMover(store.engine, store.database)
    denials = Ticker(DENIALS_EVERY_S, node.access.record_denials)
    store.writer.listeners.append(lambda _entries: publisher.wake())
    store.writer.job_listeners.append(jobs.wake)
    application.state["packs"].start()
    application.state["situation"].start()
    application.state["mail"].start()
    profile_parts = PARTS[node.founding.profile]
    if "watch" in profile_parts:
        application.state["notices"].start()
    live: LiveDesk = application.state["live"]
    warming = (Warming(),) if "deployment" in profile_parts else ()
    for part in (jobs, publisher, mover, denials, live, *warming):
        part.start()
    try:
        yield
    finally:
        for part in (*warming, live, denials, jobs, publisher, mover):
            part.stop()
        cosigner.close()
        application.state["gate_work"].close()
        application.state["mail"].close()
