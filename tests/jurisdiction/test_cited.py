"""What stands in law is cited by its name; what is said of it is said in the reader's language."""

import re
from typing import Any

import msgspec
import pytest

from kawal.jurisdiction.cited import Article, Sourced
from kawal.jurisdiction.deadlines import deadlines
from kawal.jurisdiction.duty_limits import duty_limits
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.milestones import milestones
from kawal.jurisdiction.papers import papers
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.thresholds import thresholds
from kawal.kernel.language import language

ID, EN = language("id"), language("en")
WHOLE: dict[str, Any] = {
    "article": "PKPU 17/2024 pasal 3 ayat (1)-(2)",
    "remark": {"id": "menurut pers", "en": "as the press reports it"},
    "confidence": "low",
    "source": [
        "https://example.org/berita",
        {"of": "Perbawaslu 8/2020", "remark": {"id": "jam loket", "en": "desk hours"}},
        {"remark": {"id": "dari ingatan", "en": "from memory"}},
    ],
}


def test_the_name_stays_and_the_remark_follows_the_reader() -> None:
    law = msgspec.convert(WHOLE, Article)
    assert law.cite(ID) == "PKPU 17/2024 pasal 3 ayat (1)-(2) (menurut pers)"
    assert law.cite(EN) == "PKPU 17/2024 pasal 3 ayat (1)-(2) (as the press reports it)"
    assert law.read_in(ID) == ("https://example.org/berita", "Perbawaslu 8/2020 (jam loket)", "dari ingatan")
    assert law.read_in(EN) == ("https://example.org/berita", "Perbawaslu 8/2020 (desk hours)", "from memory")
    assert [one.link for one in law.sources] == ["https://example.org/berita", "", ""]


@pytest.mark.parametrize(
    "other",
    [
        {"remark": {"id": "menurut pers"}},
        {"remark": {"en": "as the press reports it"}},
        {"remark": {"id": "menurut pers", "en": " "}},
        {"source": [{"remark": {"id": "dari ingatan"}}]},
        {"source": [{"of": "UU 1/2015", "remark": {"id": "dari ingatan", "en": ""}}]},
        {"article": "PKPU 17/2024 (menurut pers)"},
        {"source": [{"of": "PKPU 17/2024 (menurut pers)"}]},
        {"source": ["lamanya dari ingatan"]},
        {"source": [{}]},
        {"source": []},
    ],
)
def test_a_remark_in_one_language_or_within_a_name_is_refused(other: dict[str, Any]) -> None:
    """Also one that stands in brackets behind the law, or alone in the place of a source."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(WHOLE | other, Article)


def test_everything_that_is_shipped_is_said_in_both_languages() -> None:
    """Where a remark is, the two texts differ; no Indonesian word of a remark is left in the English one."""
    law = [*deadlines(), *rules().rules, *thresholds().thresholds, grounds().path]
    read: list[Sourced] = [*law, *papers(), thresholds().advisory]
    single = [one.source for one in milestones()] + [duty_limits().duty.source, duty_limits().stretch.source]
    remarks = [one.remark for one in law] + [one.remark for whole in read for one in whole.sources]
    told = [one for one in remarks + [one.remark for one in single] if one is not None]
    assert len(told) > 30
    for one in told:
        assert one.id != one.en
        assert not re.search(r"\b(menurut|belum|dari|dan|pasalnya|ingatan|dibaca)\b", one.en), one.en
