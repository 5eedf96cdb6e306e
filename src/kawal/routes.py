"""Which routes and which pages of the bar a profile has."""

from litestar import Router
from litestar.handlers import HTTPRouteHandler

from kawal.access.profiles import Part
from kawal.access.roles import Right
from kawal.count import (
    http_bring,
    http_files,
    http_form,
    http_ladder,
    http_own,
    http_plots,
    http_queue,
    http_read,
    http_recap,
    http_recapend,
    http_recapform,
    http_recapsaid,
    http_rounds,
)
from kawal.deployment import http, http_units
from kawal.deployment.forces import http as forces_http
from kawal.deployment.readiness import http as readiness_http
from kawal.deployment.readiness import http_unit
from kawal.disputes.clocks import http as clocks_http
from kawal.disputes.dossier import http as dossier_http
from kawal.disputes.dossier import http_release as dossier_release
from kawal.disputes.grounds import http as grounds_http
from kawal.disputes.grounds import http_ground as grounds_http_ground
from kawal.disputes.grounds import http_new as grounds_http_new
from kawal.disputes.grounds import http_objections as grounds_http_objections
from kawal.disputes.grounds import http_said as grounds_http_said
from kawal.disputes.papers import http as papers_http
from kawal.disputes.rules import http as rules_http
from kawal.disputes.threshold import http as threshold_http
from kawal.field import api as field_api
from kawal.field import http as field_http
from kawal.field import http_phone, http_quarantine
from kawal.field.channels import hooks as gate_hooks
from kawal.field.channels import outgoing
from kawal.field.channels import pages as gate_pages
from kawal.field.channels.odk import api as odk_api
from kawal.field.channels.odk import pages as odk_pages
from kawal.field.forms import http as forms_http
from kawal.kernel.language import msg
from kawal.risk import http as risk_http
from kawal.risk import http_care
from kawal.watch import http_overview
from kawal.watch.agencies import http_agencies
from kawal.watch.board import http as watch_http
from kawal.watch.board import http_boardmap, http_live, http_wall
from kawal.watch.convoys import http as convoys_http
from kawal.watch.convoys import http_said
from kawal.watch.dutylog import http_drafts, http_log
from kawal.watch.formchecks import http as formchecks_http
from kawal.watch.incidents import http_case, http_cases, http_formal, http_link, http_withdraw
from kawal.watch.letters import http_intake, http_letters, http_peers, http_write
from kawal.watch.muster import http_hadir, http_muster, http_pindai, http_regu
from kawal.watch.shifts import http_pack, http_shift
from kawal.watch.situation import http_situation
from kawal.web import recordpage
from kawal.web.render import NavItem


def routes_of(parts: frozenset[Part]) -> list[HTTPRouteHandler | Router]:
    """Every route of a node whose profile has these parts, beside those of the shell."""
    return [
        *([*risk_http.ROUTES, *http_care.ROUTES] if "risk" in parts else ()),
        *(
            [*http.ROUTES, *http_units.ROUTES, *readiness_http.ROUTES, *http_unit.ROUTES, *forces_http.ROUTES]
            if "deployment" in parts
            else ()
        ),
        *field_api.ROUTES,
        *http_phone.ROUTES,
        *field_http.ROUTES,
        *http_quarantine.ROUTES,
        *gate_hooks.ROUTES,
        *forms_http.ROUTES,
        *odk_api.ROUTES,
        *odk_pages.ROUTES,
        *gate_pages.ROUTES,
        *outgoing.ROUTES,
        *(
            [
                *watch_http.ROUTES,
                *http_wall.ROUTES,
                *http_live.ROUTES,
                *http_boardmap.ROUTES,
                *http_log.ROUTES,
                *http_drafts.ROUTES,
                *http_cases.ROUTES,
                *http_case.ROUTES,
                *http_withdraw.ROUTES,
                *http_agencies.ROUTES,
                *http_link.ROUTES,
                *http_formal.ROUTES,
                *http_letters.ROUTES,
                *http_write.ROUTES,
                *http_intake.ROUTES,
                *http_peers.ROUTES,
                *http_shift.ROUTES,
                *http_pack.ROUTES,
                *http_situation.ROUTES,
                *convoys_http.ROUTES,
                *http_said.ROUTES,
                *http_overview.ROUTES,
                *(formchecks_http.ROUTES if "count" in parts else ()),
                *(
                    [*http_muster.ROUTES, *http_regu.ROUTES, *http_hadir.ROUTES, *http_pindai.ROUTES]
                    if "deployment" in parts
                    else ()
                ),
            ]
            if "watch" in parts
            else ()
        ),
        *(
            [
                *http_ladder.ROUTES,
                *http_queue.ROUTES,
                *http_form.ROUTES,
                *http_read.ROUTES,
                *http_own.ROUTES,
                *http_recap.ROUTES,
                *http_recapform.ROUTES,
                *http_recapsaid.ROUTES,
                *http_recapend.ROUTES,
                *http_plots.ROUTES,
                *http_files.ROUTES,
                *http_bring.ROUTES,
                *http_rounds.ROUTES,
            ]
            if "count" in parts
            else ()
        ),
        *(
            [
                *grounds_http.ROUTES,
                *grounds_http_ground.ROUTES,
                *grounds_http_new.ROUTES,
                *grounds_http_said.ROUTES,
                *grounds_http_objections.ROUTES,
                *papers_http.ROUTES,
                *rules_http.ROUTES,
                *threshold_http.ROUTES,
                *clocks_http.ROUTES,
                *dossier_http.ROUTES,
            ]
            if "disputes" in parts
            else ()
        ),
        *(dossier_release.ROUTES if {"disputes", "watch"} <= parts else ()),  # an observer releases none
        *recordpage.ROUTES,
    ]


