"""The funding matrix as a heat table of our own: which pot pays which bid, in thousands of pounds."""

import pandas as pd

from prioritise.case.rows import each
from prioritise.ui import theme, words


def table(rows: pd.DataFrame) -> str:
    """A row a bid, a column a pot that pays something; darker is more.

    Args:
        rows: one row a pot and bid with money: pot_id, pot, bid_id, title, amount_gbp.
    """
    pots = rows.drop_duplicates("pot_id").sort_values(["pot", "pot_id"])
    bids = rows.drop_duplicates("bid_id").sort_values(["title", "bid_id"])
    money = {(r.bid_id, r.pot_id): float(r.amount_gbp) for r in each(rows)}
    most = max(money.values(), default=1.0)
    heads = "".join(f"<th class='v' scope='col'>{words.safe(p)}</th>" for p in pots["pot"])
    body = "".join(
        f"<tr><th scope='row'>{words.safe(b.title)}</th>"
        + "".join(_cell(money.get((b.bid_id, p)), most) for p in pots["pot_id"])
        + f"<td class='n'><b>{_thousands(sum(v for (bid, _), v in money.items() if bid == b.bid_id))}</b></td></tr>"
        for b in each(bids)
    )
    totals = "".join(
        f"<td class='n'><b>{_thousands(sum(v for (_, pot), v in money.items() if pot == p))}</b></td>"
        for p in pots["pot_id"]
    )
    return (
        "<div class='p-scroll' tabindex='0' role='region' aria-label='Funding matrix'><table id='matrix'><thead><tr>"
        f"<th scope='col'>Bid (£ thousand)</th>{heads}<th class='v' scope='col'>All pots</th></tr></thead><tbody>{body}"
        f"<tr><th scope='row'><b>All bids</b></th>{totals}"
        f"<td class='n'><b>{_thousands(sum(money.values()))}</b></td></tr></tbody></table></div>"
    )


def _cell(amount: float | None, most: float) -> str:
    if amount is None:
        return "<td></td>"
    ground, ink = theme.heat(amount / most)
    return f"<td class='n' style='background:{ground};color:{ink}'>{_thousands(amount)}</td>"


def _thousands(amount: float) -> str:
    return f"{amount / 1000:,.0f}" if amount >= 500 else f"{amount / 1000:.2f}"  # noqa: PLR2004 - small sums keep pence
