"""A policy as a file (C2SP tlog-policy): which logs are accepted, who must have cosigned a checkpoint.

log <vkey> [<url>]
witness <name> <vkey> [<url>]
group <name> all|any|<k> <name>...
quorum <name>|none
"""

from collections.abc import Iterable, Mapping

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.record.note import COSIGNATURE, PLAIN, KeyKind, VerifierKey
from kawal.record.policy import DEFAULT_QUORUM, Witness

NONE = "none"


class Members(msgspec.Struct, frozen=True):
    """A group: witnessed when at least `least` of its members are, which are witnesses or other groups."""

    least: int
    names: tuple[str, ...]


class Policy(msgspec.Struct, frozen=True):
    """What a checkpoint must carry to be relied on."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Members]
    quorum: str

    def is_met(self, signed: Iterable[str]) -> bool:
        """Whether cosignatures by the witnesses of these names make up the quorum."""
        return self.quorum == NONE or self._holds(self.quorum, frozenset(signed))

    def _holds(self, name: str, signed: frozenset[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in signed
        return sum(self._holds(one, signed) for one in group.names) >= group.least


class _Draft:
    """A policy while its lines are read; a name may only be used after the line that defines it."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Members] = {}
        self.quorum = ""
        self._taken: set[str] = set()

    def line(self, where: Message, words: list[str]) -> None:
        self._where = where
        match words:
            case ["log", key] | ["log", key, _]:
                self.logs.append(self._key(key, PLAIN, self.logs))
            case ["witness", name, key] | ["witness", name, key, _]:
                self._define(name)
                self.witnesses[name] = self._key(key, COSIGNATURE, self.witnesses.values())
            case ["group", name, least, first, *more]:
                members = (first, *more)
                for one in members:
                    self._take(one)
                self._define(name)
                self.groups[name] = Members(self._least(least, len(members)), members)
            case ["quorum", name] if not self.quorum:
                if name != NONE:
                    self._known(name)
                self.quorum = name
            case _:
                raise Rejected(self._where, msg("log, witness, group atau satu quorum"), " ".join(words))

    def _key(self, text: str, kind: KeyKind, others: Iterable[VerifierKey]) -> VerifierKey:
        try:
            key = VerifierKey.parse(text)
        except Rejected as error:
            raise Rejected(self._where, error.expected, error.got) from None
        if key.kind != kind:
            raise Rejected(self._where, msg("kunci log") if kind == PLAIN else msg("kunci saksi catatan"), text)
        if any(one.public == key.public for one in others):
            raise Rejected(self._where, msg("kunci yang belum disebut"), text)
        return key

    def _define(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise Rejected(self._where, msg("nama yang belum dipakai"), name)

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise Rejected(self._where, msg("nama dari baris sebelumnya"), name)

    def _take(self, name: str) -> None:
        self._known(name)
        if name in self._taken:
            raise Rejected(self._where, msg("nama yang belum menjadi anggota"), name)
        self._taken.add(name)

    def _least(self, text: str, members: int) -> int:
        words = {"any": 1, "all": members}
        least = words.get(text) or (int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0)
        if not 1 <= least <= members:
            raise Rejected(self._where, f"all, any, 1..{members}", text)
        return least


def read_policy(text: str, file: str) -> Policy:
    """Read a policy file. Raises Rejected with file and line for what is no policy."""
    draft = _Draft()
    for number, line in enumerate(text.split("\n"), start=1):
        where = msg("%(file)s baris %(line)s", file=file, line=str(number))
        if any(ord(one) < 0x20 and one != "\t" for one in line):  # another reader might see another line there
            raise Rejected(where, msg("teks tanpa karakter kendali"), ascii(line))
        words = [word for word in line.replace("\t", " ").split(" ") if word]
        if words and not words[0].startswith("#"):
            draft.line(where, words)
    if not draft.quorum:
        raise Rejected(file, msg("satu baris quorum"), msg("tidak ada"))
    return Policy(tuple(draft.logs), draft.witnesses, draft.groups, draft.quorum)


def policy_text(log: VerifierKey, witnesses: tuple[Witness, ...]) -> str:
    """The policy of a node as a file: its log, its witnesses, and so many of each group as the default wants.

    Raises Rejected when too few of a group are named for any checkpoint to meet it.
    """
    lines = [f"log {log}", *(f"witness {one.name} {one.key} {one.url}".rstrip() for one in witnesses)]
    for group, wanted in DEFAULT_QUORUM:
        names = [one.name for one in witnesses if one.group == group]
        if len(names) < wanted:
            raise Rejected(group, msg("paling sedikit %(n)s saksi catatan", n=wanted), str(len(names)))
        lines.append(f"group {group} {wanted} {' '.join(names)}")
    return "\n".join(
        [*lines, f"group default all {' '.join(group for group, _ in DEFAULT_QUORUM)}", "quorum default", ""]
    )
