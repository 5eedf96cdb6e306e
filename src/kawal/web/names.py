"""What the words of the machine are called on pages: kinds of entries and jobs, and who acts without an account."""

from collections.abc import Mapping

from kawal.kernel.language import Message, msg

REPORT = msg("laporan")
ENTRY_NAMES: Mapping[str, Message] = {
    "access_denied": msg("hak ditolak"),
    "account_closed": msg("akun ditutup"),
    "account_opened": msg("akun dibuka"),
    "body_erased": msg("isi tertutup dihapus"),
    "call_made": msg("panggilan telepon"),
    "chat_bound": msg("obrolan dihubungkan"),
    "chat_unbound": msg("obrolan diputus"),
    "device_enrolled": msg("perangkat didaftarkan"),
    "device_revoked": msg("perangkat dicabut"),
    "gate_changed": msg("gerbang diubah"),
    "gate_closed": msg("gerbang ditutup"),
    "gate_opened": msg("gerbang dibuka"),
    "incident_closed": msg("insiden ditutup"),
    "incident_stepped": msg("langkah pada insiden"),
    "kind_offered": msg("formulir ditawarkan lagi"),
    "kind_published": msg("formulir diterbitkan"),
    "kind_retired": msg("formulir ditarik"),
    "letter_delivered": msg("surat sampai"),
    "letter_received": msg("surat masuk"),
    "letter_sent": msg("surat dikirim"),
    "measure_marked": msg("tindakan ditandai"),
    "muster_marked": msg("apel dicatat"),
    "node_founded": msg("simpul didirikan"),
    "odk_key_made": msg("kunci ODK dibuat"),
    "odk_key_revoked": msg("kunci ODK dicabut"),
    "pack_numbered": msg("paket kertas disusun"),
    "pack_printed": msg("paket kertas dicetak"),
    "peer_dropped": msg("simpul lain dilepas"),
    "peer_forked": msg("log simpul lain bercabang"),
    "peer_knows": msg("titik periksa kita disimpan simpul lain"),
    "peer_named": msg("simpul lain didaftarkan"),
    "peer_seen": msg("titik periksa simpul lain disimpan"),
    "people_exported": msg("berkas data pribadi keluar"),
    "people_swapped": msg("dua pos ditukar"),
    "photo_stored": msg("foto masuk"),
    "plan_frozen": msg("rencana ditetapkan"),
    "post_locked": msg("pos dikunci"),
    "post_unlocked": msg("pos dibebaskan"),
    "posts_covered": msg("pos kosong ditutup"),
    "private_opened": msg("isi tertutup dibaca"),
    "promise_ended": msg("janji selesai"),
    "promise_noted": msg("janji dicatat"),
    "quarantine_photos_came": msg("foto masuk karantina"),
    "quarantine_resolved": msg("karantina diselesaikan"),
    "registry_imported": msg("daftar diimpor"),
    "report_quarantined": msg("kiriman masuk karantina"),
    "report_replaced": msg("laporan digantikan"),
    "role_granted": msg("peran diberikan"),
    "role_revoked": msg("peran dicabut"),
    "second_factor_removed": msg("verifikasi dua langkah dilepas"),
    "second_factor_set": msg("verifikasi dua langkah dipasang"),
    "second_factor_wanted": msg("aturan verifikasi dua langkah diubah"),
    "shift_offered": msg("serah jaga ditawarkan"),
    "shift_withdrawn": msg("serah jaga ditarik"),
    "shift_taken": msg("serah jaga diterima"),
    "situation_reported": msg("laporan situasi"),
    "text_delivered": msg("pesan sampai"),
    "text_failed": msg("pesan gagal"),
    "text_queued": msg("pesan menunggu dikirim"),
    "text_sent": msg("pesan dikirim"),
    "thing_counted": msg("barang dihitung"),
    "time_marked": msg("tanda waktu"),
    "witness_dropped": msg("saksi catatan dilepas"),
    "witness_named": msg("saksi catatan ditunjuk"),
}
"""By the name of an event without its version."""
JOB_NAMES: Mapping[str, Message] = {
    "checkpoints_due": msg("mengirim titik periksa"),
    "fetch_photo": msg("mengambil foto"),
    "forget": msg("melupakan isi yang dihapus"),
    "forget_part": msg("melupakan potongan pesan"),
    "join_text": msg("menyambung pesan"),
    "odk_finish": msg("menunggu berkas ODK"),
    "pack_due": msg("menyusun paket kertas"),
    "pack_print": msg("mencetak paket kertas"),
    "send_letter": msg("mengantar surat"),
    "send_text": msg("mengirim pesan"),
    "situation_due": msg("menyusun laporan situasi"),
}
ACTOR_NAMES: Mapping[str, Message] = {
    "cli": msg("baris perintah"),
    "demo": msg("data contoh"),
    "field": msg("pintu laporan"),
    "init": msg("pendirian"),
    "node": msg("simpul ini"),
}


def entry_name(tag: str) -> Message:
    """The name of an event by its tag ("plan_frozen/1"); the tag itself when it has none."""
    return ENTRY_NAMES.get(tag.partition("/")[0], Message(tag))
