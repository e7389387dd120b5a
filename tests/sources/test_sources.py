"""Each importer on a tiny invented file that holds every fault its real file is known for."""

import json

import pandas as pd
import pytest

from prioritise.case.tables import TABLES
from prioritise.errors import DataFault
from prioritise.sources import SOURCES
from prioritise.sources.folder import Draft

KINDS = {
    "branches", "brownfield", "cqc", "developer-contributions", "list-sizes", "lsoa-imd", "lsoa-polygons", "payments",
    "postcodes", "practice-imd", "practice-map", "registrations", "workforce",
}  # fmt: skip


def why(table, outcome):
    """Lines by reason of the rows with an outcome."""
    rows = table.rejected[table.rejected["outcome"] == outcome]
    return {reason: sorted(group["line"].tolist()) for reason, group in rows.groupby("reason")}


def case_with(*codes, **columns):
    frame = pd.DataFrame({"practice_code": list(codes), **columns}, dtype="str")
    return Draft(tables={"practices": frame})


def test_every_source_is_found_and_declares_itself():
    assert set(SOURCES) >= KINDS
    for kind, source in SOURCES.items():
        assert kind == source.kind
        assert all((source.title, source.publisher, source.dataset, source.quirks))
        assert source.licence == "Open Government Licence v3.0"
        assert source.attribution.count(" ") > 5
        assert source.feeds


@pytest.mark.parametrize("kind", sorted(KINDS - {"branches", "lsoa-polygons"}))
def test_a_file_of_something_else_is_refused_in_words(write, kind):
    with pytest.raises(DataFault, match="other.csv is"):
        SOURCES[kind].read([write("other.csv", "a,b", "1,2")])


def test_practice_map(write):
    path = write(
        "map.csv",
        "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,SUB_ICB_LOCATION_CODE",
        "01Jul2026,Z00001,THE OLD SURGERY,ME1 1AA,U1,HILL PCN,91Q",
        "01Jul2026,Z00002,NEW SURGERY,TS181HU,U,Unallocated,91Q",
        "01Jul2026,Z00001,AGAIN,ME1 1AA,U1,HILL PCN,91Q",
        "01Jul2026,,NO CODE,ME1 1AA,U1,HILL PCN,91Q",
        "01Jul2026,Z00003,,ME1 1AA,U1,HILL PCN,91Q",
    )
    table = SOURCES["practice-map"].read([path])
    assert table.balanced
    assert table.frame["name"].tolist() == ["The Old Surgery", "New Surgery"]
    assert table.frame["cluster_code"].tolist() == ["U1", ""]
    assert table.frame["postcode"].tolist() == ["ME1 1AA", "TS18 1HU"]
    assert why(table, "refused") == {
        "practice code repeated; the first row is used": [4],
        "no practice code": [5],
        "no practice name": [6],
    }
    assert list(why(table, "note").values()) == [[3]]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "EXTRACT_DATE,ORG_TYPE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS",
            "2026-07-01,GP,Z00001,ALL,ALL,1000",
            "2026-07-01,GP,Z00001,FEMALE,0_4,20",
            "2026-07-01,ICB,QKS,ALL,ALL,5000",
            "2026-07-01,GP,Z00002,ALL,ALL,",
            "2026-07-01,GP,Z00003,ALL,ALL,many",
            "soon,GP,Z00004,ALL,ALL,7",
        ),
        (
            "PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS",
            "X,01JAN2021,GP,91Q,Z00001,ME1 1AA,ALL,ALL,1000",
            "X,01JAN2021,GP,91Q,Z00001,ME1 1AA,MALE,95+,2",
            "X,01JAN2021,ICB,91Q,QKS,,ALL,ALL,5000",
            "X,01JAN2021,GP,91Q,Z00002,ME1 1AA,ALL,ALL,",
            "X,01JAN2021,GP,91Q,Z00003,ME1 1AA,ALL,ALL,many",
            "X,soon,GP,91Q,Z00004,ME1 1AA,ALL,ALL,7",
        ),
    ],
    ids=["quin-age", "classic"],
)
def test_list_sizes_in_both_layouts(write, lines):
    table = SOURCES["list-sizes"].read([write("list.csv", *lines)])
    assert table.balanced
    assert table.frame[["practice_code", "list_size"]].to_numpy().tolist() == [["Z00001", 1000.0]]
    assert sorted(n for v in why(table, "skipped").values() for n in v) == [3, 4]
    assert sorted(n for v in why(table, "refused").values() for n in v) == [5, 6, 7]


