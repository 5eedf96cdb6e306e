"""Who reads forms blind. In one place an account reads photos or sees what others read: never both (pure).

Whoever has both roles there reads nothing. So it does not matter which page, file or sum somebody looked at before.
"""

from kawal.access.model import Account
from kawal.access.reach import Reach, reach_of
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg


def reads_blind(account: Account, place: str) -> bool:
    """Whether an account reads the photos of forms of a place, and may see nothing that others read there."""
    return account.may("count.enter", place) and not account.may("count.read", place)


def blind_reach(account: Account) -> tuple[Reach, Reach]:
    """The regions of which an account may read photos, and those among them of which it sees the numbers."""
    return reach_of(account, "count.enter"), reach_of(account, "count.read")


def refuse_sight(account: Account, place: str) -> None:
    """Raise NotPermitted for who reads forms of a place blind."""
    if reads_blind(account, place):
        raise NotPermitted(
            msg("akun ini membaca formulir TPS ini secara buta; angka dari orang lain tertutup baginya")
        )


def refuse_seeing(account: Account, place: str) -> None:
    """Raise NotPermitted for who may look at the numbers of a place: it reads no photo of a form there."""
    if not reads_blind(account, place):
        raise NotPermitted(
            msg("akun ini boleh melihat angka TPS ini, jadi tidak membacanya buta; pakai akun yang hanya membaca")
        )
