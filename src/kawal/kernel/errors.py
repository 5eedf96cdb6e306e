"""The errors of Kawal, as one tree.

    KawalError
    ├── Rejected       the sender's fault: what was expected and what came (CLI exit 2, HTTP 400)
    │   ├── Refused    many faults of one file at once, each with its row and column
    │   └── Missing    an address names what is not there (HTTP 404)
    ├── Infeasible     the question is well put and has no answer (CLI exit 1, HTTP 409)
    ├── Conflict       it collides with what is already recorded (HTTP 409)
    ├── NotPermitted   the right is missing (HTTP 403)
    ├── Unavailable    a part outside does not answer; `permanent` decides about a retry
    └── RecordError    the record is damaged: stops writes

Texts are `Message`s, so that the same error is told in each language.
"""

from kawal.kernel.language import Language, Message, msg


class KawalError(Exception):
    """Root of all errors that are told to a person; carries the sentence to tell."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid % dict(message.params))
        self.message = message

    def tell(self, language: Language) -> str:
        """The error as one sentence in `language`."""
        return language.say(self.message)


class Rejected(KawalError):
    """Input that cannot be taken; `where` names file, row, column or field as far as they are known."""

    def __init__(self, where: Message | str, expected: Message | str, got: object, code: str = "rejected") -> None:
        self.where, self.expected, self.got, self.code = where, expected, str(got), code
        super().__init__(
            msg(
                "%(where)s: diharapkan %(expected)s, didapat %(got)s",
                where=where,
                expected=expected,
                got=got if isinstance(got, Message) else show(got),
            )
        )


class Refused(KawalError):
    """A file with faulty rows, nothing of which was taken."""

    def __init__(self, message: Message, faults: tuple[Rejected, ...]) -> None:
        super().__init__(message)
        self.faults = faults


class Missing(Rejected):
    """An address names something that does not exist."""


class Infeasible(KawalError):
    """No plan exists; the sentence names the minimum and the quota that exceed each other."""


class Conflict(KawalError):
    """The request collides with what is already recorded."""


class NotPermitted(KawalError):
    """The account has no right to do this here."""


class Unavailable(KawalError):
    """A part outside Kawal does not answer."""

    def __init__(self, message: Message, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class RecordError(KawalError):
    """The record is damaged or contradicts itself; writing stops."""


def show(value: object) -> str:
    """A value as it is quoted in an error: short, on one line, an empty one named."""
    text = " ".join(str(value).split())
    if not text:
        return "''"
    return text if len(text) <= 60 else text[:57] + "..."