def test_of_two_months_the_later_list_is_used(write):
    header = "EXTRACT_DATE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS"
    new = write("new.csv", header, "01Jul2026,Z00001,ALL,ALL,1100")
    old = write("old.csv", header, "01APR2025,Z00001,ALL,ALL,1000")
    table = SOURCES["list-sizes"].read([new, old])
    assert table.frame["list_date"].tolist() == ["2026-07-01"]
    assert table.balanced


@pytest.mark.parametrize(
    "header", ["OrganisationCode,OranisationName,LSOA11CD,Patient", "PRACTICE_CODE,NAME,LSOA_CODE,NUMBER_OF_PATIENTS"]
)
def test_registrations(write, header):
    path = write(
        "reg.csv", header,
        "Z00001,A,E01000001,10", "Z00001,A,NO2011,3", "Z00002,B,E01000001,5", "Z00002,B,E01000009,4",
        "Z00003,C,E01000009,9", "Z00001,A,E01000002,x", "Z00001,A,E01000001,10",
    )  # fmt: skip
    table = SOURCES["registrations"].read([path])
    assert table.balanced
    assert why(table, "skipped") == {"area unknown (NO2011): their home is not known": [3]}
    assert sorted(n for v in why(table, "refused").values() for n in v) == [7, 8]
    draft = case_with("Z00001")
    draft.areas = {"E01000001": {}}
    placed = SOURCES["registrations"].place(table, draft)
    assert placed.tables["flows"].to_numpy().tolist() == [["Z00001", "E01000001", "10"], ["Z00002", "E01000001", "5"]]
    assert placed.table.balanced


def test_of_two_quarters_and_two_months_the_later_counts_once(write):
    """Areas of an older quarter would otherwise be added to those of a newer."""
    header = "EXTRACT_DATE,PRACTICE_CODE,LSOA_CODE,NUMBER_OF_PATIENTS"
    old = write("old.csv", header, "01JAN2022,Z00001,E01000001,10", "01JAN2022,Z00002,E01000001,5")
    new = write("new.csv", header, "01JUL2026,Z00001,E01000002,12")
    for files in ([old, new], [new, old]):
        table = SOURCES["registrations"].read(files)
        assert table.balanced
        rows = table.frame[["practice_code", "area_code"]].to_numpy().tolist()
        assert sorted(rows) == [["Z00001", "E01000002"], ["Z00002", "E01000001"]]
    head = "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,PCN_NAME"
    first = write("m1.csv", head, "01Jul2026,Z00001,NEW NAME,U1,HILL PCN")
    other = write("m2.csv", head, "01Jul2022,Z00001,OLD NAME,U1,HILL PCN")
    table = SOURCES["practice-map"].read([first, other])
    assert table.balanced
    assert table.frame["name"].tolist() == ["New Name"]


def test_workforce_takes_the_latest_year_and_keeps_unknown_unknown(write):
    path = write(
        "w.csv", "Practice.Code,Year,TOTAL_GP_EXTGL_FTE,TOTAL_NURSES_FTE",
        "Z00001,2023,3,1", "Z00001,2024,2.5,NA", "Z00002,2024,0,1", "Z00003,2024,lots,1", "Z00004,2024,-1,1",
    )  # fmt: skip
    table = SOURCES["workforce"].read([path])
    assert table.balanced
    assert table.frame[["practice_code", "gp_fte", "nurse_fte"]].to_numpy().tolist() == [
        ["Z00001", "2.5", ""],
        ["Z00002", "0", "1"],
    ]
    assert why(table, "note") == {"0 GPs: patients per GP cannot be worked out": [4]}
    assert sorted(n for v in why(table, "refused").values() for n in v) == [5, 6]


