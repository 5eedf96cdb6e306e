"""The order of battle as a text to pass on: numbers, no names."""

from collections.abc import Sequence

from kawal.deployment.forces.model import GROUPS, Area
from kawal.election.model import Registry
from kawal.kernel.codes import StationId
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text

FEW = 12
"""So many stations are named; of more only the number is told."""


def picture_text(areas: Sequence[Area], registry: Registry, language: Language) -> str:
    """Each region: stations, linmas, each group as its list gives it, which stations no list names."""
    lines = []
    for area in areas:
        lines.append(
            language.text(
                "%(region)s: %(stations)s TPS",
                region=registry.region_name(area.code),
                stations=len(area.stations),
            )
        )
        if area.posted is None:
            lines.append(language.text("Linmas: %(n)s, belum ada rencana", n=area.linmas))
        else:
            lines.append(
                language.text("Linmas: %(n)s terdaftar, %(posted)s dalam rencana", n=area.linmas, posted=area.posted)
            )
        for group, name in GROUPS.items():
            said = area.strength[group]
            words = language.integer(said.people) if said.listed else language.text("belum ada daftar")
            if said.wider:
                words = language.text("hanya disebut untuk wilayah yang lebih besar")
            elif said.unnumbered:
                words = language.text("%(n)s, %(rows)s baris tanpa jumlah", n=said.people, rows=said.unnumbered)
            lines.append(f"{language.say(name)}: {words}")
        for group, stations in area.missing.items():
            if stations:
                lines.append(
                    language.text(
                        "Tanpa %(group)s: %(stations)s",
                        group=GROUPS[group],
                        stations=missing_words(stations, registry, language),
                    )
                )
    return page_text(language.text("Susunan kekuatan"), lines, language)


def missing_words(stations: Sequence[StationId], registry: Registry, language: Language) -> str:
    """Stations by name while they are few, else how many."""
    if len(stations) > FEW:
        return language.text("%(n)s TPS", n=len(stations))
    return language.listing(registry.place_name(one) for one in stations)
