"""Nodes that count a real case: published totals spread over stations of its wards, and what people do there."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from kawal.access.roles import Role
from kawal.app import create_app, open_results
from kawal.count.files.profiles import decode_profile
from kawal.count.model import ContestKind
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.election.importers.run import Options, import_file
from kawal.election.regions.indonesia import indonesia
from kawal.kernel.codes import RegionCode
from kawal.node import found_node
from kawal.store.log import read_head
from kawal.web.identity import SESSION_COOKIE
from tests.http.conftest import BASE, OWN, session

PROFILE = """
id: salinan
title: {{id: Salinan, en: Copies}}
options: [{options}]
key: [tps]
readings:
  - id: a
    fields: {{{fields}}}
identities: [VALID_SUM]
"""
Numbers = Mapping[str, int]


class RealCase:
    """A supervision node of a city with `wards` of so many stations each, and the clock of its people."""

    def __init__(self, folder: Path, region: str, wards: Mapping[str, int], now: datetime) -> None:
        self.folder, self.region, self.now = folder, region, now
        folder.mkdir()
        self.node = found_node(folder / "node", "supervision", "Bawaslu", region, clock=lambda: self.now)
        self.stations = {
            ward: [f"{ward.replace('.', '')}{number:03d}" for number in range(1, held + 1)]
            for ward, held in wards.items()
        }
        codes = {"63", region, *wards, *(ward.rpartition(".")[0] for ward in wards)}
        rows = [f"{code},{indonesia().name(RegionCode(code))}" for code in sorted(codes)]
        self._import("regions", "code,name", rows)
        self._import("stations", "station_id", [one for held in self.stations.values() for one in held])
        self.client = TestClient(create_app(self.node, load_letterhead()), base_url=BASE)
        self.client.__enter__()
        self.come_in("adjudicator")

    def contest(self, day: str, *options: str) -> None:
        """The contest of the city with these lines of the ballot, "1,pair,active"; as the registry has it now."""
        rows = [f"mayor,mayor,{self.region},{day},{one}" for one in options]
        head = "contest_id,kind,region,day,option_number,option_kind,option_status"
        self._import("contests", head, rows, replace=True)

    def count(self, forms: Mapping[str, Numbers], round_: int = 1, kind: ContestKind = "mayor") -> None:
        """The form of each station comes in as a supervisor's copy from a file."""
        names = sorted({name for numbers in forms.values() for name in numbers})
        options = sorted(name.removeprefix("votes_") for name in names if name.startswith("votes_"))
        profile = PROFILE.format(options=", ".join(options), fields=", ".join(f"{name}: {name}" for name in names))
        path = self.folder / f"round-{round_}.csv"
        rows = [",".join([one, *(str(numbers[name]) for name in names)]) for one, numbers in forms.items()]
        path.write_text("\n".join([",".join(["tps", *names]), *rows]) + "\n")
        with open_results(self.node) as desk:
            read = decode_profile(profile.encode(), "salinan.yaml")
            desk.take(desk.look(path, path.name, read, kind, "supervisor", round_, lambda _place: True), "cli")

    def come_in(self, *roles: Role, region: str = "") -> None:
        """Whoever asks from now on has these roles."""
        self.client.cookies.set(SESSION_COOKIE, session(self.node, *roles, region=region))

    def get(self, path: str, lang: str = "en", status: int = 200) -> str:
        """A page."""
        answer = self.client.get(f"{path}?lang={lang}", headers={"accept": "text/html"})
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, data: Mapping[str, Any], status: int = 303) -> Any:
        """What a form sends."""
        answer = self.client.post(path, data=dict(data), headers=OWN, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def announce(self, numbers: Numbers, status: int = 303, **more: Any) -> Any:
        """Record a result as it was announced."""
        said = {"contest": "mayor", "region": self.region, "round": 1, "at": "2020-12-17T20:00", "source": "decree"}
        said |= {"reference": "uji"} | {f"n.{name}": value for name, value in numbers.items()}
        return self.post("/sengketa/ambang/hasil", said | more, status)

    def take(self, kind: str, path: Path, *, replace: bool = True) -> None:
        """Import a file of the registry."""
        import_file(self.node.writer, kind, path, Options(replace=replace), actor="test")  # type: ignore[arg-type]

    def size(self) -> int:
        """How many entries the log has."""
        with self.node.reading() as connection:
            return read_head(connection).size

    def close(self) -> None:
        """End it."""
        self.client.__exit__(None, None, None)
        self.node.close()

    def _import(self, kind: str, head: str, rows: Sequence[str], *, replace: bool = False) -> None:
        path = self.folder / f"{kind}.csv"
        path.write_text("\n".join([head, *rows]) + "\n")
        self.take(kind, path, replace=replace)


def spread(totals: Numbers, stations: Sequence[str]) -> dict[str, dict[str, int]]:
    """Forms of these stations that add up to the totals, as evenly as whole votes go; each adds up by itself."""
    forms: dict[str, dict[str, int]] = {one: {} for one in stations}
    for name, total in totals.items():
        each, left = divmod(total, len(stations))
        for place, station in enumerate(stations):
            forms[station][name] = each + (place < left)
    for numbers in forms.values():
        numbers["valid_total"] = sum(value for name, value in numbers.items() if name.startswith("votes_"))
        if "invalid_total" in numbers:
            numbers["ballots_counted"] = numbers["valid_total"] + numbers["invalid_total"]
    return forms
