"""`kawal dispute threshold`: is a margin within the threshold of art. 158; needs no node."""

import argparse

from kawal.cli.answers import print_document
from kawal.cli.usage import whole
from kawal.disputes.threshold.limit import Limit, Wrong, limit_of, to_be_within, to_lead
from kawal.jurisdiction.thresholds import LEVELS, thresholds
from kawal.kernel.language import Language, language

MOST = 9_999_999_999


def register_threshold(questions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the question."""
    parser = questions.add_parser(
        "threshold",
        help="is a margin within the threshold of a petition to the Constitutional Court",
        description="The threshold of UU 10/2016 art. 158, cut off to whole votes. It informs and decides nothing.",
        epilog="example:\n"
        "  kawal dispute threshold --level city --population 671383 --valid 235441 --margin 8116 --json",
    )
    parser.add_argument("--level", choices=LEVELS, required=True, help="of the contest")
    parser.add_argument(
        "--population", type=whole(1, MOST), required=True, metavar="N", help="people of the region, by the source"
    )
    parser.add_argument("--valid", type=whole(0, MOST), required=True, metavar="N", help="valid votes, final stage")
    parser.add_argument(
        "--margin", type=whole(0, MOST), required=True, metavar="N", help="votes of the first less the petitioner's"
    )
    parser.set_defaults(run=run_threshold)


def run_threshold(args: argparse.Namespace) -> int:
    """Answer; always 0, for "not within" is an answer."""
    found = limit_of(args.level, args.population, args.valid, args.margin)
    told = language(args.lang)
    if args.json:
        print_document(_document(found, told))
    else:
        print("\n".join(_sentences(found, told)))
    return 0


def _document(found: Limit, told: Language) -> dict[str, object]:
    lead, near = to_lead(found.margin), to_be_within(found)
    return {
        "percent": found.bracket.percent,
        "threshold": found.votes,
        "within": found.within,
        "article": found.law.cite(told),
        "letter": found.bracket.letter,
        "source": found.law.read_in(told),
        "confidence": found.law.confidence,
        "margin": found.margin,
        "to_lead": {"moved": lead.moved, "removed": lead.removed},
        "to_be_within": {"moved": near.moved, "removed": near.removed},
        "advisory": thresholds().advisory.text.say(told),
        "advisory_source": thresholds().advisory.read_in(told),
    }


def _sentences(found: Limit, told: Language) -> list[str]:
    law, advisory = found.law, thresholds().advisory
    said = [
        told.text(
            "%(article)s huruf %(letter)s: %(percent)s%% dari %(valid)s suara sah = %(votes)s.",
            article=law.cite(told),
            letter=found.bracket.letter,
            percent=told.decimal(found.bracket.percent, 1),
            valid=found.valid,
            votes=found.votes,
        )
        + ("" if law.is_verified else " " + told.text("belum diverifikasi")),
        told.text("Selisih %(margin)s suara: dalam ambang batas.", margin=found.margin)
        if found.within
        else told.text("Selisih %(margin)s suara: melampaui ambang batas.", margin=found.margin),
        _wrong(told.text("Agar urutan berubah"), to_lead(found.margin), told),
    ]
    if not found.within:
        said.append(_wrong(told.text("Agar masuk ambang batas"), to_be_within(found), told))
    return [
        *said,
        f"{advisory.text.say(told)} ({told.listing(advisory.read_in(told))})",
        told.text("Dibaca di: %(source)s", source=told.listing(law.read_in(told))),
    ]


def _wrong(why: str, wrong: Wrong, told: Language) -> str:
    return told.text(
        "%(why)s: %(moved)s suara pindah dari peringkat pertama, atau %(removed)s suaranya gugur.",
        why=why,
        moved=wrong.moved,
        removed=wrong.removed,
    )
