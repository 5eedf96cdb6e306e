"""What Telegram hands over: an update, read into what it asks for (pure).

Source: Telegram Bot API (Update, Message, CallbackQuery, PhotoSize; deep linking by /start).
"""

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from kawal.kernel.outside import from_json
from kawal.web.misfit import json_misfit

MOST_PHOTO_BYTES = 3_000_000
Number = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]


class _Chat(msgspec.Struct):
    id: Number
    type: str


class _Size(msgspec.Struct):
    file_id: Annotated[str, msgspec.Meta(max_length=300)]
    width: Number = 0
    height: Number = 0
    file_size: Number = 0


class _Message(msgspec.Struct):
    message_id: Number
    chat: _Chat
    date: Annotated[int, msgspec.Meta(ge=0, le=2**40)] = 0
    text: str = ""
    caption: str = ""
    photo: list[_Size] = []


class _Press(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(max_length=100)]
    message: _Message | None = None
    data: Annotated[str, msgspec.Meta(max_length=64)] = ""


class _Update(msgspec.Struct):
    update_id: Number
    message: _Message | None = None
    callback_query: _Press | None = None


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """One thing from one private chat. `update` is Telegram's number for it, the same when it comes again."""

    chat: str
    update: int
    at: datetime | None
    message: int
    """The message that was written, or whose button was pressed."""


class Start(Came, frozen=True, kw_only=True):
    """The chat comes with the token of a link; empty when someone only opened the bot."""

    token: str


class Stop(Came, frozen=True, kw_only=True):
    """The chat wants to be unknown again."""


class Menu(Came, frozen=True, kw_only=True):
    """The buttons are wanted."""


class Words(Came, frozen=True, kw_only=True):
    """A line."""

    text: str


class Photo(Came, frozen=True, kw_only=True):
    """A photo with its caption, under Telegram's name for the file."""

    file: str
    caption: str


class Press(Came, frozen=True, kw_only=True):
    """A button; `query` is what is answered."""

    query: str
    data: str


def read_update(body: bytes) -> Came | None:
    """What an update asks for; None for groups, channels and everything that this bot does not speak of.

    Raises Rejected for what is no update.
    """
    try:
        update = from_json(body, _Update)
    except msgspec.MsgspecError as error:
        raise json_misfit(error, "Telegram Update") from None
    message = update.message or (update.callback_query.message if update.callback_query else None)
    if message is None or message.chat.type != "private":
        return None
    sent = update.message is not None and message.date > 0
    came = {
        "chat": str(message.chat.id),
        "update": update.update_id,
        "at": datetime.fromtimestamp(min(message.date, 2**34), UTC) if sent else None,
        "message": message.message_id,
    }
    if update.message is None:
        press = update.callback_query
        return msgspec.convert(came | {"query": press.id, "data": press.data}, Press) if press else None
    return _message(message, came)


def _message(message: _Message, came: dict[str, object]) -> Came | None:
    if message.photo:
        fitting = [one for one in message.photo if one.file_size <= MOST_PHOTO_BYTES] or message.photo[:1]
        largest = max(fitting, key=lambda one: one.width * one.height)
        return msgspec.convert(came | {"file": largest.file_id, "caption": message.caption}, Photo)
    command, _, rest = message.text.strip().partition(" ")
    match command.partition("@")[0]:
        case "/start":
            return msgspec.convert(came | {"token": rest.strip()}, Start)
        case "/stop" | "/berhenti":
            return msgspec.convert(came, Stop)
        case "/menu" | "/bantuan" | "/help":
            return msgspec.convert(came, Menu)
    return msgspec.convert(came | {"text": message.text}, Words) if message.text.strip() else None
