"""The bot: bound by a link, buttons, words and photos, each update once; strangers and groups leave nothing."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from kawal.access.model import Account, Grant
from kawal.field.channels.events import ChatBound
from kawal.field.channels.queries import chats_of
from kawal.field.channels.tables import CHAT
from kawal.field.channels.telegram.photo import FETCH_PHOTO
from kawal.field.line_queries import log_rows
from kawal.field.queries import latest_reports, stored_photos
from kawal.field.tables import PHOTO
from kawal.store.erase import erasure
from kawal.store.events import Recorded
from kawal.store.tables import JOB
from tests.conftest import exercise_clock
from tests.field.channels.providers import SECRET, House

JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 40
WARD = "63.71.01.1012"
HEADER = {"x-telegram-bot-api-secret-token": SECRET}


class Chat:
    """A private chat with the bot, of one account."""

    def __init__(self, house: House, gate: str, number: int = 77, region: str = WARD) -> None:
        self.house, self.gate, self.number, self.update = house, gate, number, number * 1000
        access = house.node.access
        login = f"tg-{number}"
        self.account: Account = access.open_account(login, login, (Grant("officer", "", region),), "test")

    def start(self) -> Any:
        """Come with a link."""
        return self.write(f"/start {self.house.node.access.link(self.account.id, 'telegram')}")

    def write(self, text: str, **more: Any) -> Any:
        """Write something."""
        return self.send(message={"text": text, **more})

    def press(self, data: str) -> Any:
        """Press a button."""
        where = {"message_id": 3, "date": 1732665600, "chat": {"id": self.number, "type": "private"}}
        return self.send(callback_query={"id": "q", "message": where, "data": data})

    def send(self, update: int = 0, headers: dict[str, str] = HEADER, **said: Any) -> Any:
        """An update; a number of an earlier one sends that again."""
        self.update += 1
        if "message" in said:
            base = {"message_id": 3, "date": 1732665600, "chat": {"id": self.number, "type": "private"}}
            said["message"] = base | said["message"]
        body = {"update_id": update or self.update, **said}
        answer = self.house.client.post(f"/gerbang/{self.gate}/masuk", json=body, headers=headers)
        return answer.json() if answer.status_code == 200 else answer.status_code


@pytest.fixture
def chat(house: House) -> Chat:
    """A chat that is bound."""
    made = Chat(house, house.open("telegram"))
    assert made.start()["method"] == "sendMessage"
    return made


def reports(house: House) -> list[Any]:
    """Reports that came as forms or presses, oldest first."""
    with house.node.reading() as connection:
        return [one for one in reversed(latest_reports(connection, most=100)) if one.kind != "line"]


def test_a_link_binds_a_chat_once(house: House) -> None:
    """The chat's number stands in no entry; the link is used up; the same update again is answered the same."""
    chat = Chat(house, house.open("telegram"), 7_654_321)
    link = house.node.access.link(chat.account.id, "telegram")
    assert "inline_keyboard" in chat.write(f"/start {link}")["reply_markup"]
    assert chat.send(update=chat.update, message={"text": f"/start {link}"})["method"] == "sendMessage"
    other = Chat(house, chat.gate, 88)
    assert other.write(f"/start {link}") == {}
    with house.node.reading() as connection:
        assert chats_of(connection, chat.gate) == {chat.account.id: "7654321"}
        entries = list(house.node.writer.entries(connection))
    bound = [one for one in entries if isinstance(one, Recorded) and isinstance(one.event, ChatBound)]
    assert len(bound) == 1
    assert "7654321" not in repr(entries)


@pytest.mark.parametrize("purpose", ["password", "device", "session"])
def test_a_link_for_something_else_binds_nothing(house: House, purpose: Any) -> None:
    """And it is not used up."""
    chat = Chat(house, house.open("telegram"))
    link = house.node.access.link(chat.account.id, purpose)
    assert chat.write(f"/start {link}") == {}
    assert house.node.access.look_at_link(link)[1] == purpose


