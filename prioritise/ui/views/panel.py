"""What the panel said, how far it agrees, and what to talk about first, as the page shows it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.case.rows import each
from prioritise.panel.agreement import BANDS, OVERALL, agreement
from prioritise.panel.meeting import meeting_order
from prioritise.panel.opinions import CELL, STATES, Opinions, opinions_of
from prioritise.panel.severity import Severity, severity
from prioritise.panel.spread import cell_spread, stand
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.views.robust import criteria_names
from prioritise.ui.views.weight_sets import FIRM, ordinal, titles_of

MARKS = {
    "split and close": "◆ Split, and the decision is close",
    "split": "◆ Split",
    "close": "◐ The decision is close",
    "gap": "○ Scores are missing",
    "alike": "● Near each other: to be agreed",
}
"""Why a bid is on the meeting's order: a mark and a word."""
MOST_DRAWN = 20
MISSING_RULE = (
    "The rule for missing scores: a score that nobody gave is unknown, never nought. A bid's score is the one agreed, "
    "else the mean of those who scored it and have no interest; where there is none, the bid's weights are shared over "
    "what is known of it."
)
ALPHA = (
    "Krippendorff's alpha holds how far members' scores of the same bid differ against how far scores differ at "
    "all: 1, always the same; 0, as if given by chance; below nought, further apart than by chance. It bears "
    "missing scores and members left out for an interest. Over all criteria together it also counts how far the "
    "criteria differ from each other, so it is often higher than on each of them. The words are ours."
)
STRICTNESS = (
    "Some members score high and some low throughout. Each score is fitted by least squares as bid and criterion "
    "plus member, and can then be said as the middle member would have given it. It stands beside the mean and "
    "never in its place: who scores low may be right. Where all members scored the same bids, the order of those "
    "bids is the same in both."
)


@dataclass(frozen=True)
class Panel:
    """Everything the page shows of a panel.

    Attributes:
        prepared: the case with its scores.
        opinions: what each member said. spread: how far apart. fit: their strictness. standing: what hangs on it.
        agreed: agreement over all and by criterion. order: bids to talk about first.
    """

    prepared: Prepared
    opinions: Opinions
    spread: pd.DataFrame
    fit: Severity
    standing: pd.DataFrame
    agreed: pd.DataFrame
    order: pd.DataFrame


def panel_of(
    prepared: Prepared,
    funded_share: Mapping[str, float] | None = None,
    asked: Mapping[str, Collection[str]] | None = None,
) -> Panel:
    """Everything the page shows of a case's panel.

    Args:
        prepared: the case with its scores.
        funded_share: bid id -> share of the ways tried in which it is funded, where that is known.
        asked: bid id -> names of those who were asked to score it, where that is known (`opinions_of`).
    """
    opinions, assumptions = opinions_of(prepared.case, asked), prepared.assumptions
    spread, fit = cell_spread(opinions.rows, assumptions), severity(opinions.rows, CELL)
    standing = stand(prepared.scored, spread, fit, assumptions)
    order = meeting_order(opinions, spread, standing, criteria_names(prepared), funded_share)
    return Panel(prepared, opinions, spread, fit, standing, agreement(opinions.rows, assumptions), order)


def answer(panel: Panel) -> str:
    """The answer to "Where does the panel disagree?" in one sentence or two."""
    cells, rows = panel.opinions.cells, panel.opinions.rows
    if not len(cells):
        return "Nowhere to be seen: the panel scores no criterion of this case, or there are no bids."
    if not panel.opinions.begun:
        return "Nobody has scored a bid in this case, so there is nothing yet to agree or disagree on."
    settled = int(cells["state"].eq("agreed").sum())
    head = f"{settled:,} of {words.plural(len(cells), 'score')} are agreed."
    if not len(rows):
        return f"{head} No member's own scores stand beside them, so how far the panel differed cannot be told."
    split = panel.order["why"].isin(["split", "split and close"])
    overall = panel.agreed.iloc[0]
    told = BANDS[overall["band"]]
    figure = "" if np.isnan(overall["alpha"]) else f" (alpha {overall['alpha']:.2f})"
    bids = words.plural(panel.standing["bid_id"].nunique(), "bid stands", "bids stand")
    return f"{head} {bids} on members' own scores: opinion is split on {words.number(split.sum())}. {told}{figure}."


