"""The page of the threshold on a real node: findings against the margin, refusals, rights, what is not known yet."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kawal.count.recapending import end_difference, seen_of
from kawal.disputes.rules.reading import read_indications
from kawal.jurisdiction.zones import WITA
from tests.support.realcase import RealCase, spread
from tests.support.rows import all_rows

PAGE = "/sengketa/ambang"
PEOPLE = {"region": "63.71", "people": "681693", "source": "Kemendagri, Semester I 2024", "as_of": "2024-06-30"}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[RealCase]:
    made = RealCase(tmp_path / "case", "63.71", {"63.71.01.1001": 3}, datetime(2024, 12, 4, 10, 0, tzinfo=WITA))
    made.contest("2024-11-27", "1,pair,active", "2,pair,active")
    yield made
    made.close()


def forms(case: RealCase) -> list[str]:
    return case.stations["63.71.01.1001"]


def main(page: str) -> str:
    """The words of a page without its head and the texts of the law, on one line."""
    body = page[page.index('<section aria-labelledby="c1"') : page.index("</section>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


def test_before_anything_is_counted_or_announced_the_page_says_so(case: RealCase) -> None:
    """No population, no form, no result: nothing is guessed."""
    page = case.get(PAGE)
    for words in (
        "The population is not recorded yet",
        "No form has come in yet",
        "No announced result is recorded here yet",
    ):
        assert words in page


def test_findings_are_weighed_against_the_margin_the_heaviest_first(case: RealCase) -> None:
    """300 and 280: 21 votes taken away would change the order. One form's options are 25 more than its valid votes,
    another's 4: 29 together, and the first alone is enough."""
    first, second, third = forms(case)
    case.count(
        {
            first: {"votes_1": 120, "votes_2": 80, "valid_total": 175},
            second: {"votes_1": 90, "votes_2": 100, "valid_total": 186},
            third: {"votes_1": 90, "votes_2": 100, "valid_total": 190},
        }
    )
    case.post(f"{PAGE}/penduduk", PEOPLE)
    page = case.get(PAGE)
    assert "All findings about numbers together, votes at most: 29; stations: 2." in page
    assert "Enough to change the order against number 02 (21)." in page
    assert page.index(f"/hitung/tps/{first}/mayor") < page.index(f"/hitung/tps/{second}/mayor")
    assert page.count("enough by itself to change the order") == 1
    assert "All options together 580, valid votes 551; votes left open: 29." in page


def test_findings_below_the_margin_are_said_not_to_be_enough(case: RealCase) -> None:
    """300 and 100 of 400: the one vote that does not add up moves nothing."""
    first, second, third = forms(case)
    good = {"votes_1": 100, "votes_2": 33, "valid_total": 133}
    case.count({first: good, second: good, third: {"votes_1": 100, "votes_2": 34, "valid_total": 133}})
    page = case.get(PAGE)
    assert "All findings about numbers together, votes at most: 1; stations: 1." in page
    assert "Not enough to change the order against number 02 (201)." in page


def test_the_margin_of_a_part_of_the_stations_weighs_nothing(case: RealCase) -> None:
    """One of three is in: 100 and 95, with 20 votes open. Neither order nor threshold is spoken of, the effect is."""
    case.count({forms(case)[0]: {"votes_1": 100, "votes_2": 95, "valid_total": 215}})
    case.post(f"{PAGE}/penduduk", PEOPLE)
    page = case.get(PAGE)
    assert "The margin of the whole contest is not known yet" in page
    assert "Together at most 20 votes at 1 station." in page
    for verdict in ("nough to", "change the order", "come within", "within the threshold", "beyond"):
        assert verdict not in main(page), verdict


def test_findings_are_weighed_against_each_announced_result_of_the_whole_contest(case: RealCase) -> None:
    """One of three is in and 20 votes are open. The decree has 40,000 between the two: 40,001 would change the order,
    and 1.0 % of 160,000 are 1,600, so that 38,788 taken away come within (40,000 - 38,788 = 1,212 = 1 % of 121,212).
    The press has 15: 16 would change the order, and the finding alone does."""
    case.count({forms(case)[0]: {"votes_1": 100, "votes_2": 95, "valid_total": 215}})
    case.post(f"{PAGE}/penduduk", PEOPLE)
    at = "2024-12-02T20:00"
    case.announce({"votes_1": 100_000, "votes_2": 60_000, "valid_total": 160_000}, at=at)
    page = main(case.get(PAGE))
    assert "are weighed only against the announced margin" in page
    assert "Not enough to change the order against number 02 (40,001)." in page
    assert "Not enough to come within the threshold (38,788)." in page
    assert "by itself" not in page
    case.announce({"votes_1": 60_015, "votes_2": 60_000, "valid_total": 120_015}, at=at, source="press")
    page = main(case.get(PAGE))
    assert "Enough to change the order against number 02 (16)." in page.split("(40,001)")[1]
    assert page.count("enough by itself to change the order") == 1


