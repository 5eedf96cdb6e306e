"""What was understood, said back in one sentence; what was not, as a question (pure)."""

from collections.abc import Sequence

from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Ask, Fact, Reading
from kawal.kernel.codes import RegionCode
from kawal.kernel.language import Language, Message, msg
from kawal.kernel.numbers import written

KINDS: dict[str, Message] = {
    "check_in": msg("hadir"),
    "check_out": msg("meninggalkan pos"),
    "logistics": msg("logistik tiba"),
    "not_open": msg("belum buka"),
    "opening": msg("buka"),
    "turnout": msg("pemilih hadir"),
    "closing": msg("tutup"),
    "counting_starts": msg("mulai hitung"),
    "counting_ends": msg("selesai hitung"),
    "box_handed_over": msg("kotak diserahkan"),
    "nil": msg("nihil kejadian"),
    "incident": msg("insiden"),
    "assembly": msg("kumpulan massa damai"),
    "welfare": msg("petugas sakit"),
}
DETAILS: dict[tuple[str, str], Message] = {
    ("what", "disturbance"): msg("keributan"),
    ("what", "crowd"): msg("antrean, kerumunan"),
    ("what", "logistics"): msg("logistik"),
    ("what", "custody"): msg("kotak suara hilang"),
    ("what", "box_opened"): msg("kotak suara dibongkar"),
    ("what", "medical"): msg("meninggal, cedera"),
    ("what", "death"): msg("meninggal"),
    ("what", "injury"): msg("cedera, sakit"),
    ("what", "hazard"): msg("banjir, api, angin"),
    ("what", "utility"): msg("listrik, sinyal"),
    ("what", "money"): msg("pemberian uang"),
    ("what", "intimidation"): msg("ancaman, halangan"),
    ("what", "procedure"): msg("tata cara dilanggar"),
    ("what", "other"): msg("lainnya"),
    ("severity", "minor"): msg("ringan"),
    ("severity", "moderate"): msg("sedang"),
    ("severity", "severe"): msg("berat"),
    ("state", "sick"): msg("sakit"),
    ("state", "collapsed"): msg("pingsan"),
    ("state", "evacuated"): msg("dibawa ke puskesmas"),
    ("who", "poll_worker"): msg("KPPS"),
    ("who", "order_officer"): msg("petugas ketertiban"),
    ("who", "linmas"): msg("linmas"),
    ("who", "supervisor"): msg("pengawas"),
    ("who", "voter"): msg("pemilih"),
    ("receiver", "pps"): msg("ke PPS"),
    ("receiver", "ppk"): msg("ke PPK"),
    ("reason", "done"): msg("tugas selesai"),
    ("reason", "relieved"): msg("diganti"),
    ("reason", "moved"): msg("pindah"),
    ("reason", "unwell"): msg("sakit"),
    ("process", "stopped"): msg("terhenti"),
    ("size", "under_50"): msg("kurang dari 50 orang"),
    ("size", "from_50"): msg("50 sampai 199 orang"),
    ("size", "from_200"): msg("200 sampai 999 orang"),
    ("size", "from_1000"): msg("1.000 sampai 4.999 orang"),
    ("size", "from_5000"): msg("5.000 orang atau lebih"),
    ("traffic", "True"): msg("perlu pengaturan lalu lintas"),
    ("first_aid", "True"): msg("perlu pertolongan pertama"),
    ("water", "True"): msg("perlu air minum dan toilet"),
    ("sound", "True"): msg("pengeras suara perlu dijauhkan"),
}
MOST_UNSURE = 4
MOST_PLACES = 4
"""As many places are named in a question, nearest first."""
COUNTED = frozenset({"present", "people"})
"""Answers that are a number of people who are not voters."""


def said(reading: Reading, gazetteer: Gazetteer, language: Language) -> str:
    """What a reading says, in one sentence for each thing, in the order of the line; empty when it says nothing."""
    return ". ".join(fact_said(fact, gazetteer, language) for fact in reading.facts)


def fact_said(fact: Fact, gazetteer: Gazetteer, language: Language) -> str:
    """One thing: "TPS 1-12 Mantuil buka 07.00"."""
    words = [where(fact.place, fact.stations, gazetteer), told(fact, language)]
    if fact.time:
        words.append(language.clock(fact.time))
    return " ".join(words)


def asked(ask: Ask, gazetteer: Gazetteer, language: Language) -> str:
    """A question to whoever sent the line."""
    place = where(ask.place, ask.stations, gazetteer) if ask.place else ask.words
    names = " / ".join(gazetteer.name(one) for one in ask.places[:MOST_PLACES])
    questions = {
        "place": language.text("%(words)s: di mana? %(names)s?", words=ask.words, names=names)
        if names
        else language.text("%(words)s: di kelurahan mana?", words=ask.words or "TPS"),
        "station": language.text("%(place)s: TPS nomor berapa?", place=ask.words or place),
        "state": language.text("%(place)s: sudah buka?", place=place)
        if ask.kinds == ("opening",)
        else language.text("%(place)s: apa yang terjadi?", place=place),
        "time": language.text(
            "Pukul %(time)s tidak mungkin sekarang: jam berapa?",
            time=language.clock(ask.words),
        )
        if ask.words
        else language.text("Jam berapa kejadiannya?"),
        "words": language.text("Tidak terbaca: %(words)s. Apa maksudnya?", words=ask.words),
        "value": language.text("%(words)s: tidak mungkin. Berapa yang benar?", words=ask.words),
        "votes": language.text("Angka suara tidak diambil dari kabar: isi formulir hasil."),
    }
    return questions[ask.code]


def doubted(unsure: Sequence[str], language: Language) -> str:
    """Words that a person should look at beside what was understood; empty when there are none."""
    if not unsure:
        return ""
    return language.text("Belum dikenal: %(words)s. Periksa bacaannya.", words=", ".join(unsure[:MOST_UNSURE]))


def where(place: RegionCode, stations: Sequence[int], gazetteer: Gazetteer) -> str:
    """ "TPS 1-12 Mantuil", or the place's name alone."""
    return f"TPS {written(stations)} {gazetteer.name(place)}" if stations else gazetteer.name(place)


def told(fact: Fact, language: Language) -> str:
    """The kind and its answers without the place: "insiden (logistik)"."""
    head = language.say(KINDS[fact.kind]) if fact.kind in KINDS else fact.kind
    details = [
        language.say(DETAILS[name, str(value)]) for name, value in fact.data.items() if (name, str(value)) in DETAILS
    ]
    if fact.kind == "welfare":
        head, details = " ".join(reversed(details)), []
    if fact.kind == "turnout" and "arrived" in fact.data:
        head = f"{head} {fact.data['arrived']}"
    people = next((value for name, value in fact.data.items() if name in COUNTED), None)
    if people is not None:
        details.append(language.text("%(n)s orang", n=int(people)))
    if "seal" in fact.data:
        details.append(language.text("segel %(seal)s", seal=fact.data["seal"]))
    return f"{head} ({', '.join(details)})" if details else head
