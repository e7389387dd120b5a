"""A cluster's page in words, as a page to print and as a Word file."""

import datetime as dt
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from prioritise.case.issues import Issue
from prioritise.case.load import load_case
from prioritise.case.rows import lookup
from prioritise.errors import DataFault
from prioritise.evidence.size import size_bands
from prioritise.pipeline import Prepared, prepare_evidence
from prioritise.record.cluster_files import gap_chart, sheet_docx, sheet_html
from prioritise.record.cluster_plans import MOST_BIDS, MOST_POTS, NO_LIST, bids_of, homes_of, pots_of
from prioritise.record.cluster_profiles import ClusterProfiles, cluster_profiles
from prioritise.record.cluster_sheet import ClusterSheet, cluster_sheet
from prioritise.record.fact_words import figure
from prioritise.record.stamp import Stamp
from prioritise.unknown import NOT_KNOWN
from tests.build import bid, pot, small_case
from tests.evidence.cases import development, practice, site

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
MARKUP = "<script>alert(1)</script>"


def prepared() -> Prepared:
    case = small_case(
        practices=[
            practice("P1", 8000, weighted_list_size=8400, cluster_code="C1", cluster_name=f"North {MARKUP}", gp_fte=4.0,
                     list_date="2026-01-01"),
            practice("P2", 4000, cluster_code="C1", cluster_name=f"North {MARKUP}", gp_fte=0.0),
            practice("P3", 5000, cluster_code="C2", cluster_name="South"),
        ],
        sites=[site("S1", "P1", 0.0, area_m2=500.0, area_basis="NIA"), site("S3", "P3", 9.0)],
        developments=[development("D1", 100, 0.0, status="started", probability=1.0)],
        bids=[bid("B1", 250_000.0, practice_codes=["P1"])],
        pots=[pot("M1", 99_999.99, name=f"Pot {MARKUP}")],
    )  # fmt: skip
    return prepare_evidence(case)


@pytest.fixture(scope="module")
def ready() -> Prepared:
    return prepared()


@pytest.fixture(scope="module")
def profiles(ready: Prepared) -> ClusterProfiles:
    assert ready.evidence is not None
    return cluster_profiles(ready.case, ready.evidence, ready.assumptions, ready.problem)


def sheet_of(ready: Prepared, profiles: ClusterProfiles, code: str, told: dict[str, str] | None = None) -> ClusterSheet:
    assert ready.evidence is not None
    setting = (ready.case, ready.evidence, ready.assumptions, ready.problem)
    return cluster_sheet(profiles, code, size_bands(ready.assumptions), setting, told)


@pytest.fixture(scope="module")
def north(ready: Prepared, profiles: ClusterProfiles) -> ClusterSheet:
    return sheet_of(ready, profiles, "C1")


def test_figures_in_their_units() -> None:
    assert figure(1_250_000, "£") == "£1,250,000"
    assert figure(3_793.4, "m2") == "3,793 m²"
    assert figure(33.5, "FTE") == "33.5 FTE"
    assert figure(62_410, "patients") == "62,410"
    assert figure(float("nan"), "£") == NOT_KNOWN


def test_the_sheet_says_what_is_known_and_of_how_many(north: ClusterSheet) -> None:
    facts = {(part, label): text for part, label, text in north.facts}
    assert facts["List", "Registered patients"] == "12,000"
    assert facts["List", "Weighted list (Carr-Hill)"] == "8,400 (known for 1 of 2 practices)"
    assert facts["Workforce", "Patients for each GP (FTE)"] == "2,000 (known for 1 of 2 practices)"
    england = "2,355 in the year to 31 March 2024 (our arithmetic on sourced figures)"
    assert facts["Workforce", "England, patients for each GP"] == england
    assert facts["Workforce", "Nurses"] == NOT_KNOWN
    assert facts["Digital", "How digital the practices are"].startswith(NOT_KNOWN)
    assert {part for part, _ in facts} == {"List", "Estate", "Workforce", "Digital", "Money"}
    assert dict(north.points)["Size: PCN"].startswith("OUTSIDE: 18,000 patients below the PCN size")
    assert dict(north.points)["In one piece?"].startswith(NOT_KNOWN)
    assert north.years == ("Now", "End of 2030/31", "End of 2035/36")
    course = {row[0]: row[1:] for row in north.course}
    assert course["Room, NIA"][0] == "76 m² short"
    assert course["Practices that cannot be judged"] == ("1", "1", "1")
    lacks = course["Short at single practices, NIA"][2]
    assert north.answer.endswith(f" and {lacks} NIA short at those of its practices that are short.")
    assert north.practices[1][5] == NOT_KNOWN  # no GP: never infinite
    assert not [text for row in (*north.course, *north.facts) for text in row if re.search(r"\bnan\b|\binf\b", text)]


