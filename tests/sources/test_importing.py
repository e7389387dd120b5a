import csv

import pandas as pd
import pytest

from prioritise.case.notes import read_notes
from prioritise.errors import DataFault
from prioritise.sources import import_files

MAP = "PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,PCN_NAME,EXTRACT_DATE"
LIST = "EXTRACT_DATE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS"


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "practices.csv").write_text(
        "practice_code,name,list_size,our_note\nZ00001,Ours,1000,keep me\nZ00009,Other,50,\n", encoding="utf-8"
    )
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_same_id_is_updated_and_others_stay(write, case):
    path = write("m.csv", MAP, "Z00001,HILL SURGERY,U1,HILL PCN,01Jul2026", "Z00002,FAR AWAY,U2,FAR PCN,01Jul2026")
    report = import_files("practice-map", [path], case)
    ours, other = rows(case / "practices.csv")
    assert (ours["name"], ours["cluster_code"], ours["list_size"], ours["our_note"]) == (
        "Hill Surgery", "U1", "1000", "keep me",
    )  # fmt: skip
    assert other["name"] == "Other"
    assert (report.rows_read, report.rows_kept, report.rows_refused, report.rows_skipped) == (2, 1, 0, 1)
    assert report.changes["practices"].updated == 1


def test_practices_come_in_when_none_of_them_is_there_yet(write, tmp_path):
    folder = tmp_path / "new"
    import_files("list-sizes", [write("l.csv", LIST, "01Jul2026,Z00001,ALL,ALL,1000")], folder)
    assert rows(folder / "practices.csv")[0]["name"] == "Z00001"
    import_files("practice-map", [write("m.csv", MAP, "Z00001,HILL SURGERY,U1,HILL PCN,01Jul2026")], folder)
    (only,) = rows(folder / "practices.csv")
    assert (only["name"], only["list_size"], only["list_date"]) == ("Hill Surgery", "1000", "2026-07-01")


def test_importing_twice_changes_nothing(write, case):
    path = write("l.csv", LIST, "01Jul2026,Z00001,ALL,ALL,1234", "01Jul2026,Z00009,ALL,ALL,", "01Jul2026,X,ALL,ALL,7")
    import_files("list-sizes", [path], case)
    before = {p.name: p.read_bytes() for p in case.iterdir()}
    again = import_files("list-sizes", [path], case)
    assert {p.name: p.read_bytes() for p in case.iterdir()} == before
    assert again.changes["practices"].unchanged == 1
    assert rows(case / "practices.csv")[1]["list_size"] == "50"


def test_every_row_is_written_down(write, case):
    path = write("l.csv", LIST, "01Jul2026,Z00001,ALL,ALL,=1+1", "01Jul2026,Z00001,ALL,ALL,12", "01Jul2026,X,ALL,ALL,7")
    report = import_files("list-sizes", [path], case)
    counts = pd.DataFrame(rows(case / "import_report.csv"))
    numbers = {(r.outcome, r.reason): int(r[5]) for r in counts.itertuples()}
    assert numbers == {
        ("read", ""): 3,
        ("kept", ""): 1,
        ("refused", "number of patients is not a number"): 1,
        ("skipped", "practice is not in the case"): 1,
    }
    (named,) = rows(case / "import_rows.csv")
    assert (named["file"], named["line"], named["value"]) == ("l.csv", "2", "'=1+1")
    assert report.lines()[0].endswith("3 rows read, 1 kept, 1 refused, 1 skipped")


def test_notes_are_kept_beside_the_case(write, case):
    header = "Practice Code,Practice Close Date,Number of Registered Patients,Number of Weighted Patients,Premises"
    header = header.replace("Patients,", "Patients (Last Known Figure),").replace("Premises", "Premises Payments")
    import_files("payments", [write("p.csv", header, "Z00001,,100,110,5000")], case)
    assert [i.code for i in read_notes(case)] == ["weighted_list_scaled"]
    assert rows(case / "practices.csv")[0]["weighted_list_size"] == "1100"


def test_faults_leave_the_case_as_it_was(write, case):
    before = sorted(p.name for p in case.iterdir())
    with pytest.raises(DataFault, match="there is no source called 'maps'; there are: area-lookup, boundaries, b"):
        import_files("maps", [write("m.csv", MAP)], case)
    with pytest.raises(DataFault, match="give at least one file"):
        import_files("cqc", [], case)
    with pytest.raises(DataFault, match="no column NUMBER_OF_PATIENTS"):
        import_files("list-sizes", [write("l.csv", LIST.replace("NUMBER", "SOME"))], case)
    with pytest.raises(DataFault, match="is not a folder"):
        import_files("cqc", [write("m.csv", MAP)], case / "practices.csv")
    assert sorted(p.name for p in case.iterdir()) == before


def test_polygons_and_their_figures_merge(write, tmp_path):
    ring = "[[[0.5,51.2],[0.51,51.2],[0.51,51.21],[0.5,51.2]]]"
    shapes = write(
        "a.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"LSOA11CD":"E1","LSOA11NM":"Hill 1"},'
        '"geometry":{"type":"Polygon","coordinates":' + ring + "}}]}",
    )
    figures = write("imd.csv", "LSOA11CD,LSOA11NM,IMD,Population (Total)", "E1,Hill 1,12.5,1600", "E2,Far,1,1")
    folder = tmp_path / "case"
    for _ in range(2):
        import_files("lsoa-polygons", [shapes], folder)
        report = import_files("lsoa-imd", [figures], folder)
        text = (folder / "areas.geojson").read_text(encoding="utf-8")
    assert '"properties":{"area_code":"E1","name":"Hill 1","population":1600.0,"imd_score":12.5}' in text
    assert report.changes["areas.geojson"].unchanged == 1


@pytest.mark.parametrize("name", ["l.csv", "=HYPERLINK(1).csv", "-lists.csv", "@l.csv"])
def test_rows_named_once_are_named_once_however_often_the_file_comes(write, case, name):
    """A file whose name a spreadsheet would run is written down with an apostrophe, and is found again under it."""
    path = write(name, LIST, "01Jul2026,Z00001,ALL,ALL,1234", "01Jul2026,Z00009,ALL,ALL,=1+1")
    import_files("list-sizes", [path], case)
    before = {p.name: p.read_bytes() for p in case.iterdir()}
    assert [r["line"] for r in rows(case / "import_rows.csv")] == ["3"]
    import_files("list-sizes", [path], case)
    assert {p.name: p.read_bytes() for p in case.iterdir()} == before
    write(name, LIST, "01Jul2026,Z00001,ALL,ALL,1234", "01Jul2026,Z00009,ALL,ALL,60")
    import_files("list-sizes", [path], case)
    assert rows(case / "import_rows.csv") == []


@pytest.mark.parametrize(
    ("kind", "lines", "said"),
    [
        ("lsoa-ranks", ("LSOA code (2011),IMD_RANK,IMD_DECILE", "E01000001,5,1"), "not ranks"),
        ("lsoa-centres", ("LSOA11CD,LSOA11NM,X,Y", "E01000001,Here,-0.1,51.5"), "a case has polygons"),
    ],
)
def test_what_no_case_holds_is_read_and_every_row_says_why_it_is_not_placed(write, case, kind, lines, said):
    before = (case / "practices.csv").read_bytes()
    report = import_files(kind, [write("f.csv", *lines)], case)
    assert (report.rows_read, report.rows_kept, report.rows_refused, report.rows_skipped) == (1, 0, 0, 1)
    assert said in report.counts.loc[report.counts["outcome"].eq("skipped"), "reason"].item()
    assert not report.changes and (case / "practices.csv").read_bytes() == before