def state_lines(panel: Panel) -> list[tuple[str, str, str]]:
    """Headline figures: (label, figure, small print)."""
    state, out = panel.opinions.cells["state"], panel.opinions.left_out
    return [
        *((STATES[key], words.number(int(state.eq(key).sum())), "bid and criterion") for key in STATES),
        ("Left out", words.number(len(out)), "member and bid, for an interest"),
    ]


def order_rows(panel: Panel) -> pd.DataFrame:
    """One row a bid to talk about, first to last: scheme, why, what hangs on it, and what to talk about."""
    titles = titles_of(panel.prepared.case)
    rows = [(titles.get(r.bid_id, r.bid_id), MARKS[r.why], r.at_stake_points, r.sentence) for r in each(panel.order)]
    return pd.DataFrame(rows, columns=["bid", "talk", "at_stake_points", "talk_reason"])


def agreement_rows(panel: Panel) -> pd.DataFrame:
    """One row over all and one a criterion: alpha, the word for it, and what it is told from."""
    names = {OVERALL: "Every criterion together", **criteria_names(panel.prepared)}
    rows = [
        (names[r.criterion_id], f"{r.alpha:.2f}" if words.known(r.alpha) else words.NOT_KNOWN,
         f"{BANDS[r.band]}{f': {r.why}' if r.why else ''}",
         f"{words.plural(r.scores, 'score')} of {words.number(r.things)} bids and criteria with two or more")
        for r in each(panel.agreed)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["criterion", "alpha_words", "agree_words", "told_from"])


def spread_rows(panel: Panel) -> pd.DataFrame:
    """One row a bid and criterion with members' own scores, furthest apart first."""
    titles, names = titles_of(panel.prepared.case), criteria_names(panel.prepared)
    rows = panel.spread.sort_values(["deviation_points", *CELL], ascending=[False, True, True], na_position="last")
    rows = rows.assign(
        bid=[titles.get(b, b) for b in rows["bid_id"]],
        criterion=[names[c] for c in rows["criterion_id"]],
        lowest_highest=[_range(low, high) for low, high in zip(rows["lowest"], rows["highest"], strict=True)],
        split_words=["Split" if s else "Near each other" for s in rows["split"]],
        scores_given=rows["scores"],
    )
    return rows.assign(about=rows["bid"] + " · " + rows["criterion"]).reset_index(drop=True)


SPREAD_COLUMNS = [
    "bid", "criterion", "lowest_highest", "scores_given", "mean_points", "deviation_points", "split_words"
]  # fmt: skip


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def spread_title(panel: Panel) -> str:
    """Heading of the picture of spread, from what it shows."""
    split, many = int(panel.spread["split"].sum()), words.plural(len(panel.spread), "score")
    if not split:
        return f"Members' scores lie near each other on all of {many}"
    return f"Opinion is split on {split:,} of {many}"


def adjusted_rows(panel: Panel) -> pd.DataFrame:
    """One row a bid on members' own scores: as it stands, by the extremes, and as the middle scorer would have it."""
    titles = titles_of(panel.prepared.case)
    rows = []
    for r in each(panel.standing.sort_values(["place", "bid_id"])):
        known = words.known(r.adjusted_value)
        error = f"{FIRM}±{FIRM}{words.number(r.adjusted_error, 1)}" if words.known(r.adjusted_error) else ""
        span = words.known(r.place_first)
        rows.append(
            {
                "bid": titles.get(r.bid_id, r.bid_id),
                "value_now": _valued(r.value, r.place),
                "value_range": f"{words.number(r.value_low, 1)} to {words.number(r.value_high, 1)}",
                "value_adjusted": f"{_valued(r.adjusted_value, r.adjusted_place)}{error}" if known else words.NOT_KNOWN,
                "place_range": _between(r.place_first, r.place_last) if span else words.NOT_KNOWN,
            }
        )
    return pd.DataFrame(rows, columns=["bid", "value_now", "value_range", "value_adjusted", "place_range"])


def _valued(value: float, place: int) -> str:
    return f"{words.number(value, 1)}{FIRM}·{FIRM}{ordinal(int(place))}"


