"""NIST's rules for an election results report as a JSON schema, made from `rules.txt`; and where references lead."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

SPACE = "ElectionResults."
RULES = Path(__file__).with_name("rules.txt")
PRIMITIVES: dict[str, dict[str, str]] = {
    "text": {"type": "string"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "yes": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "uri": {"type": "string", "format": "uri"},
}
FIELD = re.compile(r"(?P<name>\w+)(?P<required>!?)(?P<list>[*+]?)(?: (?P<type>[@\w|]+))?")


@cache
def validator() -> Draft4Validator:
    """Checks a whole report."""
    schema = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "$ref": f"#/definitions/{SPACE}ElectionReport",
        "definitions": {SPACE + name: _definition(name, mark, rest) for name, mark, rest in _lines()},
    }
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=FormatChecker())


def faults(report: object) -> list[str]:
    """What breaks the rules: against the schema, and references that lead to nothing or to the wrong class."""
    found = [f"{error.json_path}: {error.message}" for error in validator().iter_errors(report)]
    keys = Counter(key for key, _kind in _targets(report))
    found += [f"{key}: the key of {times} objects" for key, times in keys.items() if times > 1]
    targets = dict(_targets(report))
    for kind, field, key in _references(report):
        if targets.get(key) not in _allowed()[kind, field]:
            found.append(f"{kind}.{field}: {key} is {targets.get(key)}")
    return found


def _lines() -> Iterator[tuple[str, str, str]]:
    for line in RULES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, mark, rest = re.fullmatch(r"(\w+)(:| [=~<]) (.+)", line).groups()  # type: ignore[union-attr]
            yield name, mark.strip(), rest


def _definition(name: str, mark: str, rest: str) -> dict[str, Any]:
    if mark == "=":
        return {"type": "string", "enum": rest.split()}
    if mark == "~":
        return {"type": "string", "pattern": rest}
    if mark == "<":
        return {"type": "string", "maxLength": int(rest)}
    properties: dict[str, Any] = {"@type": {"type": "string", "enum": [SPACE + name]}}
    required = ["@type"]
    for one in _fields(rest):
        if one["name"] == "id":
            properties["@id"] = {"type": "string"}
            required.append("@id")
            continue
        kind = _type(one["type"])
        if one["list"]:
            kind = {"type": "array", "items": kind, "minItems": int(one["list"] == "+")}
        properties[one["name"]] = kind
        if one["required"]:
            required.append(one["name"])
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _fields(rest: str) -> Iterator[re.Match[str]]:
    for text in rest.split(", "):
        yield FIELD.fullmatch(text)  # type: ignore[misc]


def _type(text: str) -> dict[str, Any]:
    if text.startswith("@"):
        return {"type": "string"}
    kinds = [PRIMITIVES.get(kind) or {"$ref": f"#/definitions/{SPACE}{kind}"} for kind in text.split("|")]
    return kinds[0] if len(kinds) == 1 else {"oneOf": kinds}


@cache
def _allowed() -> dict[tuple[str, str], frozenset[str]]:
    return {
        (SPACE + name, one["name"]): frozenset(SPACE + kind for kind in one["type"][1:].split("|"))
        for name, mark, rest in _lines()
        if mark == ":"
        for one in _fields(rest)
        if one["type"] and one["type"].startswith("@")
    }


def _objects(part: object) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _objects(inner)


def _targets(report: object) -> Iterator[tuple[str, str]]:
    return ((one["@id"], one["@type"]) for one in _objects(report) if "@id" in one)


def _references(report: object) -> Iterator[tuple[str, str, str]]:
    for one in _objects(report):
        for field, value in one.items():
            if (one.get("@type"), field) in _allowed():
                for key in value if isinstance(value, list) else [value]:
                    yield one["@type"], field, key
