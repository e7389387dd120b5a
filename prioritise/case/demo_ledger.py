"""A small ledger behind some of the demo's S.106 and CIL pots: invented, with what real ledgers have in them.

An exact copy, a superseded row, a deed of variation, a sum only asked for, one due and not fully paid, one passed to
the NHS, one that lapses in mid-year and one that has lapsed. Amounts are those of the pots, so that the two agree.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from prioritise.case.demo_frames import Record

_COUNCILS = {"AB": "local-authority:XAB", "TH": "local-authority:XTH", "KL": "local-authority:XKL",
             "GM": "local-authority:XGM"}  # fmt: skip
FILE = "invented.csv"


def ledger_records(pots: Sequence[Record]) -> dict[str, list[dict[str, Any]]]:
    """Rows of agreements, contributions and transactions by table, tied to the pots' own amounts."""
    amount = {str(p["pot_id"]): float(p["amount_gbp"]) for p in pots}
    return {"agreements": _agreements(), "contributions": _contributions(amount), "transactions": _moves(amount)}


def _row(council: str, reference: str, entered: str, **more: Any) -> dict[str, Any]:
    return {
        "organisation": _COUNCILS[council], "reference": reference, "version": 1, "entry_date": entered,
        "record_state": "current", "source_file": FILE, **more,
    }  # fmt: skip


def _deed(reference: str, entered: str, application: str | None, **more: Any) -> dict[str, Any]:
    base = {"developer_agreement_type": "section-106", "planning_application": application, "start_date": entered}
    return _row(reference[:2], reference, entered, **{**base, **more})


def _agreements() -> list[dict[str, Any]]:
    return [
        _deed("AB/S106/D003", "2019-05-14", "XA/18/00103/OUT", name="South-east extension of Aldermere"),
        _deed("AB/S106/D003-DV1", "2022-03-09", "XA/18/00103/OUT", name="First deed of variation",
              varies="AB/S106/D003"),
        _deed("AB/S106/D002", "2024-11-20", "XA/23/00412/OUT", name="Northern extension of Aldermere"),
        _deed("GM/S106/D005", "2018-07-02", "XG/17/00088/FUL", name="Gullhaven Docks"),
        _deed("GM/S106/D007", "2020-02-11", "XG/19/00240/FUL", name="Staveholm Mere"),
        _deed("KL/S106/D006", "2021-09-30", "XK/20/00571/FUL", name="Pound Road, Harrowdean"),
        _deed("TH/S106/D014", "2020-10-05", "XT/20/00133/FUL", name="Land at Furrow Lane"),
        _deed("AB/CIL/2025", "2025-12-31", None, name="Strategic CIL, health list",
              developer_agreement_type="community-infrastructure-levy"),
    ]  # fmt: skip


def _sum(deed: str, reference: str, entered: str, amount: float | None, **more: Any) -> dict[str, Any]:
    base = {"developer_agreement": deed, "contribution_purpose": "health", "amount": amount}
    return _row(deed[:2], reference, entered, **{**base, **more})


