"""A client of OpenRosa 1.0, written from its specification: what ODK Collect does, over any httpx client.

Digest authentication as RFC 7616 has it: the first answer is a challenge, then the count of the nonce grows with each
request. A submission begins with HEAD; files that would make a request longer than the server says go into the next
one, each request carries the XML, and all but the last say `*isIncomplete*`.
"""

import hashlib
import re
import secrets
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

LIST, MANIFEST = "{http://openrosa.org/xforms/xformsList}", "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
XFORM = "{http://www.w3.org/2002/xforms}"
BOUNDARY = "a-boundary-of-our-own"
MOST_FILES = 100


class Collect:
    """A phone with ODK Collect: its server, and a login with a key, or a key in the address."""

    def __init__(self, client: Any, server: str = "/odk", login: str = "", password: str = "") -> None:
        self.client, self.server = client, server.rstrip("/")
        self.login, self.password = login, password
        self._challenge: dict[str, str] = {}
        self._count = 0
        self._submit_to = ""
        self.longest = 10_000_000

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        """One request, with its proof; a challenge is answered once."""
        answer = self._once(method, url, **more)
        if answer.status_code == 401 and self.login and "www-authenticate" in answer.headers:
            header = answer.headers["www-authenticate"]
            self._challenge, self._count = dict(re.findall(r'(\w+)="?([^",]+)"?', header)), 0
            answer = self._once(method, url, **more)
        return answer

    def forms(self) -> dict[str, dict[str, str]]:
        """The forms of the list, by their formID."""
        answer = self.request("GET", f"{self.server}/formList")
        assert answer.status_code == 200, answer.text
        root = ET.fromstring(answer.content)  # noqa: S314  our own server's
        assert root.tag == f"{LIST}xforms"
        found = [{part.tag.removeprefix(LIST): part.text or "" for part in form} for form in root]
        return {one["formID"]: one for one in found}

    def form(self, entry: Mapping[str, str]) -> bytes:
        """A form, whose hash is that of the list."""
        content = self.request("GET", entry["downloadUrl"]).content
        assert entry["hash"] == f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}"
        return bytes(content)

    def media(self, entry: Mapping[str, str]) -> dict[str, bytes]:
        """The files of a form, by their name."""
        root = ET.fromstring(self.request("GET", entry["manifestUrl"]).content)  # noqa: S314
        files = {}
        for file in root.iter(f"{MANIFEST}mediaFile"):
            name, digest, address = (
                file.findtext(f"{MANIFEST}{tag}", "") for tag in ("filename", "hash", "downloadUrl")
            )
            files[name] = bytes(self.request("GET", address).content)
            assert digest == f"md5:{hashlib.md5(files[name], usedforsecurity=False).hexdigest()}"
        return files

    def submit(self, xml: bytes, files: Mapping[str, bytes] | None = None, *, chunked: bool = False) -> list[int]:
        """Send an instance; the status of each request."""
        if not self._submit_to:
            told = self.request("HEAD", f"{self.server}/submission?deviceID=collect%3Aabc")
            assert told.status_code == 204, told.status_code
            self.longest = int(told.headers["x-openrosa-accept-content-length"])
            self._submit_to = told.headers["location"]
        bodies = list(requests_of(xml, files or {}, self.longest))
        return [self.post(body, chunked=chunked).status_code for body in bodies]

    def post(self, body: bytes, *, chunked: bool = False) -> httpx.Response:
        """One request of a submission."""
        address = self._submit_to or f"{self.server}/submission"
        content: Any = (body[at : at + 1000] for at in range(0, len(body), 1000)) if chunked else body
        return self._proved("POST", f"{address}?deviceID=collect%3Aabc", content, body)

    def _proved(self, method: str, url: str, content: Any, body: bytes) -> httpx.Response:
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        answer = self._once(method, url, content=content, headers=headers)
        if answer.status_code == 401 and self.login:
            header = answer.headers["www-authenticate"]
            self._challenge, self._count = dict(re.findall(r'(\w+)="?([^",]+)"?', header)), 0
            answer = self._once(method, url, content=body, headers=headers)
        return answer

    def _once(self, method: str, url: str, headers: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        sent = {"x-openrosa-version": "1.0", "date": format_datetime(datetime.now(UTC), usegmt=True)}
        if self._challenge:
            sent["authorization"] = self._proof(method, url)
        answer: httpx.Response = self.client.request(method, url, headers=sent | dict(headers or {}), **more)
        if not answer.headers.get("content-type", "").startswith("text/csv"):
            assert answer.headers["x-openrosa-version"] == "1.0"
        return answer

    def _proof(self, method: str, url: str) -> str:
        parts = urlsplit(url)
        uri = parts.path + (f"?{parts.query}" if parts.query else "")
        realm, nonce = self._challenge["realm"], self._challenge["nonce"]
        self._count += 1
        nc, cnonce = f"{self._count:08x}", secrets.token_hex(8)
        ha1, ha2 = _md5(f"{self.login}:{realm}:{self.password}"), _md5(f"{method}:{uri}")
        said = _md5(f"{ha1}:{nonce}:{nc}:{cnonce}:auth:{ha2}")
        return (
            f'Digest username="{self.login}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{said}", '
            f'algorithm=MD5, cnonce="{cnonce}", nc={nc}, qop=auth'
        )


def requests_of(xml: bytes, files: Mapping[str, bytes], longest: int) -> Iterator[bytes]:
    """The bodies in which an instance and its files are sent."""
    groups: list[list[str]] = [[]]
    size = len(xml)
    for name, content in files.items():
        if groups[-1] and (size + len(content) > longest or len(groups[-1]) >= MOST_FILES):
            groups.append([])
            size = len(xml)
        groups[-1].append(name)
        size += len(content)
    for group in groups:
        last = group is groups[-1]
        yield multipart(xml, {name: files[name] for name in group}, incomplete=not last)


def multipart(xml: bytes, files: Mapping[str, bytes], *, incomplete: bool = False) -> bytes:
    """One request: the XML, its files, and whether more follow."""
    parts = [_part("xml_submission_file", "submission.xml", "text/xml", xml)]
    parts += [_part(name, name, "image/jpeg", content) for name, content in files.items()]
    if incomplete:
        parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'.encode())
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def fill_in(form: bytes, answers: Mapping[str, str], *, instance: str = "", replaces: str = "") -> bytes:
    """An instance of a form with these answers, as Collect writes it: what is not answered stays empty."""
    root = ET.fromstring(form)  # noqa: S314
    data = root.find(f".//{XFORM}instance/{XFORM}data")
    assert data is not None
    for child in data:
        name = child.tag.removeprefix(XFORM)
        if name == "meta":
            _meta(child, instance or f"uuid:{uuid.uuid4()}", replaces)
        elif name in answers:
            child.text = answers[name]
    unknown = set(answers) - {child.tag.removeprefix(XFORM) for child in data}
    assert not unknown, unknown
    ET.register_namespace("", XFORM[1:-1])
    written: bytes = ET.tostring(data, "utf-8", xml_declaration=True)
    return written


def told(answer: httpx.Response) -> str:
    """The sentence that Collect shows."""
    root = ET.fromstring(answer.content)  # noqa: S314
    return root.findtext(f"{RESPONSE}message") or ""


def _meta(meta: ET.Element, instance: str, replaces: str) -> None:
    for child in meta:
        if child.tag.endswith("instanceID"):
            child.text = instance
    if replaces:
        ET.SubElement(meta, f"{XFORM}deprecatedID").text = replaces


def _part(name: str, file: str, kind: str, content: bytes) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
    return f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
