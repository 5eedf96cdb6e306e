"""The exercise between two nodes: the city keeps order, Bawaslu supervises; each is the other's peer."""

import argparse
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kawal.cli.exercise_words import typed
from kawal.cli.serve import Serving, prepared
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, msg

if TYPE_CHECKING:
    import socket

    from kawal.exchange.mail import MailDesk
    from kawal.node import Node
    from kawal.record.policy import Group

CITY, BAWASLU = "kota", "bawaslu"
"""The folders of the two nodes within the folder of the exercise."""
HOSTS = {CITY: "127.0.0.1", BAWASLU: "localhost"}
"""The names of this machine under which each is visited: a browser keeps cookies by name, whatever the port, so that
under one name each sign-in would end the other's."""
HOUSES = {CITY: ("order", "Latihan Kota Banjarmasin"), BAWASLU: ("supervision", "Latihan Bawaslu Banjarmasin")}
AGENCIES = {CITY: "SATPOL_PP", BAWASLU: "BAWASLU"}
"""For which agency each stands on the other's desk."""
COUNTED = "Mantuil 1-3 selesai hitung"
ANSWER = "Panwascam menuju TPS."
REFERRED = "Mohon ditangani, ini wewenang Bawaslu."
ESCORT = "Dua anggota untuk mengawal kotak ke PPK, pukul 22.00."


def open_house(folder: Path, which: str, region: str, clock: Clock) -> "Node":
    """The node of a house of the exercise; founded, marked as an exercise, when there is none. Raises Rejected for
    another node in its folder."""
    from kawal.node import found_node, open_node  # noqa: PLC0415
    from kawal.store.folder import SETTINGS  # noqa: PLC0415

    profile, institution = HOUSES[which]
    if not (folder / SETTINGS).exists():
        return found_node(folder, profile, institution, region, clock=clock, exercise=True)  # type: ignore[arg-type]
    node = open_node(folder, clock)
    found = node.founding
    if (found.profile, found.institution, found.is_exercise) != (profile, institution, True):
        node.close()
        raise Rejected("--data", f"{institution} ({profile})", f"{found.institution} ({found.profile})")
    return node


def make_peers(nodes: "dict[str, Node]", addresses: dict[str, str]) -> None:
    """Each knows the other, as its agency and as a witness of its log, at its address of this run."""
    from kawal.exchange.letters import load_peers  # noqa: PLC0415
    from kawal.exchange.peers import name_peer  # noqa: PLC0415

    for own, other in ((CITY, BAWASLU), (BAWASLU, CITY)):
        there = nodes[other]
        key, url = str(there.store.keys.log.verifier), addresses.get(other, "")
        with nodes[own].reading() as connection:
            known = {(one.key, one.url) for one in load_peers(connection)}
        if (key, url) not in known:
            group: Group = "supervisor" if other == BAWASLU else "government"
            with closing(_mail(nodes[own])) as mail, closing(_mail(there)) as theirs:
                name_peer(
                    mail.store,
                    key,
                    there.founding.institution,
                    AGENCIES[other],
                    url,
                    "demo",
                    witness=str(theirs.witness.verifier),
                    group=group,
                )


