"""Whether a draft is a kind that may be published, and what is wrong, each thing at its place (pure)."""

import re
from collections.abc import Mapping
from typing import get_args

import msgspec

from kawal.access.profiles import PARTS
from kawal.access.roles import ROLE_NAMES, Role
from kawal.field import assembly
from kawal.field.forms.draft import LONGEST_TITLE, Draft, DraftQuestion, name_of
from kawal.field.forms.reading import NAME, SENDERS
from kawal.field.forms.xform import xform_of
from kawal.field.kinds import Choice, Field, FieldKind, KindBook, ReportKind, Value, When, Words, shipped_kinds
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

MOST_PHOTOS, MOST_LENGTH, MOST_CODE, MOST_COUNT = 6, 2_000, 60, 1_000_000
STAGES = range(1, 8)
RESULT_ROLES: frozenset[Role] = frozenset({"station_supervisor", "pair_agent", "observer", "clerk"})
"""Guards and the desk of order neither enter nor photograph results."""
ALWAYS_PRIVATE = frozenset({"text", "position"})
"""Words of one's own and exact positions may name people: they never enter the log."""
_VOTES = re.compile(
    r"(?<!surat )(?<!kertas )(?<!kotak )(?<!bilik )(?<!pengeras )(?<!pemungutan )\bsuara\b|\bvotes?\b"
    r"|\bp[ae]?slon\w*\b|\bpasangan calon\b|\bperolehan\b|\bcandidates?\b|\b(?:no|nomor|nmr) urut\b"
    r"|\b(?:tidak )?sah\b|\b(?:in)?valid\b"
    r"|\b(?:hasil|result|pemilih|suara|calon|pasangan|kolom|angka|kandidat|pair|p) (?:nomor |no |urut )*0?[1-9]\b"
)
ABOUT_THE_KIND = -1


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with the question `at` (from 0), or with the kind itself."""

    at: int
    said: Message


class _Check:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.at = ABOUT_THE_KIND

    def that(self, good: bool, said: Message) -> None:
        """Note a fault unless it is good."""
        if not good:
            self.faults.append(Fault(self.at, said))

    def number(self, text: str, least: int, most: int, what: Message) -> int:
        """A whole number within bounds."""
        good = text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most
        self.that(good, msg("%(what)s: bilangan dari %(least)s sampai %(most)s", what=what, least=least, most=most))
        return int(text) if good else least

    def words(self, title_id: str, title_en: str, what: Message) -> Words:
        """A title in both languages."""
        for title, language in ((title_id, msg("Indonesia")), (title_en, msg("Inggris"))):
            self.that(bool(title), msg("%(what)s belum ada dalam bahasa %(language)s", what=what, language=language))
            self.that(
                len(title) <= LONGEST_TITLE and title.isprintable() and "${" not in title,
                msg("%(what)s: paling banyak %(n)s huruf, tanpa tanda ${", what=what, n=LONGEST_TITLE),
            )
        return Words(title_id, title_en)


def check_draft(draft: Draft, book: KindBook) -> tuple[ReportKind | None, tuple[Fault, ...]]:
    """The kind of a draft as its next version, for this node alone; None with the faults that keep it from that."""
    check = _Check()
    name = draft.id or name_of(draft.title_id)
    newest = book.newest(name)
    title = check.words(draft.title_id, draft.title_en, msg("judul formulir"))
    check.that(bool(NAME.fullmatch(name)) or not draft.title_id, msg("judul formulir harus memuat huruf"))
    if newest is not None and draft.base != newest.version:
        said = msg("sudah ada formulir %(kind)s versi %(version)s; ubah yang itu", kind=name, version=newest.version)
        check.that(False, said)
    _check_group(draft, book, newest, check)
    roles = tuple(role for role in SENDERS if role in draft.roles)
    check.that(bool(roles), msg("pilih siapa yang mengirim"))
    stage = check.number(draft.stage, 1, 7, msg("tahap")) if draft.group == "stage" else 0
    most = check.number(draft.max_photos, 1, MOST_PHOTOS, msg("jumlah foto")) if draft.photos != "none" else 0
    fields: dict[str, Field] = {}
    for at, question in enumerate(draft.questions):
        check.at = at
        field = _field(question, fields, check)
        if field is not None:
            if draft.group != "result" and "results" not in PARTS[book.profile]:
                check.that(not _asks_votes(field), msg("simpul ini tidak menanyakan perolehan suara"))
            fields[field.id] = field
    check.at = ABOUT_THE_KIND
    _check_shipped(name, fields, check)
    _check_nameless(name, draft, fields, check)
    if check.faults:
        return None, tuple(check.faults)
    made: dict[str, object] = {"id": name, "version": newest.version + 1 if newest else 1, "title": title}
    made |= {"group": draft.group, "stage": stage, "place": "station" if draft.place == "station" else "any"}
    made |= {"profiles": (book.profile,), "roles": roles, "photos": draft.photos, "max_photos": most}
    kind = msgspec.convert(made | {"fields": tuple(fields.values())}, ReportKind)
    try:
        xform_of(kind)
    except Rejected as error:
        return None, (Fault(ABOUT_THE_KIND, error.message),)
    return kind, ()


def groups_of(book: KindBook) -> tuple[str, ...]:
    """The groups in which this node may publish."""
    usual = ("presence", "stage", "incident", "note")
    return (*usual, "result") if "results" in PARTS[book.profile] else usual


def _check_group(draft: Draft, book: KindBook, newest: ReportKind | None, check: _Check) -> None:
    check.that(
        draft.group in groups_of(book),
        msg("simpul ini tidak menanyakan perolehan suara") if draft.group == "result" else msg("pilih golongan"),
    )
    if newest is not None and (newest.id, 1) in shipped_kinds():
        check.that(draft.group == newest.group, msg("golongan formulir bawaan tidak berubah: papan membacanya"))
    if draft.group == "result":
        wrong = [msg_of for role, msg_of in ROLE_NAMES.items() if role in draft.roles and role not in RESULT_ROLES]
        check.that(not wrong, msg("hasil tidak dikirim oleh %(role)s", role=wrong[0] if wrong else ""))
    photos = ("none", "form") if draft.group == "result" else ("none", "scene")
    said = msg("foto formulir hanya pada golongan hasil, foto kejadian hanya pada yang lain")
    check.that(draft.photos in photos, said)


def _check_shipped(name: str, fields: Mapping[str, Field], check: _Check) -> None:
    """What the board and the grammar of lines read stays: questions and answers may be added, none taken away."""
    versions = [kind for (shipped, _), kind in shipped_kinds().items() if shipped == name]
    if not versions:
        return
    for field in max(versions, key=lambda kind: kind.version).fields:
        here = fields.get(field.id)
        said = msg(
            'pertanyaan bawaan "%(title)s" harus tetap ada, sejenis: papan membacanya', title=_both(field.title)
        )
        check.that(here is not None and here.kind == field.kind and here.private == field.private, said)
        for choice in field.choices if here is not None else ():
            told = msg('jawaban bawaan "%(title)s" harus tetap ada: papan membacanya', title=_both(choice.title))
            check.that(here is not None and choice.id in {one.id for one in here.choices}, told)


def _check_nameless(name: str, draft: Draft, fields: Mapping[str, Field], check: _Check) -> None:
    """An assembly has no version of this node's own in which someone could be named or shown."""
    if name == assembly.KIND:
        space = draft.photos != "none" or any(one.kind in assembly.SPACE_FOR_NAMES for one in fields.values())
        check.that(
            not space, msg("kumpulan massa damai tanpa nama dan wajah: tanpa foto, isian bebas, kode dan posisi")
        )


