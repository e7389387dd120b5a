"""The three files of developer contributions: both layouts, eight councils' quirks, newer files, and the pots made."""

import csv
import datetime as dt
import io
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.load import load_case
from prioritise.errors import DataFault
from prioritise.ledger.checks import ledger_issues
from prioritise.ledger.model import Ledger
from prioritise.ledger.sums import total_sums
from prioritise.sources import SOURCES, import_files
from prioritise.sources.developer_contributions import NEED_CONTRIBUTIONS, OUT_OF_FORCE
from prioritise.sources.folder import Draft

KIND = "developer-contributions"
TABLES = ("agreements", "contributions", "transactions")
CONTRIBUTION_HEADER = (
    "developer-agreement-contribution,developer-agreement,contribution-purpose ,amount ,units ,entry-date,start-date,"
    "end-date"
)
COPY, SUPERSEDED, ENDED, TWICE = (OUT_OF_FORCE[c] for c in ("copy", "superseded", "ended", "twice"))


def triple(write):
    agreements = write("agreement.csv", raw=(
        "\ufeffdeveloper-agreement,organisation,entry-date,start-date ,end-date,planning-application,"
        "document-url,developer-agreement-classification\r\n"
        "Ref (Unique ref no),local-authority-eng:ZZZ,Date recording data 17/09/2019,,Leave blank,PP,,Either\r\n"
        "D1,TBMC,26/10/2020,10/06/2004,,19/00001/FL,,section-106\r\n"
        "D2,local-authority-eng:ZZZ,2020-10-26,,,19/00002/FL,,section-106\r\n"
    ).encode())  # fmt: skip
    contributions = write("contribution.csv", raw="\n".join([
        CONTRIBUTION_HEADER,
        "C1,D1,health,353808.00,,2020-11-19,2020-08-05,",
        "C2,D1,health,,,2020-12-01,2020-08-05,",
        "C3,D1,health,46332.00,,2020-11-16,2020-05-22,",
        "C3,D1,health,,,2020-11-12,2020-05-22,2020-11-16",
        "C4,D1,health,14832.00,,2020-11-19,2019-11-18,",
        "C4,D1,health,14832.00,,2020-11-19,2019-11-18,",
        "C5,D1,open-space-and leisure,5000,,2020-11-19,,",
        "C6,D2,Health,£1 000,,19/11/2020,,",
        "C7,D2,health – café,\"2,000\",,19/11/2020,,",
        "C8,D2,health,-5,,19/11/2020,,",
        "C9,D2,health,300,,19/11/2020,,2020-12-31",
        "C10,D2,health,700,,19/11/2020,,",
        ",D2,health,800,,19/11/2020,,",
    ]).encode("cp1252"))  # fmt: skip
    transactions = write(
        "transaction.csv",
        "developer-agreement-transaction,developer-agreement-contribution,contribution-funding-status,amount,"
        "units (non-financial contribution ),entry-date,start-date,end-date",
        "T1,C7 ,secured,2000,,19/11/2020,,", "T2,C7,received ,1500,,19/11/2020,,", "T3,C7,spent,400,,19/11/2020,,",
        "T4,C10,received,700,,19/11/2020,,", "T5,C10,spent,700,,19/11/2020,,", "T6,C10,pending,1,,19/11/2020,,",
    )  # fmt: skip
    return [transactions, contributions, agreements]


