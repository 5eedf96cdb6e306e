"""What the steps and the ends of an incident are called."""

from kawal.kernel.language import Message, msg
from kawal.watch.events import Result, Step

RESULTS: dict[Result, Message] = {
    "resolved": msg("sudah tertangani"),
    "referred": msg("diteruskan ke instansi lain"),
    "unfounded": msg("tidak terjadi"),
    "duplicate": msg("sudah tercatat pada nomor lain"),
}
STEP_NAMES: dict[Step, Message] = {
    "taken": msg("menangani insiden ini"),
    "released": msg("melepas insiden ini"),
    "noted": msg("mencatat"),
    "inside": msg("menetapkan: di dalam TPS"),
    "outside": msg("menetapkan: di luar TPS"),
    "placed": msg("membetulkan tempat: %(site)s"),
    "told": msg("memberi tahu %(agency)s"),
    "read": msg("%(agency)s membaca"),
    "accepted": msg("%(agency)s menerima"),
    "returned": msg("%(agency)s mengembalikan"),
    "arrived": msg("%(agency)s tiba di tempat"),
    "settled": msg("%(agency)s menyatakan selesai"),
    "asked": msg("bertanya kepada %(agency)s"),
    "answered": msg("%(agency)s menjawab"),
    "handed_on": msg("meneruskan kepada %(agency)s"),
    "sent": msg("mengirim TRC %(team)s"),
    "confirmed": msg("TRC %(team)s menjawab siap"),
    "on_site": msg("TRC %(team)s tiba di tempat"),
    "freed": msg("TRC %(team)s kembali siap"),
    "mediation_asked": msg("meminta %(agency)s menengahi"),
    "mediating": msg("%(agency)s menengahi"),
    "mediated": msg("%(agency)s berhasil menengahi"),
    "mediation_failed": msg("%(agency)s tidak berhasil menengahi"),
    "merged": msg("menggabungkan dengan nomor %(other)s"),
    "reopened": msg("membuka kembali"),
}
AGENCY_WORDS: dict[Step, Message] = {
    "told": msg("diberi tahu"),
    "read": msg("membaca"),
    "accepted": msg("menerima"),
    "returned": msg("mengembalikan"),
    "arrived": msg("tiba di tempat"),
    "settled": msg("menyatakan selesai"),
    "asked": msg("ditanya"),
    "answered": msg("menjawab"),
    "handed_on": msg("diserahi"),
    "mediation_asked": msg("diminta menengahi"),
    "mediating": msg("menengahi"),
    "mediated": msg("berhasil menengahi"),
    "mediation_failed": msg("tidak berhasil menengahi"),
}
"""What an agency did last, or what was done towards it, beside its name."""