def _both(words: Words) -> str:
    return words.id if words.id == words.en else f"{words.id} / {words.en}"


def _field(question: DraftQuestion, before: Mapping[str, Field], check: _Check) -> Field | None:
    count = len(check.faults)
    title = check.words(question.title_id, question.title_en, msg("pertanyaan"))
    check.that(question.kind in get_args(FieldKind), msg("pilih jenis jawaban"))
    good = bool(NAME.fullmatch(question.id)) and question.id not in before
    check.that(good or not question.title_id, msg("pertanyaan harus memuat huruf dan tidak berulang"))
    made: dict[str, object] = {}
    match question.kind:
        case "choice":
            made["choices"] = _choices(question, check)
        case "count":
            least = check.number(question.min, 0, MOST_COUNT, msg("paling sedikit"))
            most = check.number(question.max, 0, MOST_COUNT, msg("paling banyak"))
            check.that(least <= most, msg("paling sedikit lebih besar daripada paling banyak"))
            made |= {"min": least, "max": most}
        case "text":
            made["max_length"] = check.number(question.max_length, 1, MOST_LENGTH, msg("panjang"))
        case "code":
            made["max_length"] = check.number(question.max_length, 1, MOST_CODE, msg("panjang"))
    when = _when(question, before, check)
    if len(check.faults) > count:
        return None
    private = question.private or question.kind in ALWAYS_PRIVATE
    told = {"id": question.id, "kind": question.kind, "title": title, "required": question.required}
    return msgspec.convert(told | {"private": private, "when": when} | made, Field)


def _choices(question: DraftQuestion, check: _Check) -> tuple[Choice, ...]:
    found: dict[str, Choice] = {}
    for choice in question.choices:
        if not choice.title_id and not choice.title_en:
            continue  # an empty row of the page
        title = check.words(choice.title_id, choice.title_en, msg("jawaban"))
        good = bool(NAME.fullmatch(choice.id)) and choice.id not in found
        check.that(good or not choice.title_id, msg("jawaban harus memuat huruf dan tidak berulang"))
        found[choice.id] = Choice(choice.id, title)
    check.that(len(found) > 1, msg("sedikitnya dua jawaban"))
    return tuple(found.values())


def _when(question: DraftQuestion, before: Mapping[str, Field], check: _Check) -> When | None:
    if not question.when:
        return None
    asked = before.get(question.when)
    if asked is None or not asks(asked):
        check.that(False, msg("syaratnya harus pertanyaan sebelumnya yang berupa pilihan, centang atau bilangan"))
        return None
    values = [_value(asked, one) for one in question.when_is]
    check.that(bool(values), msg("pilih jawaban yang menjadi syarat"))
    check.that(None not in values, msg("jawaban yang menjadi syarat tidak ada lagi"))
    return When(asked.id, tuple(one for one in values if one is not None))


def asks(field: Field) -> bool:
    """Whether another question may depend on this one."""
    return field.kind in ("choice", "flag", "count")


def _value(asked: Field, text: str) -> Value | None:
    match asked.kind:
        case "choice":
            return text if text in {one.id for one in asked.choices} else None
        case "flag":
            return {"yes": True, "no": False}.get(text)
        case _:
            good = text.isascii() and text.isdigit() and len(text) < 9 and asked.min <= int(text) <= asked.max
            return int(text) if good else None


def _asks_votes(field: Field) -> bool:
    """Rather too often than too seldom, where something is counted or written down."""
    if field.kind not in ("count", "code"):
        return False
    return any(_VOTES.search(title.lower()) for title in (field.title.id, field.title.en))