def test_every_row_with_a_reference_is_kept_and_doubts_are_named(write):
    table = SOURCES[KIND].read(triple(write))
    assert table.balanced
    placed = SOURCES[KIND].place(table, Draft())
    assert placed.table.balanced
    told = {}
    for (file, reason), group in placed.table.rejected.groupby(["file", "reason"]):
        told.setdefault(file, {})[reason] = (sorted(group["line"]), set(group["outcome"]))
    assert told == {
        "contribution.csv": {
            "no reference": ([14], {"refused"}),
            "amount is blank (unknown): no pot": ([3, 9], {"note"}),
            "amount is not a number: kept in the notes, not known": ([9], {"note"}),
            "amount is below zero: kept as written": ([11], {"note"}),
            "amount is below zero: no pot": ([11], {"note"}),
            "spent in full: no pot": ([13], {"note"}),
            SUPERSEDED: ([5], {"note"}),
            COPY: ([7], {"note"}),
            ENDED: ([12], {"note"}),
        },
        "transaction.csv": {"no funding status that is known: kept, and in none of the sums": ([7], {"note"})},
        "agreement.csv": {
            "not an agreement: its date is words": ([2], {"refused"}),
            "organisation is not written as a reference: the council's code is used": ([3], {"note"}),
        },
    }
    rows = placed.tables["contributions"]
    assert len(rows) == 12
    assert rows.set_index("reference").loc["C6", "notes"] == "amount as published: £1 000"
    assert list(rows.loc[rows["reference"] == "C4", "version"]) == ["1", "2"]


def test_pots_are_made_of_health_money_that_is_left(write):
    placed = SOURCES[KIND].place(SOURCES[KIND].read(triple(write)), Draft())
    pots = placed.tables["pots"].set_index("pot_id")
    assert pots["amount_gbp"].to_dict() == {
        "TON:C1": "353808", "TON:C3": "46332", "TON:C4": "14832", "ZZZ:C7": "1100",
    }  # fmt: skip
    assert pots["status"].to_dict() == {
        "TON:C1": "secured", "TON:C3": "secured", "TON:C4": "secured", "ZZZ:C7": "received",
    }  # fmt: skip
    assert pots["holder"]["TON:C1"] == "Tonbridge and Malling Borough Council"
    assert set(pots["growth_only"]) == {"yes"}
    assert "19/00001/FL" in pots["purpose_text"]["TON:C1"]


def small(write, layout, amount="1000", more=()):
    """One agreement, two contributions and two transactions in a layout."""
    new = layout == "2026"
    a = ("reference,name,developer-agreement-type,planning-application,document-url,notes,organisation,entry-date,"
         "start-date,end-date") if new else (
         "developer-agreement,organisation,entry-date,start-date,end-date,planning-application,document-url,"
         "developer-agreement-type")  # fmt: skip
    c = ("reference,developer-agreement,contribution-purpose,amount,units,notes,organisation,entry-date,start-date,"
         "end-date") if new else (
         "developer-agreement-contribution,developer-agreement,contribution-purpose,amount,units,entry-date,"
         "start-date,end-date")  # fmt: skip
    t = ("reference,developer-agreement-contribution,contribution-funding-status,amount,units,notes,organisation,"
         "entry-date,start-date,end-date") if new else (
         "developer-agreement-transaction,developer-agreement-contribution,contribution-funding-stage,amount,units,"
         "entry-date,start-date,end-date")  # fmt: skip
    org = ",,local-authority-eng:ZZZ" if new else ""
    folder = f"{layout}-{amount}-{len(more)}"
    (Path(write(f"{folder}.csv", "x")).parent / folder).mkdir()
    rows = {
        f"{folder}/developer-agreement_1.csv": [a, "D1,,section-106,19/1,http://x,,local-authority-eng:ZZZ,2021-01-31,"
        ",," if new else "D1,local-authority-eng:ZZZ,31/01/2021,,,19/1,http://x,section-106"],
        f"{folder}/developer-agreement-contribution_1.csv": [
            c, f"C1,D1,health,{amount},{org},2021-01-31,,", f"C2,D1,education,50.5,{org},2021-01-31,,", *more],
        f"{folder}/developer-agreement-transaction_1.csv": [
            t, f"T1,C1,received,600,{org},2021-01-31,,", f"T2,C1,spent,100,{org},2021-01-31,,"],
    }  # fmt: skip
    return [write(name, *lines) for name, lines in rows.items()]


