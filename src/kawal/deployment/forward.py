"""The plan, the ranking and the units as texts to pass on."""

from collections.abc import Mapping, Sequence

from kawal.deployment.planpage import Panel
from kawal.election.model import Registry
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text
from kawal.risk.model import StationRisk


def plan_text(panel: Panel, registry: Registry, reach_minutes: float, language: Language) -> str:
    """What the plan places and what it is worth, then its largest orders to other districts."""
    result = panel.answer.result
    units = {unit.id: unit.name for unit in registry.units}
    lines = [
        language.text(
            "%(posts)s di pos di %(stations)s TPS, %(officers)s dalam %(teams)s TRC",
            posts=result.static_guards,
            stations=panel.guarded_stations,
            officers=panel.team_officers,
            teams=sum(len(numbers) for numbers in result.team_numbers().values()),
        ),
        language.text(
            "Risiko turun %(share)s dari tanpa linmas.",
            share=language.percent(1 - result.objective / panel.unguarded if panel.unguarded else 0, 1),
        ),
        language.text(
            "%(reached)s dari %(all)s TPS prioritas 1 dan 2 terjangkau TRC dalam %(minutes)s menit",
            reached=panel.covered_top[0],
            all=panel.covered_top[1],
            minutes=int(reach_minutes),
        ),
    ]
    lines += [
        language.text(
            "BKO %(unit)s ke %(region)s: %(n)s orang",
            unit=units.get(order.unit, order.unit),
            region=registry.region_name(order.region),
            n=order.officers,
        )
        for order in panel.orders
    ]
    return page_text(language.text("Rencana untuk %(n)s linmas", n=panel.answer.guards), lines, language)


def ranking_text(rows: Sequence[tuple[int, StationRisk]], registry: Registry, language: Language) -> str:
    """The stations of one page of the ranking, the first one the highest."""
    lines = [
        language.text(
            "%(place)s. %(station)s: prioritas %(priority)s, indeks %(index)s",
            place=place,
            station=registry.place_name(risk.station),
            priority=risk.priority,
            index=language.decimal(risk.index, 2),
        )
        for place, risk in rows
    ]
    return page_text(language.text("Peringkat TPS"), lines, language)


def station_text(
    risk: StationRisk, guards: int, indicators: Mapping[str, str], registry: Registry, language: Language
) -> str:
    """How much a station matters, how many officers the plan gives it, and what weighs on it, the heaviest first."""
    lines = [
        language.text(
            "prioritas %(priority)s, indeks %(index)s", priority=risk.priority, index=language.decimal(risk.index, 2)
        ),
        language.text("linmas: %(n)s", n=guards),
    ]
    lines += [
        f"{indicators[one.indicator]}: {language.percent(one.share, 0)}"
        for one in sorted(risk.shares, key=lambda each: -each.share)
    ]
    return page_text(registry.place_name(risk.station), lines, language)


def units_text(registry: Registry, placed: Mapping[str, int], version: int | None, language: Language) -> str:
    """Each unit with its strength and how many of it the newest plan places; no names of people."""
    lines = [] if version is None else [language.text("pos menurut rencana versi %(version)s", version=str(version))]
    lines += [
        language.text(
            "%(unit)s: kekuatan %(strength)s, dapat pos %(placed)s",
            unit=unit.name,
            strength=unit.strength,
            placed=placed.get(unit.id, 0),
        )
        for unit in registry.units
    ]
    return page_text(language.text("Satuan dan orang"), lines, language)
