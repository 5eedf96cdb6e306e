"""What must hold within each column of a recapitulation: the identities of the stations' form that survive adding up.

If valid and invalid votes make the total on every station's form, they make it in every sum of them. This is so for
comparisons of plain sums; not for limits of one station (600 registered voters), rounding and conditions. A failure
may have come up from a station, whose own form shows it too; it opens no recount, so no hook is named here.
"""

from functools import cache

from kawal.count.oneform import Check, check_form
from kawal.count.recap.forms import Place, Recap
from kawal.jurisdiction.expression import Arithmetic, Field, Term, VotesSum
from kawal.jurisdiction.forms import Identity, forms


def column_checks(recap: Recap, options: tuple[int, ...]) -> tuple[tuple[Place, Check], ...]:
    """What does not hold in the columns and the total of a form, by place; rows that are not known are not asked."""
    return tuple(
        (place, check)
        for place in recap.places()
        for check in check_form(recap.stated(place), options, additive())
        if check.holds is False
    )


@cache
def additive() -> tuple[Identity, ...]:
    """The identities that hold of a sum of forms when they hold of each of them."""
    return tuple(one for one in forms().of_form() if _survives(one))


def _survives(identity: Identity) -> bool:
    parts = [part for _name, part in identity.parts((1,))]
    return not identity.when and all(_plain(part.left) and _plain(part.right) for part in parts)


def _plain(term: Term) -> bool:
    """A number of the form, or sums and differences of such."""
    match term:
        case Field() | VotesSum():
            return True
        case Arithmetic(left, operator, right):
            return operator != "*" and _plain(left) and _plain(right)
        case _:
            return False