def test_dates_that_can_only_be_month_first_are_read_so_and_said(write):
    path = write(
        "contribution.csv", CONTRIBUTION_HEADER,
        "C1,D1,health,1000,,03/04/2020,,", "C2,D1,health,1000,,03/25/2020,,", "C3,D1,health,1000,,2020-05-06,,",
    )  # fmt: skip
    table = SOURCES[KIND].read([path])
    assert table.frame["entry_date"].tolist() == ["2020-03-04", "2020-03-25", "2020-05-06"]
    notes = table.rejected[table.rejected["reason"].str.startswith("date read as month/day/year")]
    assert (notes["line"].tolist(), set(notes["outcome"])) == ([2, 3], {"note"})


def text_tables(folder):
    return {n: pd.read_csv(folder / f"{n}.csv", dtype="str", keep_default_na=False) for n in TABLES}


def test_both_layouts_give_the_same_ledger(write, tmp_path):
    for layout in ("2019", "2026"):
        import_files(KIND, small(write, layout), tmp_path / f"case-{layout}")
    old, new = text_tables(tmp_path / "case-2019"), text_tables(tmp_path / "case-2026")
    for name in TABLES:
        pd.testing.assert_frame_equal(old[name], new[name])
    pots = pd.read_csv(tmp_path / "case-2026" / "pots.csv").set_index("pot_id")
    assert pots.loc["ZZZ:C1", ["amount_gbp", "status"]].tolist() == [500, "received"]


def test_the_same_file_again_changes_nothing_in_either_layout(write, tmp_path):
    case = tmp_path / "case"
    import_files(KIND, small(write, "2019"), case)
    before = {p.name: p.read_bytes() for p in case.iterdir()}
    report = import_files(KIND, sorted((tmp_path / "2019-1000-0").glob("*.csv")), case)
    assert {n: c for n, c in report.changes.items() if c.added or c.updated} == {}
    assert {p.name: p.read_bytes() for p in case.iterdir()} == before
    report = import_files(KIND, small(write, "2026"), case)
    assert {n: c for n, c in report.changes.items() if c.added or c.updated} == {}


def test_a_newer_file_updates_and_nothing_is_lost(write, tmp_path):
    case = tmp_path / "case"
    import_files(KIND, small(write, "2019"), case)
    first = text_tables(case)
    first["contributions"].loc[0, ["spend_by", "trigger"]] = ["2030-03-31", "50th home"]
    first["contributions"].to_csv(case / "contributions.csv", index=False)
    newer = small(write, "2026", "1200", ["C3,D1,health,77,,,local-authority-eng:ZZZ,2022-01-31,,"])
    newer[1].write_text(newer[1].read_text().replace("C2,D1,education", "C4,D1,education"))
    report = import_files(KIND, newer, case)
    now = text_tables(case)["contributions"].set_index(["reference", "version"])
    assert now["record_state"].to_dict() == {
        ("C1", "1"): "changed", ("C1", "2"): "current", ("C2", "1"): "absent", ("C3", "1"): "current",
        ("C4", "1"): "current",
    }  # fmt: skip
    assert now.loc[("C1", "2"), ["amount", "spend_by", "trigger"]].tolist() == ["1200", "2030-03-31", "50th home"]
    assert now.loc[("C1", "1"), "amount"] == "1000"
    changed = report.rows[report.rows["reason"].str.contains("changed by this file")]
    assert list(zip(changed["column"], changed["value"], strict=True)) == [("amount", "C1: 1000.0 became 1200.0")]
    codes = {(i.table, i.code) for i in report.issues}
    assert {("contributions", "changed_by_newer_file"), ("contributions", "absent_from_newer_file")} <= codes
    again = import_files(KIND, newer, case)
    assert {n: c for n, c in again.changes.items() if c.added or c.updated} == {}


