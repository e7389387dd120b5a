"""Small case folders for the tests of the case room: a good one, and ways to spoil it."""

from pathlib import Path

from prioritise.case import Case, Issue, load_case

GOOD = {
    "practices.csv": "practice_code,name,cluster_code,list_size\nX1,Oak Surgery,C1,9000\nX2,Elm Surgery,C2,4000\n",
    "sites.csv": (
        "site_code,practice_code,name,role,longitude,latitude,area_m2,area_basis\n"
        "S1,X1,Oak,main,0.5,51.2,700,GIA\nS2,X2,Elm,main,0.6,51.3,300,NIA\n"
    ),
    "developments.csv": "development_id,name,longitude,latitude,status,homes\nD1,Mill Lane,0.5,51.25,full,120\n",
    "completions.csv": "development_id,financial_year,homes\nD1,2026/27,60\nD1,2027/28,60\n",
    "flows.csv": "practice_code,area_code,patients\nX1,E1,500\n",
    "travel_times.csv": (
        "from_code,to_code,minutes,mode,source,date\nE1,S1,4,car,R5,2026-05-01\nE1,S2,9.5,car,R5,2026-05-01\n"
        "D1,S1,6,car,R5,2026-05-01\nD1,S2,5,car,R5,2026-05-01\n"
    ),
    "pots.csv": (
        "pot_id,name,kind,status,amount_gbp,spend_by,growth_only,for_practices,within_km,longitude,latitude\n"
        "P1,Mill Lane deed,s106,received,100000,2028-03-31,yes,X1,5,0.5,51.25\nP2,ICB capital,icb,,500000,,,,,,\n"
    ),
    "pot_years.csv": "pot_id,financial_year,amount_gbp\nP2,2026/27,250000\nP2,2027/28,250000\n",
    "bids.csv": (
        "bid_id,title,kind,practice_codes,site_code,capital_gbp,earliest_start,latest_start,growth_share,requires\n"
        "B1,Extend Oak,extension,X1,S1,120000.50,2026/27,2028/29,0.5,\n"
        "B2,Phones,technology,X1;X2,,30000,,,0,B1\n"
    ),
    "bid_costs.csv": "bid_id,year_offset,capital_gbp\nB1,0,100000.25\nB1,1,20000.25\n",
    "criteria.csv": "criterion_id,name,weight,worst,best\nneed,Need,60,0,10\nrisk,Risk,40,5,1\n",
    "scores.csv": "bid_id,criterion_id,score,scorer\nB1,need,7,agreed\nB1,risk,2,agreed\nB2,need,3,agreed\n",
    "agreements.csv": (
        "organisation,reference,version,developer_agreement_type,planning_application,entry_date\n"
        "local-authority:ZZZ,DA1,1,section-106,19/00001/FL,2026-03-31\n"
    ),
    "contributions.csv": (
        "organisation,reference,version,developer_agreement,contribution_purpose,amount,entry_date,spend_by,pot_id\n"
        "local-authority:ZZZ,DAC1,1,DA1,health,120000,2026-03-31,2028-03-31,P1\n"
    ),
    "transactions.csv": (
        "organisation,reference,version,developer_agreement_contribution,contribution_funding_status,amount\n"
        "local-authority:ZZZ,DAT1,1,DAC1,received,100000\n"
    ),
    "facets.csv": "site_code,facet,grade,surveyed\nS1,quality,B,2025-06-20\nS1,space_utilisation,full,2025-06-20\n",
    "vulnerability.csv": (
        "practice_code,factor,present,reason,author\nX1,qof,no,,\nX2,leadership,yes,Two partners leave,An adviser\n"
    ),
    "bid_cost_parts.csv": "bid_id,part,capital_gbp,basis\nB1,works,100000.50,Cost plan\nB1,vat,20000,Not recovered\n",
    "bid_outcomes.csv": "bid_id,measure,now,then,by_year\nB1,clinical_rooms,4,7,2028/29\nB2,online_uptake,20,60,\n",
    "bid_readiness.csv": "bid_id,item,state,noted\nB1,designs,yes,2026-02-01\nB2,planning,not_needed,\n",
    "bid_evidence.csv": "bid_id,number,title,link\nB1,1,Outline business case,https://example.org/obc\n",
    "interests.csv": "bid_id,scorer,interest,declared\nB1,Member A,Partner at the practice,2026-01-10\n",
    "weight_profiles.csv": (
        "profile_id,name,criterion_id,weight,method\nLOCAL,Local,need,40,points\nLOCAL,Local,risk,60,points\n"
    ),
    "settings.toml": 'title = "Small"\nfirst_year = "2026/27"\nyears = 6\n',
    "areas.geojson": (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"area_code":"E1","name":"North",'
        '"population":1500,"imd_score":20.5},"geometry":{"type":"Polygon","coordinates":'
        "[[[0.4,51.1],[0.6,51.1],[0.6,51.3],[0.4,51.1]]]}}]}"
    ),
}
"""File name -> content of a case with nothing wrong in it."""


def write_files(folder: Path, **changes: str | bytes | None) -> Path:
    """The good case with some files replaced (None: not written); a key is the file name with `_` for the dot."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, str | bytes | None] = dict(GOOD)
    for key, content in changes.items():
        stem, _, ending = key.rpartition("_")
        files[f"{stem}.{ending}"] = content
    for name, content in files.items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def load_with(folder: Path, **changes: str | bytes | None) -> Case:
    """Load the good case with some files replaced."""
    return load_case(write_files(folder, **changes))


def only(case: Case, code: str) -> Issue:
    """The one issue of a code."""
    found = coded(case, code)
    assert len(found) == 1, [i for i in case.issues]
    return found[0]


def coded(case: Case, code: str) -> list[Issue]:
    """The issues of a code."""
    return [i for i in case.issues if i.code == code]


def add(name: str, *lines: str) -> str:
    """A good file with lines added at its end."""
    return GOOD[name] + "".join(f"{line}\n" for line in lines)


def swap(name: str, old: str, new: str) -> str:
    """A good file with some text replaced."""
    assert old in GOOD[name]
    return GOOD[name].replace(old, new)
