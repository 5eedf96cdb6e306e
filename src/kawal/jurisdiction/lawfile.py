"""A file of data -> its type, strictly: a mistake is one sentence with file, entry and line.

YAML by itself takes a key that stands twice and keeps the last one; here it is refused.
"""

import re
from datetime import date, datetime
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

T = TypeVar("T")
Node = Any
"""A node of a YAML tree; its stubs leave out what kind it is."""
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_NAMES = ("id", "rule", "level")
"""By which key an entry of a list is called."""


def shipped(file: str) -> bytes:
    """A file of the law as it comes with Kawal."""
    return files("kawal.jurisdiction").joinpath("id", file).read_bytes()


def decoded(data: bytes, kind: type[T], file: str, expected: Message) -> T:
    """A file as a type that msgspec knows; `expected` names it in words. Raises Rejected with the first thing that is
    wrong: what is no YAML, a key twice, anything that the type does not have."""
    import yaml  # noqa: PLC0415  paid for by what reads a file only

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(data.decode("utf-8"))
        tree = loader.get_single_node()
        _refuse_twice(tree, file)
        content = None if tree is None else loader.construct_document(tree)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Rejected(_where(file, "", line), expected, error.problem or str(error.context)) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # no UTF-8; a date that no calendar has
        raise Rejected(file, expected, " ".join(str(error).split())) from None
    try:
        return msgspec.convert(content, kind, builtin_types=(datetime, date))
    except msgspec.ValidationError as error:
        raise _fault(str(error), tree, file, expected) from None


def once(names: list[str], where: str, expected: Message) -> None:
    """Refuse the first name that stands twice. Raises Rejected."""
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise Rejected(where, expected, twice)


def _where(file: str, entry: str, line: int | None) -> Message | str:
    named = f"{file}, {entry}" if entry else file
    return named if line is None else msg("%(where)s, baris %(line)s", where=named, line=str(line))


def _refuse_twice(tree: Node, file: str) -> None:
    """Looks at each node once, however many aliases stand for it."""
    waiting, seen = list[tuple[Node, str]]([(tree, "")]), set[int]()
    while waiting:
        node, entry = waiting.pop()
        if node is None or id(node) in seen or node.id == "scalar":
            continue
        seen.add(id(node))
        if node.id == "sequence":
            waiting += [(one, entry or _name(one)) for one in node.value]
            continue
        known = set[str]()
        for key, value in node.value:
            if str(key.value) in known:
                where = _where(file, entry, key.start_mark.line + 1)
                raise Rejected(where, msg("setiap kunci satu kali"), str(key.value))
            known.add(str(key.value))
            waiting.append((value, entry))


def _fault(error: str, tree: Node, file: str, expected: Message) -> Rejected:
    """What msgspec says of a value (`Expected A, got B - at $.rules[3].title`) as a sentence of ours."""
    said, _, path = error.partition(" - at `$")
    node, entry, key = _followed(tree, path)
    where = _where(file, entry, None if node is None else node.start_mark.line + 1)
    part: Message | str
    got: Message | str
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", said):
        part, got = msg("isian %(field)s", field=missing[1]), msg("tidak ada")
    elif unknown := re.fullmatch(r"Object contains unknown field `(.+)`", said):
        part, got = msg("hanya isian yang dikenal"), unknown[1]
    elif said.startswith("Invalid enum value"):
        part, got = msg("nilai %(field)s yang dikenal", field=key), node.value
    elif other := re.fullmatch(r"Expected (.+?)(, got (.+))?", said):
        part = f"{key}: {other[1]}" if key else other[1]
        got = other[3] or (node.value if isinstance(node.value, str) else "[]")
    else:
        return Rejected(where, expected, said)
    return Rejected(where, msg("%(whole)s (%(part)s)", whole=expected, part=part), got)


def _followed(tree: Node, path: str) -> tuple[Node, str, str]:
    """The node to which a path leads as far as it can be gone, its entry of a list, and the last key on the way."""
    node, entry, last = tree, "", ""
    for key, number in _STEP.findall(path):
        if node is None or node.id == "scalar":
            break
        if node.id == "sequence":
            node = node.value[int(number)] if number else node
            entry = entry or _name(node)
        else:
            node, last = next((value for name, value in node.value if name.value == key), node), key
    return node, entry, last


def _name(node: Node) -> str:
    """What an entry of a list is called; "" where nothing names it."""
    if node.id != "mapping":
        return ""
    return next((str(value.value) for key, value in node.value if key.value in _NAMES), "")
