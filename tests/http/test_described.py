"""The description of the interface names every answer that the interface gives, with its body."""

from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from kawal.field.api import Kinds, Result
from kawal.web.identity import SCHEMA
from kawal.web.problems import Problem
from tests.support.phone import Phone, enrolled

PATHS = {"/api/reports", "/api/devices", "/api/kinds", "/api/receipts/{identity}", "/api/photos/{sha256}"}


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:  # type: ignore[type-arg]
    """The description as programs read it."""
    found: dict[str, Any] = client.get(f"{SCHEMA}/openapi.json").json()
    return found


def test_every_refusal_is_a_problem(described: dict[str, Any]) -> None:
    """RFC 9457 for every 4xx and 5xx; 409 of a report and of a piece say what they keep."""
    assert set(described["paths"]) == PATHS
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            for code, answer in said["responses"].items():
                kept = code == "409" and path != "/api/devices"
                if code >= "400" and not kept:
                    assert list(answer["content"]) == ["application/problem+json"], (method, path, code)
                elif answer.get("content"):
                    schema = next(iter(answer["content"].values()))["schema"]
                    assert {"$ref", "oneOf", "type"} & set(schema), (method, path, code)
                else:
                    assert "upload-offset" in answer["headers"], (method, path, code)


def test_the_answers_are_those_described(client: TestClient, described: dict[str, Any]) -> None:  # type: ignore[type-arg]
    """What comes has the status, the type and the fields of its description."""
    phone = enrolled(client.app.state["field"])
    token = str(phone.report())
    first = client.post("/api/reports", json={"report": token})
    result = msgspec.json.decode(first.content, type=Result)
    assert (first.status_code, result.status) == (201, 201)
    asked = [
        ("post", "/api/reports", first),
        ("post", "/api/reports", client.post("/api/reports", json={"report": token})),
        ("post", "/api/reports", client.post("/api/reports", json={"reports": [token]})),
        ("post", "/api/reports", client.post("/api/reports", json={"report": str(phone.report(kind="unheard_of"))})),
        ("post", "/api/reports", client.post("/api/reports", json={"report": str(Phone().report())})),
        ("post", "/api/reports", client.post("/api/reports", json={})),
        ("post", "/api/devices", client.post("/api/devices", json={"invitation": "x", "public_key": "x"})),
        ("post", "/api/devices", client.post("/api/devices", json={})),
        ("get", "/api/kinds", client.get("/api/kinds")),
        ("get", "/api/receipts/{identity}", client.get("/api/receipts/01936a2e-0000-7000-8000-000000000000")),
        ("head", "/api/photos/{sha256}", client.head(f"/api/photos/{'0' * 64}")),
        ("patch", "/api/photos/{sha256}", client.patch("/api/photos/x", content=b"")),
    ]
    for method, path, answer in asked:
        told = described["paths"][path][method]["responses"].get(str(answer.status_code))
        assert told is not None, (method, path, answer.status_code, answer.text)
        assert answer.headers["content-type"].partition(";")[0] in told["content"], (method, path)
        if answer.status_code >= 400 and method != "head":
            msgspec.json.decode(answer.content, type=Problem)
    assert msgspec.json.decode(client.get("/api/kinds").content, type=Kinds).profile == "training"


def test_raw_bodies_and_headers_are_described(described: dict[str, Any]) -> None:
    """One report or a batch of at most fifty; a piece with where it belongs."""
    either = described["paths"]["/api/reports"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert [one["required"] for one in either["oneOf"]] == [["report"], ["reports"]]
    assert either["oneOf"][1]["properties"]["reports"]["maxItems"] == 50
    piece = described["paths"]["/api/photos/{sha256}"]["patch"]
    assert list(piece["requestBody"]["content"]) == ["application/offset+octet-stream"]
    assert {one["name"] for one in piece["parameters"]} == {"sha256", "upload-offset", "upload-length"}
