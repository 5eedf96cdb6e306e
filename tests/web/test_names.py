"""No word of the machine reaches a page of the record."""

import re

from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.known import KINDS
from kawal.node import Node
from kawal.store.erase import FORGET
from kawal.store.events import Event, TimeMarked, tag_of
from kawal.web.identity import SESSION_COOKIE
from kawal.web.names import ENTRY_NAMES, JOB_NAMES
from tests.http.conftest import BASE, session


def test_every_event_has_a_name() -> None:
    """Each type of every version, and nothing that is no event."""
    every: tuple[type[Event], ...] = (*KINDS, TimeMarked)
    assert {tag_of(kind).partition("/")[0] for kind in every} == set(ENTRY_NAMES)


def test_every_job_has_a_name(node: Node) -> None:
    """Each kind that a runner of this application handles."""
    assert {FORGET, *create_app(node, load_letterhead()).state["jobs"]} == set(JOB_NAMES)


def test_the_record_shows_names(node: Node) -> None:
    """What happened and who did it, in words: no tag, no id of an account that has a name."""
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "clerk"))
        page = client.get("/catatan?lang=en").text
    entries = page.partition('<ol class="log">')[2].partition("</ol>")[0]
    assert "account opened" in entries
    assert not re.search(r"[a-z]+_[a-z]+/[0-9]|<b>[a-z_]+_[a-z]+", entries)