def test_a_chat_speaks_for_one_account_and_an_account_from_one_chat(house: House) -> None:
    """A phone that is handed on, a person with a new phone: the newest counts, and rebuilt tables say the same."""
    gate = house.open("telegram")
    first, second = Chat(house, gate, 77), Chat(house, gate, 88)
    first.start()
    handed_on = house.node.access.link(second.account.id, "telegram")
    first.write(f"/start {handed_on}")
    assert bound(house, gate) == {second.account.id: "77"}
    first.number = 99
    first.write(f"/start {house.node.access.link(second.account.id, 'telegram')}")
    assert bound(house, gate) == {second.account.id: "99"}
    first.start()
    assert rebuilt(house, gate) == bound(house, gate) == {first.account.id: "99"}


def test_an_erased_chat_is_unknown_also_in_rebuilt_tables(house: House, chat: Chat) -> None:
    """The number is a personal datum: destroyed, it binds nothing."""
    with house.node.reading() as connection:
        position = connection.scalar(select(CHAT.c.position)) or 0
    house.node.writer.commit(lambda _: erasure(position, (), "test"), "test")
    assert chat.write("TPS 3 buka") == {}
    assert rebuilt(house, chat.gate) == bound(house, chat.gate) == {}


def test_words_are_a_line_once_each(house: House, chat: Chat) -> None:
    """A hundred times the same update: one line, of the account, through the gateway; one reply."""
    for _ in range(100):
        assert chat.send(update=5, message={"text": "TPS 3 sudah buka 07.02"}) == {}
    ((channel, gate, state, _, _, _, place, _),) = house.lines()
    assert (channel, gate, state, place) == ("telegram", chat.gate, "read", WARD)
    house.outside.answer = lambda _: httpx.Response(200, json={"ok": True, "result": {"message_id": 8}})
    house.run_jobs()
    (request,) = house.outside.sent
    assert request.url.path == f"/bot{SECRET}/sendMessage"
    assert b'"chat_id":"77"' in request.content
    assert [state for _, state, _ in house.texts()] == ["sent"]


def test_buttons_lead_to_one_report(house: House, chat: Chat) -> None:
    """Which station, then a report with the assurance of the gateway; the same press again is the same report."""
    question = chat.press("opening||")
    assert question["method"] == "editMessageText"
    button = question["reply_markup"]["inline_keyboard"][0][2]
    assert button["text"] == "3"
    said = chat.press(button["callback_data"])
    for _ in range(10):
        where = {"message_id": 3, "date": 1732665600, "chat": {"id": 77, "type": "private"}}
        query = {"id": "q", "message": where, "data": button["callback_data"]}
        assert chat.send(update=chat.update, callback_query=query)["text"] == said["text"]
        chat.update -= 1
    assert said["method"] == "answerCallbackQuery"
    (report,) = reports(house)
    with house.node.reading() as connection:
        assert [(row.identity, row.is_line) for row in log_rows(connection, channel="telegram")] == [
            (report.id, False)
        ]
    assert (report.kind, report.place, report.assurance, report.account) == (
        "opening",
        "6371011012003",
        "gateway",
        chat.account.id,
    )


def test_a_button_for_elsewhere_is_told_and_recorded_nowhere(house: House, chat: Chat) -> None:
    """A changed client sends whatever it likes: 200 for Telegram, a sentence for the person."""
    for data in ("opening|6371031003007|", "incident||", "x" * 64, "results_copy|6371011012003|"):
        said = chat.press(data)
        assert said["method"] in ("answerCallbackQuery", "editMessageText")
    assert reports(house) == []


