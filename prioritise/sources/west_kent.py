"""The real West Kent case from a folder of official files: four districts of Kent, sub-ICB location 91Q.

What is published is used as it stands; what is not (floor areas, bids, annual capital, deed terms) is stood in for by a
dated assumption, and each of them is listed beside the case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from prioritise.assumptions import load_assumptions
from prioritise.case.issues import Issue, sort_issues
from prioritise.case.load import load_case
from prioritise.case.notes import write_notes
from prioritise.case.settings import PriorityListSettings, Settings
from prioritise.case.write import settings_toml
from prioritise.errors import DataFault
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.sources import candidates
from prioritise.sources.folder import Draft, replace_file
from prioritise.sources.importing import ImportReport, add_rows, merge_placed, report_of, source_of, write_reports
from prioritise.sources.model import SourceTable
from prioritise.sources.placing import doubt
from prioritise.sources.stand_ins import ICB_POT, annual_pot, limit_pots, stated, with_areas
from prioritise.sources.values import texts
from prioritise.years import year_label

TITLE = "West Kent (official open data; candidate schemes)"
SUB_ICB = "91Q"
DISTRICTS = {
    "E07000110": "Maidstone",
    "E07000111": "Sevenoaks",
    "E07000115": "Tonbridge and Malling",
    "E07000116": "Tunbridge Wells",
}
CONTRIBUTIONS_DISTRICT = "E07000115"
FIRST_YEAR = 2026
YEARS = 6
FILES: dict[str, tuple[str, ...]] = {
    "postcodes": ("geography/practice-postcodes_ONSPD-*.csv",),
    "practice-map": ("nhs/gp-reg-pat-prac-map_*.csv",),
    "list-sizes": ("nhs/gp-reg-pat-prac-quin-age_*_GP-totals_England.csv",),
    "workforce": ("nhs/gp-workforce-by-practice_*.csv",),
    "cqc": ("nhs/cqc-overall-rating-by-practice.csv",),
    "practice-imd": ("nhs/imd*-by-practice.csv",),
    "payments": ("nhs/nhs-payments-to-general-practice_*.csv",),
    "branches": ("nhs/ebranchs_*.csv",),
    "lsoa-polygons": ("geography/lsoa2011-bsc_Kent-Medway.geojson",),
    "lsoa-imd": ("geography/imd2019-score-and-population-by-lsoa_England.csv",),
    "registrations": ("nhs/gp-registrations_practice-x-lsoa_*.csv",),
    "brownfield": tuple(f"housing/brownfield/local-authority-eng-{c}.csv" for c in ("mai", "sev", "ton", "tun")),
    "developer-contributions": tuple(
        f"housing/developer-contributions-raw/tonbridge-and-malling/{name}_*.csv"
        for name in ("developer-agreement", "developer-agreement-contribution", "developer-agreement-transaction")
    ),
}
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Report:
    """What was built.

    Attributes:
        folder: the case folder.
        reports: one import report a source, in the order read.
        practices, patients: of the case.
        districts: one row a district: district, name, practices, patients.
        bids: number of candidate schemes.
        issues: doubts and assumptions written beside the case.
    """

    folder: Path
    reports: tuple[ImportReport, ...]
    practices: int
    patients: int
    districts: pd.DataFrame
    bids: int
    issues: tuple[Issue, ...]

    def lines(self) -> tuple[str, ...]:
        """The report in sentences, for a terminal."""
        head = (
            f"{self.practices} practices, {self.patients:,} patients, {self.bids} candidate schemes, "
            f"{len(self.issues)} doubts and assumptions (import_notes.csv)"
        )
        places = [f"  {d.name}: {d.practices} practices, {d.patients:,} patients" for d in _named(self.districts)]
        return (head, *places, *(line for r in self.reports for line in r.lines()))


@dataclass(frozen=True)
class _District:
    name: str
    practices: int
    patients: int


def _named(districts: pd.DataFrame) -> list[_District]:
    return [_District(str(n), int(p), int(q)) for n, p, q in districts[["name", "practices", "patients"]].to_numpy()]


def find_files(real_data: Path) -> dict[str, list[Path]]:
    """Files of each source in a folder of official files; of several vintages the one last in name.

    Raises:
        DataFault: the folder or some of the files are not there (all missing ones are named).
    """
    if not real_data.is_dir():
        raise DataFault(f"there is no folder of official files called {real_data.name}")
    found: dict[str, list[Path]] = {}
    missing = []
    for kind, patterns in FILES.items():
        for pattern in patterns:
            hits = sorted(real_data.glob(pattern))
            found.setdefault(kind, []).extend(hits[-1:])
            if not hits:
                missing.append(pattern)
    if missing:
        raise DataFault(f"the folder {real_data.name} lacks: {', '.join(missing)}")
    return found


def _own_practices(table: SourceTable, districts: "pd.Series[str]") -> SourceTable:
    """Practices of sub-ICB location 91Q whose postcode lies in one of the four districts."""
    table = table.keep(table.frame["sub_icb_code"] == SUB_ICB, f"practice is outside sub-ICB {SUB_ICB}", "sub_icb_code")
    district = table.frame["postcode"].map(districts)
    table = table.refuse(district.isna(), "postcode", "postcode is not in the postcode directory")
    table = table.assign(district=table.frame["postcode"].map(districts).astype("str"))
    return table.keep(table.frame["district"].isin(DISTRICTS), "practice is outside the four districts", "postcode")


def _sites(practices: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """The main site of each practice, at its postcode."""
    places = practices.merge(points[["postcode", "longitude", "latitude"]], on="postcode", how="left")
    return pd.DataFrame(
        {
            "site_code": places["practice_code"],
            "practice_code": places["practice_code"],
            "name": places["name"],
            "role": "main",
            "postcode": places["postcode"],
            "longitude": texts(places["longitude"]),
            "latitude": texts(places["latitude"]),
        }
    )


def _settings(own: Mapping[str, float]) -> Settings:
    return Settings(
        title=TITLE,
        first_year=FIRST_YEAR,
        years=YEARS,
        assumption_values=dict(own),
        priority_list=PriorityListSettings(pots=(ICB_POT,)),
    )


def _scoped(kind: str, table: SourceTable) -> SourceTable:
    """Rows of the four districts where the file says which they are."""
    if kind != "lsoa-polygons":
        return table
    district = table.frame["name"].str.rsplit(" ", n=1).str[0]
    return table.keep(district.isin(list(DISTRICTS.values())), "area is outside the four districts", "area_code")


def _practices(tables: Mapping[str, SourceTable], draft: Draft) -> tuple[pd.DataFrame, list[ImportReport]]:
    """The case's practices with their districts, and their main sites."""
    points = tables["postcodes"].frame
    mapped = _own_practices(tables["practice-map"], points.set_index("postcode")["district"])
    source = source_of("practice-map")
    placed = source.place(mapped, draft)
    report = report_of(source, placed, merge_placed(draft, placed))
    draft.merge("sites", _sites(mapped.frame, points))
    used = tables["postcodes"].keep(
        tables["postcodes"].frame["postcode"].isin(set(mapped.frame["postcode"])), "no practice of the case is there"
    )
    postcodes = source_of("postcodes")
    return mapped.frame, [
        report,
        ImportReport(
            postcodes.kind,
            postcodes.title,
            postcodes.attribution,
            used.counts(),
            used.rejected[used.rejected["named"] == 1],
        ),
    ]