def exchanged(nodes: "dict[str, Node]", clients: dict[str, Any], operators: dict[str, str]) -> dict[str, int]:
    """A morning's letters through the pages' own routes: an incident is referred and carried as a file, accepted over
    there; counting that ended is told; an escort is asked for; checkpoints are sent. The rest goes by network.

    Returns how many letters each wrote.
    """
    from kawal.exchange.mail import is_quiet  # noqa: PLC0415

    city, bawaslu = (_Hand(nodes[one], clients[one], operators[one]) for one in (CITY, BAWASLU))
    typed(bawaslu.node, bawaslu.client, operators[BAWASLU], (COUNTED,))
    with city.node.reading() as connection:
        case = next(
            (
                one
                for one in city.client.app.state["cases"].all(connection)
                if one.type.id in ("security", "logistics")
            ),
            None,
        )
    if case is not None:
        given = {"place": case.place, "what": case.what, "receiver": bawaslu.origin, "words": REFERRED}
        referral = city.post(f"/insiden/{case.heard.index}/rujuk", **given).rpartition("/")[2]
        bawaslu.post("/surat/masuk", note=city.file(referral))
        bawaslu.post(f"/surat/{referral}/jawab", verdict="accepted", words=ANSWER)
    bawaslu.post("/surat/kabarkan", origin=city.origin)
    bawaslu.post(
        "/surat/tulis", receiver=city.origin, kind="escort", severity="moderate", place="63.71.01.1001", words=ESCORT
    )
    for one, other in ((city, bawaslu), (bawaslu, city)):
        one.client.app.state["mail"].send_checkpoint(other.origin, "demo")
        one.client.cookies.clear()
    return {
        name: sum(1 for row, _ in one.letters() if row.way == "out" and not is_quiet(row))
        for name, one in ((CITY, city), (BAWASLU, bawaslu))
    }


class _Hand:
    """Someone at the desk of a node."""

    def __init__(self, node: "Node", client: Any, operator: str) -> None:
        from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415

        self.node, self.client, self.origin = node, client, node.founding.origin
        self._session = (SESSION_COOKIE, node.access.come_in(node.access.link(operator, "session")))

    def post(self, path: str, **data: str) -> str:
        """Send a form; returns where it leads."""
        self.client.cookies.set(*self._session)
        own = {"origin": str(self.client.base_url).rstrip("/")}
        answer = self.client.post(path, data=data, headers=own, follow_redirects=False)
        if answer.is_error:
            answer.raise_for_status()
        return str(answer.headers.get("location", ""))

    def file(self, letter: str) -> str:
        """A letter as the page gives it as a file."""
        self.client.cookies.set(*self._session)
        return str(self.client.get(f"/surat/{letter}/berkas").raise_for_status().text)

    def letters(self) -> Any:
        """Every letter here."""
        with self.node.reading() as connection:
            return self.client.app.state["mail"].all(connection)


def serve_both(
    nodes: "dict[str, Node]", args: argparse.Namespace, serving: Serving, listening: "dict[str, socket.socket]"
) -> None:
    """Serve both nodes in one process until it is told to stop; both end in order."""
    from kawal.web.server import ending_in_order, serve_all  # noqa: PLC0415

    with ending_in_order(), ExitStack() as held:
        pairs, streams = [], []
        for which, node in nodes.items():
            own = {"paper_folder": None, "name": args.name or [HOSTS[which]]}  # each prints into its own folder
            alone = argparse.Namespace(**vars(args) | own)
            held.enter_context(closing(listening[which]))
            application = held.enter_context(prepared(node, alone, serving, listening[which]))
            pairs.append((application, listening[which]))
            streams.append(application.state["live"])

        def at_end() -> None:
            for one in streams:
                one.end()

        serve_all(pairs, args.tls_cert, args.tls_key, args.behind_proxy, at_end)


def what_to_see(addresses: dict[str, str], told: Language) -> None:
    """Say where the two meet."""
    sentence = msg(
        "Surat antarsimpul: %(city)s/surat dan %(bawaslu)s/surat; kabar Bawaslu di papan kota: "
        "%(city)s/papan/6371011001001",
        city=addresses[CITY],
        bawaslu=addresses[BAWASLU],
    )
    print(told.say(sentence), file=sys.stderr, flush=True)
    board = msg(
        "Jam latihan 27 November 2024, 15.10 WITA. Papan: %(city)s/papan; rekapitulasi: %(bawaslu)s/hitung/rekap",
        city=addresses[CITY],
        bawaslu=addresses[BAWASLU],
    )
    print(told.say(board), file=sys.stderr, flush=True)


def _mail(node: "Node") -> "MailDesk":
    """The post office of a node that is not served yet."""
    from kawal.exchange.mail import MailDesk  # noqa: PLC0415
    from kawal.field.identity import new_identity  # noqa: PLC0415

    return MailDesk(node.store, node.clock, new_identity, exercise=node.founding.is_exercise)
