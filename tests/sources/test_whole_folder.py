"""A folder of files, each imported as what it is found to be."""

import csv

import pytest

from prioritise.cli import main
from prioritise.errors import DataFault
from prioritise.sources import import_folder, read_folder
from prioritise.sources.whole_folder import LEFT, READ, REFUSED, write_table
from tests.sources import rough
from tests.sources.rough import FILES, Roughening


@pytest.fixture
def quarter(tmp_path):
    """This quarter's files as they come: misnamed, in sub-folders, among papers."""
    folder = tmp_path / "quarter"
    (folder / "deep").mkdir(parents=True)
    for i, clean in enumerate(FILES):
        where = folder / "deep" if i % 2 else folder
        rough.write(where, clean, Roughening(wrap=("csv", "xlsx", "zip")[i % 3], titles=i % 4), f"download({i})")
    (folder / "notes.txt").write_text("Thank you for your request.\n", encoding="utf-8")
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7 ...")
    (folder / ".hidden.csv").write_text("x\n", encoding="utf-8")
    return folder


def test_each_file_is_read_as_what_it_is(quarter):
    table = read_folder(quarter).table.set_index("file")
    assert sorted(table.loc[table["outcome"] == READ, "kind"]) == sorted(c.kind for c in FILES)
    assert (table.loc[table["outcome"] == READ, ["read", "kept"]] == 5).all().all()
    left = table.loc[table["outcome"] == LEFT, "reasons"]
    assert sorted(left.index) == ["letter.pdf", "notes.txt"]
    assert left.loc["notes.txt"] == "no source has such columns"
    assert "not a text file" in left.loc["letter.pdf"]


def test_a_file_of_a_known_kind_that_is_at_odds_with_itself_is_refused_and_the_others_read(quarter):
    (quarter / "bad.csv").write_text(
        "EXTRACT_DATE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS,Number of patients\n01Jul2026,Z1,ALL,ALL,1,2\n",
        encoding="utf-8",
    )
    table = read_folder(quarter).table.set_index("file")
    assert (table.loc["bad.csv", "outcome"], table.loc["bad.csv", "kind"]) == (REFUSED, "list-sizes")
    assert "disagree" in table.loc["bad.csv", "reasons"]
    assert (table["outcome"] == READ).sum() == len(FILES)


@pytest.mark.parametrize(
    ("text", "said"), [("", "is empty"), ('a,b\n"never closed,1\n' + "x,y\n" * 300, "never closed")]
)
def test_a_broken_file_beside_a_councils_three_takes_none_of_them_with_it(tmp_path, text, said):
    contributions = "developer-agreement-contribution,developer-agreement,contribution-purpose,amount,entry-date\n"
    (tmp_path / "sums.csv").write_text(contributions + "C1,D1,health,1000,2021-01-31\n", encoding="utf-8")
    (tmp_path / "broken.csv").write_text(text, encoding="utf-8")
    table = read_folder(tmp_path).table.set_index("file")
    assert table["outcome"].to_dict() == {"sums.csv": READ, "broken.csv": REFUSED}
    assert said in table.loc["broken.csv", "reasons"] and table.loc["sums.csv", "kept"] == 1


def test_importing_a_folder_again_changes_nothing(quarter, tmp_path):
    case = tmp_path / "case"
    first = import_folder(quarter, case)
    files = {p.name: p.read_bytes() for p in case.iterdir()}
    again = import_folder(quarter, case)
    assert {p.name: p.read_bytes() for p in case.iterdir()} == files
    assert first.table.equals(again.table)
    assert {c.added for r in again.reports for c in r.changes.values()} == {0}
    with (case / "practices.csv").open(encoding="utf-8", newline="") as stream:
        rows = {r["practice_code"]: r for r in csv.DictReader(stream)}
    assert rows["Z00001"]["name"] == "Café 1 Surgery"
    assert (rows["Z00001"]["list_size"], rows["Z00001"]["gp_fte"]) == ("2346", "1234.5")