def test_a_finding_can_reach_the_threshold_alone_and_not_the_order(case: RealCase) -> None:
    """2,020 between the two of 200,000: 1 % are 2,000. 21 taken away: 1,999 of 199,979, of which 1 % are 1,999."""
    case.count({forms(case)[0]: {"votes_1": 100, "votes_2": 95, "valid_total": 216}})
    case.post(f"{PAGE}/penduduk", PEOPLE)
    case.announce({"votes_1": 101_010, "votes_2": 98_990, "valid_total": 200_000}, at="2024-12-02T20:00")
    page = main(case.get(PAGE))
    assert "Not enough to change the order against number 02 (2,021)." in page
    assert "Enough to come within the threshold (21)." in page
    assert page.count("enough by itself to come within the threshold") == 1


def test_findings_of_now_are_not_weighed_against_a_result_from_before_a_later_round(case: RealCase) -> None:
    case.count({forms(case)[0]: {"votes_1": 100, "votes_2": 95, "valid_total": 215}})
    order = {"contest": "mayor", "kind": "re_poll", "decree": "712/2024", "stations": forms(case)[1]}
    case.post("/hitung/putaran/perintah", order | {"day": "2024-12-03"})
    case.announce({"votes_1": 60_015, "votes_2": 60_000, "valid_total": 120_015}, at="2024-12-02T20:00")
    page = main(case.get(PAGE))
    assert "After these numbers round 2 was ordered" in page
    assert "nough to" not in page


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"people": "0"}, 400),
        ({"people": "-5"}, 400),
        ({"people": "many"}, 400),
        ({"people": "9" * 30}, 400),
        ({"source": ""}, 400),
        ({"source": "x" * 161}, 400),
        ({"as_of": "30/06/2024"}, 400),
        ({"as_of": "2030-01-01"}, 400),
        ({"region": "99"}, 404),
    ],
)
def test_a_population_that_cannot_be_is_refused(case: RealCase, odd: dict[str, str], status: int) -> None:
    """Nobody, no number, huge, without a source, no day, a day ahead, elsewhere; nothing is written."""
    before = case.size()
    case.post(f"{PAGE}/penduduk", (PEOPLE | odd), status)
    assert case.size() == before


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"n.votes_1": "x"}, 400),
        ({"n.votes_1": "-1"}, 400),
        ({"n.votes_1": "1e9"}, 400),
        ({"n.votes_1": "9999999999"}, 400),
        ({"n.votes_1": "", "n.votes_9": "1"}, 400),
        ({"source": "rumour"}, 400),
        ({"contest": "king"}, 400),
        ({"contest": "governor"}, 404),
        ({"region": "64"}, 404),
        ({"round": "0x"}, 400),
        ({"at": "soon"}, 400),
        ({"at": "2024-12-05T10:00"}, 400),
        ({"reference": ""}, 400),
    ],
)
def test_an_announcement_that_cannot_be_is_refused(case: RealCase, odd: dict[str, str], status: int) -> None:
    """No number, negative, huge, no known field, source, contest, region, round, moment, without a reference."""
    before = case.size()
    case.announce({"votes_1": 10}, status, **({"at": "2024-12-02T20:00"} | odd))
    assert case.size() == before


def test_totals_that_do_not_add_up_are_taken_and_shown(case: RealCase) -> None:
    """10 + 20 = 30 of 31: one vote is open; what was announced is never made to fit."""
    case.announce({"votes_1": 10, "votes_2": 20, "valid_total": 31}, at="2024-12-02T20:00")
    assert "All options together 30, valid votes 31; votes left open: 1." in case.get(PAGE)


def test_who_may_only_read_records_nothing(case: RealCase) -> None:
    """An analyst sees the page without its forms; a clerk has no dispute at all; both languages are there."""
    case.come_in("analyst")
    page = case.get(PAGE)
    assert "/sengketa/ambang/hasil" not in page
    assert "Ambang batas" in case.get(PAGE, lang="id")
    case.announce({"votes_1": 1}, 403, at="2024-12-02T20:00")
    case.post(f"{PAGE}/penduduk", PEOPLE, 403)
    case.come_in("clerk")
    case.get(PAGE, status=403)


