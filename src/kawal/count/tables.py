"""Read tables of the count."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

SENDER = Table(
    "count_sender", METADATA, Column("kid", String, primary_key=True), Column("account", String, nullable=False)
)
"""Whose key signs: folded here, so that whose copy a report brings follows from the log alone."""

SENDER_GRANT = Table(
    "count_sender_grant",
    METADATA,
    Column("account", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("agency", String, primary_key=True),
    Column("region", String, primary_key=True),
)

READING = Table(
    "count_reading",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("station", String(13), primary_key=True),
    Column("contest", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("reader", String, nullable=False),
    Column("copy", BigInteger, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("assurance", String, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("photos", LargeBinary, nullable=False),
    Index("count_reading_form", "station", "contest"),
    Index("count_reading_copy", "copy"),
    Index("count_reading_source", "source", "contest", "position"),
)
"""Every reading that ever came, also those that a newer copy of the same source replaced; `actor` is an account."""

DECISION = Table(
    "count_decision",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("station", String(13), nullable=False),
    Column("contest", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("because", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("count_decision_form", "station", "contest"),
)

FORM = Table(
    "count_form",
    METADATA,
    Column("contest", String, primary_key=True),
    Column("station", String(13), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("current", Boolean, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("differing", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("by_source", LargeBinary, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("latest_ms", BigInteger, nullable=False),
)
"""A form as its copies give it, and as each source does; `current` unless a later round of its station exists."""

FINDING = Table(
    "count_finding",
    METADATA,
    Column("contest", String, primary_key=True),
    Column("station", String(13), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("what", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("severity", Integer, nullable=False),
    Column("effect", BigInteger, nullable=False),
    Column("expected", BigInteger),
    Column("got", BigInteger),
    Column("entries", LargeBinary, nullable=False),
    Column("ended", String, nullable=False),
)
"""What does not add up now; `severity` is its place among SEVERITIES, `ended` what became of it, if anything."""

Index(
    "count_finding_queue",
    FINDING.c.ended,
    FINDING.c.severity,
    FINDING.c.effect.desc(),
    FINDING.c.station,
    FINDING.c.what,
    FINDING.c.part,
    FINDING.c.contest,
)
"""The order of the queue, with all that it is filtered by: its first page is read off, however many wait."""

ENDED = Table(
    "count_finding_ended",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("contest", String, nullable=False),
    Column("station", String(13), nullable=False),
    Column("round", Integer, nullable=False),
    Column("what", String, nullable=False),
    Column("part", String, nullable=False),
    Column("expected", BigInteger),
    Column("got", BigInteger),
    Column("outcome", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("count_finding_ended_form", "station", "contest"),
)

ROUND = Table(
    "count_round",
    METADATA,
    Column("contest", String, primary_key=True),
    Column("station", String(13), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("decree", String, nullable=False),
    Column("day", String(10)),
    Column("position", BigInteger, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Which stations vote or count once more, and the day (ISO 8601) once it is fixed."""

ROUND_GONE = Table(
    "count_round_gone",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("station", String(13), primary_key=True),
    Column("ordered", BigInteger, nullable=False),
    Column("contest", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("decree", String, nullable=False),
    Column("day", String(10)),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Rounds that were withdrawn: by which entry, which one had ordered them."""

IMPORTED = Table(
    "count_imported",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("contest", String, nullable=False),
    Column("source", String, nullable=False),
    Column("reader", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("file", String, nullable=False),
    Column("file_sha256", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("as_of", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Files that brought readings, which have the same position; `as_of` is how new a feed says it is, "" for others."""

TOTAL = Table(
    "count_total",
    METADATA,
    Column("contest", String, primary_key=True),
    Column("place", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("counted", Integer, nullable=False),
    Column("differing", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("latest_ms", BigInteger, nullable=False),
)
"""Sums of the current forms of every region that has one, "" is the nation: of the numbers that hold (source ""), and
of what each source says by itself."""

RECAP = Table(
    "count_recap",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("region", String, nullable=False),
    Column("contest", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("count_recap_of", "region", "contest"),
)

CORRECTION = Table(
    "count_correction",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("contest", String, nullable=False),
    Column("place", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("changes", LargeBinary, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Records of C or D.KEJADIAN KHUSUS."""

RECAP_ENDED = Table(
    "count_recap_ended",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("contest", String, nullable=False, index=True),
    Column("form", String, nullable=False),
    Column("place", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("cells", LargeBinary, nullable=False),
    Column("outcome", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Differences of the recapitulation that were looked at, with the numbers as they stood."""