def test_of_two_vintages_the_later_is_used_whatever_the_files_are_called(tmp_path):
    folder = tmp_path / "both"
    folder.mkdir()
    line = "EXTRACT_DATE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n{},Z00001,ALL,ALL,{}\n"
    (folder / "a.csv").write_text(line.format("01Jul2026", 1100), encoding="utf-8")
    (folder / "b.csv").write_text(line.format("01APR2021", 1000), encoding="utf-8")
    import_folder(folder, tmp_path / "case")
    with (tmp_path / "case" / "practices.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["list_size"], row["list_date"]) == ("1100", "2026-07-01")


def test_a_hostile_file_name_is_no_formula_in_the_table(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "=1+1.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    write_table(read_folder(folder), tmp_path / "files.csv")
    rows = list(csv.DictReader((tmp_path / "files.csv").read_text(encoding="utf-8").splitlines()))
    assert [r["file"] for r in rows] == ["'=1+1.csv"]


def test_the_command_says_it_and_writes_the_table(quarter, tmp_path, capsys):
    assert main(["import", "--all", str(quarter), "--report", str(tmp_path / "files.csv")]) == 0
    said = capsys.readouterr().out
    assert f"10 files: {len(FILES)} read, 0 refused, 2 of no source" in said
    with (tmp_path / "files.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 10
    with pytest.raises(SystemExit) as told:
        main(["import", "--all", str(quarter), "list-sizes"])
    assert told.value.code == 64
    with pytest.raises(SystemExit) as told:
        main(["import", "list-sizes", "x.csv"])
    assert told.value.code == 64


def test_no_folder(tmp_path):
    with pytest.raises(DataFault, match="there is no folder"):
        read_folder(tmp_path / "gone")


@pytest.fixture(scope="module")
def official(real_data, tmp_path_factory):
    """Every official file imported into one case: the report and the case's folder."""
    case = tmp_path_factory.mktemp("official") / "case"
    return import_folder(real_data, case), case


@pytest.mark.xdist_group("official")
def test_every_official_file_is_read_or_named_as_not_needed(official):
    """All of them but lists of codes and of files; what is refused of each is counted and said."""
    table = official[0].table
    assert (table["read"] == table["kept"] + table["refused"] + table["skipped"]).all()
    left = table[table["outcome"] != READ]
    assert (left["outcome"] == LEFT).all()
    assert left["reasons"].str.startswith("not needed: ").all()
    assert len(left) == 4
    kinds = table.set_index("file")["kind"]
    assert (kinds[kinds.index.str.startswith("housing/brownfield")] == "brownfield").all()
    assert (kinds[kinds.index.str.startswith("population/")] == "census").all()
    assert table.loc[table["refused"] > 0, "reasons"].ne("").all()
    rows = table.set_index("file")[["read", "kept", "refused", "skipped"]]
    assert rows.loc["nhs/gp-reg-pat-prac-map_2026-07.zip"].tolist() == [6139, 6139, 0, 0]
    assert rows.loc["housing/brownfield-land_England-slim_2020-11.csv", "read"] == 25_054
    assert rows.loc["geography/lsoa2011-centroids_England.csv"].tolist() == [32_844, 32_844, 0, 0]


@pytest.mark.xdist_group("official")
def test_the_official_files_import_twice_into_one_case_unchanged(official, real_data):
    """Every table and setting is the same to the byte; the reports tell of the second import.

    The folder holds two vintages of the same ledgers, so the older files bring rows back that the newer change again.
    """
    case = official[1]
    files = {p.name: p.read_bytes() for p in case.iterdir()}
    import_folder(real_data, case)
    again = {p.name: p.read_bytes() for p in case.iterdir()}
    assert set(again) == set(files)
    assert {n for n in files if files[n] != again[n]} <= {"import_notes.csv", "import_report.csv", "import_rows.csv"}
