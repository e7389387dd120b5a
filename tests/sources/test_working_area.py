"""Choose an ICB, a district or a drawn area as the working case, from official files (invented) and from a case."""

import json

import pandas as pd
import pytest
from shapely.geometry import box

from prioritise.case import load_case
from prioritise.cli import main
from prioritise.errors import DataFault
from prioritise.sources.england import find_kinds, read_england
from prioritise.sources.working_area import Chosen, cut_out, icb_area, no_membership

# Two ICBs side by side: A-practices at 0.2 E, B-practices at 0.8 E; Z00003 belongs to A and stands in B.
PRACTICES = {"Z00001": ("QAA", 0.2), "Z00002": ("QAA", 0.25), "Z00003": ("QAA", 0.8), "Z00004": ("QBB", 0.85)}


@pytest.fixture
def files(tmp_path):
    """A folder of official files, all invented."""
    folder = tmp_path / "files"
    folder.mkdir()

    def put(name, *lines):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    put(
        "map.csv",
        "EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,ONS_SUB_ICB_LOCATION_CODE,"
        "SUB_ICB_LOCATION_CODE,SUB_ICB_LOCATION_NAME,ONS_ICB_CODE,ICB_CODE,ICB_NAME",
        *(
            f"01Jul2026,{code},SURGERY {code},ME{i} 1AA,U{icb},HILL PCN,E3800000{icb == 'QBB':d},0{icb[-1]}X,Sub {icb},"
            f"E5400000{icb == 'QBB':d},{icb},{icb} Integrated Care Board"
            for i, (code, (icb, _)) in enumerate(PRACTICES.items(), start=1)
        ),
    )
    put(
        "lists.csv", "EXTRACT_DATE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS",
        *(f"01Jul2026,{code},ALL,ALL,{5000 + i}" for i, code in enumerate(PRACTICES)),
    )  # fmt: skip
    put(
        "postcodes.csv", "pcds,laua,lat,long",
        *(f"ME{i} 1AA,E0700000{lon > 0.5:d},51.2,{lon}" for i, (_, lon) in enumerate(PRACTICES.values(), start=1)),
    )  # fmt: skip
    put(
        "centres.csv", "LSOA11CD,LSOA11NM,BNG_E,BNG_N",
        "E01000001,West 001A,553900,146800", "E01000002,West 001B,557400,146900", "E01000003,East 001A,595700,148600",
    )  # fmt: skip
    put("imd.csv", "LSOA11CD,LSOA11NM,IMD,Population (Total)", "E01000001,West 001A,12.5,1600")
    put(
        "reg.csv", "PRACTICE_CODE,LSOA_CODE,NUMBER_OF_PATIENTS",
        "Z00001,E01000001,3000", "Z00001,E01000003,40", "Z00002,E01000002,4000", "Z00004,E01000001,70",
        "Z00003,E01000003,5000", "Z00004,E01000003,4900",
    )  # fmt: skip
    put(
        "sites.csv",
        "OrganisationLabel,SiteReference,SiteNameAddress,GeoX,GeoY,PlanningStatus,PermissionType,NetDwellingsRangeTo",
        "West Council,W1,1 High St,0.21,51.2,permissioned,full planning permission,100",
        "East Council,E1,1 Low St,0.81,51.2,permissioned,full planning permission,50",
    )
    put(
        "paid.csv",
        "Practice Code,Practice Close Date,Number of Registered Patients (Last Known Figure),"
        "Number of Weighted Patients (Last Known Figure),Premises Payments",
        *(f"{code},,5000,5500,90000" for code in PRACTICES),
    )
    boundary = {
        "type": "FeatureCollection",
        "features": [
            feature({"SICBL22CD": "E38000000", "SICBL22NM": "Sub QAA"}, 0.1, 0.5),
            feature({"SICBL22CD": "E38000001", "SICBL22NM": "Sub QBB"}, 0.5, 0.9),
        ],
    }
    (folder / "subs.geojson").write_text(json.dumps(boundary), encoding="utf-8")
    districts = {
        "type": "FeatureCollection",
        "features": [
            feature({"LAD22CD": "E07000000", "LAD22NM": "West"}, 0.1, 0.5),
            feature({"LAD22CD": "E07000001", "LAD22NM": "East"}, 0.5, 0.9),
        ],
    }
    (folder / "districts.geojson").write_text(json.dumps(districts), encoding="utf-8")
    return folder


