"""Sealed answers of reports that are opened for who receives a dossier, as questions and words (pure)."""

from collections.abc import Mapping

from kawal.disputes.dossier.texts import Both, both, said
from kawal.field.kinds import KindBook
from kawal.field.model import read_public, sender_of
from kawal.kernel.language import msg
from kawal.record.sdjwt import SdJwt, disclosed

Parts = Mapping[int, tuple[tuple[Both, Both], ...]]
"""By entry: what was asked, what was answered."""


def words_opened(files: Mapping[str, bytes], book: KindBook) -> Parts:
    """The answers in the files `opened/N.sdjwt`, in the order of the questions.

    Raises ProofError for a disclosure that its report does not name.
    """
    return {int(name[7:-6]): _answers(body.decode(), book) for name, body in files.items()}


def _answers(token: str, book: KindBook) -> tuple[tuple[Both, Both], ...]:
    public = read_public(sender_of(token).payload)
    answers = disclosed({"_sd": list(public.digests)}, SdJwt.parse(token).disclosures)
    kind = book.get(public.kind, public.v)
    titles = {field.id: field.title for field in kind.fields} if kind else {}
    order = [*(name for name in titles if name in answers), *(name for name in answers if name not in titles)]
    return tuple(
        (
            {"id": titles[name].id, "en": titles[name].en} if name in titles else {"id": name, "en": name},
            _answer(answers[name]),
        )
        for name in order
        if answers[name] not in ("", None)
    )


def _answer(value: object) -> Both:
    match value:
        case {"lat_udeg": int(lat), "lon_udeg": int(lon), "accuracy_m": int(metres)}:
            place = f"{lat / 1e6:.6f}, {lon / 1e6:.6f}"
            return {"id": f"{place} (± {metres} m)", "en": f"{place} (± {metres} m)"}
        case bool():
            return said(msg("ya") if value else msg("tidak"))
        case int():
            return both(lambda told: told.integer(value))
        case _:
            return {"id": str(value), "en": str(value)}