def test_a_cluster_of_which_nothing_can_be_judged_says_so(ready: Prepared, profiles: ClusterProfiles) -> None:
    south = sheet_of(ready, profiles, "C2")
    assert south.answer.endswith(f"room then {NOT_KNOWN}.")
    assert south.points[0][1].startswith(NOT_KNOWN)
    assert gap_chart(south.series) == "" and b"<svg" not in sheet_html(south)
    assert south.pots == () and b"No pot of the case may pay a bid of it" in sheet_html(south)


def test_england_is_not_known_before_its_figure_holds(ready: Prepared, profiles: ClusterProfiles) -> None:
    early = replace(ready, assumptions=replace(ready.assumptions, day=ready.assumptions.day.replace(year=2023)))
    facts = {label: text for _, label, text in sheet_of(early, profiles, "C1").facts}
    assert facts["England, patients for each GP"].startswith(NOT_KNOWN)


def test_no_such_cluster(ready: Prepared, profiles: ClusterProfiles) -> None:
    with pytest.raises(DataFault, match="no cluster 'C9'; it has C1, C2"):
        sheet_of(ready, profiles, "C9")


def test_the_page_to_print_asks_nothing_of_anyone_and_runs_no_markup(north: ClusterSheet) -> None:
    page = sheet_html(north).decode()
    assert MARKUP not in page and "&lt;script&gt;" in page
    assert not re.search(r"https?:|src=|@import|url\(", page)
    assert len(re.findall("<table\\b", page)) == 11 and "@page{size:A4" in page and "lang='en-GB'" in page
    assert "aria-label='Room to spare or short by year" in page and re.search(r">-\d+ m²</text>", page)


def test_the_word_file_holds_the_same(north: ClusterSheet) -> None:
    document = Document(io.BytesIO(sheet_docx(north)))
    cells = {c.text for t in document.tables for row in t.rows for c in row.cells}
    for _, label, text in north.facts:
        assert {label, text} <= cells
    assert sheet_docx(north) == sheet_docx(north)


def test_its_homes_are_named_and_come_to_the_clusters_own_figure() -> None:
    demo = prepare_evidence(load_case(DEMO))
    assert demo.evidence is not None
    found = cluster_profiles(demo.case, demo.evidence, demo.assumptions, demo.problem)
    names = set(demo.case.table("developments")["name"])
    cut = 0
    for code in found.names:
        lines, more = homes_of(demo.case, demo.evidence, code, found.years[2])
        served = [int(line[2].split(" ")[0].replace(",", "")) for line in lines]
        assert {line[0] for line in lines} <= names and served == sorted(served, reverse=True)
        for line in lines:
            every, share = int(line[1].replace(",", "")), int(re.search(r"(\d+)%", line[2])[1]) / 100
            assert abs(served[lines.index(line)] - every * share) <= 1.5 + every / 200  # the share is in whole percent
        rest = int(re.search(r"([\d,]+) homes", more)[1].replace(",", "")) if more else 0
        every = found.cells(code, "homes")[-1].value
        assert sum(served) + rest == round(every)
        cut += bool(more)
        clusters = demo.case.table("practices").set_index("name")["cluster_code"]
        assert all(clusters[line[3].rsplit(" (", 1)[0]] == code for line in lines)
        assert all(0 < int(re.search(r" \((\d+)%\)$", line[3])[1]) <= 100 for line in lines)
    assert cut  # at least one has more than are named


