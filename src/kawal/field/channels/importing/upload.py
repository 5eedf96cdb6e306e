"""An uploaded or pasted body -> draft lines: a chat, an exported archive of one, or a table of lines (pure)."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, tzinfo

import msgspec

from kawal.field.channels.whatsapp.chat import MOST_CHARACTERS, ChatMessage, messages_of, of_the_day
from kawal.field.drafts import DraftLine
from kawal.field.lines import MOST_LINES, MOST_TEXT
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.outside import from_json
from kawal.kernel.tabletext import Table, TableRow, read_table

COLUMNS = frozenset({"time", "sender", "text", "ward", "id"})
_ZIP, _JSON = b"PK\x03\x04", (b"[", b"{")
_TABLES = (".csv", ".tsv")


class _JsonLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    time: str = ""
    sender: str = ""
    ward: str = ""
    id: str = ""


class Brought(msgspec.Struct, frozen=True):
    """What a chat or file brought: its lines, and how many messages were left out because they are older."""

    lines: tuple[DraftLine, ...]
    older: int = 0


def lines_of_upload(data: bytes, file: str, now: datetime, zone: tzinfo) -> Brought:
    """The lines of a file, by what it holds. Raises Rejected or Refused with what is wrong where."""
    if data.startswith(_ZIP):
        return lines_of_chat(_chat_in(data, file), now, zone)
    text = _decoded(data, file)
    if text.lstrip()[:1].encode() in _JSON:
        parsed = _json_lines(text, file, now, zone)
        if parsed is not None:
            return Brought(parsed)
    if _is_table(text) or file.lower().endswith(_TABLES):
        return Brought(lines_of_table(read_table(data, file), now, zone))
    return lines_of_chat(text, now, zone)


def lines_of_chat(text: str, now: datetime, zone: tzinfo) -> Brought:
    """The messages of a chat, one line of the log each. Raises Rejected when there is none."""
    if len(text) > MOST_CHARACTERS:
        raise Rejected(msg("tempelan"), msg("paling banyak %(n)s huruf", n=MOST_CHARACTERS), len(text))
    local = now.astimezone(zone)
    found = messages_of(text, zone, local.date())
    messages = of_the_day(found, local.date())
    lines: dict[str, DraftLine] = {}
    for message in messages:
        line = _line(message, message.text[:MOST_TEXT], local)
        lines.setdefault(line.key, line)
    if not lines:
        raise Rejected(msg("tempelan"), msg("pesan dari hari ini atau kemarin"), msg("tidak ada"))
    if len(lines) > MOST_LINES:
        raise Rejected(msg("tempelan"), msg("paling banyak %(n)s baris", n=MOST_LINES), len(lines))
    return Brought(tuple(lines.values()), len(found) - len(messages))


def _line(message: ChatMessage, text: str, local: datetime) -> DraftLine:
    """The key is the sender, the minute (else the day) and the words: the same message in two groups is one."""
    when = message.at.strftime("%Y-%m-%d %H:%M") if message.at else local.strftime("%Y-%m-%d")
    words = " ".join(text.lower().split())
    key = sha256_hex(f"{message.sender.lower()}\n{when}\n{words}".encode())
    return DraftLine(message.sender, int(message.at.timestamp() * 1000) if message.at else 0, text, key)


def lines_of_table(table: Table, now: datetime, zone: tzinfo) -> tuple[DraftLine, ...]:
    """A table with the columns text and, if known, time, sender, ward (a region code), id. Every bad row is named."""
    unknown = [column for column in table.columns if column not in COLUMNS]
    if "text" not in table.columns or unknown:
        raise Rejected(table.file, ", ".join(sorted(COLUMNS)), ", ".join(table.columns))
    lines: dict[str, DraftLine] = {}
    faults: list[Rejected] = list(table.faults)
    for row in table.rows:
        try:
            line = _row(table.file, row, now, zone)
            lines.setdefault(line.key, line)
        except Rejected as fault:
            faults.append(fault)
    if faults:
        raise Refused(msg("%(n)s baris tidak dapat dibaca; tidak ada yang dimasukkan", n=len(faults)), tuple(faults))
    return tuple(lines.values())


def _row(file: str, row: TableRow, now: datetime, zone: tzinfo) -> DraftLine:
    cells = row.cells
    where = msg("%(file)s, baris %(line)s", file=file, line=str(row.line))
    given = _JsonLine(
        cells.get("text", ""),
        cells.get("time", ""),
        cells.get("sender", ""),
        cells.get("ward", ""),
        cells.get("id", ""),
    )
    return _given(given, where, now, zone)


def _given(line: _JsonLine, where: Message, now: datetime, zone: tzinfo) -> DraftLine:
    text = line.text.strip()
    if not 0 < len(text) <= MOST_TEXT:
        raise Rejected(where, msg("text dengan 1 sampai %(n)s huruf", n=MOST_TEXT), line.text)
    at = _time(line.time.strip(), where, now, zone)
    local = (at or now).astimezone(zone)
    if line.id.strip():
        key = sha256_hex(f"id\n{line.id.strip()}".encode())
        return DraftLine(line.sender.strip(), int(at.timestamp() * 1000) if at else 0, text, key, line.ward.strip())
    made = _line(ChatMessage(at, line.sender.strip(), text, 1), text, local)
    return made.of_ward(line.ward.strip())


def _time(text: str, where: Message, now: datetime, zone: tzinfo) -> datetime | None:
    """ISO 8601, or a time of this day ("07:12"); None for an empty one."""
    if not text:
        return None
    try:
        if len(text) <= 5:
            hour, _, minute = text.replace(".", ":").partition(":")
            return now.astimezone(zone).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected(where, "time 2024-11-27T07:12, 07:12", text) from None
    if not 2000 <= moment.year < 2100:
        raise Rejected(where, "time 2024-11-27T07:12, 07:12", text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _json_lines(text: str, file: str, now: datetime, zone: tzinfo) -> tuple[DraftLine, ...] | None:
    """A JSON list of lines; None for what only looks like one ("[07:09] Danru 4: ...")."""
    try:
        given: Sequence[_JsonLine] = from_json(text, list[_JsonLine])
    except msgspec.ValidationError as error:
        at = str(error).rpartition("`$")[2].rstrip("`") if "`$" in str(error) else ""
        raise Rejected(
            file,
            '[{"text": "...", "time": "...", "sender": "...", "ward": "...", "id": "..."}]',
            msg("isi lain pada %(at)s", at=at) if at else msg("isi lain"),
        ) from None
    except msgspec.DecodeError:
        if file.lower().endswith(".json"):
            raise Rejected(file, msg("JSON yang utuh"), text[:20]) from None
        return None
    lines: dict[str, DraftLine] = {}
    for number, one in enumerate(given, start=1):
        line = _given(one, msg("%(file)s, baris %(line)s", file=file, line=str(number)), now, zone)
        lines.setdefault(line.key, line)
    return tuple(lines.values())


def _is_table(text: str) -> bool:
    head = text.lstrip("\ufeff").splitlines()[:1]
    cells = {cell.strip(' "').lower() for mark in ",;\t" for cell in (head[0].split(mark) if head else ())}
    return cells == {"text"} or ("text" in cells and len(cells & COLUMNS) > 1)


def _chat_in(data: bytes, file: str) -> str:
    """The chat of an exported archive: its one text file, never more than a chat may have."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = [one for one in archive.infolist() if one.filename.lower().endswith(".txt")]
            if len(texts) != 1:
                raise Rejected(file, msg("arsip dengan satu berkas .txt"), len(texts))
            with archive.open(texts[0]) as chat:
                body = chat.read(4 * MOST_CHARACTERS + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Rejected(file, msg("arsip ZIP yang utuh"), msg("arsip yang rusak")) from error
    if len(body) > 4 * MOST_CHARACTERS:
        raise Rejected(file, msg("paling banyak %(n)s huruf", n=MOST_CHARACTERS), len(body))
    return _decoded(body, file)


def _decoded(data: bytes, file: str) -> str:
    if not data.strip():
        raise Rejected(file, msg("berkas berisi"), msg("kosong"))
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Rejected(file, msg("berkas teks (ekspor chat, CSV, JSON)"), msg("data yang bukan teks"))


def ward_named(title: str, wards: Sequence[tuple[RegionCode, str]]) -> RegionCode | None:
    """The ward that the name of a group names ("Linmas Mantuil"), the longest name first; None for none."""
    folded = title.casefold()
    found = [(len(name), code) for code, name in wards if name.casefold() in folded]
    return max(found)[1] if found else None
