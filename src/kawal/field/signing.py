"""A report of someone who has no key of their own: signed by the node, which says how it knows who it was."""

import os
from collections.abc import Mapping

from kawal.access.model import Account
from kawal.field.admit import Rules, check_content, check_rights, kind_of
from kawal.field.model import TYPE, Assurance, FormChannel, Submission, read_submission, sender_of
from kawal.field.withheld import kept_words
from kawal.record.sdjwt import issue
from kawal.store.keys import NodeKeys

OFFICE: frozenset[str] = frozenset({"clerk", "operator", "commander"})


def signed_for(
    account: Account,
    identity: str,
    kind: tuple[str, int],
    place: str,
    public: Mapping[str, str | int | bool],
    private: Mapping[str, object],
    photos: tuple[str, ...],
    *,
    keys: NodeKeys,
    rules: Rules,
    at_ms: int,
    assurance: Assurance | None = None,
    channel: FormChannel = "",
) -> Submission:
    """The report as it comes in, once everything that is checked of others' is checked of it.

    Raises Rejected with what is wrong and NotPermitted without the right.
    """
    said = {
        "id": identity,
        "kind": kind[0],
        "v": kind[1],
        "place": place,
        "seq": 1,
        "at": at_ms,
        "data": dict(public),
        "photos": list(photos),
    }
    private = {
        name: kept_words(value, takes_results=rules.book.takes_results) if isinstance(value, str) else value
        for name, value in private.items()
    }
    plain = issue(said, private, keys.report, keys.report_kid, TYPE, os.urandom)
    submission = read_submission(str(plain), sender_of(str(plain)))
    report_kind = kind_of(submission, rules)
    check_content(submission, report_kind, rules)
    check_rights(submission, report_kind, account, rules)
    how = assurance or ("clerk" if OFFICE.intersection(account.roles) else "session")
    said |= {"by": account.id, "assurance": how} | ({"channel": channel} if channel else {})
    signed = issue(said, private, keys.report, keys.report_kid, TYPE, os.urandom)
    return read_submission(str(signed), sender_of(str(signed)))
