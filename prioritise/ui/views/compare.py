"""Two runs side by side, as the What if page shows them."""

from typing import Any

import pandas as pd

from prioritise.record.words import LAPSES
from prioritise.ui import words
from prioritise.ui.state import KeptRun
from prioritise.ui.views.decide import standing_short

MEASURES = (
    "Bids funded", "Value", "Capital (£)", "Space added where known (m²)", "Patients served where known, bid by bid",
    "Revenue a year where known (£)", LAPSES,
)  # fmt: skip

NO_LIST = "no list"


def figures(one: KeptRun) -> dict[str, float]:
    """What a run comes to, for a comparison; NaN where nothing is known, or where there is no list."""
    run = one.run
    if not run.result.status.has_answer:
        return dict.fromkeys(MEASURES, float("nan"))
    funded = run.ranked[run.ranked["decision"] == "funded"]
    sums = [_known_sum(funded[c]) for c in ("added_area_m2", "patients_served", "revenue_gbp_per_year")]
    found = (
        float(len(funded)),
        float(run.result.value or 0.0),
        float(run.funding["amount_gbp"].sum()),
        *sums,
        float(run.pots_after["lapses_gbp"].sum()),
    )
    return dict(zip(MEASURES, found, strict=True))


def _known_sum(cells: "pd.Series[Any]") -> float:
    """The sum of what is known; NaN where bids are funded and nothing is."""
    return float(cells.sum(min_count=1)) if len(cells) else 0.0


def compared(first: KeptRun, second: KeptRun) -> pd.DataFrame:
    """One row a measure: measure, first, second, change."""
    a, b = figures(first), figures(second)
    rows = [(k, _figure(first, a, k), _figure(second, b, k), _signed(b[k] - a[k], k)) for k in a]
    rows.append(_nearness(first, second))
    return pd.DataFrame(rows, columns=["measure", "first", "second", "change"])


def _nearness(first: KeptRun, second: KeptRun) -> tuple[str, str, str, str]:
    """How near each list is to the best there is: of two values less far apart, either may be the greater."""
    near = [standing_short(k.run) if k.run.result.status.has_answer else NO_LIST for k in (first, second)]
    change = words.NOT_KNOWN if NO_LIST in near else "no change" if near[0] == near[1] else ""
    return "How near the best", near[0], near[1], change


def _figure(one: KeptRun, found: dict[str, float], measure: str) -> str:
    if not one.run.result.status.has_answer:
        return NO_LIST
    return words.number(found[measure], int(measure == "Value"))


def _signed(change: float, measure: str) -> str:
    digits = int(measure == "Value")
    if not words.known(change):
        return words.NOT_KNOWN
    if round(change, digits) == 0:
        return "no change"
    return ("+" if change > 0 else "-") + words.number(abs(change), digits)


def flips(first: KeptRun, second: KeptRun) -> pd.DataFrame:
    """One row a bid whose decision or start differs between two runs of one case."""
    columns = ["bid_id", "decision", "start_year"]
    joined = first.run.ranked[["bid_id", "title", "capital_gbp", *columns[1:]]].merge(
        second.run.ranked[columns], on="bid_id", suffixes=("_first", "_second")
    )
    apart = joined[
        (joined["decision_first"] != joined["decision_second"])
        | (joined["start_year_first"] != joined["start_year_second"])
    ]
    says = {
        side: [
            f"{words.DECISIONS[d]}{', ' + words.year(y) if words.year(y) else ''}"
            for d, y in zip(apart[f"decision_{side}"], apart[f"start_year_{side}"], strict=True)
        ]
        for side in ("first", "second")
    }
    return pd.DataFrame({"title": apart["title"], "capital_gbp": apart["capital_gbp"], **says}).reset_index(drop=True)


def flips_sentence(first: KeptRun, second: KeptRun) -> str:
    """How many bids flip, in one sentence."""
    without = [one.label for one in (first, second) if not one.run.result.status.has_answer]
    if without:
        return f"There is no list in {' nor in '.join(f'“{w}”' for w in without)}, so nothing can be compared."
    joined = first.run.ranked.merge(second.run.ranked, on="bid_id", suffixes=("_a", "_b"))
    enters = int(((joined["decision_a"] != "funded") & (joined["decision_b"] == "funded")).sum())
    leaves = int(((joined["decision_a"] == "funded") & (joined["decision_b"] != "funded")).sum())
    if not enters and not leaves:
        return f"The same bids are funded in “{first.label}” and “{second.label}”."
    return (
        f"From “{first.label}” to “{second.label}”, {words.plural(enters, 'bid comes', 'bids come')} in and "
        f"{words.plural(leaves, 'drops', 'drop')} out."
    )


def next_label(wanted: str, taken: list[str]) -> str:
    """The name wanted, with a number if it is taken."""
    label, number = wanted, 2
    while label in taken:
        label, number = f"{wanted} ({number})", number + 1
    return label
