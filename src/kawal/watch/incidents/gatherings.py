"""Peaceful assemblies as pages and texts tell of them: sizes, services, how many of each size there are (pure)."""

from collections.abc import Mapping, Sequence

from kawal.field.assembly import BANDS, size_of
from kawal.kernel.language import Language, Message, msg
from kawal.watch.incidents.cases import Case

SERVICE_NAMES: Mapping[str, Message] = {
    "traffic": msg("pengaturan lalu lintas"),
    "first_aid": msg("pertolongan pertama"),
    "water": msg("air minum dan toilet"),
    "sound": msg("pengeras suara dijauhkan dari TPS"),
}
SIZE_NAMES: Mapping[str, Message] = {
    "under_50": msg("kurang dari 50 orang"),
    "from_50": msg("50 sampai 199 orang"),
    "from_200": msg("200 sampai 999 orang"),
    "from_1000": msg("1.000 sampai 4.999 orang"),
    "from_5000": msg("5.000 orang atau lebih"),
    "": msg("jumlah belum diketahui"),
}


def by_size(sizes: Sequence[str]) -> dict[str, int]:
    """How many assemblies have each size, the smallest first; those of no known size ("") last."""
    return {one: sizes.count(one) for one in (*BANDS, "") if one in sizes}


def sizes_told(sizes: Sequence[str], words: Language) -> str:
    """ "2 kurang dari 50 orang, 1 dari 200 sampai 999 orang"; empty for none."""
    return ", ".join(f"{count} × {words.say(SIZE_NAMES[size])}" for size, count in by_size(sizes).items())


def gathering_line(case: Case, place: str, words: Language) -> str:
    """One assembly in a text for a messenger: where, how large, what it asks for."""
    wanted = words.listing(words.say(SERVICE_NAMES[one]) for one in case.services) if case.services else ""
    parts = [place, words.say(SIZE_NAMES[size_of(case.heard.data)]), *([wanted] if wanted else [])]
    return f"{case.type.name.say(words)}: {', '.join(parts)}"
