"""Whether a report may come in: a known key, a valid signature, the right to send this kind from this place (pure).

Three ends: admitted; quarantined (a known sender, a valid signature, a content that cannot be understood); refused,
by an error that says why.
"""

from collections.abc import Callable

import msgspec

from kawal.access.model import Account, Directory
from kawal.field.answers import check_answers
from kawal.field.assembly import Named, refuse_names
from kawal.field.kinds import KindBook, ReportKind
from kawal.field.model import Submission, read_submission, sender_of
from kawal.kernel.codes import is_station
from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.outside import from_json
from kawal.record.merkle import ProofError


class Quarantined(msgspec.Struct, frozen=True):
    """From a known sender, not understood."""

    source: str
    text: str
    reason: Message


class Rules(msgspec.Struct, frozen=True):
    """What decides: the kinds that the node knows, who is known, which places exist."""

    book: KindBook
    directory: Directory
    is_place: Callable[[str], bool]


def admit(text: str, rules: Rules) -> Submission | Quarantined:
    """Check one token. Raises NotPermitted for an unknown or revoked key, a bad signature or a missing right, Named
    for a photo or words where names have no place, and ProofError for what has no readable sender."""
    jws = sender_of(text)
    device = rules.directory.devices.get(jws.header.kid)
    account = rules.directory.accounts.get(device.account) if device else None
    if device is None or device.revoked or account is None or account.closed:
        raise NotPermitted(msg("perangkat ini tidak terdaftar atau sudah dicabut"))
    try:
        jws.verify(device.key)
    except ProofError as error:
        raise NotPermitted(error.message) from None
    refuse_withheld(jws.payload, account, rules)
    try:
        submission = read_submission(text, jws)
        kind = kind_of(submission, rules)
        check_content(submission, kind, rules)
    except Named:
        raise
    except (Rejected, ProofError) as error:
        return Quarantined(jws.header.kid, text, error.message)
    check_rights(submission, kind, account, rules)
    return submission


class _Glimpse(msgspec.Struct):
    kind: str = ""
    data: dict[str, msgspec.Raw] = {}


def refuse_withheld(payload: bytes, account: Account, rules: Rules) -> None:
    """Raise NotPermitted for what this node never takes, however malformed: not even its quarantine may hold it."""
    try:
        glimpse = from_json(payload, _Glimpse)
    except msgspec.MsgspecError:
        glimpse = _Glimpse()
    versions = [kind for (identity, _), kind in rules.book.kinds.items() if identity == glimpse.kind]
    named = any(field.encode() in payload for field in (f'"{one}"' for one in rules.book.withheld_fields))
    if named or (versions and not any(rules.book.takes(kind) for kind in versions)):
        raise NotPermitted(msg("simpul ini tidak menerima laporan jenis %(kind)s", kind=glimpse.kind))
    if versions and not any(set(account.roles) & set(kind.roles) for kind in versions):
        raise NotPermitted(msg("peran Anda tidak berhak mengirim laporan ini dari tempat ini"))


def kind_of(submission: Submission, rules: Rules) -> ReportKind:
    """The kind and version that a report names; raises Rejected for one that nobody knows."""
    public = submission.public
    kind = rules.book.get(public.kind, public.v)
    if kind is None:
        raise Rejected("kind", msg("jenis laporan yang dikenal"), f"{public.kind}/{public.v}")
    return kind


def check_content(submission: Submission, kind: ReportKind, rules: Rules) -> None:
    """Raise Rejected unless answers, place and number of photos are those of the kind."""
    public = submission.public
    if by_node := public.by or public.assurance or public.channel or len(public.facts):
        raise Rejected("by", msg("hanya ditulis oleh simpul"), by_node)
    if kind.group == "line":
        raise Rejected("kind", msg("jenis laporan yang dikenal"), kind.id)
    refuse_names(kind, (*public.data, *submission.private), len(public.photos))
    check_answers(kind, public.data, submission.private)
    if not rules.is_place(public.place):
        raise Rejected("place", msg("TPS atau wilayah yang terdaftar"), public.place)
    if kind.place == "station" and not is_station(public.place):
        raise Rejected("place", msg("TPS yang terdaftar"), public.place)
    most = kind.max_photos if kind.photos != "none" else 0
    if len(public.photos) > most:
        raise Rejected("photos", msg("paling banyak %(n)s foto", n=most), len(public.photos))


def check_rights(submission: Submission, kind: ReportKind, account: Account, rules: Rules) -> None:
    """Raise NotPermitted unless this node takes the kind and the account may send it from there."""
    if not rules.book.takes(kind):
        raise NotPermitted(msg("simpul ini tidak menerima laporan jenis %(kind)s", kind=kind.id))
    place = submission.public.place
    if not any(grant.role in kind.roles and grant.reaches(place) for grant in account.grants):
        raise NotPermitted(msg("peran Anda tidak berhak mengirim laporan ini dari tempat ini"))
