"""What goes out to Telegram's bot interface (pure).

Source: Telegram Bot API (Making requests, sendMessage, getFile, ResponseParameters). The bot's token stands in the
address of every call: no address may be logged.
"""

from datetime import datetime
from typing import Annotated

import msgspec

from kawal.field.channels.model import GateSettings, Outcome, OutText, Sending
from kawal.field.channels.sms.protocol import Adapter, Setting, by_status
from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg
from kawal.kernel.outside import from_json

API = "https://api.telegram.org"


class _Sent(msgspec.Struct):
    message_id: int


class _SentAnswer(msgspec.Struct):
    ok: bool
    result: _Sent


class _File(msgspec.Struct):
    file_path: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_./-]{1,200}$")]


class _FileAnswer(msgspec.Struct):
    ok: bool
    result: _File


def outgoing(settings: GateSettings, text: OutText, _now: datetime) -> Sending:
    """A message to a chat; as plain text, so that nothing in it is taken for markup."""
    return call(settings, "sendMessage", {"chat_id": text.to, "text": text.text})


def outcome(status: int, body: bytes) -> Outcome:
    """Sent under a number; 403 (the bot is blocked) and 400 (no such chat) are for ever, a wrong token is for now."""
    if status == 403:
        return Outcome("permanent", reason="HTTP 403")
    if status != 200:
        return by_status(status)
    try:
        return Outcome("sent", str(from_json(body, _SentAnswer).result.message_id))
    except msgspec.MsgspecError:
        return Outcome("sent")


def call(settings: GateSettings, method: str, said: dict[str, object]) -> Sending:
    """A call of the bot interface."""
    url = f"{_base(settings)}/bot{settings.password}/{method}"
    return Sending("POST", url, {"content-type": "application/json"}, msgspec.json.encode(said))


def file_of(settings: GateSettings, status: int, body: bytes) -> Sending | None:
    """The request that fetches a file, from the answer to getFile; None when Telegram does not have it any more.

    Raises Unavailable when it should be asked again.
    """
    if status in (400, 404):
        return None
    try:
        answer = from_json(body, _FileAnswer) if status == 200 else None
    except msgspec.MsgspecError:
        answer = None
    if answer is None or ".." in answer.result.file_path:
        raise Unavailable(msg("Telegram menjawab %(status)s", status=str(status)), permanent=False)
    return Sending("GET", f"{_base(settings)}/file/bot{settings.password}/{answer.result.file_path}")


def _base(settings: GateSettings) -> str:
    return (settings.url or API).rstrip("/")


ADAPTER = Adapter(
    name="telegram",
    title="Telegram",
    settings=(
        Setting("password", msg("Token bot")),
        Setting("sender", msg("Nama bot, tanpa @")),
        Setting("secret", msg("Rahasia webhook (secret_token)"), made=True, plain=True),
        Setting("url", msg("Alamat API"), required=False, default=API),
    ),
    outgoing=outgoing,
    outcome=outcome,
)