def test_cqc_latest_year_wins_and_a_tie_is_stated(write):
    path = write(
        "cqc.csv", '"Practice.Code","Year","domain","latest_rating"',
        "Z00001,2016,Overall,Outstanding", "Z00001,2019,Overall,Good",
        "Z00002,2018,Overall,Good", "Z00002,2018,Overall,Inadequate",
        "NA,2018,Overall,Good", "Z00003,2018,Overall,Splendid", "Z00004,2018,Safe,Good",
    )  # fmt: skip
    table = SOURCES["cqc"].read([path])
    assert table.balanced
    assert table.frame["cqc_rating"].tolist() == ["Good", "Inadequate"]
    skipped = why(table, "skipped")
    assert skipped["practice is rated twice, by year: the latest is used"] == [2]
    assert skipped["practice is rated twice, by year: equal, so the row further down is used"] == [4]
    assert len(why(table, "refused")) == 2


def test_practice_imd(write):
    path = write(
        "imd.csv", "PRACTICE_CODE,PRACTICE_NAME,IMD_YEAR,IMD_SCORE",
        "Z00001,A,2019,20.5", "Z00001,A,2025,22.5", "Z00002,B,2025,", "Z00003,C,2025,120",
    )  # fmt: skip
    table = SOURCES["practice-imd"].read([path])
    assert table.balanced
    assert table.frame["imd_score"].tolist() == ["22.5"]
    assert sorted(n for v in why(table, "refused").values() for n in v) == [4, 5]


PAYMENT_HEADER = (
    "Code,CCG NAME,Practice Code,Practice Close Date,Number of Registered Patients (Last Known Figure),"
    'Number of Weighted Patients (Last Known Figure),Premises Payments,"Non DES Item, Main Programme"'
)


def test_payments(write):
    path = write("pay.csv", raw=("\ufeff" + "\r\n".join([
        PAYMENT_HEADER,
        "U1,HILL PCN,Z00001,,1000.25,1100.275,16000.00,1",
        "U1,HILL PCN,Z00002,,1000,900,-50,1",
        "U1,HILL PCN,Z00003,,0,0,0,1",
        "U1,HILL PCN,Z00004,30/06/2022,1000,900,100,1",
        "U1,HILL PCN,Z00005,,1000,900,pending,1",
    ])).encode())  # fmt: skip
    table = SOURCES["payments"].read([path])
    assert table.balanced
    assert table.frame["practice_code"].tolist() == ["Z00001", "Z00002", "Z00003"]
    assert table.frame["premises_gbp"].isna().tolist() == [False, True, True]
    assert list(why(table, "skipped").values()) == [[5]]
    assert list(why(table, "refused").values()) == [[6]]
    assert len(why(table, "note")) == 3
    placed = SOURCES["payments"].place(table, case_with("Z00001", "Z00002", list_size=["2000", ""]))
    assert placed.tables["practices"].to_numpy().tolist() == [["Z00001", "2200"]]
    assert placed.issues[0].code == "weighted_list_scaled"


def test_postcodes_in_every_form(write):
    full = write(
        "a.csv", "pcd,pcds,laua,oseast1m,osnrth1m,lat,long",
        "TS181HU,TS18 1HU,E06000004,444000,519000,54.56,-1.32", "XX,,E1,,,,",
        "ZE1 0AA,ZE1 0AA,S12,,,99.999999,0.0",
    )  # fmt: skip
    short = write("b.csv", "pcd,laua,oseast1m,osnrth1m", "B1  1AA,E08000025,406500,286800", "B1 1AA,E08000025,1,1")
    table = SOURCES["postcodes"].read([full, short])
    assert table.balanced
    assert table.frame["postcode"].tolist() == ["TS18 1HU", "B1 1AA"]
    assert table.frame["latitude"].iloc[1] == pytest.approx(52.479, abs=0.001)
    draft = Draft(tables={"sites": pd.DataFrame({"site_code": ["S1"], "postcode": ["ts181hu"]}, dtype="str")})
    placed = SOURCES["postcodes"].place(table, draft)
    assert placed.tables["sites"].to_numpy().tolist() == [["S1", "-1.32", "54.56"]]


def square(west, south, size=0.01):
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return [[[west + size * x, south + size * y] for x, y in corners]]


def feature(code, coordinates, kind="Polygon"):
    geometry = {"type": kind, "coordinates": coordinates} if coordinates else None
    return {"type": "Feature", "properties": {"LSOA11CD": code, "LSOA11NM": f"Hill {code}"}, "geometry": geometry}


