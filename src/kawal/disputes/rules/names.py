"""What the words of the rules are called on pages, and a condition in plain words."""

from collections.abc import Mapping
from datetime import date

from kawal.count.names import identity_title
from kawal.disputes.rules.limits import Stand
from kawal.jurisdiction.condition import Compared, Condition, Joined, Not, Quantity, Relation
from kawal.jurisdiction.expression import Number
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.parameters import Parameter
from kawal.jurisdiction.rules import Chapter, Opens, Rule, Step, Where, rules
from kawal.kernel.language import Language, Message, msg

CHAPTERS: Mapping[Chapter, Message] = {
    "admissibility": msg("Permohonan ke MK"),
    "repoll": msg("Pemungutan suara ulang"),
    "recount": msg("Penghitungan dan hitung ulang"),
    "polling": msg("Hari pemungutan"),
    "recap": msg("Rekapitulasi"),
    "violations": msg("Pelanggaran"),
    "quick_count": msg("Hitung cepat"),
}
OPENS_NAMES: Mapping[Opens, Message] = {
    "ground_repoll": msg("dapat menjadi dasar pemungutan ulang"),
    "ground_recount": msg("dapat menjadi dasar hitung ulang"),
    "weakness": msg("kelemahan bukti, bukan dasar"),
    "alarm": msg("perlu diperiksa"),
    "information": msg("untuk diketahui"),
}
OPENS_MARKS: Mapping[Opens, tuple[str, str]] = {
    "ground_repoll": ("late", "warn"),
    "ground_recount": ("late", "warn"),
    "weakness": ("half", ""),
    "alarm": ("late", ""),
    "information": ("ring", ""),
}
STEPS: Mapping[Step, Message] = {
    "station_supervisor": msg("pengawas TPS"),
    "district": msg("pengawas kecamatan"),
    "city": msg("Bawaslu kabupaten/kota"),
    "province": msg("Bawaslu provinsi"),
}
PLACES: Mapping[Where, Message] = {
    "station": msg("setiap TPS"),
    "recap": msg("setiap rekapitulasi, dan setiap TPS di dalamnya"),
    "contest": msg("setiap pemilihan"),
}
UNITS: Mapping[str, Message] = {
    "persons": msg("%(number)s orang"),
    "ballots": msg("%(number)s surat suara"),
    "boxes": msg("%(number)s kotak"),
    "forms": msg("%(number)s formulir"),
    "events": msg("%(number)s kejadian"),
    "days": msg("%(number)s hari"),
    "calendar_days": msg("%(number)s hari kalender"),
    "working_days": msg("%(number)s hari kerja"),
    "hours": msg("%(number)s jam"),
    "months": msg("%(number)s bulan"),
}
"""A number of what is counted; a share, time, date or word stands for itself."""
CONFIDENCES: Mapping[str, Message] = {
    "high": msg("pasal, contoh resmi, atau beberapa sumber yang berdiri sendiri dibaca"),
    "medium": msg("dari pers atau peraturan sejajar"),
    "low": msg("menurut ingatan"),
}
STANDS: Mapping[Stand, Message] = {
    "safe": msg("aman"),
    "arguable": msg("dapat diperdebatkan"),
    "only": msg("satu-satunya tafsir yang dikenal"),
    "agreed": msg("sama menurut semua tafsir"),
    "between": msg("di antara keduanya"),
}
ASSURANCES: Mapping[str, Message] = {
    "device": msg("perangkat"),
    "session": msg("sesi"),
    "gateway": msg("gerbang"),
    "clerk": msg("operator"),
    "paper": msg("kertas"),
}
_RELATIONS: Mapping[Relation, Message] = {
    ">=": msg("%(left)s: paling sedikit %(right)s"),
    ">": msg("%(left)s: lebih dari %(right)s"),
    "<=": msg("%(left)s: paling banyak %(right)s"),
    "<": msg("%(left)s: kurang dari %(right)s"),
    "==": msg("%(left)s: tepat %(right)s"),
}
_JOINTS: Mapping[str, Message] = {"and": msg("dan"), "or": msg("atau")}
_OPPOSITE: Mapping[Relation, Relation] = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


def value_words(one: Parameter, words: Language) -> str:
    """What a parameter of the law is, in words: "3 hari kerja", "2,5%", "24.00"."""
    match one.value, one.unit:
        case bool(value), _:
            said = words.text("ya") if value else words.text("tidak")
        case int(value), unit:
            said = words.text(UNITS[unit].msgid, number=value)
        case str(value), "share":
            said = words.percent(float(value), 1)
        case str(value), "date":
            said = words.day(date.fromisoformat(value))
        case str(value), _:
            said = value.replace(":", ".") if words.code == "id" else value
        case value, _:
            said = value.say(words)
    return said


def fact_name(name: str, told: Language) -> str:
    """A fact in words; of an identity of the forms, that it does not hold."""
    if any(one.id == name for one in forms().identities):
        return told.text("formulir yang tidak memenuhi “%(title)s”", title=identity_title(name, "", told))
    kind = rules().fact(name)
    return kind.name.say(told) if kind else name


def condition_words(tree: Condition, rule: Rule, told: Language) -> str:
    """A condition as one sentence part: "persons without ... : at least 2"."""
    match tree:
        case Compared(left, relation, right):
            return told.text(
                _RELATIONS[relation].msgid, left=_words(left, rule, told), right=_words(right, rule, told)
            )
        case Not(Compared(left, relation, right)) if relation in _OPPOSITE:
            return condition_words(Compared(left, _OPPOSITE[relation], right), rule, told)
        case Not(of):
            return told.text("bukan (%(condition)s)", condition=condition_words(of, rule, told))
        case Joined(by, parts):
            return f" {told.say(_JOINTS[by])} ".join(_in_brackets(one, rule, told) for one in parts)


def _in_brackets(tree: Condition, rule: Rule, told: Language) -> str:
    said = condition_words(tree, rule, told)
    return f"({said})" if isinstance(tree, Joined) else said


def alternatives(tree: Condition) -> tuple[Condition, ...]:
    """The conditions of which any one is enough; the whole where there is only one."""
    return tree.parts if isinstance(tree, Joined) and tree.by == "or" else (tree,)


def _words(side: Quantity, rule: Rule, told: Language) -> str:
    if isinstance(side, Number):
        return told.integer(side.value)
    if side.name in rule.limits:
        return told.integer(rule.limits[side.name])
    return fact_name(side.name, told)