def _between(first: int, last: int) -> str:
    one, other = ordinal(int(first)), ordinal(int(last))
    return one if one == other else f"{one} to {other}"


def comparable(panel: Panel) -> str:
    """Whether all members can be compared, in one sentence; no names."""
    groups = panel.fit.groups
    if len(groups) == 1 and len(groups[0]) > 1:
        count = len(groups[0])
        every = "Both" if count == 2 else f"All {count}"  # noqa: PLR2004 - two have a word
        return f"{every} members whose scores count can be compared: bids that several scored link them."
    alone = sum(len(g) == 1 for g in groups)
    linked = [len(g) for g in groups if len(g) > 1]
    parts = [f"{words.plural(alone, 'member')} shared no bid with another"] if alone else []
    parts += [f"{len(linked)} groups of members scored no bid in common"] if len(linked) > 1 else []
    return f"Not all members can be compared: {' and '.join(parts)}. Strictness is told within a group alone."


def noise_words(panel: Panel) -> str:
    """How much of the scores neither bid nor member explains, in one sentence."""
    if np.isnan(panel.fit.noise):
        return "There are too few scores to tell chance from strictness, so no error can be given."
    return (
        f"Once bid and member are taken out, a score still lies about {panel.fit.noise:.0f} points of 100 off: the "
        "errors and the places come from that. Agreed and computed scores are taken as settled."
    )


def scorer_rows(panel: Panel) -> pd.DataFrame:
    """Confidential: one row a member, by name: scores, strictness, and with whom they can be compared."""
    rows = []
    for r in each(panel.fit.scorers):
        group = [name for name in panel.fit.groups[r.group] if name != r.scorer]
        error = f"{FIRM}±{FIRM}{r.error:.1f}" if words.known(r.error) else ""
        figure = f"{_signed(r.higher)}{error}" if words.known(r.higher) else words.NOT_KNOWN
        rows.append((r.scorer, r.scores, figure, "; ".join(group) or "nobody"))
    return pd.DataFrame(rows, columns=["scorer_name", "scores_given", "higher_words", "compared_with"])


def _signed(points: float) -> str:
    rounded = round(points, 1) + 0.0
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded):.1f}"


def left_out_rows(panel: Panel) -> pd.DataFrame:
    """Confidential: one row a member and bid with an interest, by name."""
    titles = titles_of(panel.prepared.case)
    rows = [
        (r.scorer, titles.get(r.bid_id, r.bid_id), r.interest, r.not_counted) for r in each(panel.opinions.left_out)
    ]
    return pd.DataFrame(rows, columns=["scorer_name", "bid", "interest", "not_counted"])


def awaited_rows(panel: Panel) -> pd.DataFrame:
    """Confidential: one row a bid and criterion that some members may score and have not, with their names."""
    titles, names = titles_of(panel.prepared.case), criteria_names(panel.prepared)
    rows = [
        (titles.get(r.bid_id, r.bid_id), names[r.criterion_id], "; ".join(r.awaited))
        for r in each(panel.opinions.cells)
        if r.awaited
    ]
    return pd.DataFrame(rows, columns=["bid", "criterion", "awaited_words"])


def interests_sentence(panel: Panel) -> str:
    """Who was left out for an interest, in numbers alone."""
    out = panel.opinions.left_out
    if not len(out):
        return "No member has declared an interest in a bid of this case."
    scores = int(out["not_counted"].sum())
    return (
        f"{words.plural(out['scorer'].nunique(), 'member is', 'members are')} left out of "
        f"{words.plural(out['bid_id'].nunique(), 'bid')} for an interest; {words.plural(scores, 'score')} of theirs "
        f"{'is' if scores == 1 else 'are'} not counted anywhere on this page."
    )


def missing_sentence(panel: Panel) -> str:
    """What is missing, in numbers alone."""
    cells = panel.opinions.cells
    nobody = int(cells["state"].eq("none").sum())
    part = int((cells["scores"].gt(0) & cells["awaited"].map(len).gt(0)).sum())
    parts = [f"{words.plural(nobody, 'score')} that nobody has given"] if nobody else []
    if part:
        parts.append(f"{words.plural(part, 'score lacks', 'scores lack')} that of a member who may give it")
    if not parts:
        return "No score is missing."
    return f"Missing: {'; '.join(parts)}."
