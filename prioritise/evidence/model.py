"""What the evidence room hands on: typed tables, one meaning each."""

from dataclasses import dataclass, field

import pandas as pd

from prioritise.case.issues import Issue

STATES = ("enough", "tight", "short", "unknown")


@dataclass(frozen=True)
class Evidence:
    """Homes -> people -> registrations -> space, for one case and set of assumptions.

    The position "now" is written as the financial year before `first_year` (its end is the start of the horizon);
    every later year is the position at the end of that year. Years run to at least ten after first_year.

    Attributes:
        first_year: start year of the case's horizon; `first_year - 1` stands for now.
        years: start years covered, the first being now.
        homes: one row a development and year: development_id, financial_year, homes (expected = stated x probability),
            homes_stated, status, curve ("stated" | "assumed").
        people: one row a development and year: development_id, financial_year, people (new in that year).
        shares: one row a development and practice: development_id, practice_code, share, method (id of the way that
            answered: `evidence.ways`), distance_km (to the practice's nearest site; NaN outside the case), inside
            (bool: the practice is in the case); where the share mixes the two, observed_share, predicted_share,
            area_code and area_patients (else NaN and ""); before_share where the way is a what-if: the share by the way
            that it changes (else NaN). A row with practice_code "" stands for those whom no practice takes (a what-if).
            A development's shares sum to 1; they are those of everybody it brings in all.
        registrations: the ledger, one row a practice, development and year: practice_code, development_id,
            financial_year, people (cumulative). Practices of the case only.
        practice_gap: one row a practice and year: practice_code, financial_year, list_size, growth_people, patients,
            space_patients (the patients the space test uses), list_basis ("weighted" | "raw"), area_basis
            ("NIA" | "GIA" | NaN), available_m2, need_m2, gap_m2 (available - need: negative is short), area_assumed
            (bool), rooms, rooms_needed, gap_rooms, state (one of STATES), unknown_reason ("" when known).
        site_gap: one row a site and year: site_code, practice_code, financial_year, area_basis, available_m2,
            need_m2, gap_m2, rooms, rooms_needed, gap_rooms, state, unknown_reason (the practice's need shared over its
            sites in proportion to area on one basis).
        cluster_gap: one row a cluster, year and basis: cluster_code, cluster_name, financial_year, area_basis,
            practices_known, practices_unknown, patients, growth_people, available_m2, need_m2, gap_m2, short_m2
            (sum over practices that are short, as a positive number), state. Practices whose basis is unknown have a
            row with a blank basis; patients and growth_people count every practice of the row, the areas only those
            whose gap is known; state is that of the row's totals.
        unassigned: one row a development and year: development_id, financial_year, people (new in that year), reason:
            people who could not be put on any list.
        issues: what was found or assumed on the way.
    """

    first_year: int
    years: tuple[int, ...]
    homes: pd.DataFrame
    people: pd.DataFrame
    shares: pd.DataFrame
    registrations: pd.DataFrame
    practice_gap: pd.DataFrame
    site_gap: pd.DataFrame
    cluster_gap: pd.DataFrame
    unassigned: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["development_id", "financial_year", "people", "reason"])
    )
    issues: tuple[Issue, ...] = ()

    @property
    def now(self) -> int:
        """The year that stands for today's position."""
        return self.first_year - 1