def test_its_bids_are_named_with_what_the_list_does(ready: Prepared, profiles: ClusterProfiles) -> None:
    assert sheet_of(ready, profiles, "C1").bids == (("Scheme B1", "Extension", "£250,000", NO_LIST),)
    told = sheet_of(ready, profiles, "C1", {"B1": "Funded, from 2027/28"})
    assert told.bids[0][3] == "Funded, from 2027/28" and b"Funded, from 2027/28" in sheet_html(told)
    south = sheet_of(ready, profiles, "C2")
    assert south.bids == () and b"It has no part in any bid." in sheet_html(south)
    assert south.homes == () or south.homes[0][0]


def test_bids_left_out_of_the_page_are_counted_with_their_money() -> None:
    case = small_case(
        practices=[practice("P1", 8000, cluster_code="C1", cluster_name="North")],
        bids=[bid(f"B{n:02}", 1000.0 * (n + 1), practice_codes=["P1"]) for n in range(MOST_BIDS + 2)],
        pots=[pot("M1", 10.0)],
    )
    problem = prepare_evidence(case).problem
    lines, more = bids_of(case, problem, "C1", {})
    assert len(lines) == MOST_BIDS and lines[0][2] == "£10,000"
    assert more == "2 more bids ask for £3,000."
    assert bids_of(case, problem, "C1", {"B00": "Funded, from 2027/28"})[1].endswith("the list funds 1 of them.")


def test_bids_left_out_of_the_page_ask_for_its_part_and_alternatives_once() -> None:
    small = [
        bid("Y1", 100.0, practice_codes=["P1", "P2"]), bid("Y2", 60.0, practice_codes=["P1"], choice_group="G"),
        bid("Y3", 40.0, practice_codes=["P1"], choice_group="G"),
    ]  # fmt: skip
    case = small_case(
        practices=[practice(f"P{n}", 8000, cluster_code=f"C{n}", cluster_name=f"Cluster {n}") for n in (1, 2)],
        bids=[*(bid(f"B{n:02}", 1000.0, practice_codes=["P1"]) for n in range(MOST_BIDS)), *small],
    )
    _, more = bids_of(case, prepare_evidence(case).problem, "C1", {})
    assert more == "3 more bids ask for £110 (its part, alternatives once)."


def test_a_synthetic_case_says_so_at_the_top(ready: Prepared, profiles: ClusterProfiles) -> None:
    made_up = replace(ready, case=ready.case.with_settings(synthetic=True))
    page = sheet_html(sheet_of(made_up, profiles, "C1")).decode()
    assert "Invented figures. This case is synthetic" in page.split("<h2>")[0]


def test_the_band_of_the_case_stands_at_the_top_of_both_files(ready: Prepared, profiles: ClusterProfiles) -> None:
    doubt = Issue("bids", None, "", "candidate_schemes", "warning", "", "made from the evidence", "kept")
    candidates = replace(ready, case=replace(ready.case, issues=(doubt,)))
    sheet = sheet_of(candidates, profiles, "C1")
    band = "Candidate schemes, not real bids."
    assert band in sheet_html(sheet).decode().split("<h2>")[0]
    paragraphs = [p.text for p in Document(io.BytesIO(sheet_docx(sheet))).paragraphs]
    assert paragraphs[1].startswith(band)
    assert sheet_of(ready, profiles, "C1").band == ""


def test_a_what_if_and_the_day_are_printed_when_given(ready: Prepared, profiles: ClusterProfiles) -> None:
    plain = sheet_of(ready, profiles, "C1")
    stamped = replace(plain, stamp=Stamp(dt.date(2026, 11, 2), f"Slow {MARKUP}", ("Housing future: Slow",)))
    top, rest = sheet_html(stamped).decode().split("<h2>", 1)
    assert "not the case as it stands: Housing future: Slow." in top and MARKUP not in top
    assert "Made on 2 November 2026." in rest
    said = " ".join(p.text for p in Document(io.BytesIO(sheet_docx(stamped))).paragraphs)
    assert "Housing future: Slow." in said and "Made on 2 November 2026." in said
    assert "Made on" not in sheet_html(plain).decode() and "what-if" not in sheet_html(plain).decode()


def test_files_are_named_after_the_cluster(north: ClusterSheet) -> None:
    assert replace(north, name="Tonbridge PCN").file_stem == "cluster-tonbridge-pcn"
    assert north.file_stem == "cluster-north-script-alert-1-script"
    assert replace(north, name="…").file_stem == "cluster-c1"
    assert len(replace(north, name="x" * 300).file_stem) < 80