def test_a_pot_follows_its_contribution_and_keeps_what_the_user_set(write, tmp_path):
    case = tmp_path / "case"
    import_files(KIND, small(write, "2019"), case)
    pots = pd.read_csv(case / "pots.csv", dtype="str", keep_default_na=False)
    pots.assign(name="My own name", amount_gbp="450").to_csv(case / "pots.csv", index=False)
    files = sorted((tmp_path / "2019-1000-0").glob("*.csv"))
    import_files(KIND, files, case)
    assert pd.read_csv(case / "pots.csv")["amount_gbp"].tolist() == [450]  # the contribution did not change
    contributions, transactions, _ = files
    transactions.write_text(transactions.read_text().replace("spent,100", "spent,250"))
    import_files(KIND, files, case)
    assert pd.read_csv(case / "pots.csv")[["name", "amount_gbp"]].to_numpy().tolist() == [["My own name", 350]]
    contributions.write_text(contributions.read_text().replace("C1,D1,health,1000,,2021-01-31,,", "C1,D1,health,1000,,"
                                                               "2021-01-31,,2021-06-30"))  # fmt: skip
    report = import_files(KIND, files, case)
    assert pd.read_csv(case / "pots.csv")["amount_gbp"].tolist() == [0]
    assert "contribution_not_in_force" in {i.code for i in report.issues}


def test_a_pot_of_several_contributions_holds_them_all(write, tmp_path):
    """Two contributions in one pot: each newer file leaves it what the two hold together."""
    head = "reference,developer-agreement,contribution-purpose,amount,entry-date,pot-id,organisation"

    def amount(name, *sums):
        lines = [
            f"C{i},D1,health,{gbp},2020-01-01,P,local-authority:TON" for i, gbp in enumerate(sums, 1) if gbp is not None
        ]
        import_files(KIND, [write(name, head, *lines)], tmp_path / "case")
        return Draft.read(tmp_path / "case").column("pots", "amount_gbp").tolist()

    assert amount("contribution-a.csv", "100", "50") == ["150"]
    assert amount("contribution-b.csv", "120", "50") == ["170"]
    assert amount("contribution-c.csv", "120", "0") == ["120"]
    assert amount("contribution-d.csv", "0", "0") == ["0"]


@pytest.mark.parametrize(
    ("years", "now", "after"),
    [
        ({"2026/27": 100}, 70, {2026: 70}), ({"2026/27": 60, "2027/28": 40}, 0, {2026: 0, 2027: 0}),
        ({"2026/27": 60, "2027/28": 40}, 70, "take £30 off"), ({"2026/27": 100}, 120, "add £20 to"),
        ({"2026/27": 60, "2027/28": 60}, 120, None),
    ],
)  # fmt: skip
def test_the_years_of_a_pot_follow_its_contribution_or_it_is_said_by_how_much_they_are_out(
    write, tmp_path, years, now, after
):
    """What a pot holds by year is what the list counts: money that is gone must not stay in it."""
    in_one_pot(write, tmp_path, ("C1", 100, "", ""))
    rows = "".join(f"P,{y},{gbp}\n" for y, gbp in years.items())
    (tmp_path / "case" / "pot_years.csv").write_text("pot_id,financial_year,amount_gbp\n" + rows)
    lines = [f"C1,D1,health,{now},2020-01-01,P,,,local-authority:TON"]
    report = import_files(KIND, [write("contribution-b.csv", POT_HEAD, *lines)], tmp_path / "case")
    case = load_case(tmp_path / "case")
    held = case.table("pot_years").set_index("financial_year")["amount_gbp"].to_dict()
    told = [i for i in report.issues if i.code == "pot_years_not_as_ledger"]
    assert case.table("pots")["amount_gbp"].tolist() == [now]
    if isinstance(after, dict):
        assert held == after
    else:
        assert list(held.values()) == list(years.values())
    assert [after in i.done for i in told] == ([True] if isinstance(after, str) else [])
    unlike = {(i.table, i.done) for i in ledger_issues(case) if i.code == "pot_not_as_ledger"}
    said = {("pot_years", "its years are used: put them right in pot_years")}
    assert unlike == (said if isinstance(after, str) else set())