def test_a_part_of_a_province_decides_nothing_for_it(case: RealCase) -> None:
    """The governor's contest on a city's node: margins of the part, no threshold; what KPU announced for the province
    is measured, and not compared with the part."""
    path = case.folder / "governor.csv"
    path.write_text(
        "contest_id,kind,region,day,option_number\n"
        "g,governor,63,2024-11-27,1\ng,governor,63,2024-11-27,2\nm,mayor,63.71,2024-11-27,1\nm,mayor,63.71,2024-11-27,2\n"
    )
    case.take("contests", path)
    people = PEOPLE | {"region": "63", "people": "4305281"}
    case.post(f"{PAGE}/penduduk", people)
    case.count({forms(case)[0]: {"votes_1": 100, "votes_2": 95, "valid_total": 215}}, kind="governor")
    assert "nough to" not in main(case.get(PAGE))
    result = {"votes_1": 1_629_456, "votes_2": 348_118, "valid_total": 1_977_574, "invalid_total": 223_968}
    case.announce(result, contest="governor", region="63", at="2024-12-02T20:00", reference="SK KPU Kalsel")
    page = case.get(PAGE)
    assert "This node holds only a part of this contest&#39;s region" in page
    assert "29,663" in page
    assert "1,281,338" in page
    assert "so sums are not compared" in page
    assert "Not enough to change the order against number 02 (1,281,339)." in page


def test_of_many_contests_one_is_shown_and_the_others_can_be_chosen(tmp_path: Path) -> None:
    """A province with five contests: the first, then the one that is asked for; an unknown one is not there. What one
    city's plenary wrote is no finding of another city's contest of the same kind."""
    wards = {"63.71.01.1001": 2, "63.72.02.1005": 2}
    case = RealCase(tmp_path / "case", "63", wards, datetime(2024, 12, 4, 10, 0, tzinfo=WITA))
    try:
        for region, name in (("63.71", "Banjarmasin"), ("63.72", "Banjarbaru"), ("63.01", "Tanah Laut")):
            path = case.folder / f"{region}.csv"
            path.write_text(f"code,name\n{region},{name}\n")
            case.take("regions", path, replace=False)
        rows = [f"{one},{kind},{region},2024-11-27,{n}" for n in (1, 2) for one, kind, region in (
            ("a", "mayor", "63.71"), ("b", "mayor", "63.72"), ("g", "governor", "63"),
            ("r", "regent", "63.01"), ("s", "regent", "63.01"),
        )]  # fmt: skip
        path = case.folder / "contests.csv"
        path.write_text("\n".join(["contest_id,kind,region,day,option_number", *rows]) + "\n")
        case.take("contests", path)
        stations = [one for held in case.stations.values() for one in held]
        case.count(spread({"votes_1": 400, "votes_2": 200}, stations))
        case.client.app.state["recap"].hear(
            "mayor", "63.72.02", "63.72.02.1005", {"votes_1": 200, "votes_2": 107}, "t"
        )
        page = case.get(PAGE)
        assert page.count("By this node&#39;s count") == 1
        assert "RECAP" not in page
        first, second = (case.client.get(f"{PAGE}?contest={one}&lang=en").text for one in ("a", "b"))
        assert "/hitung/rekap?contest=mayor" not in first
        assert "/hitung/rekap?contest=mayor" in second
        assert case.client.get(f"{PAGE}?contest=nothing").status_code == 404
    finally:
        case.close()


def test_a_result_before_the_vote_or_after_now_is_refused_with_its_day_in_words(case: RealCase) -> None:
    """Voted on 27 Nov 2024, now 4 Dec 10:00: neither 30 Dec 2019 nor 5 Dec is when a result was announced."""
    before = case.size()
    told = case.announce({"votes_1": 10}, 400, at="2019-12-30T20:00").text
    assert "waktu diumumkan: diharapkan waktu sejak hari pemungutan, Rabu 27 November 2024, sampai sekarang" in told
    assert "Rabu 4 Desember 2024 pukul 10.00, didapat Senin 30 Desember 2019 pukul 20.00" in told
    assert (
        "didapat Kamis 5 Desember 2024 pukul 10.00" in case.announce({"votes_1": 1}, 400, at="2024-12-05T10:00").text
    )
    assert case.size() == before
    case.announce({"votes_1": 10}, at="2024-11-27T20:00")