def feature(properties, west, east):
    ring = [[west, 51.0], [east, 51.0], [east, 51.4], [west, 51.4], [west, 51.0]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def codes(case):
    return sorted(case.table("practices")["practice_code"])


def test_all_that_the_files_hold_is_one_case(files):
    case = read_england(find_kinds(files)).case
    assert codes(case) == sorted(PRACTICES)
    assert case.table("sites")["area_m2"].gt(0).all()
    assert set(case.table("developments")["development_id"]) == {"west:W1", "east:E1"}
    assert case.areas["area_code"].tolist() == ["E01000001", "E01000002", "E01000003"]
    assert case.areas.geometry.is_valid.all()
    assert case.areas["population"].tolist()[:1] == [1600.0]
    assert [n.code for n in case.notes] == ["area_estimated"]


@pytest.mark.parametrize("code", ["QAA", "0AX", "E54000000", "E38000000"])
def test_an_icb_by_any_of_its_codes_has_its_members_and_its_ground(files, tmp_path, code):
    cut = cut_out(files, Chosen(icb=code), tmp_path / "out")
    assert codes(cut.case) == ["Z00001", "Z00002", "Z00003"]
    assert cut.case.areas["area_code"].tolist() == ["E01000001", "E01000002"]
    assert cut.case.table("developments")["development_id"].tolist() == ["west:W1"]
    sums = cut.crossing.groupby("direction")["patients"].sum().to_dict()
    assert sums == {"out": 70.0, "in": 5040.0}
    assert not load_case(tmp_path / "out").errors or {i.code for i in load_case(tmp_path / "out").errors} <= {
        "missing_table"
    }


def test_an_icb_of_which_a_part_has_no_boundary_is_refused_and_not_cut_smaller() -> None:
    rows = [("Z1", "QAA", "E38000001"), ("Z2", "QAA", "E38000002"), ("Z3", "QBB", "E38000003")]
    membership = pd.DataFrame(rows, columns=["practice_code", "icb_code", "ons_sub_icb_code"])
    membership = membership.reindex(columns=no_membership().columns, fill_value="").assign(
        icb_name="A", sub_icb_name="S"
    )
    shapes = pd.DataFrame(
        {"area_code": ["E38000001", "E38000002"], "name": ["S", "S"], "geometry": [box(0, 51, 1, 52)] * 2}
    )
    assert icb_area("QAA", membership, shapes).practices == {"Z1", "Z2"}
    with pytest.raises(DataFault, match="made of 2 sub-ICB locations, and there is no boundary of E38000002"):
        icb_area("QAA", membership, shapes.iloc[:1])
    with pytest.raises(DataFault, match="there is no boundary of QBB"):
        icb_area("QBB", membership, shapes)


def test_a_district_has_the_practices_of_its_postcodes(files, tmp_path):
    cut = cut_out(files, Chosen(district="e07000001"), tmp_path / "out")
    assert codes(cut.case) == ["Z00003", "Z00004"]
    assert cut.case.settings.title.startswith("East, cut out of ")


def test_a_drawn_area_has_what_lies_in_it_in_degrees_or_metres(files, tmp_path):
    drawn = {"type": "FeatureCollection", "features": [feature({}, 0.7, 0.9)]}
    (tmp_path / "drawn.geojson").write_text(json.dumps(drawn), encoding="utf-8")
    assert codes(cut_out(files, Chosen(polygon=tmp_path / "drawn.geojson"), tmp_path / "a").case) == [
        "Z00003",
        "Z00004",
    ]
    ring = [[590000, 140000], [605000, 140000], [605000, 160000], [590000, 160000], [590000, 140000]]
    drawn["features"][0]["geometry"]["coordinates"] = [ring]
    (tmp_path / "metres.geojson").write_text(json.dumps(drawn), encoding="utf-8")
    assert codes(cut_out(files, Chosen(polygon=tmp_path / "metres.geojson"), tmp_path / "b").case) == [
        "Z00003",
        "Z00004",
    ]


def test_a_working_case_can_be_cut_again(files, tmp_path):
    cut_out(files, Chosen(icb="QAA"), tmp_path / "icb")
    part = cut_out(tmp_path / "icb", Chosen(district="E07000000"), tmp_path / "part", [files / "districts.geojson"])
    assert codes(part.case) == ["Z00001", "Z00002"]


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (Chosen(icb="QZZ"), "no boundary of QZZ and no practice is in it; known are 0AX, 0BX, QAA, QBB"),
        (Chosen(district="E07000009"), "no boundary of E07000009; known are E07000000, E07000001"),
        (Chosen(), "choose an ICB, a district or a drawn area"),
    ],
)
def test_what_there_is_not_is_said(files, tmp_path, chosen, says):
    with pytest.raises(DataFault, match=says):
        cut_out(files, chosen, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_lacks_what_is_needed(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataFault, match="has no file of: practice-map, list-sizes, postcodes"):
        cut_out(tmp_path / "empty", Chosen(icb="QAA"), tmp_path / "out")


def test_the_command(files, tmp_path, capsys):
    assert main(["area", str(files), "--icb", "QAA", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "3 of 4 practices" in said
    assert "70 people who live in the area are registered with 1 practices outside it" in said
    with pytest.raises(SystemExit) as told:
        main(["area", str(files), "--out", str(tmp_path / "out")])
    assert told.value.code == 64