POT_HEAD = (
    "reference,developer-agreement,contribution-purpose,amount,entry-date,pot-id,spend-by,for-practices,organisation"
)


def test_only_contributions_without_a_spend_by_date_are_said_to_lack_one(write, tmp_path):
    def told(*days):
        lines = [f"C{i},D1,health,9,2020-01-01,,{d},,local-authority:TON" for i, d in enumerate(days)]
        report = import_files(
            KIND, [write(f"contribution-{len(days)}.csv", POT_HEAD, *lines)], tmp_path / str(len(days))
        )
        return [i.message.split(":")[0] for i in report.issues if i.code == "deed_terms_unknown"]

    assert told("2030-03-31") == []
    assert told("2030-03-31", "") == ["1 health contribution"]


def in_one_pot(write, tmp_path, *rows, name="contribution-a.csv"):
    """Take in contributions that all state pot P, and give the pots there are by id."""
    lines = [f"{ref},D1,health,{gbp},2020-01-01,P,{day},{who},local-authority:TON" for ref, gbp, day, who in rows]
    import_files(KIND, [write(name, POT_HEAD, *lines)], tmp_path / "case")
    return load_case(tmp_path / "case").table("pots").set_index("pot_id")


def test_contributions_of_like_terms_share_the_pot_they_state(write, tmp_path):
    pots = in_one_pot(write, tmp_path, ("C1", 100, "2030-03-31", "X1;X2"), ("C2", 50, "2030-03-31", "X2;X1"))
    assert pots["amount_gbp"].to_dict() == {"P": 150}
    assert pots.loc["P", "name"] == "S.106 health contributions C1, C2"
    assert pots.loc["P", "for_practices"] == ("X1", "X2")
    assert pots.loc["P", "purpose_text"] == "Published purpose: health."


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("second", "differ"),
    [
        (("C2", 50, "2027-03-31", "X1"), "spend-by date"), (("C2", 50, "", "X1"), "spend-by date"),
        (("C2", 50, "2030-03-31", "X2"), "practices named"), (("C2", 50, "2030-03-31", ""), "practices named"),
    ],
)  # fmt: skip
def test_money_of_unlike_terms_is_never_put_in_one_new_pot(write, tmp_path, second, differ, turn):
    """By the terms of either, the other's money would be used later or more widely than its deed allows, or be lost."""
    first = ("C1", 100, "2030-03-31", "X1")
    pots = in_one_pot(write, tmp_path, *(first, second)[::turn])
    assert pots["amount_gbp"].to_dict() == {"TON:C1": 100, "TON:C2": 50}
    for ref, _, day, who in (first, second):
        pot = pots.loc[f"TON:{ref}"]
        assert ("" if pd.isna(pot["spend_by"]) else f"{pot['spend_by']:%Y-%m-%d}") == day
        assert ";".join(pot["for_practices"]) == who
    case = load_case(tmp_path / "case")
    told = {i.message: i.done for i in ledger_issues(case, dt.date(2026, 4, 1)) if i.code == "pot_apart"}
    assert set(told) == {f"{c}: not one pot P with 1 more: they differ in {differ}" for c in ("C1", "C2")}
    before = (tmp_path / "case" / "pots.csv").read_bytes()
    in_one_pot(write, tmp_path, first, second)
    assert (tmp_path / "case" / "pots.csv").read_bytes() == before
    pots = in_one_pot(write, tmp_path, (*first[:1], 120, *first[2:]), second, name="contribution-b.csv")
    assert pots["amount_gbp"].to_dict() == {"TON:C1": 120, "TON:C2": 50}