def test_a_number_that_is_none_is_named_as_on_the_form_with_what_was_typed(case: RealCase) -> None:
    """The field by its label, what was typed as it was typed, and an empty one by its word."""
    at = "2024-12-02T20:00"
    told = case.announce({}, 400, at=at, **{"n.votes_1": "1.2x"}).text
    assert "Suara nomor 01: diharapkan bilangan bulat 0 sampai 999.999.999, didapat 1.2x" in told
    told = case.announce({"votes_1": 1}, 400, at=at, reference="").text
    assert "keputusan: diharapkan satu baris, paling banyak 160 huruf, didapat kosong" in told
    told = case.post(f"{PAGE}/penduduk", PEOPLE | {"people": ""}, 400).text
    assert "jumlah penduduk: diharapkan bilangan bulat 1 sampai 9.999.999.999, didapat kosong" in told


def test_an_announced_total_is_not_compared_while_stations_are_missing(case: RealCase) -> None:
    """300 were announced for three stations and one is in with 100: no difference of 200, but 1 of 3. With all three,
    100 + 100 + 99 = 299, it is one vote; one source agrees with nobody and so neither matches nor differs."""
    first, second, third = forms(case)
    good = {"votes_1": 100, "votes_2": 33, "valid_total": 133}
    case.count({first: good})
    case.announce({"votes_1": 300}, at="2024-12-02T20:00")

    def row() -> list[str]:
        page = case.get(PAGE)
        page = page[page.index("Announced and counted") :]
        cells = page[page.index('<th scope="row">01') :].split("</tr>")[0]
        return re.findall(r">([^<>]*)</td>", re.sub(r"</?(b|span)[^>]*>", "", cells))

    assert row() == ["100", "300", "–", "–"]
    assert "Not all stations are in yet (1 of 3)" in case.get(PAGE)
    case.count({second: good, third: {"votes_1": 99, "votes_2": 33, "valid_total": 132}})
    assert row() == ["299", "300", "+1", "–"]
    assert "Not all stations are in yet" not in case.get(PAGE)
    case.announce({"votes_1": 300}, source="court", at="2024-12-02T20:00")
    assert row()[-1].strip() == "agrees"


def test_the_result_of_a_city_says_that_the_one_of_the_province_is_missing(case: RealCase) -> None:
    """A decree of Banjarmasin about the governor: the province's is what is not recorded, and it says so."""
    path = case.folder / "governor.csv"
    path.write_text(
        "contest_id,kind,region,day,option_number\ng,governor,63,2024-11-27,1\ng,governor,63,2024-11-27,2\n"
    )
    case.take("contests", path)
    assert "No announced result is recorded here yet" in case.get(PAGE)
    case.announce({"votes_1": 10}, contest="governor", region="63.71", at="2024-12-02T20:00")
    page = case.get(PAGE)
    assert "No announced result is recorded here yet" not in page
    assert "The result for Kalimantan Selatan is not recorded here yet" in page


def test_a_recap_difference_has_its_own_list_and_leaves_both_pages_when_it_is_ended(case: RealCase) -> None:
    """Forms add up to 300 and 100 with one vote open; the district wrote 24 more for 02. All findings of forms are 1
    vote, so 24 stands under its own heading; ended with a reason, it is no indication and no open finding."""
    first, second, third = forms(case)
    good = {"votes_1": 100, "votes_2": 33, "valid_total": 133}
    case.count({first: good, second: good, third: {"votes_1": 100, "votes_2": 34, "valid_total": 133}})
    column = ("63.71.01", "63.71.01.1001", 1)
    recap = case.client.app.state["recap"]
    recap.hear("mayor", column[0], column[1], {"votes_1": 300, "votes_2": 124}, "t")
    page = case.get(PAGE)
    together, apart = page.index("votes at most: 1; stations: 1."), page.index("Differences of the recapitulation")
    assert together < page.index(f"/hitung/tps/{third}/mayor") < apart < page.index("/hitung/rekap?contest=mayor")
    assert "RECAP-MECH" in case.get("/sengketa/indikasi")
    with case.node.reading() as connection:
        (found,) = recap.compared(connection, recap.contest("mayor", column[0])).differences
        assert any(one.place == column[1] for one in read_indications(connection, recap.count.registry(), "63.71"))
    end_difference(recap, "mayor", column, seen_of(found), "explained", "salah dengar", "t")
    assert "/hitung/rekap?contest=mayor" not in case.get(PAGE)
    assert "RECAP-MECH" not in case.get("/sengketa/indikasi")
    with case.node.reading() as connection:
        assert not [
            one for one in read_indications(connection, recap.count.registry(), "63.71") if one.place == column[1]
        ]