def test_practices_say_their_basis_and_add_up(ready: Prepared, north: ClusterSheet, profiles: ClusterProfiles) -> None:
    assert [row[2] for row in north.practices] == ["76 m² short NIA", NOT_KNOWN]
    first, *figures = north.practice_totals
    assert first == "All 2 practices"
    assert figures[0] == "12,000" and figures[1] == "76 m² short NIA (1 of 2)"
    assert figures[3:] == ["4.0", "2,000 (known for 1 of 2 practices)"]
    assert "<tr class=sum><td>All 2 practices" in sheet_html(north).decode()
    assert "All" not in sheet_of(ready, profiles, "C2").all_practices[-1][0]  # one practice needs no total


def test_money_of_the_pots_is_what_the_rows_add_up_to() -> None:
    """Nine pots of £10.50 are nine times £10, not £94 or £95; the page of the demo's clusters adds up too."""
    pots = [pot(f"M{n}", 10.5) for n in range(MOST_POTS + 3)]
    case = small_case(
        practices=[practice("P1", 8000, cluster_code="C1", cluster_name="North")],
        bids=[bid("B1", 1000.0, practice_codes=["P1"])], pots=pots,
    )  # fmt: skip
    lines, more = pots_of(prepare_evidence(case).problem, "C1")
    assert more == "3 more pots may pay its bids, with £30."
    assert {line[2] for line in lines} == {"£10"}
    demo = prepare_evidence(load_case(DEMO))
    assert demo.evidence is not None
    found = cluster_profiles(demo.case, demo.evidence, demo.assumptions, demo.problem)
    for code in found.names:
        lines, more = pots_of(demo.problem, code)
        rest = int(re.search(r"£([\d,]+)", more)[1].replace(",", "")) if more else 0
        money = sum(found.value(code, fact) for fact in ("own_pots_gbp", "shared_pots_gbp"))
        assert sum(int(line[2].strip("£").replace(",", "")) for line in lines) + rest == money


def test_money_that_goes_each_year_says_so(ready: Prepared) -> None:
    case = small_case(
        practices=[practice("P1", 8000, cluster_code="C1", cluster_name="North")],
        bids=[bid("B1", 1000.0, practice_codes=["P1"])],
        pots=[
            pot("M1", 10.0, carry_forward="no"), pot("M2", 10.0), pot("M3", 10.0, spend_by="2028-03-31"),
            pot("M4", 10.0, spend_by="2028-03-31", carry_forward="no"),
        ],
    )  # fmt: skip
    said = {line[0]: line[3] for line in pots_of(prepare_evidence(case).problem, "C1")[0]}
    named = dict(case.table("pots")[["pot_id", "name"]].itertuples(index=False))
    assert said == {
        named["M1"]: "each year's by 31 March", named["M2"]: "none on record", named["M3"]: "31 March 2028",
        named["M4"]: "each year's by 31 March, all by 31 March 2028",
    }  # fmt: skip


def test_small_developments_are_counted_with_the_rest() -> None:
    case = small_case(
        practices=[practice("P1", 8000, cluster_code="C1", cluster_name="North"),
                   practice("P2", 8000, cluster_code="C2", cluster_name="South")],
        sites=[site("S1", "P1", 0.0), site("S2", "P2", 9.0)],
        developments=[development(f"D{n}", 40 if n else 400, 0.0, status="started", probability=1.0) for n in range(3)],
        bids=[bid("B1", 1000.0, practice_codes=["P1"])], pots=[pot("M1", 10.0)],
    )  # fmt: skip
    ready = prepare_evidence(case)
    assert ready.evidence is not None
    tiny = ready.evidence.shares.assign(share=ready.evidence.shares["share"].where(
        ready.evidence.shares["development_id"].eq("D0"), 0.01))  # fmt: skip
    lines, more = homes_of(case, replace(ready.evidence, shares=tiny), "C1", ready.evidence.now + 10)
    assert [line[0] for line in lines] == [lookup(case.table("developments"), "development_id", "name")["D0"]]
    assert re.match(r"2 more developments bring it (1 home|less than one home) by the end of .* \(2 of them less than "
                    "half a home each\\)", more)  # fmt: skip
