"""What an agency has to do about risks, on paper: A4, open measures by their day, a box to tick."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kawal.election.model import Registry
from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf
from kawal.risk.model import Measure
from kawal.web.render import Shell


def duties_pdf(
    rows: Sequence[Measure],
    owners: Mapping[int, str],
    values: Mapping[str, Any],
    registry: Registry,
    shell: Shell,
    at: datetime,
    language: Language,
) -> bytes:
    """The list of one agency as PDF; `owners` by the entries of the taking, `values` are the names of the matrix."""
    today = at.astimezone(shell.zone).date()
    wanted = sorted((one for one in rows if one.state != "done"), key=lambda one: (one.due, one.place, one.indicator))
    agency = values["agency_name"].get(rows[0].agency, rows[0].agency)
    done = len(rows) - len(wanted)
    data = {
        "institution": shell.institution,
        "mark": language.text("Latihan, data contoh") if shell.exercise else "",
        "language": language.code,
        "title": language.text("Tindakan mitigasi: %(agency)s", agency=agency),
        "summary": language.text(
            "%(day)s: %(open)s terbuka, %(late)s lewat tenggat, %(done)s selesai",
            day=language.day(today),
            open=len(wanted),
            late=sum(one.late(today) for one in wanted),
            done=done,
        ),
        "head": [
            "",
            language.text("Tenggat"),
            language.text("Tempat"),
            language.text("Sebab"),
            language.text("Tindakan"),
            language.text("Pelaksana"),
        ],
        "rows": [
            [
                ("▲ " if one.late(today) else "") + language.short_day(one.due),
                registry.place_name(one.place),
                values["indicator"][one.indicator],
                values["measure_text"](one),
                owners.get(one.taken, ""),
            ]
            for one in wanted
        ],
        "nothing": language.text("Semua selesai."),
        "page": language.text("halaman"),
        "of": language.text("dari"),
    }
    return render_pdf("kawal.risk.paper", "duties.typ", data, at)