def test_a_pot_of_the_users_own_is_kept_and_told_of_where_it_is_wider_than_the_deeds(write, tmp_path):
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "pots.csv").write_text("pot_id,name,kind,amount_gbp,spend_by\nP,Mine,s106,150,2031-01-01\n")
    pots = in_one_pot(write, tmp_path, ("C1", 100, "2030-03-31", "X1"), ("C2", 50, "2027-03-31", "X2"))
    assert pots[["name", "amount_gbp"]].to_numpy().tolist() == [["Mine", 150]]
    told = {i.code: (i.row, i.message) for i in ledger_issues(load_case(tmp_path / "case"), dt.date(2026, 4, 1))}
    assert told["pot_later_than_deed"] == (
        2, "pot P is open to 1 January 2031, and C1, C2 must be spent by 31 March 2027",
    )  # fmt: skip
    assert told["pot_wider_than_deed"][1] == "pot P may pay for any practice, which not every deed of C1, C2 names"


def test_a_file_given_as_another_of_the_three_is_refused(write):
    files = triple(write)
    wrong = write("developer-agreement_2020.csv", raw=files[1].read_bytes())
    with pytest.raises(
        DataFault, match=r"named as a file of agreements .* columns are those of a file of contributions"
    ):
        SOURCES[KIND].read([wrong])
    with pytest.raises(DataFault, match="none of the three files"):
        SOURCES[KIND].read([write("developer-agreement-type.csv", "developer-agreement-type,name", "section-106,S")])
    with pytest.raises(DataFault, match="is empty"):
        SOURCES[KIND].read([write("developer-agreement.csv", raw=b"")])


def test_contributions_need_their_main_file(write, tmp_path):
    transactions, contributions, agreements = triple(write)
    with pytest.raises(DataFault, match="give the file of contributions too"):
        import_files(KIND, [transactions, agreements], tmp_path / "case")
    assert not (tmp_path / "case").exists()
    import_files(KIND, [contributions, agreements], tmp_path / "case")
    import_files(KIND, [transactions], tmp_path / "case")  # the case has the contributions by now
    assert set(pd.read_csv(tmp_path / "case" / "transactions.csv")["organisation"]) == {"local-authority-eng:ZZZ"}
    assert NEED_CONTRIBUTIONS.startswith("give the file")


