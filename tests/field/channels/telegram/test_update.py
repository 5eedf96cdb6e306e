"""What an update asks for, and which updates ask for nothing."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from kawal.field.channels.telegram.update import Came, Menu, Photo, Press, Start, Stop, Words, read_update
from kawal.kernel.errors import Rejected

CHAT = {"id": 77, "type": "private"}
BASE: dict[str, Any] = {"message_id": 5, "date": 1732665600, "chat": CHAT}


def read(**update: Any) -> Came | None:
    """An update of this content."""
    return read_update(msgspec.json.encode({"update_id": 9, **update}))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("/start abc", Start),
        ("/start", Start),
        ("/start@kawalbot abc", Start),
        ("/stop", Stop),
        ("/menu", Menu),
        ("TPS 3 buka", Words),
    ],
)
def test_messages(text: str, kind: type[Came]) -> None:
    """Commands, also with the bot's name; everything else is words."""
    came = read(message=BASE | {"text": text})
    assert isinstance(came, kind)
    assert (came.chat, came.update, came.at) == ("77", 9, datetime(2024, 11, 27, tzinfo=UTC))
    if isinstance(came, Start):
        assert came.token == text.partition(" ")[2]


def test_the_largest_photo_that_is_not_too_large() -> None:
    """Telegram offers several sizes."""
    sizes = [{"file_id": str(n), "width": n, "height": n, "file_size": n * 1_000_000} for n in (1, 2, 4)]
    came = read(message=BASE | {"photo": sizes, "caption": "banjir"})
    assert isinstance(came, Photo)
    assert (came.file, came.caption) == ("2", "banjir")


def test_a_press() -> None:
    """What the button carries; the moment of a press is not told."""
    came = read(callback_query={"id": "q", "from": {"id": 77}, "message": BASE, "data": "opening||"})
    assert isinstance(came, Press)
    assert (came.query, came.data, came.at, came.message) == ("q", "opening||", None, 5)


@pytest.mark.parametrize(
    "update",
    [
        {"message": BASE | {"text": "TPS 3 buka", "chat": {"id": -5, "type": "group"}}},
        {"message": BASE | {"text": "TPS 3 buka", "chat": {"id": -5, "type": "supergroup"}}},
        {"channel_post": BASE | {"text": "TPS 3 buka"}},
        {"edited_message": BASE | {"text": "TPS 3 buka"}},
        {"message": BASE | {"sticker": {}}},
        {"message": BASE | {"text": "  "}},
        {"callback_query": {"id": "q", "data": "opening||"}},
        {},
    ],
)
def test_what_is_not_for_this_bot(update: dict[str, Any]) -> None:
    """Groups, channels, stickers, presses without a message."""
    assert read(**update) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"update_id": "x"}', b'{"update_id": 1e30}', b"\xff"])
def test_what_is_no_update_is_rejected(body: bytes) -> None:
    """With a sentence, and no content of it."""
    with pytest.raises(Rejected):
        read_update(body)
