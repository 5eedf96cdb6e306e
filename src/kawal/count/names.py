"""What the words of the count are called on pages."""

from collections import Counter
from collections.abc import Mapping

from kawal.count.events import Because, Outcome, RecapSource, RoundKind
from kawal.count.model import AGENT, ContestKind, FieldState, Reader, Source, State, source_kind
from kawal.jurisdiction.forms import FEMALE, MALE, TALLY, WORDS, Severity, forms, option_of
from kawal.kernel.codes import Level, RegionCode, level_of
from kawal.kernel.language import Language, Message, msg

CONTESTS: Mapping[ContestKind, Message] = {
    "governor": msg("Gubernur"),
    "regent": msg("Bupati"),
    "mayor": msg("Wali Kota"),
}
SOURCES: Mapping[str, Message] = {
    "official": msg("C.Hasil asli"),
    "posted": msg("ditempel di kelurahan"),
    "supervisor": msg("pengawas TPS"),
    "observer": msg("pemantau"),
    "public_feed": msg("umpan publik KPU"),
}
RECAP_SOURCES: Mapping[RecapSource, Message] = {
    "official": msg("formulir D.Hasil"),
    "heard": msg("dibacakan di pleno"),
    "agent": msg("salinan saksi"),
}
READERS: Mapping[Reader, Message] = {
    "device": msg("pengirim"),
    "first": msg("petugas pertama"),
    "second": msg("petugas kedua"),
    "feed": msg("umpan"),
    "file": msg("berkas"),
}
STATES: Mapping[State, Message] = {
    "missing": msg("tidak ada"),
    "single": msg("satu bacaan"),
    "agreed": msg("sama"),
    "differing": msg("berbeda"),
    "decided": msg("diputus"),
}
SEVERITIES: Mapping[Severity, Message] = {
    "hard": msg("harus cocok"),
    "soft": msg("tanyakan"),
    "forensic": msg("perhatikan"),
}
BECAUSE: Mapping[Because, Message] = {
    "photo": msg("angka pada foto"),
    "words": msg("huruf di samping angka"),
    "tally": msg("turus"),
    "official": msg("C.Hasil asli"),
    "correction": msg("pembetulan pada formulir"),
    "unreadable": msg("tidak terbaca"),
}
OUTCOMES: Mapping[Outcome, Message] = {
    "on_paper": msg("begitulah di kertas"),
    "explained": msg("dijelaskan catatan kejadian khusus"),
    "passed_on": msg("diteruskan"),
}
ROUNDS: Mapping[RoundKind, Message] = {
    "re_poll": msg("pemungutan suara ulang (PSU)"),
    "recount": msg("penghitungan suara ulang"),
    "follow_up": msg("pemungutan suara susulan atau lanjutan"),
}

REPLACED_BY: Mapping[RoundKind, Message] = {
    "re_poll": msg("diganti PSU"),
    "recount": msg("diganti hitung ulang"),
    "follow_up": msg("diganti susulan"),
}


def source_name(source: Source, told: Language) -> str:
    """ "saksi nomor 2" for an agent's copy, the name of its kind for every other."""
    if source_kind(source) != "agent":
        return told.say(SOURCES[source])
    number = source.removeprefix(AGENT)
    return told.text("saksi tanpa pasangan") if number == "0" else told.text("saksi nomor %(number)s", number=number)


def followed(field: FieldState, told: Language) -> str:
    """Of a number on which readings differ: whose is used until somebody decides, and, where more say another, how
    many do. Never chosen by how many say it or by what adds up: that would be a decision; "" where none differ."""
    if field.state != "differing":
        return ""
    first, counted = field.said[0], Counter(one.value for one in field.said)
    most, times = counted.most_common(1)[0]
    said = told.text(
        "bacaan %(reader)s atas salinan %(source)s, belum diputuskan",
        reader=READERS[first.reader],
        source=source_name(first.source, told),
    )
    if times <= counted[first.value]:
        return said
    more = told.text("%(times)s dari %(n)s bacaan menyebut %(value)s", times=times, n=len(field.said), value=most)
    return f"{said}; {more}"


def field_name(name: str, told: Language) -> str:
    """A number of the form as the form calls it, with men, women, words or tally behind it."""
    for tail, said in ((WORDS, msg("huruf")), (TALLY, msg("turus"))):
        if name.endswith(tail):
            return f"{field_name(name.removesuffix(tail), told)} ({told.say(said)})"
    titles = {field.id: field.title for field in forms().form.fields}
    option = option_of(name)
    if option is not None:
        return f"{titles['votes'].say(told)} {option}"
    for tail, said in ((MALE, msg("laki-laki")), (FEMALE, msg("perempuan"))):
        if name.endswith(tail) and name.removesuffix(tail) in titles:
            return f"{titles[name.removesuffix(tail)].say(told)}, {told.say(said)}"
    return titles[name].say(told) if name in titles else name


def identity_title(what: str, part: str, told: Language) -> str:
    """What must hold, with the field where it is about one."""
    return _of_field(forms().identity(what).title.say(told), part, told)


def finding_title(what: str, part: str, told: Language) -> str:
    """That it does not hold, with the field where it is about one."""
    return _of_field(forms().identity(what).fails.say(told), part, told)


def _of_field(title: str, part: str, told: Language) -> str:
    return f"{title}: {field_name(part, told)}" if part else title


def form_title(region: str, told: Language) -> str:
    """What the form of the recapitulation of a region is called; the annex of a ward is the district's."""
    level = {Level.WARD: "district", Level.DISTRICT: "district", Level.CITY: "city", Level.PROVINCE: "province"}
    wanted = level[level_of(RegionCode(region))]
    return next(one.title.say(told) for one in forms().recap if one.level == wanted)
