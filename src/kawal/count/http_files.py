"""Files of the count: what is on the node as files for others, and copies of forms from KPU's feed or a table."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.count.exports.arlo import batch_files, unready
from kawal.count.exports.cdf import Issuer, election_report
from kawal.count.exports.table import results_csv, results_xlsx
from kawal.count.files.profiles import FileProfile, decode_profile, profiles
from kawal.count.importing import Brought, ImportDesk, Reach, imports
from kawal.count.model import ContestKind, Source, Tabulation
from kawal.count.names import CONTESTS, source_name
from kawal.count.place import count_of
from kawal.count.sources import CONTEST_KINDS
from kawal.count.sums import tabulation
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import Level, RegionCode, level_of
from kawal.kernel.errors import Conflict, Missing, Rejected
from kawal.kernel.language import msg
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung/berkas"
BRING = "/hitung/masukkan"
"""Where what was uploaded is shown: clerks have no page with numbers of others."""
OWN = "own"
MOST_UPLOAD_BYTES = 64_000_000
MOST_ROUND = 9
CSV, XLSX, JSON = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json"
What = Literal["csv", "xlsx", "cdf", "manifest", "totals"]


class TakeForm(msgspec.Struct, frozen=True):
    """What was looked at, by its ticket."""

    ticket: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


@get(PAGE, right="count.read", sync_to_thread=True)
def files_page(request: AnyRequest, state: State) -> Response[str]:
    """Downloads of each contest, with why a file is refused; what has come."""
    desk, who, words = files_of(state), who_of(request), reader_of(request).language
    registry = desk.field.registry()
    contests = [one for one in registry.contests if who.may("count.read", one.region)]
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        audits = {
            one.id: [
                (region, unready(counted, region), len(registry.stations_in(region)))
                for region in jurisdictions(one, registry)
            ]
            for one in contests
            for counted in [tabulation(connection, registry, one, _now_ms(state))]
        }
        came = imports(connection) if who.may("count.read") else ()
    return renderer_of(state).page(
        request,
        "countfiles.html",
        shown=None,
        registry=registry,
        contests=contests,
        audits=audits,
        imports=came,
        contest_names=CONTESTS,
        source_title=lambda source: source_name(source, words),
    )


@get(f"{PAGE}/{{contest:str}}/{{what:str}}", right="count.read", sync_to_thread=True)
def download(
    request: AnyRequest,
    state: State,
    contest: FromPath[str],
    what: FromPath[What],
    region: Annotated[str, QueryParameter(max_length=20)] = "",
) -> Response[bytes]:
    """A file of a contest as counted now. Arlo's two are of one `region`, once all its stations are ready."""
    registry = files_of(state).field.registry()
    found = next((one for one in registry.contests if one.id == contest), None)
    if found is None:
        raise Missing(msg("pemilihan"), msg("pemilihan terdaftar"), contest[:40])
    require(request, "count.read", place=found.region)
    wanted = RegionCode(region or found.region)
    if what in {"manifest", "totals"} and wanted not in jurisdictions(found, registry):
        raise Missing(msg("wilayah"), msg("wilayah pemilihan ini dengan TPS"), wanted)
    with files_of(state).store.engine.connect().execution_options(read_only=True) as connection:
        counted = tabulation(connection, registry, found, _now_ms(state))
    body, media_type, ending = _made(request, state, counted, registry, what, wanted)
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", f"kawal-{found.id}-{ending}")
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)


@post(f"{PAGE}/periksa", right="count.enter", status_code=SEE_OTHER, request_max_body_size=MOST_UPLOAD_BYTES)
async def looked_at(request: AnyRequest, state: State) -> Response[Any]:
    """Look at a file, without taking it."""
    desk, account, who = files_of(state), account_of(request), who_of(request)
    form = await form_of(request)
    kind = next((one for one in CONTEST_KINDS if one == text_of(form, "contest")), None)
    if kind is None:
        raise Rejected(msg("pemilihan"), msg("gubernur, bupati atau wali kota"), text_of(form, "contest")[:40])
    round_ = text_of(form, "round") or "1"
    if not (len(round_) == 1 and round_ in "123456789"):
        raise Rejected(msg("putaran"), msg("bilangan 1 sampai 9"), round_[:20])
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Rejected(msg("berkas"), msg("berkas zip, JSON, CSV atau XLSX"), msg("kosong"))
    profile = await _profile(form)
    data, name, source = await upload.read(), upload.filename, text_of(form, "source", 40)
    brought = await desk.field.in_thread(
        _look, desk, data, name, profile, kind, source, int(round_), lambda place: who.may("count.enter", place)
    )
    ticket = desk.keep(brought, account.id)
    return Redirect(f"{BRING}?periksa={ticket}", status_code=SEE_OTHER)


