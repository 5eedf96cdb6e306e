"""`kawal dispute indications`: which rules of law hold by what a node has recorded; it writes nothing."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kawal.access.profiles import PARTS
from kawal.cli.answers import print_document
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Language, language, msg

if TYPE_CHECKING:
    from kawal.disputes.grounds.model import Ground
    from kawal.disputes.model import Fact, Indication
    from kawal.election.model import Registry


class Line(msgspec.Struct, frozen=True):
    """One indication as the document has it; `verified` is false where the article was not read;
    `studied` are the entries that opened grounds which cover it."""

    rule: str
    title: str
    article: str
    verified: bool
    opens: str
    place: str
    place_name: str
    contest: str | None
    round: int
    strength: str
    contradicted: bool
    facts: "tuple[Fact, ...]"
    studied: tuple[int, ...] = ()


def register_indications(questions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the question to the group `dispute`."""
    parser = questions.add_parser(
        "indications",
        help="rules of law that hold by what a node has recorded",
        description="The gravest first. An indication is something to study, never a verdict; exit code 0.",
        epilog="example:\n  kawal dispute indications kawal-data --place 63.71.01 --json",
    )
    parser.add_argument("folder", type=Path, help="data folder of the node")
    parser.add_argument("--place", metavar="CODE", help="only of a station (13 digits) or a region; all by default")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print them."""
    from kawal.access.queries import load_founding  # noqa: PLC0415  all of a node, for those who ask it only
    from kawal.disputes.grounds.queries import load_grounds  # noqa: PLC0415
    from kawal.disputes.rules.reading import read_judged  # noqa: PLC0415
    from kawal.disputes.rules.wanting import wanting  # noqa: PLC0415
    from kawal.election.queries import load_registry  # noqa: PLC0415
    from kawal.node import reading_folder  # noqa: PLC0415

    told = language(args.lang)
    with reading_folder(args.folder) as connection:
        founding, registry = load_founding(connection), load_registry(connection)
        if "disputes" not in PARTS[founding.profile]:
            raise Rejected(str(args.folder), msg("simpul pengawasan, pemantau, atau pelatihan"), founding.profile)
        if args.place is not None and args.place not in {*registry.region_by_code, *registry.station_by_id}:
            raise Rejected("--place", msg("TPS atau wilayah yang terdaftar"), args.place)
        found = read_judged(connection, registry, founding.region, args.place or "")
        present = load_grounds(connection)
    lines = [_line(one, registry, told, present) for one in found.indications]
    wants = wanting(found.unplaced, registry, told)
    if args.json:
        print_document({"indications": lines, "unplaced": wants})
        return 0
    for one in lines:
        print(_sentence(one, told))
    for want in wants:
        entries = told.text("catatan %(index)s", index=told.listing(map(str, want.entries)))
        asked = told.text("laporan untuk wilayah ini tidak menyebut TPS: pastikan TPS mana")
        print(f"{want.place}  {want.place_name}: {want.fact}; {entries}\n    {asked}")
    print(told.text("%(n)s indikasi; untuk diteliti, bukan putusan", n=len(lines)))
    return 0


def _line(one: "Indication", registry: "Registry", told: Language, present: "Sequence[Ground]") -> Line:
    from kawal.disputes.grounds.model import covers  # noqa: PLC0415
    from kawal.jurisdiction.rules import rules  # noqa: PLC0415

    rule = {known.id: known for known in rules().rules}[one.rule]
    return Line(
        rule=rule.id,
        title=rule.title.say(told),
        article=rule.cite(told),
        verified=rule.is_verified,
        opens=rule.opens,
        place=one.place,
        place_name=registry.place_name(one.place),
        contest=one.contest,
        round=one.round,
        strength=one.strength,
        contradicted=one.contradicted,
        facts=one.facts,
        studied=tuple(each.index for each in present if covers(each, one)),
    )


def _sentence(one: Line, told: Language) -> str:
    from kawal.disputes.rules.names import OPENS_NAMES, fact_name  # noqa: PLC0415

    whole = one.strength == "one_source"
    facts = told.listing(
        f"{fact_name(fact.name, told)}: {fact.value if whole else fact.together}" for fact in one.facts
    )
    more = [] if whole else [told.text("hanya bila beberapa catatan dijumlahkan")]
    if one.contradicted:
        more.append(told.text("sumber lain mengatakan sebaliknya"))
    entries = sorted({entry for fact in one.facts for entry in fact.entries})
    if entries:
        more.append(told.text("catatan %(index)s", index=told.listing(map(str, entries))))
    if one.studied:
        more.append(told.text("sudah dikaji: dasar %(index)s", index=told.listing(map(str, one.studied))))
    opens = told.say({str(name): said for name, said in OPENS_NAMES.items()}[one.opens])
    law = [one.title, one.article, *([] if one.verified else [told.text("belum diverifikasi")])]
    return f"{one.place}  {one.place_name}: {'; '.join([facts, *more])}\n    {opens}: {'; '.join(law)}"