def test_a_ledger_typed_by_hand_is_found_again(write, tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    head = "organisation,reference,developer_agreement,contribution_purpose,amount,entry_date,trigger\n"
    (case / "contributions.csv").write_text(head + "ZZZ,C1,D1,health,1000,2021-01-31,50th home\n")
    import_files(KIND, small(write, "2026"), case)
    rows = text_tables(case)["contributions"]
    assert rows[["reference", "version", "trigger"]].to_numpy().tolist() == [["C1", "1", "50th home"], ["C2", "1", ""]]


def test_a_download_of_the_national_platform_is_read(write, tmp_path):
    """Its columns of 2026: entity, typology and the organisation as a number; nothing else need be there."""
    head = "dataset,end-date,entity,entry-date,name,organisation-entity,point,reference,start-date,typology"
    agreement = write("da.csv", head + ",developer-agreement-type,document-url,planning-application",
                      "developer-agreement,,1,2024-01-01,A,67,,D1,2020-01-01,document,section-106,,19/1")  # fmt: skip
    contribution = write("dac.csv", head + ",amount,contribution-purpose,developer-agreement,units",
                         "developer-agreement-contribution,,2,2024-01-01,,67,,C1,,metric,500,health,D1,")  # fmt: skip
    import_files(KIND, [agreement, contribution], tmp_path / "case")
    pots = pd.read_csv(tmp_path / "case" / "pots.csv")
    assert pots[["pot_id", "amount_gbp", "status"]].to_numpy().tolist() == [["67:C1", 500, "secured"]]


def test_the_order_of_a_files_rows_changes_nothing(write, tmp_path):
    files = triple(write)
    import_files(KIND, files, tmp_path / "one")
    for path in files:
        encoding = "cp1252" if path.name == "contribution.csv" else "utf-8"
        head, *body = path.read_bytes().decode(encoding).splitlines()
        path.write_bytes("\n".join([head, *reversed(body)]).encode(encoding))
    import_files(KIND, files, tmp_path / "two")
    for name in (*TABLES, "pots"):
        one, two = (pd.read_csv(tmp_path / f / f"{name}.csv", dtype="str") for f in ("one", "two"))
        keep = [c for c in one.columns if c != "source_line"]
        pd.testing.assert_frame_equal(one[keep], two[keep])


def test_hostile_text_stays_text(write, tmp_path):
    files = small(write, "2019")
    files[1].write_text(files[1].read_text().replace("C2,D1,education", "=cmd|x,D1,<script>"))
    import_files(KIND, files, tmp_path / "case")
    rows = text_tables(tmp_path / "case")["contributions"]
    assert "=cmd|x" in set(rows["reference"])
    assert "<script>" in set(rows["contribution_purpose"])


# Read, kept, refused; contributions out of force by cause; health pots. Counted from the files themselves.
COUNCILS = {
    "adur": ((39, 39, 0), {}, 1),
    "amber-valley": ((140, 140, 0), {}, 2),
    "bolton": ((373, 373, 0), {ENDED: 2, COPY: 2, SUPERSEDED: 1, TWICE: 3}, 3),
    "broxbourne": ((192, 192, 0), {TWICE: 2}, 3),
    "epsom-and-ewell": ((353, 352, 1), {COPY: 2}, 0),
    "halton": ((271, 271, 0), {}, 0),
    "tonbridge-and-malling": ((249, 249, 0), {COPY: 16, SUPERSEDED: 34}, 8),
    "worthing": ((176, 176, 0), {ENDED: 27}, 0),
}


@pytest.mark.parametrize("council", COUNCILS)
def test_every_councils_triple_is_read_whole_and_again_changes_nothing(real_data, tmp_path, council):
    files = sorted((real_data / "housing/developer-contributions-raw" / council).glob("*.csv"))
    report = import_files(KIND, files, tmp_path)
    counts, causes, pots = COUNCILS[council]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == counts
    assert report.rows_skipped == 0
    told = Counter(r for r in report.rows["reason"] if r in OUT_OF_FORCE.values())
    assert told == causes
    made = report.changes.get("pots")
    assert (made.added if made else 0) == pots
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    import_files(KIND, files, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
    assert [i for i in load_case(tmp_path).errors if i.code != "missing_table"] == []


def cells_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [[c.strip() for c in row] for row in csv.reader(stream)][1:]


def pence(text):
    return round(float(text.replace(",", "")) * 100) if text else None


def test_boltons_sums_are_what_a_hand_count_gives(real_data, tmp_path):
    """Bolton has no superseded contribution or transaction, so a plain column sum is the truth."""
    folder = real_data / "housing/developer-contributions-raw/bolton"
    contributions = cells_of(next(folder.glob("developer-agreement-contribution_*")))
    transactions = cells_of(next(folder.glob("developer-agreement-transaction_*")))
    import_files(KIND, sorted(folder.glob("*.csv")), tmp_path)
    ledger = Ledger.of(load_case(tmp_path))
    by_step = Counter()
    for row in transactions:
        by_step[row[2]] += pence(row[3])
    found = total_sums(ledger).set_index("step")
    assert round(found.loc["secured", "amount_gbp"] * 100) == sum(pence(r[3]) for r in contributions) == 363_553_244
    assert round(found.loc["allocated", "amount_gbp"] * 100) == by_step["allocated"] == 354_102_714
    assert round(found.loc["spent", "amount_gbp"] * 100) == by_step["spent"] == 48_733_446
    assert found.loc[["requested", "triggered", "received", "transferred"], "amount_gbp"].isna().all()
    health = {r[0]: pence(r[3]) for r in contributions if r[2] == "health"}
    spent = Counter()
    for row in transactions:
        if row[2] == "spent" and row[1] in health:
            spent[row[1]] += pence(row[3])
    pots = load_case(tmp_path).table("pots").set_index("pot_id")["amount_gbp"]
    assert {p: round(a * 100) for p, a in pots.items()} == {f"BOL:{c}": m - spent[c] for c, m in health.items()}
    assert round(pots.sum() * 100) == 2_834_703


def test_the_merged_table_of_june_2021_imports_and_shows_where_it_differs(real_data, tmp_path):
    raw = real_data / "housing/developer-contributions-raw/tonbridge-and-malling"
    import_files(KIND, sorted(raw.glob("*.csv")), tmp_path)
    merged = real_data / "housing/developer-contributions_2021-06"
    files = [merged / f"developer-agreement{x}.csv" for x in ("", "-contribution", "-transaction")]
    report = import_files(KIND, files, tmp_path)
    assert (report.rows_read, report.rows_kept) == (1695, 1695)
    # its merge put a superseded row's end date on a live record: seen as a change, and the pot is not quietly kept
    rows = pd.read_csv(tmp_path / "contributions.csv", dtype="str", keep_default_na=False)
    ours = rows[rows["reference"] == "18/03008/OA_1.10"]
    assert "46332" in set(ours["amount"])
    pots = pd.read_csv(tmp_path / "pots.csv").set_index("pot_id")
    assert pots.loc["TON:18/03008/OA_1.10", "amount_gbp"] == 0
    assert "contribution_not_in_force" in {i.code for i in report.issues}
    again = import_files(KIND, files, tmp_path)
    assert {n: c for n, c in again.changes.items() if c.added or c.updated} == {}


CELL = st.text(st.characters(exclude_categories=("Cs",)), max_size=10) | st.sampled_from(
    ["", "C1", "D1", "health", "£1,000", "(5)", "1e400", "-0", "2020-01-01", "31/12/1999", "spent", "=1+1", "9" * 30]
)
HEADERS = {
    "a.csv": "reference,organisation,developer-agreement-type,entry-date,end-date,varies,version",
    "c.csv": "reference,developer-agreement,contribution-purpose,amount,entry-date,end-date,varies,spend-by",
    "t.csv": "reference,developer-agreement-contribution,contribution-funding-status,amount,start-date,end-date,units",
}


@settings(deadline=None, max_examples=12)
@given(data=st.data())
def test_whatever_the_cells_hold_rows_balance_the_case_loads_and_a_second_import_is_still(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("fuzz")
    for name, header in HEADERS.items():
        columns = header.split(",")
        rows = data.draw(st.lists(st.lists(CELL, min_size=len(columns), max_size=len(columns)), max_size=4))
        out = io.StringIO()
        csv.writer(out).writerows([columns, ["R1", *["x"] * (len(columns) - 1)], *rows])
        (folder / name).write_bytes(out.getvalue().encode())
    files = sorted(folder.glob("*.csv"))
    try:
        report = import_files(KIND, files, folder / "case")
    except DataFault:  # a quotation mark that is never closed, or a file that is no text
        return
    assert report.rows_read == report.rows_kept + report.rows_refused + report.rows_skipped
    case = load_case(folder / "case")
    ledger_issues(case, dt.date(2026, 4, 1))
    total_sums(Ledger.of(case))
    before = {p.name: p.read_bytes() for p in (folder / "case").iterdir()}
    import_files(KIND, files, folder / "case")
    after = {p.name: p.read_bytes() for p in (folder / "case").iterdir()}
    assert {n: c for n, c in after.items() if n.split(".")[0] in (*TABLES, "pots")} == {
        n: c for n, c in before.items() if n.split(".")[0] in (*TABLES, "pots")
    }
