"""Letters as pages show them: their content, how they fare, which wait for an answer, whose incident has ended."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Literal

from sqlalchemy.engine import Connection

from kawal.exchange.envelope import HELPS, KIND_NAMES, VERDICTS, Letter, Verdict
from kawal.exchange.letters import LetterRow, load_letters, load_peers
from kawal.exchange.mail import SEND
from kawal.field.kinds import KindBook
from kawal.kernel.language import Language
from kawal.store.jobs import waiting_of
from kawal.watch.desk import WatchDesk
from kawal.watch.letters.referrals import Referrals

ORDER: tuple[Verdict, ...] = ("accepted", "arrived", "settled")
Way = Literal["in", "out"]


def questions_of(letters: Iterable[tuple[LetterRow, Letter | None]]) -> frozenset[str]:
    """The questions of other nodes, by their letters' ids, after which no answer of ours went out."""
    spoken = [(row, letter) for row, letter in letters if letter is not None and row.kind == "answer"]
    answered: dict[str, int] = {}
    for row, letter in spoken:
        if row.way == "out" and letter.verdict == "answered":
            answered[row.re] = max(row.index, answered.get(row.re, -1))
    return frozenset(
        row.id
        for row, letter in spoken
        if row.way == "in" and letter.verdict == "asked" and row.index > answered.get(row.re, -1)
    )


def said_of(letters: Iterable[tuple[LetterRow, Letter | None]], way: Way) -> dict[str, tuple[Verdict, ...]]:
    """What was answered to each letter in one direction, by its id, in the order of the log."""
    found: dict[str, list[Verdict]] = {}
    for row, letter in sorted(letters, key=lambda one: one[0].index):
        if row.kind == "answer" and row.way == way and letter is not None and letter.verdict is not None:
            found.setdefault(row.re, []).append(letter.verdict)
    return {root: tuple(verdicts) for root, verdicts in found.items()}


def open_verdicts(said: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """What can still be answered to a letter after what was: it is accepted or handed back first, then one arrives,
    then it is settled; a question can always be asked. A question of the other node has its own form."""
    acts = [one for one in said if one in (*ORDER, "returned")]
    last = acts[-1] if acts else None
    if last is None or last == "returned":
        return ("accepted", "asked") if last else ("accepted", "returned", "asked")
    rest = ORDER[ORDER.index(last) + 1 :]
    return (*rest, "returned", "asked") if rest else ("asked",)


def shown_with(
    referrals: Referrals, watch: WatchDesk, connection: Connection, shown: Sequence[LetterRow], language: Language
) -> dict[str, Any]:
    """What `_letters.html` needs to show these letters."""
    rows = load_letters(connection)
    of_roots = {row.re or row.id for row in shown}
    about = [(row, referrals.mail.content(connection, row)) for row in rows if (row.re or row.id) in of_roots]
    content = {row.id: letter for row, letter in about}
    return {
        "letters": [(row, content[row.id]) for row in shown],
        "questions": questions_of(about),
        "ended": referrals.ended_letters(connection),
        "entries": referrals.entries(connection),
        "tries": waiting_of(connection, SEND, [row.id for row in rows if row.waits]),
        "came_at": {row.re: row.at for row in rows if row.way == "in" and row.kind == "acknowledgement"},
        "answered": {row.re for row in rows if row.way == "out" and row.kind == "answer"},
        "institutions": {one.origin: one.institution for one in load_peers(connection)},
        "kinds": KIND_NAMES,
        "verdicts": VERDICTS,
        "helps": HELPS,
        "stage_name": partial(_stage_name, watch.field.book(), language),
        "said": said_of(about, "out"),
        "replied": {root: verdicts[-1] for root, verdicts in said_of(about, "in").items()},
        "roots": {row.id: (row, letter) for row, letter in about if not row.re},
        "open_verdicts": open_verdicts,
        "registry": watch.field.registry(),
    }


def _stage_name(book: KindBook, language: Language, kind: str) -> str:
    found = book.newest(kind)
    return found.title.of(language.code) if found else kind