def test_a_result_recorded_wrongly_is_withdrawn_and_its_clock_and_comparison_end(case: RealCase) -> None:
    """Recorded for round 2 by mistake: withdrawn on the page, recorded again for round 1, one petition clock, and
    both are kept. Withdrawn once it is not there; an analyst and another city's adjudicator may not."""
    numbers, at = {"votes_1": 10, "votes_2": 5}, "2024-12-02T20:00"
    case.announce(numbers, round=2, at=at, reference="SK 99")
    index = case.size() - 1
    assert f'name="entry" value="{index}"' in case.get(PAGE)
    case.come_in("analyst")
    case.post(f"{PAGE}/tarik", {"entry": index}, 403)
    case.come_in("adjudicator", region="63.72")
    case.post(f"{PAGE}/tarik", {"entry": index}, 403)
    case.come_in("adjudicator")
    case.post(f"{PAGE}/tarik", {"entry": index})
    assert "SK 99" not in case.get(PAGE)
    assert "Announced and counted" not in case.get(PAGE)
    assert "SK 99" not in case.get("/sengketa/tenggat")
    case.announce(numbers, round=1, at=at, reference="SK 99")
    assert (
        case.get("/sengketa/tenggat").count("Petition to the Constitutional Court") == 2
    )  # its heading, its details
    with case.node.reading() as connection:
        assert len(all_rows(connection)["dispute_announced"]) == 2
    case.post(f"{PAGE}/tarik", {"entry": index}, 404)


def test_what_a_withdrawn_entry_had_corrected_stands_again(case: RealCase) -> None:
    """A correction of a result and of a population, both taken back."""
    case.announce({"votes_1": 10}, at="2024-12-02T20:00", reference="SK A")
    case.announce({"votes_1": 11}, at="2024-12-02T20:00", reference="SK B")
    result = case.size() - 1
    case.post(f"{PAGE}/penduduk", PEOPLE)
    case.post(f"{PAGE}/penduduk", PEOPLE | {"people": "999999"})
    people = case.size() - 1
    page = case.get(PAGE)
    assert "999,999" in page
    assert "SK A" not in page
    case.post(f"{PAGE}/tarik", {"entry": result})
    case.post(f"{PAGE}/tarik", {"entry": people})
    page = case.get(PAGE)
    assert "681,693" in page
    assert "999,999" not in page
    assert "SK A" in page
    assert "SK B" not in page


def test_a_decree_says_by_when_a_petition_must_be_filed_in_both_zones(case: RealCase) -> None:
    """Announced on Mon 2 Dec 2024, 20:00 WITA: working days 2, 3, 4 to 24:00 WIB; counted from the next day one more.
    What the press says starts nothing."""
    case.announce({"votes_1": 10}, at="2024-12-02T20:00", source="press")
    assert "Petition to the Constitutional Court" not in case.get(PAGE)
    case.announce({"votes_1": 10}, at="2024-12-02T20:00")
    page = case.get(PAGE)
    assert "safe until Wednesday 4 December 2024 24:00 WIB (5 Dec 01:00 WITA)" in page
    assert "arguable until Thursday 5 December 2024 24:00 WIB (6 Dec 01:00 WITA)" in page
    link = re.search(r'href="/sengketa/tenggat#(t[^"]+)"', page)
    assert link is not None
    assert f'id="{link[1]}"' in case.get("/sengketa/tenggat")


def test_no_later_round_is_chosen_for_the_one_who_records_a_result(case: RealCase) -> None:
    """One station votes again: what the numbers include is a choice in words, and nothing is chosen; left open it is
    refused. Without such a round it is the vote alone."""

    def choices() -> str:
        found = re.search(r'<select class="inp" name="round" required>(.*?)</select>', case.get(PAGE))
        assert found is not None
        return found[1]

    assert choices() == '<option value="1">only the vote of Wednesday 27 November 2024</option>'
    order = {"contest": "mayor", "kind": "re_poll", "decree": "712/2024", "stations": forms(case)[0]}
    case.post("/hitung/putaran/perintah", order | {"day": "2024-12-03"})
    assert choices().startswith('<option value="">–</option><option value="1">only the vote')
    assert '<option value="2">round 2 too: re-poll (PSU), 1 station, 712/2024</option>' in choices()
    case.announce({"votes_1": 1}, 400, at="2024-12-02T20:00", round="")


def test_the_article_is_the_source_of_law_and_an_address_only_where_it_was_read(case: RealCase) -> None:
    case.count({one: {"votes_1": 120, "votes_2": 80, "valid_total": 200} for one in forms(case)})
    case.post(f"{PAGE}/penduduk", PEOPLE)
    page = re.sub(r"<[^>]+>", "", case.get(PAGE))
    assert "UU 10/2016 pasal 158 ayat (2), letter c; read at rmol.id, jambilink.com" in page
