"""Floor areas are not published: an estimate from the rent the NHS pays for a practice, always marked as assumed."""

import pandas as pd

from prioritise.assumptions import Assumptions

COLUMNS = ["practice_code", "area_m2", "area_basis", "area_method"]


def estimated_areas(practices: pd.DataFrame, payments: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Floor area of each practice, in whole m2.

    area (m2 NIA) = premises payment (£ a year) x share that is rent / rent (£ a m2 NIA a year)

    NIA, because rents of surgeries are assessed on net internal area. A list that has grown by more than
    `premises_merger_growth` since the year of the payment has taken over another practice, whose premises the payment
    leaves out: its area is raised in proportion to its list. A practice without a positive payment gets the size band
    for its list instead, which is GIA and says so: the two are never mixed.

    Args:
        practices: `practice_code` and `list_size` (patients).
        payments: `practice_code`, `premises_gbp` (NaN: no usable payment) and `list_number` (list of that year).
        assumptions: `premises_rent_share`, `premises_rent_gbp_per_m2`, `premises_merger_growth` and the table
            `gia_size_bands`.

    Returns:
        One row a practice: practice_code, area_m2, area_basis (NIA, GIA, "" when the list is unknown too), area_method
        ("rent", "rent, merged", "size band", "").
    """
    rate = assumptions.value("premises_rent_share") / assumptions.value("premises_rent_gbp_per_m2")
    band = assumptions.band("gia_size_bands")
    year = payments.drop_duplicates("practice_code").set_index("practice_code")
    growth = practices["list_size"] / practices["practice_code"].map(year["list_number"])
    merged = (growth > 1 + assumptions.value("premises_merger_growth")) & (growth < float("inf"))
    by_rent = practices["practice_code"].map(year["premises_gbp"]) * rate * growth.where(merged, 1.0)
    by_band = practices["list_size"].map(lambda size: band.at(size) if pd.notna(size) else float("nan"))
    rented = by_rent > 0
    area = by_rent.where(rented, by_band).round()
    method = pd.Series("size band", index=practices.index).mask(rented, "rent")
    method = method.mask(rented & merged, "rent, merged").mask(area.isna(), "")
    basis = method.map({"rent": "NIA", "rent, merged": "NIA", "size band": "GIA", "": ""})
    return pd.DataFrame(
        {
            "practice_code": practices["practice_code"],
            "area_m2": area,
            "area_basis": basis.astype("str"),
            "area_method": method.astype("str"),
        },
        columns=COLUMNS,
    )
