"""The practice page: what it says, what it keeps to itself, and the newcomer's walk."""

import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

from prioritise.case.confidential import public_edition
from prioritise.case.issues import Issue
from prioritise.evidence.premises import practice_load
from prioritise.funding.lookup import pots_for
from prioritise.pipeline import prepare_evidence
from prioritise.record.cluster_files import sheet_docx, sheet_html
from prioritise.record.decided import decisions
from prioritise.record.scenario import Scenario
from prioritise.record.workbook import workbook_bytes
from prioritise.ui import labels
from prioritise.ui.views import bids as bid_views
from prioritise.ui.views import clusters, gaps, practice
from tests.build import bid, pot, small_case, table
from tests.ui.conftest import MARKUP, page_of
from tests.ui.test_pages import ROOT, html_of, opened

PAGE = ROOT / "pages" / "1_Evidence" / "03_Practice.py"
SECRET, AUTHOR = "SECRET-REASON-7741", "SECRET-AUTHOR-9"
SOFT = "X10010"  # the demo's practice with a soft factor


@pytest.fixture(scope="module")
def demo(demo_page):
    return demo_page.ready


def test_every_table_has_words_for_every_column(demo):
    code = gaps.shortest(demo, 2035)
    for rows in (
        practice.loads(demo, code), practice.own_bids(demo, code), practice.pots(demo, code),
        practice.vulnerability(demo, code), practice.confidential(demo, code),
    ):  # fmt: skip
        assert len(rows)
        assert all(labels.label_of(c)[0] != c for c in rows.columns), list(rows.columns)


def test_every_practice_of_the_demo_can_be_shown(demo):
    for code in gaps.names(demo):
        shown = practice.premises(demo, code)
        assert len(shown) == 14 and len(shown.columns) == 1 + len(practice.site_names(demo, code))
        said = [practice.pots_sentence(demo, code), practice.vulnerability_sentence(demo, code)]
        text = " ".join(
            [*said, shown.to_csv(), practice.loads(demo, code).to_csv(), *practice.facts(demo, code).values()]
        )
        assert "nan" not in text.lower().split() and "inf" not in text.lower().split(), code


def test_loads_say_what_they_are_set_against_and_how_sure_that_is(demo):
    code = gaps.shortest(demo, 2035)
    rows = practice.loads(demo, code)
    own = practice_load(demo.case).set_index("practice_code").loc[code, "patients_per_gp"]
    assert rows["its_own"][0].startswith(f"{own:,.0f} (")
    assert rows["set_against"][0] == "England: 2,355 (31 March 2024)"
    assert rows["source"][0].startswith("Our arithmetic on sourced figures")
    assert rows["set_against"][1].startswith("England: not known. Room method: 1,369")


def test_the_pots_of_a_practice_are_those_the_gates_allow(demo):
    code = gaps.shortest(demo, 2035)
    bids = practice.own_bids(demo, code)
    mine = demo.case.table("bids")
    ids = [b for b, codes in zip(mine["bid_id"], mine["practice_codes"], strict=True) if code in codes]
    allowed = demo.gates[demo.gates["allowed"] & demo.gates["bid_id"].isin(ids)]
    assert len(practice.pots(demo, code)) == allowed["pot_id"].nunique() > 0
    assert bids["pots"].sum() == len(allowed)
    assert (bids["could_pay_gbp"] <= bids["capital_gbp"]).all()


def test_a_pot_counts_whole_but_its_bids_may_have_no_more_than_the_rules_let_them(demo):
    for code in gaps.names(demo):
        rows = practice.pots(demo, code)
        assert (rows["to_its_bids_gbp"] <= rows["countable_gbp"] + 0.01).all()
        assert (rows["to_its_bids_gbp"] > 0).all() or not len(rows)
    rows = practice.pots(demo, gaps.shortest(demo, 2035)).set_index("pot")
    assert rows.loc["ICB capital for primary care", "to_its_bids_gbp"] < 1_640_000


def test_a_bid_is_not_told_the_money_of_starts_it_cannot_have_at_once(demo):
    """£155,000 in each of two years, and a bid that spends in one of them: it could have £155,000, not £310,000."""
    years = [{"pot_id": p, "financial_year": y, "amount_gbp": 155_000.0} for p, y in (("A", 2026), ("B", 2027))]
    case = small_case(
        practices=[{"practice_code": "X1", "name": "One", "list_size": 5000.0}],
        bids=[bid("W", 310_000.0, practice_codes=("X1",), latest_start=2027)],
        pots=[pot("A", 0.0, carry_forward="no"), pot("B", 0.0, carry_forward="no")],
        pot_years=years,
    )
    ready = prepare_evidence(case, Scenario())
    assert practice.own_bids(ready, "X1")["could_pay_gbp"].tolist() == [155_000]
    assert "£155,000 of its £310,000" in bid_views.reach_sentence(ready, "W")