def _contributions(amount: Mapping[str, float]) -> list[dict[str, Any]]:
    docks, furrow = amount["S106-08"], amount["S106-17"]
    furrow_sum = _sum("TH/S106/D014", "D014-H1", "2020-10-05", furrow, pot_id="S106-17", spend_by="2027-03-31",
                      trigger="On first occupation", lead_time_weeks=10)  # fmt: skip
    return [
        _sum("AB/S106/D003", "D003-H1", "2019-05-14", 450_000, purpose_text="Two named surgeries in Aldermere"),
        _sum("AB/S106/D003-DV1", "D003-H1-DV1", "2022-03-09", amount["S106-03"], varies="D003-H1", pot_id="S106-03",
             purpose_text="Any one or more of five named surgeries in Aldermere", spend_by="2029-06-30",
             named_surgeries="Five surgeries listed in schedule 4", trigger="Before the 100th occupation",
             index_basis="RPI from the date of the deed", holder="Aldermere Borough Council", lead_time_weeks=12,
             conditions="Released to the NHS on a costed scheme"),
        _sum("AB/S106/D003", "D003-H2", "2019-05-14", amount["S106-04"], pot_id="S106-04",
             trigger="Before the 250th occupation", index_basis="BCIS All-in TPI"),
        _sum("AB/S106/D003", "D003-E1", "2019-05-14", 1_250_000, contribution_purpose="education"),
        _sum("AB/S106/D002", "D002-H1", "2024-11-20", amount["S106-06"], pot_id="S106-06",
             trigger="Not stated in the summary: see schedule 2"),
        _sum("AB/S106/D002", "D002-R1", "2024-11-20", None, pot_id="S106-05",
             notes="Asked for at outline; not in the signed deed"),
        _sum("GM/S106/D005", "D005-H1", "2018-07-02", 250_000, end_date="2019-12-31"),
        _sum("GM/S106/D005", "D005-H1", "2020-01-06", docks, version=2, pot_id="S106-08", holder="Ravelshire ICB",
             purpose_text="Health provision in the vicinity of the docks", spend_by="2030-03-31", lead_time_weeks=4),
        _sum("GM/S106/D005", "D005-H2", "2018-07-02", 60_000, pot_id="S106-15", spend_by="2025-12-31",
             purpose_text="Health facilities in Gullhaven, or other health purposes"),
        _sum("GM/S106/D007", "D007-H1", "2020-02-11", 150_000, pot_id="S106-09", spend_by="2027-03-31",
             trigger="On first occupation", lead_time_weeks=16, holder="Gullhaven & Marram District Council"),
        _sum("KL/S106/D006", "D006-H1", "2021-09-30", amount["S106-10"], pot_id="S106-10", spend_by="2028-09-30",
             purpose_text="Extension of general practice in Harrowdean", lead_time_weeks=8),
        furrow_sum,
        {**furrow_sum, "version": 2},
        _sum("AB/CIL/2025", "CIL-2025-H", "2025-12-31", amount["CIL-1"], pot_id="CIL-1",
             purpose_text="Health buildings on the infrastructure list"),
    ]  # fmt: skip


def _moves(amount: Mapping[str, float]) -> list[dict[str, Any]]:
    five, docks, pound, furrow = (amount[p] for p in ("S106-03", "S106-08", "S106-10", "S106-17"))
    lapsed = amount["S106-15"]
    steps: list[tuple[str, str, str, str, float]] = [
        ("AB", "D002-R1", "requested", "2024-06-03", amount["S106-05"]),
        ("AB", "D003-H1", "requested", "2018-09-17", 450_000),
        ("AB", "D003-H1", "triggered", "2021-06-30", 200_000),
        ("AB", "D003-H1", "received", "2021-08-12", 200_000),
        ("AB", "D003-H1-DV1", "triggered", "2024-06-30", round(five - 200_000, 2)),
        ("AB", "D003-H1-DV1", "received", "2024-06-28", round(five - 200_000, 2)),
        ("GM", "D005-H1", "received", "2020-03-25", docks),
        ("GM", "D005-H1", "transferred", "2023-05-04", docks),
        ("GM", "D005-H2", "received", "2018-12-14", 60_000),
        ("GM", "D005-H2", "spent", "2022-10-31", round(60_000 - lapsed, 2)),
        ("GM", "D007-H1", "triggered", "2022-02-01", 150_000),
        ("GM", "D007-H1", "received", "2022-03-30", amount["S106-09"]),
        ("KL", "D006-H1", "received", "2023-09-29", pound),
        ("TH", "D014-H1", "received", "2022-03-31", furrow),
        ("AB", "CIL-2025-H", "received", "2025-12-31", amount["CIL-1"]),
        ("TH", "TH/S106/D014", "received", "2022-03-31", 40_000),
    ]
    rows = []
    for number, (council, of, step, day, pounds) in enumerate(steps, start=1):
        where = {"developer_agreement_contribution": of, "contribution_funding_status": step, "amount": pounds}
        rows.append(_row(council, f"T{number:03d}", day, start_date=day, **where))
    return rows