def test_a_photo_is_fetched_by_a_job_and_kept_as_a_note(house: House, chat: Chat) -> None:
    """Once, with its caption sealed; the update again fetches nothing."""
    photo = {
        "photo": [{"file_id": "F1", "width": 9, "height": 9, "file_size": len(JPEG)}],
        "caption": "banjir di gang",
    }
    for _ in range(3):
        assert chat.send(update=6, message=photo)["method"] == "sendMessage"
    assert house.jobs() == [FETCH_PHOTO]
    stored = b"".join(path.read_bytes() for path in house.node.folder.glob("kawal.sqlite3*"))
    assert b"banjir di gang" not in stored
    house.outside.answer = files
    house.run_jobs()
    chat.send(update=6, message=photo)
    house.run_jobs()
    asked = [request.url.path for request in house.outside.sent]
    assert asked == [f"/bot{SECRET}/getFile", f"/file/bot{SECRET}/photos/1.jpg", f"/bot{SECRET}/sendMessage"]
    assert house.said() == ["Foto tercatat."]
    (report,) = reports(house)
    sha256 = hashlib.sha256(JPEG).hexdigest()
    assert (report.kind, report.place, report.photos, report.assurance) == ("free_note", WARD, (sha256,), "gateway")
    with house.node.reading() as connection:
        assert stored_photos(connection, report.index) == {sha256}
        assert house.application.state["field"].private_part(connection, report.index) == {"note": "banjir di gang"}


def test_an_order_node_keeps_no_figure_of_a_caption(tmp_path: Path) -> None:
    """Votes below a photo: the words without their figures, from the first moment on."""
    house = House(tmp_path / "order", "order")
    chat = Chat(house, house.open("telegram"))
    chat.start()
    caption = "paslon 1: 20417 suara, paslon 2: 30583 suara"
    chat.send(message={"photo": [{"file_id": "F1"}], "caption": caption})
    house.outside.answer = files
    house.run_jobs()
    (report,) = reports(house)
    with house.node.reading() as connection:
        note = house.application.state["field"].private_part(connection, report.index)["note"]
    house.close()
    assert note == "paslon •: ••••• suara, paslon •: ••••• suara"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"ok": False}),
        httpx.Response(200, json={"ok": True, "result": {"file_path": "a.txt"}}),
        httpx.Response(200, json={"ok": True, "result": {"file_path": "huge.jpg"}}),
    ],
)
def test_a_file_that_is_gone_or_no_photo_is_dropped(house: House, chat: Chat, answer: httpx.Response) -> None:
    """Nothing is recorded, nothing is tried again, and the sender is told."""
    chat.send(message={"photo": [{"file_id": "F1"}]})
    huge = JPEG * 300  # 3.07 MB
    house.outside.answer = lambda request: (
        answer
        if "getFile" in request.url.path
        else httpx.Response(200, content=huge if request.url.path.endswith("jpg") else b"x")
    )
    house.run_jobs()
    assert (reports(house), [one for one in house.jobs() if one == FETCH_PHOTO]) == ([], [])
    assert house.said() == ["Foto tidak dapat disimpan. Kirim lagi, sebagai foto."]


def test_a_photo_whose_report_was_recorded_without_it_is_fetched_again(house: House, chat: Chat) -> None:
    """The process died between the two: the same job, run again, brings the photo to its report."""
    chat.send(update=6, message={"photo": [{"file_id": "F1"}]})
    house.outside.answer = files
    fetcher = house.work.handlers()[FETCH_PHOTO]
    with house.node.reading() as connection:
        body = bytes(connection.scalar(select(JOB.c.body)) or b"")
    fetcher(body)
    with house.node.engine.begin() as connection:
        connection.execute(PHOTO.update().values(stored=False))
    fetcher(body)
    (report,) = reports(house)
    with house.node.reading() as connection:
        assert len(stored_photos(connection, report.index)) == 1


def test_a_press_that_comes_again_an_hour_later_is_what_it_was(house: House, chat: Chat) -> None:
    """The opening has the time of the first press; the same update under a later clock is the same report."""
    button = chat.press("opening||")["reply_markup"]["inline_keyboard"][0][2]
    said = chat.press(button["callback_data"])
    house.gates.clock = lambda: exercise_clock() + timedelta(hours=1)
    where = {"message_id": 3, "date": 1732665600, "chat": {"id": 77, "type": "private"}}
    query = {"id": "q", "message": where, "data": button["callback_data"]}
    assert chat.send(update=chat.update, callback_query=query)["text"] == said["text"]
    assert len(reports(house)) == 1