def test_alternatives_are_not_added_up(demo):
    """Market Square's new building and its extension are one choice: £3,650,000 or £1,380,000, never both."""
    code = next(c for c, name in gaps.names(demo).items() if "Market Square" in name)
    said = practice.pots_sentence(demo, code)
    assert said.startswith("2 bids serve it, for £3,650,000 at most, as some are alternatives;")


def test_a_shortage_is_parted_into_todays_and_that_of_new_homes(demo):
    """Hand-made: 245 short now and 250 then is 245 of today and 5 of homes."""
    rows = pd.DataFrame(
        {"financial_year": [2025, 2035], "gap_m2": [-245.0, -250.0], "growth_people": [0.0, 82.0],
         "area_basis": "NIA", "area_assumed": True, "unknown_reason": ""}
    )  # fmt: skip
    said = gaps.profile_sentence(rows, "W", 2035)
    assert said.endswith("with 82 more people. Of that shortage 245 m² is there today and new homes add 5 m².")
    spare = rows.assign(gap_m2=[30.0, -20.0])
    assert gaps.profile_sentence(spare, "W", 2035).endswith("All of that shortage comes with new homes.")
    roomy = rows.assign(gap_m2=[30.0, 20.0])
    assert gaps.profile_sentence(roomy, "W", 2035).endswith("82 more people.")


def test_pots_could_pay_a_bid_no_more_than_there_is_in_the_years_it_spends(demo):
    """The same sums as the Ledger page's look-up: a yearly budget is not there at once."""
    titles, capital = (demo.case.table("bids").set_index("bid_id")[c] for c in ("title", "capital_gbp"))
    less = 0
    for code in gaps.names(demo):
        told = practice.own_bids(demo, code).set_index("title")["could_pay_gbp"]
        mine = titles[titles.isin(told.index)]
        for bid_id, title in mine.items():
            may = pots_for(demo.problem, bid_id)["most_gbp"].sum()
            assert told[title] <= min(may, capital[bid_id]) + 0.01
            less += told[title] < capital[bid_id]
    assert less


def test_a_lease_is_set_against_the_guaranteed_use(demo):
    told = {
        row["site_0"]
        for code in gaps.names(demo)
        for _, row in practice.premises(demo, code).iterrows()
        if row["measure"].startswith("Lease against")
    }
    assert "no lease to outlast: the tie binds the owners" in told
    assert any(t.startswith("outlasts the tie of grants below £") for t in told)
    assert any(t.startswith("▼ ends before any tie") for t in told)


def test_soft_factors_reasons_and_authors_are_not_in_what_is_public(demo):
    public = practice.vulnerability(demo, SOFT)
    assert len(public) == 8 and "leadership" not in public.to_csv().lower()
    assert list(public.columns)[-1] == "source"
    private = practice.confidential(demo, SOFT)
    assert len(private) == 4 and "no successor" in private.to_csv()
    other = practice.vulnerability_sentence(demo, SOFT)
    without = prepare_evidence(public_edition(demo.case))
    assert practice.vulnerability_sentence(without, SOFT) == other  # a soft factor moves no public count


@pytest.fixture(scope="module")
def secretive(hostile):
    rows = [
        {"practice_code": "P1", "factor": "leadership", "present": "yes", "reason": SECRET, "author": AUTHOR},
        {
            "practice_code": "P1",
            "factor": "qof",
            "present": "yes",
            "reason": SECRET,
            "author": AUTHOR,
            "source": MARKUP,
        },
    ]
    return page_of(hostile.with_table("vulnerability", table("vulnerability", rows)))


def test_nothing_confidential_reaches_the_public_tables_the_workbook_or_a_clusters_page(secretive):
    found = clusters.profiles(secretive.ready)
    told = decisions(secretive.run)
    sheet = clusters.sheet(secretive.ready, found, "C1", clusters.bands(secretive.ready, {}), told)
    packed = [workbook_bytes(secretive.run), sheet_docx(sheet)]
    texts = [z.read(n) for b in packed for z in [zipfile.ZipFile(io.BytesIO(b))] for n in z.namelist()]
    texts += [sheet_html(sheet), practice.vulnerability(secretive.ready, "P1").to_csv().encode()]
    for text in texts:
        assert SECRET.encode() not in text and AUTHOR.encode() not in text and b"leadership" not in text.lower()