@post(f"{PAGE}/masuk", right="count.enter", status_code=SEE_OTHER, sync_to_thread=True)
def taken(
    request: AnyRequest, state: State, data: Annotated[TakeForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Take what was looked at: all of it, or nothing."""
    desk, account = files_of(state), account_of(request)
    desk.take(desk.kept(data.ticket, account.id), account.id)
    desk.drop(data.ticket)
    return Redirect(f"{BRING}?saved=1", status_code=SEE_OTHER)


def jurisdictions(contest: Contest, registry: Registry) -> tuple[RegionCode, ...]:
    """The regions that audit by themselves: the cities and regencies of a contest that have stations."""
    if level_of(contest.region) is not Level.PROVINCE:
        return (contest.region,) if registry.stations_in(contest.region) else ()
    cities = {RegionCode(".".join(one.ward.split(".")[:2])) for one in registry.stations_in(contest.region)}
    return tuple(sorted(cities))


def files_of(state: State) -> ImportDesk:
    """The desk of files of an application."""
    desk: ImportDesk = state["count_files"]
    return desk


def _made(
    request: AnyRequest, state: State, counted: Tabulation, registry: Registry, what: What, region: RegionCode
) -> tuple[bytes, str, str]:
    words, shell = reader_of(request).language, renderer_of(state).shell
    zone = shell.zone
    if what == "csv":
        return results_csv(counted, registry, words, zone), CSV, "hasil.csv"
    if what == "xlsx":
        return results_xlsx(counted, registry, words, zone), XLSX, "hasil.xlsx"
    if what == "cdf":
        issuer = Issuer(shell.institution, "".join(word[0] for word in shell.institution.split() if word).upper())
        return election_report(counted, registry, issuer, zone, test=shell.exercise), JSON, "nist-cdf.json"
    lacking = unready(counted, region)
    if lacking:
        raise Conflict(
            msg(
                "berkas audit belum dapat dibuat: %(missing)s TPS belum masuk, %(differing)s salinannya berbeda, "
                "%(overfull)s suaranya melebihi surat suara",
                missing=len(lacking.missing),
                differing=len(lacking.differing),
                overfull=len(lacking.overfull),
            )
        )
    made = batch_files(counted, region)
    return (made.manifest if what == "manifest" else made.tallies), CSV, f"{region}-{what}.csv"


async def _profile(form: FormMultiDict) -> FileProfile:
    name, own = text_of(form, "profile", 60), form.get("own")
    if name == OWN:
        if not isinstance(own, UploadFile) or not own.filename:
            raise Rejected(msg("profil"), msg("berkas YAML"), msg("kosong"))
        return decode_profile(await own.read(), own.filename[:80])
    if name not in profiles():
        known = msg("%(choices)s, atau berkas YAML", choices=", ".join(profiles()))
        raise Rejected(msg("profil"), known, name)
    return profiles()[name]


def _look(
    desk: ImportDesk,
    data: bytes,
    name: str,
    profile: FileProfile,
    kind: ContestKind,
    source: Source,
    round_: int,
    may: Reach,
) -> Brought:
    """The readers of files take a path: the upload lies under its own name for the while."""
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(name).name)[-80:].lstrip(".") or "berkas"
    with tempfile.TemporaryDirectory(prefix="kawal-") as folder:
        path = Path(folder) / safe
        path.write_bytes(data)
        return desk.look(path, safe, profile, kind, source, round_, may)


def _now_ms(state: State) -> int:
    clock: Callable[[], Any] = count_of(state).clock
    return int(clock().timestamp() * 1000)


ROUTES = [files_page, download, looked_at, taken]