def test_polygons_are_repaired_or_refused(write):
    bow_tie = [[[0.1, 51.1], [0.2, 51.2], [0.2, 51.1], [0.1, 51.2], [0.1, 51.1]]]
    features = [
        feature("E1", square(0.5, 51.2)), feature("E2", bow_tie), feature("E3", None), feature("", square(0.5, 51.3)),
        feature("E4", square(575000, 167000, 100)), feature("E1", square(0.6, 51.2)),
        feature("E5", [0.5, 51.2], "Point"),
    ]  # fmt: skip
    path = write("a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    table = SOURCES["lsoa-polygons"].read([path])
    assert table.balanced
    assert table.frame["area_code"].tolist() == ["E1", "E2"]
    assert all(g.is_valid and g.area > 0 for g in table.frame["geometry"])
    assert why(table, "note") == {"polygon crosses itself: repaired": [2]}
    assert sorted(n for v in why(table, "refused").values() for n in v) == [3, 4, 5, 6, 7]


def test_features_that_are_none_are_refused(write):
    path = write(
        "a.geojson", '{"features": [7, {"properties": "x"}, {"properties": {"LSOA11CD": "E1"}, "geometry": 3}]}'
    )
    table = SOURCES["lsoa-polygons"].read([path])
    assert table.balanced
    assert table.count("refused") == 3


@pytest.mark.parametrize("content", ["{", "[]", '{"features": []}', "[" * 100_000])
def test_what_is_no_geojson_is_refused(write, content):
    with pytest.raises(DataFault, match="not GeoJSON|no features"):
        SOURCES["lsoa-polygons"].read([write("a.geojson", content)])


def test_lsoa_figures_pick_the_right_columns(write):
    path = write(
        "imd.csv", "LSOA11CD,LSOA11NM,IMD,Barriers (H&S),Population (0-15),Population (Total)",
        "E1,Hill 1,12.5,1,2,1600", "E2,Hill 2,,1,2,1600", "E3,Hill 3,5,1,2,", "E1,Hill 1,1,1,1,1",
    )  # fmt: skip
    table = SOURCES["lsoa-imd"].read([path])
    assert table.balanced
    assert table.frame["people"].dropna().tolist() == [1600.0]
    draft = Draft(areas={"E1": {"name": "Hill 1"}})
    assert SOURCES["lsoa-imd"].place(table, draft).areas == {"E1": {"imd_score": 12.5, "population": 1600.0}}


BROWNFIELD_HEADER = (
    "organisation,name,site,site-address,planning-permission-status,planning-permission-type,latitude,longitude,"
    "minimum-net-dwellings,maximum-net-dwellings,entry-date,end-date"
)


def test_brownfield_register(write):
    site = "local-authority-eng:ZZZ,Hill Council,{},{},{},{},{},{},{},{},{},{}".format
    north, east = "51.2", "0.5"
    path = write(
        "b.csv", BROWNFIELD_HEADER,
        site("S1", "1 High St", "permissioned", "full planning permission", north, east, 5, 10, "2019-01-01", ""),
        site("S1", "1 High St", "permissioned", "full planning permission", north, east, 5, 10, "2019-01-01", ""),
        site("S2", "2 High St", "permissioned", "outline planning permission", north, east, 4, "", "2019-01-01", ""),
        site("S3", "3 High St", "not permissioned", "", north, east, 1, 3, "2019-01-01", ""),
        site("", "", "", "", "", "", "", "", "2019-01-01", ""),
        site("S4", "4 High St", "permissioned", "other", north, east, 1, 3, "2019-01-01", "2020-01-01"),
        site("S5", "5 High St", "permissioned", "other", north, east, 9, 3, "2019-01-01", ""),
        site("S6", "6 High St", "permissioned", "other", north, east, "", "", "2019-01-01", ""),
        site("S7", "7 High St", "permissioned", "other", north, east, 0, 0, "2019-01-01", ""),
        site("S8", "8 High St", "permissioned", "other", north, east, "", -3, "2019-01-01", ""),
        site("S9", "9 High St", "permissioned", "other", "", "", 1, 2, "2019-01-01", ""),
        site("S10", "10 High St", "permissioned", "other", "48.8", "2.3", 1, 2, "2019-01-01", ""),
        site("S11", "11 High St", "permissioned", "other", east, north, 1, 2, "2019-01-01", ""),
        site("", "12 High St", "permissioned", "other", north, east, 1, 2, "2019-01-01", ""),
        site("S3", "3 High St", "permissioned", "other", north, east, 1, 4, "2020-06-01", ""),
        site("S13", "13 High St", "", "full planning permission", north, east, 1, 6, "2019-01-01", ""),
    )  # fmt: skip
    table = SOURCES["brownfield"].read([path])
    assert table.balanced
    rows = table.frame.set_index("development_id")
    assert rows["homes"].to_dict() == {"ZZZ:S1": 10.0, "ZZZ:S2": 4.0, "ZZZ:S3": 4.0, "ZZZ:S13": 6.0}
    assert rows["status"].to_dict() == {
        "ZZZ:S1": "full", "ZZZ:S2": "outline", "ZZZ:S3": "full", "ZZZ:S13": "allocated",
    }  # fmt: skip
    assert why(table, "skipped") == {
        "exact copy of an earlier row": [3],
        "ghost row: nothing but the council's name": [6],
        "taken off the register (end-date set)": [7],
        "0 net dwellings: no homes planned": [10],
        "site is on the register twice, by entry date: the latest is used": [5],
    }
    assert why(table, "refused") == {
        "minimum net dwellings is above the maximum: unclear which is right": [8],
        "net dwellings are blank (unknown)": [9],
        "net dwellings below zero": [11],
        "no coordinates": [12],
        "coordinates are outside England": [13],
        "latitude and longitude are swapped": [14],
        "no site reference": [15],
    }


@pytest.mark.parametrize("turned", [False, True])
def test_a_site_of_a_council_whose_name_two_codes_share_is_given_to_neither(write, turned):
    lines = [
        f"{organisation},Hill District Council,{site},A,,,51.2,0.5,1,2,2019-01-01,"
        for organisation, site in (("local-authority-eng:AAA", "S1"), ("local-authority-eng:BBB", "S2"), ("", "S3"))
    ]
    path = write("b.csv", BROWNFIELD_HEADER, *(reversed(lines) if turned else lines))
    found = SOURCES["brownfield"].read([path]).frame
    assert sorted(found["development_id"]) == ["AAA:S1", "BBB:S2", "hill:S3"]


def test_a_joined_national_register_is_cut_to_the_case(write):
    line = "local-authority-eng:{0},{0},S1,A,,,{1},{2},1,2,2019-01-01,".format
    path = write("b.csv", BROWNFIELD_HEADER, line("AAA", 51.2, 0.5), line("BBB", 54.5, -1.3))
    table = SOURCES["brownfield"].read([path])
    near = Draft(tables={"sites": pd.DataFrame({"longitude": ["0.52"], "latitude": ["51.22"]}, dtype="str")})
    assert SOURCES["brownfield"].place(table, near).tables["developments"]["development_id"].tolist() == ["AAA:S1"]
    assert len(SOURCES["brownfield"].place(table, Draft()).tables["developments"]) == 2


def test_branches_are_named_and_never_added(write):
    row = ["Z00001001", "THE HUT", *[""] * 7, "ME1 1AA", "", "", "", "", "Z00001", *[""] * 12]
    closed = [*row[:11], "20100101", *row[12:]]
    closed[0] = "Z00001002"
    table = SOURCES["branches"].read([write("e.csv", ",".join(row), ",".join(closed))])
    placed = SOURCES["branches"].place(table, case_with("Z00001"))
    assert placed.table.balanced
    assert not placed.tables
    assert placed.table.count("skipped") == 2
    assert placed.issues[0].code == "branches_left_out"


def test_sources_only_fill_columns_of_the_dictionary(write):
    for kind, lines in {
        "practice-map": ("PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,PCN_NAME", "Z1,A,U1,B"),
        "cqc": ("Practice.Code,Year,latest_rating", "Z1,2019,Good"),
        "brownfield": (BROWNFIELD_HEADER, "local-authority-eng:AAA,A,S1,A,,,51.2,0.5,1,2,2019-01-01,"),
    }.items():
        table = SOURCES[kind].read([write(f"{kind}.csv", *lines)])
        for name, rows in SOURCES[kind].place(table, case_with("Z1")).tables.items():
            assert set(rows.columns) <= set(TABLES[name].columns)