def test_issues_of_the_confidential_table_stay_out_of_the_workbook(secretive):
    bad = Issue("vulnerability", 2, "reason", "x", "warning", SECRET, f"found {SECRET}", "nothing")
    run = replace(secretive.run, prepared=replace(secretive.ready, issues=(*secretive.ready.issues, bad)))
    book = zipfile.ZipFile(io.BytesIO(workbook_bytes(run)))
    every = b"".join(book.read(n) for n in book.namelist())
    assert SECRET.encode() not in every and b"about tables that hold confidential parts are left out" in every


def test_the_page_shows_the_confidential_parts_only_where_asked_and_never_on_paper():
    app = opened(PAGE)
    app.selectbox(key="practice:one").select(SOFT).run()
    assert not app.exception
    assert "no successor" not in html_of(app) and "leadership" not in html_of(app).lower()
    app.toggle(key="practice:confidential").set_value(True).run()
    shown = html_of(app)
    assert "no successor" in shown and practice.CONFIDENTIAL in shown
    table_with_it = shown.rindex("<div class='p-scroll", 0, shown.index("no successor"))
    assert shown[table_with_it:].startswith("<div class='p-scroll p-screen-only'")
    css = (ROOT / "prioritise" / "ui" / "style.css").read_text(encoding="utf-8")
    assert ".p-screen-only {display: none !important}" in css.split("@media print")[1]


def test_a_case_with_none_of_it_says_plainly_what_is_not_known(hostile_page):
    rows = practice.premises(hostile_page.ready, "P2").set_index("measure")["site_0"]
    assert rows["Quality"] == rows["Estate class"] == rows["Lease ends"] == rows["Clinical rooms"] == "not known"
    assert practice.vulnerability_sentence(hostile_page.ready, "P2").startswith("None of the 8 factors")
    assert practice.loads(hostile_page.ready, "P2")["its_own"].tolist() == ["not known", "not known"]
    assert practice.facts(hostile_page.ready, "P2")["CQC rating"] == "not known"


def test_the_newcomers_walk_from_practice_to_its_cluster():
    app = opened(PAGE)
    app.selectbox(key="practice:one").select("X10037").run()
    said = html_of(app)
    assert "at the end of 2035/36" in said and "may pay" in said
    app.switch_page("pages/1_Evidence/05_Clusters.py").run()
    assert not app.exception
    assert app.selectbox(key="cluster:one").value == "XC5"


def test_the_sentence_on_money_says_whose_it_is(demo, hostile_page):
    said = {practice.pots_sentence(demo, code) for code in gaps.names(demo)}
    assert any("No bid of this case serves it" in s for s in said)
    assert any("of it nobody else may have; the rest is shared." in s for s in said)
    said = practice.pots_sentence(hostile_page.ready, "P1")
    assert said.endswith("1 pot may pay: other practices' bids may have that money too.")


def test_the_page_says_whether_its_bids_are_funded_and_from_what(demo_page):
    prepared, run = demo_page.ready, demo_page.run
    assert "in_list" not in practice.own_bids(prepared, "X10037")
    for code in gaps.names(prepared):
        served = prepared.case.table("bids")
        mine = served[[code in codes for codes in served["practice_codes"]]].sort_values("bid_id")
        rows = practice.own_bids(prepared, code, run)
        if not len(mine):
            assert not len(rows) and practice.funded_sentence(prepared, code, run) == ""
            continue
        for bid_id, told in zip(mine["bid_id"], rows["in_list"], strict=True):
            paid = run.funding[run.funding["bid_id"] == bid_id]
            assert told.startswith("Funded, from") == (bid_id in run.result.starts) == bool(len(paid))
            assert all(f"{r.pot_name} £" in told and r.financial_year in told for r in paid.itertuples())
            if not len(paid):
                assert run.ranked.set_index("bid_id").loc[bid_id, "reason"] in told
    assert practice.funded_sentence(prepared, "X10037", None).endswith("no list yet with these inputs.")


def test_the_practice_page_shows_the_list_once_it_is_made():
    app = opened(PAGE)
    app.session_state["p"]["run"] = None
    app.selectbox(key="practice:one").select("X10037").run()
    assert "no list yet with these inputs" in html_of(app)
    app.switch_page("pages/2_Decide/05_Prioritise.py").run()
    app.switch_page("pages/1_Evidence/03_Practice.py").run()
    assert not app.exception
    said = html_of(app)
    assert "no list yet" not in said and ("The list funds" in said) and "In the list" in said
