"""The bot's desk: binds chats to accounts, turns presses into reports, words into lines, photos into jobs.

Whoever is unknown gets no answer and leaves no trace but a count. What a known chat gets wrong it is told in the
chat: Telegram itself gets 200 then, or it would bring the same update again and again.
"""

import hashlib
import uuid

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.deployment.queries import load_plans
from kawal.field.answers import is_asked
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.events import ChatBound, ChatUnbound
from kawal.field.channels.intake import MOST_PERSON, clean, in_pieces, moment
from kawal.field.channels.model import Gate, GateSettings, Hook
from kawal.field.channels.queries import account_of, chats_of
from kawal.field.channels.replies import Replies
from kawal.field.channels.sms.protocol import check_secret
from kawal.field.channels.telegram.buttons import Chosen, Keyboard, Question, main_keyboard, next_step, pressable
from kawal.field.channels.telegram.photo import fetch_job, takes_photos
from kawal.field.channels.telegram.update import Came, Photo, Press, Start, Stop, Words, read_update
from kawal.field.door import RECORDED, REPEATED
from kawal.field.incoming import Author, Incoming
from kawal.field.phonepage import post_of
from kawal.field.queries import ReportRow, report_of
from kawal.field.withheld import kept_words
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import language
from kawal.store.events import Decision, Event, Sealed

TOKEN_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  the header's name
MOST_TOAST = 190
"""A little less than the 200 characters of answerCallbackQuery."""
Said = dict[str, object]
"""A call of the bot interface that Telegram takes from the answer to its own request; empty for none."""


class TelegramDesk:
    """Takes updates in for every bot."""

    def __init__(self, gates: GateDesk) -> None:
        self._gates = gates
        self._replies = Replies(gates.lines.gazetteer)

    async def receive(self, gate: Gate, settings: GateSettings, hook: Hook) -> Said:
        """One update. Raises NotPermitted for a wrong secret, Rejected for what is no update, TooMany for a flood."""
        gates = self._gates
        try:
            check_secret(hook.headers.get(TOKEN_HEADER, ""), settings.secret)
        except NotPermitted:
            gates.counts.add(gate.id, "forged", gates.clock())
            raise
        came = read_update(hook.body)
        if isinstance(came, Start) and came.token:
            await gates.field.in_thread(self._enrol, gate.id, came)
        account = await gates.field.in_thread(self._account, gate.id, came) if came else None
        if came is None or account is None:
            gates.counts.add(gate.id, "unknown", gates.clock())
            return {}
        gates.keep_pace(gate.id, account.id, str(came.update))
        gates.counts.add(gate.id, "taken", gates.clock())
        try:
            return await self._answer(gate.id, account, came)
        except (Rejected, NotPermitted, Conflict) as error:
            return _tell(came, error.tell(language("id")))

    def unbind(self, gate: str, account: str, actor: str) -> None:
        """The chat of an account is unknown from now on; nothing happens when it has none."""

        def decide(connection: Connection) -> Decision:
            known = account in chats_of(connection, gate)
            return Decision((ChatUnbound(gate=gate, account=account),)) if known else Decision()

        self._gates.field.store.writer.commit(decide, actor)

    async def _answer(self, gate: str, account: Account, came: Came) -> Said:
        gates = self._gates
        if isinstance(came, Press):
            return await self._pressed(gate, account, came)
        if isinstance(came, Stop):
            await gates.field.in_thread(self.unbind, gate, account.id, account.id)
            return _message(came, "Obrolan ini tidak terhubung lagi. Minta tautan baru di posko bila perlu.")
        if isinstance(came, Words):
            await gates.field.in_thread(self._words, gate, account, came)
            return {}
        if isinstance(came, Photo):
            return await gates.field.in_thread(self._photo, gate, account, came)
        keyboard = main_keyboard(pressable(gates.field.book(), account.roles))
        greeting = "Terhubung. Tekan tombol, atau tulis kabar dengan kata-kata, misalnya: TPS 12 Mantuil sudah buka."
        text = greeting if isinstance(came, Start) else "Tekan tombol, atau tulis kabar dengan kata-kata."
        return _message(came, text, keyboard)

    async def _pressed(self, gate: str, account: Account, press: Press) -> Said:
        gates = self._gates
        field, now = gates.field, gates.clock().astimezone(gates.lines.zone)
        identity = identity_of(gate, press)
        known = await field.in_thread(self._recorded, identity)
        if known is not None:  # brought again: what it became then, whatever the clock says now
            kind = field.book().get(known.kind, known.version)
            title = kind.title.id if kind is not None else known.kind
            return _tell(press, f"Tercatat: {title}, {field.registry().place_name(known.place)}.")
        home = await field.in_thread(self._home, account)
        kinds = pressable(field.book(), account.roles)
        step = next_step(press.data, kinds, home, self._stations(account), field.registry(), now)
        if isinstance(step, Question):
            return _edit(press, step.text, step.keyboard or main_keyboard(kinds))
        answer = await field.send_for(
            account,
            identity,
            (step.kind.id, step.kind.version),
            step.place,
            _asked_only(step),
            {},
            assurance="gateway",
            channel="telegram",
        )
        if answer.status not in (RECORDED, REPEATED):
            return _tell(press, "Kabar ini sudah ada dengan isi lain.")
        return _tell(press, f"Tercatat: {step.kind.title.id}, {field.registry().place_name(step.place)}.")

    def _recorded(self, identity: str) -> ReportRow | None:
        with self._gates.field.store.engine.connect().execution_options(read_only=True) as connection:
            return report_of(connection, uuid.UUID(identity).bytes)

    def _words(self, gate: str, account: Account, words: Words) -> None:
        gates = self._gates
        line = Incoming(
            channel="telegram",
            text=clean(words.text),
            at=moment(words.at, gates.clock(), gates.real()),
            key=str(words.update),
            gate=gate,
            sender=words.chat,
            person=account.person[:MOST_PERSON],
            ward=_ward_of(account),
        )
        regions = _regions(account)
        author = Author(
            account.id,
            "gateway",
            lambda place: account.may("report.send", place),
            RegionCode(regions[0]) if regions else None,
        )
        lines = in_pieces(line)
        if lines:
            gates.lines.take(lines, author, self._replies)

    def _photo(self, gate: str, account: Account, photo: Photo) -> Said:
        gates = self._gates
        place = self._home(account) or (*_regions(account), gates.field.access.founding.region)[0]
        if not takes_photos(gates.field.book(), account.roles):
            return _message(photo, "Simpul ini tidak menerima foto.")
        caption = kept_words(photo.caption, takes_results=gates.lines.takes_results())
        photo = msgspec.structs.replace(photo, caption=caption)
        job = fetch_job(gates.field.store, gate, account.id, identity_of(gate, photo), place, photo)
        gates.field.store.writer.commit(lambda _: Decision(jobs=(job,)), account.id)
        return _message(photo, "Foto sedang diambil.")

    def _account(self, gate: str, came: Came) -> Account | None:
        """The open account that a chat speaks for."""
        field = self._gates.field
        with field.store.engine.connect().execution_options(read_only=True) as connection:
            found = field.access.directory().accounts.get(account_of(connection, gate, came.chat))
        return found if found is not None and not found.closed and found.may("report.send") else None

    def _enrol(self, gate: str, start: Start) -> None:
        """Bind a chat that comes with a link that works; any other changes nothing."""
        field = self._gates.field
        try:
            account = field.access.redeem(start.token, "telegram")
        except NotPermitted:
            return

        def decide(connection: Connection) -> Decision:
            other = account_of(connection, gate, start.chat)
            left: list[Event] = [ChatUnbound(gate=gate, account=other)] if other not in ("", account.id) else []
            return Decision((*left, Sealed(ChatBound(gate=gate, account=account.id), start.chat.encode())))

        field.store.writer.commit(decide, account.id)

    def _home(self, account: Account) -> str:
        """The post of the newest plan, else the only region of the grants."""
        with self._gates.field.store.engine.connect().execution_options(read_only=True) as connection:
            plans = load_plans(connection)
        regions = _regions(account)
        return post_of(account, plans[-1] if plans else None) or (regions[0] if len(regions) == 1 else "")

    def _stations(self, account: Account) -> list[StationId]:
        return [one.id for one in self._gates.field.registry().stations if account.may("report.send", one.id)]