PAGES: tuple[tuple[Part | None, NavItem], ...] = (
    ("watch", NavItem("/ikhtisar", msg("Ikhtisar"), "log.read")),
    ("watch", NavItem("/papan", msg("Papan TPS"), "report.read")),
    ("watch", NavItem("/buku-jaga", msg("Buku jaga"), "log.read")),
    ("watch", NavItem("/insiden", msg("Insiden"), "incident.read")),
    ("deployment", NavItem("/rencana", msg("Rencana"), "plan.read")),
    ("deployment", NavItem("/apel", msg("Apel"), "log.read")),
    ("count", NavItem("/hitung", msg("Hitung suara"), "count.read")),
    ("disputes", NavItem("/sengketa", msg("Sengketa"), "dispute.read")),
    ("count", NavItem("/hitung/antrean", msg("Antrean angka"), "count.read")),
    ("count", NavItem("/hitung/baca", msg("Baca formulir"), "count.enter")),
    ("disputes", NavItem("/sengketa/tenggat", msg("Tenggat"), "dispute.read")),
    ("disputes", NavItem("/sengketa/ambang", msg("Ambang batas"), "dispute.read")),
    ("disputes", NavItem("/sengketa/indikasi", msg("Indikasi"), "dispute.read")),
    ("disputes", NavItem("/sengketa/aturan", msg("Aturan hukum"), "dispute.read")),
    ("watch", NavItem("/instansi", msg("Daftar instansi"), "incident.read")),
    ("watch", NavItem("/serah-jaga", msg("Serah jaga"), "log.write")),
    ("watch", NavItem("/surat", msg("Surat"), "log.read")),
    ("watch", NavItem("/situasi", msg("Situasi"), "log.read")),
    ("risk", NavItem("/mitigasi", msg("Mitigasi"), "risk.read")),
    ("watch", NavItem("/logistik", msg("Logistik"), "convoy.read")),
    (None, NavItem("/laporan", msg("Laporan"), "report.read")),
    ("count", NavItem("/hitung/rekap", msg("Rekapitulasi"), "count.read")),
    ("count", NavItem("/hitung/berkas", msg("Berkas hasil"), "count.read")),
    ("count", NavItem("/hitung/masukkan", msg("Masukkan berkas"), "count.enter")),
    ("count", NavItem("/hitung/putaran", msg("Putaran ulang"), "count.decide")),
    ("disputes", NavItem("/sengketa/berkas", msg("Berkas bukti"), "dispute.read")),
    (None, NavItem("/karantina", msg("Karantina"), "quarantine.read")),
    ("deployment", NavItem("/kesiapan", msg("Kesiapan"), "readiness.read")),
    ("deployment", NavItem("/kekuatan", msg("Susunan kekuatan"), "plan.read")),
    ("deployment", NavItem("/satuan", msg("Satuan"), "plan.read")),
    ("deployment", NavItem("/peringkat", msg("Peringkat"), "risk.read")),
    ("deployment", NavItem("/cetak", msg("Cetak"), "paper.print")),
    (None, NavItem("/akun", msg("Akun"), "account.manage")),
    (None, NavItem("/catatan", msg("Catatan log"), "record.read")),
    (None, NavItem("/lapangan", msg("Lapangan"), "report.send")),
    ("count", NavItem("/hitung/milik-saya", msg("Salinan kami"), "copies.own")),
    ("disputes", NavItem("/sengketa/berkas/keluar", msg("Berkas keluar"), "copies.own")),
    (None, NavItem("/gerbang/keluar", msg("Pesan keluar"), "log.read")),
    (None, NavItem("/formulir", msg("Formulir laporan"), "kind.edit")),
    (None, NavItem("/gerbang", msg("Gerbang"), "gate.manage")),
    ("watch", NavItem("/surat/simpul/daftar", msg("Simpul lain"), "gate.manage")),
    (None, NavItem("/kunci-odk", msg("Kunci ODK"), "device.manage")),
    (None, NavItem("/perangkat", msg("Perangkat"), "device.manage")),
)
"""The pages of the bar, those needed every hour first, each with the part that a profile must have for it; None is in
every node. What the bar has no room for is behind "more" in the same order."""
STARTS: tuple[tuple[Right, str], ...] = (
    ("log.read", "/ikhtisar"),
    ("plan.write", "/rencana"),
    ("incident.act", "/insiden"),
    ("count.decide", "/hitung/antrean"),
    ("dispute.study", "/sengketa"),
    ("count.read", "/hitung"),
)
"""Where a person begins: a desk at what must be decided, a planner at the plan, an agency at its incidents."""