def _contributions(practices: pd.DataFrame) -> tuple[list[str], tuple[str, str]]:
    """Practices of the district whose contributions are published, its name, and the names of the others."""
    own = practices.loc[practices["district"] == CONTRIBUTIONS_DISTRICT, "practice_code"]
    others = ", ".join(n for c, n in DISTRICTS.items() if c != CONTRIBUTIONS_DISTRICT)
    return list(own), (DISTRICTS[CONTRIBUTIONS_DISTRICT], others)


def _by_district(practices: pd.DataFrame, draft: Draft) -> pd.DataFrame:
    lists = draft.tables["practices"].set_index("practice_code")["list_size"].astype(float)
    sizes = practices.assign(patients=practices["practice_code"].map(lists))
    sums = sizes.groupby("district")["patients"].agg(["size", "sum"]).reindex(list(DISTRICTS)).fillna(0)
    return pd.DataFrame(
        {
            "district": list(DISTRICTS),
            "name": list(DISTRICTS.values()),
            "practices": sums["size"].astype(int).to_numpy(),
            "patients": sums["sum"].astype(int).to_numpy(),
        }
    )


def build_west_kent(
    real_data: Path | str, out: Path | str, progress: Progress | None = None, own: Mapping[str, float] | None = None
) -> Report:
    """Build the case folder of West Kent from a folder of official files.

    Args:
        real_data: folder with the files named in `FILES`.
        out: case folder to write (made if absent; tables of an earlier build are replaced).
        progress: told what is being done and how far it is, 0 to 1.
        own: the user's own value by assumption id; written into the case's settings.

    Raises:
        DataFault: a file is missing or is not what its name says.
    """
    tell = progress or (lambda text, share: None)
    folder, settings = Path(out), _settings(own or {})
    assumptions = load_assumptions(settings.assumptions_set, settings.assumptions_date, own)
    files = find_files(Path(real_data))
    tables = {}
    for i, (kind, paths) in enumerate(files.items()):
        tell(f"Reading {source_of(kind).title.lower()}", i / (2 * len(files)))
        tables[kind] = _scoped(kind, source_of(kind).read(paths))
    draft = Draft()
    practices, reports = _practices(tables, draft)
    for i, kind in enumerate(k for k in files if k not in ("practice-map", "postcodes")):
        tell(f"Placing {source_of(kind).title.lower()}", (len(files) + i) / (2 * len(files)))
        reports.append(add_rows(source_of(kind), tables[kind], draft))
    notes = [i for r in reports for i in r.issues]
    notes += with_areas(draft, tables["payments"], assumptions)
    notes += limit_pots(draft, *_contributions(practices), assumptions)
    notes += annual_pot(draft, settings.horizon, assumptions)
    notes += stated(assumptions)
    draft.write(folder)
    replace_file(folder / "settings.toml", settings_toml(settings).decode("utf-8"))
    tell("Making candidate schemes from the evidence", 0.9)
    bids, more = _add_candidates(folder, draft)
    write_reports(folder, reports)
    issues = sort_issues([*notes, *more])
    write_notes(folder, issues)
    tell("Done", 1.0)
    districts = _by_district(practices, draft)
    patients = int(districts["patients"].sum())
    return Report(folder, tuple(reports), len(practices), patients, districts, bids, issues)


def _add_candidates(folder: Path, draft: Draft) -> tuple[int, tuple[Issue, ...]]:
    """Write the candidate schemes that the evidence of the case suggests."""
    bids = folder / "bids.csv"
    bids.unlink(missing_ok=True)
    case = load_case(folder)
    assumptions = case_assumptions(case)
    evidence = build_evidence(case, assumptions)
    rows = candidates.candidate_schemes(case, evidence, assumptions)
    draft.merge("bids", rows)
    draft.write(folder)
    year = year_label(candidates.gap_year(evidence, assumptions))
    text = (
        f"all {len(rows)} bids are candidate schemes made from the shortage of space expected in {year}: nobody has "
        "asked for them; capital is m² × an assumed rate, and no site, lease or plan has been looked at"
    )
    unscored = "criteria that a panel must score have no scores: bids are ranked on what can be computed"
    done = "titles begin with Candidate; replace them with real bids"
    return len(rows), (
        doubt("bids", "title", "candidate_schemes", text, done),
        doubt("scores", "score", "no_panel_scores", unscored, "let a panel score them", "info"),
    )