def identity_of(gate: str, came: Came) -> str:
    """The report's id of an update: a UUIDv7 that is the same whenever the update comes again."""
    moment_ms = int(came.at.timestamp() * 1000) if came.at else 0
    digest = hashlib.sha256(f"{gate}\n{came.update}".encode()).digest()
    value = (moment_ms & (1 << 48) - 1) << 80 | int.from_bytes(digest[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))


def _asked_only(step: Chosen) -> dict[str, str | int | bool]:
    """The answers without those to questions that the others leave out."""
    return {
        name: value
        for name, value in step.data.items()
        if (field := step.kind.field(name)) is not None and is_asked(field, step.data)
    }


def _regions(account: Account) -> list[str]:
    return list(dict.fromkeys(grant.region for grant in account.grants if grant.region))


def _ward_of(account: Account) -> RegionCode | None:
    regions = _regions(account)
    return RegionCode(regions[0]) if len(regions) == 1 and regions[0].count(".") == 3 else None


def _markup(keyboard: Keyboard) -> Said:
    rows = [[{"text": text, "callback_data": data} for text, data in row] for row in keyboard]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _message(came: Came, text: str, keyboard: Keyboard = ()) -> Said:
    return {"method": "sendMessage", "chat_id": int(came.chat), "text": text, **_markup(keyboard)}


def _edit(press: Press, text: str, keyboard: Keyboard) -> Said:
    where = {"chat_id": int(press.chat), "message_id": press.message}
    return {"method": "editMessageText", **where, "text": text, **_markup(keyboard)}


def _tell(came: Came, text: str) -> Said:
    if isinstance(came, Press):
        return {"method": "answerCallbackQuery", "callback_query_id": came.query, "text": text[:MOST_TOAST]}
    return _message(came, text)