def test_a_long_text_is_kept_whole(house: House, chat: Chat) -> None:
    """4,096 letters, the longest that Telegram takes, are three lines."""
    chat.send(message={"text": ("TPS 3 buka. " * 342)[:4096]})
    assert len(house.lines()) == 3


@pytest.mark.parametrize("path", ["../../etc/passwd", "a b", "a?b", "http://elsewhere/"])
def test_a_strange_file_name_is_not_asked_for(house: House, chat: Chat, path: str) -> None:
    """Telegram's answer is outside input too."""
    chat.send(message={"photo": [{"file_id": "F1"}]})
    house.outside.answer = lambda _: httpx.Response(200, json={"ok": True, "result": {"file_path": path}})
    house.run_jobs()
    assert len(house.outside.sent) == 1
    assert house.jobs() == [FETCH_PHOTO]


def test_strangers_groups_and_wrong_secrets_leave_nothing(house: House) -> None:
    """A thousand updates of unknown chats: no row, no answer but an empty one, a count."""
    gate = house.open("telegram")
    stranger = Chat(house, gate, 5)
    size = entries(house)
    asked: list[dict[str, Any]] = [
        {"message": {"text": "TPS 3 buka"}},
        {"message": {"text": "/start nonsense"}},
        {"message": {"photo": [{"file_id": "F"}]}},
        {"callback_query": {"id": "q", "data": "opening||"}},
    ]
    for number in range(1_000):
        stranger.number = 10_000 + number
        said = asked[number % len(asked)]
        assert stranger.send(**said) == {}
    assert stranger.send(headers={}, message={"text": "x"}) == 403
    assert stranger.send(headers={"x-telegram-bot-api-secret-token": "x"}, message={"text": "x"}) == 403
    assert (entries(house), house.jobs(), house.lines()) == (size, [], [])
    assert (house.gates.counts.of(gate).unknown, house.gates.counts.of(gate).forged) == (1_000, 2)


def test_a_bound_chat_in_a_group_says_nothing(house: House, chat: Chat) -> None:
    """The same person in a group is not answered."""
    assert chat.write("TPS 3 buka", chat={"id": 77, "type": "group"}) == {}
    assert house.lines() == []


def test_stop_unbinds_and_a_closed_account_is_a_stranger(house: House, chat: Chat) -> None:
    """By the chat itself, or because the account was closed."""
    assert chat.write("/stop")["method"] == "sendMessage"
    assert chat.write("TPS 3 buka") == {}
    chat.start()
    assert chat.write("TPS 3 buka") == {}
    assert len(house.lines()) == 1
    house.node.access.close_account(chat.account.id, "test")
    chat.write("TPS 4 buka")
    assert len(house.lines()) == 1


def test_a_text_of_our_own_goes_to_a_bound_account(house: House, chat: Chat) -> None:
    """Not to a number that someone types."""
    from kawal.kernel.errors import Rejected  # noqa: PLC0415

    house.gates.send(chat.gate, chat.account.id, "Uji", "test")
    with pytest.raises(Rejected):
        house.gates.send(chat.gate, "77", "Uji", "test")


def files(request: httpx.Request) -> httpx.Response:
    """Telegram with one file."""
    if request.url.path.endswith("getFile"):
        return httpx.Response(200, json={"ok": True, "result": {"file_id": "F1", "file_path": "photos/1.jpg"}})
    return httpx.Response(200, content=JPEG)


def bound(house: House, gate: str) -> dict[str, str]:
    """The chat of each account."""
    with house.node.reading() as connection:
        return dict(chats_of(connection, gate))


def rebuilt(house: House, gate: str) -> dict[str, str]:
    """The same after the read tables were folded anew."""
    house.node.writer.rebuild()
    return bound(house, gate)


def entries(house: House) -> int:
    """How many entries the log has."""
    with house.node.reading() as connection:
        return sum(1 for _ in house.node.writer.entries(connection))
