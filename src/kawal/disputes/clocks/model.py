"""A moment of the law as it was recorded: what happened in a case, when, under which number (values)."""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from kawal.count.model import ContestKind
from kawal.jurisdiction.deadlines import Event
from kawal.kernel.language import Message, msg

DayUnit = Literal["calendar_days", "working_days"]
DAY_UNITS: tuple[DayUnit, ...] = get_args(DayUnit)
UNIT_NAMES: Mapping[DayUnit, Message] = {"calendar_days": msg("hari kalender"), "working_days": msg("hari kerja")}
EVENTS_RECORDED: Mapping[Event, Message] = {
    "petition_registered": msg("permohonan diregistrasi di MK"),
    "court_orders": msg("MK memerintahkan pemungutan suara ulang"),
    "formal_report": msg("laporan resmi diterima Bawaslu"),
    "bawaslu_decides": msg("Bawaslu memutuskan laporan itu pidana"),
    "police_receive": msg("penyidik menerima laporan"),
    "file_sent": msg("berkas dikirim ke penuntut umum"),
    "file_returned": msg("berkas dikembalikan kepada penyidik"),
    "file_complete": msg("berkas dinyatakan lengkap"),
    "court_receives": msg("perkara dilimpahkan ke pengadilan negeri"),
    "court_decides": msg("pengadilan negeri memutus"),
    "appeal_received": msg("permohonan banding diterima"),
    "tsm_registered": msg("laporan TSM diregistrasi Bawaslu provinsi"),
    "tsm_decided": msg("Bawaslu provinsi memutus laporan TSM"),
    "tsm_followed": msg("KPU memutuskan tindak lanjut TSM"),
    "tsm_appealed": msg("Mahkamah Agung menerima perkara TSM"),
}
"""What can be recorded by hand, in the order in which a page offers it; results are announced on the page of the
threshold, and voting days are those of the registry."""
EVENT_NAMES: Mapping[Event, Message] = {
    "known": msg("pelanggaran diketahui"),
    "voting_day": msg("hari pemungutan"),
    "result_announced": msg("hasil diumumkan"),
    **EVENTS_RECORDED,
}


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that starts a deadline; `reference` is the number of the case or register. A ruling gives the length
    of what it orders in `length` and `unit`, elsewhere 0."""

    index: int
    event: Event
    contest: ContestKind | None
    region: str
    at_ms: int
    reference: str
    length: int
    unit: DayUnit
    actor: str
