"""A what-if: practices with a closed list take nobody, and the others take their share."""

import pandas as pd

from prioritise.evidence.ways import blend
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import Way, answer


def share(ground: Ground) -> pd.DataFrame:
    """The blend without practices whose list is closed; a development only they would serve keeps the blend."""
    rows = blend.share(ground)
    practices = ground.case.table("practices")
    shut = set(practices.loc[practices["list_status"].eq("closed"), "practice_code"])
    kept = rows["share"].where(~rows["practice_code"].isin(shut), 0.0)
    total = kept.groupby(rows["development_id"]).transform("sum")
    passed = (kept / total).where(total > 0, rows["share"])
    return answer(rows[["development_id", "practice_code"]].assign(share=passed, before_share=rows["share"]))


OPEN_LISTS = Way(
    id="open_lists",
    name="What if closed lists take nobody",
    manner="as the area and those nearby register today, but none to closed lists",
    sentence="As the blend, but a practice whose list is closed takes none of the new people and the others take "
    "theirs in proportion. What people would do, not what they must: a what-if.",
    formula="Share = blend without closed lists ÷ its sum",
    source="What-if: behaviour, not physics",
    share=share,
    otherwise="nearest",
)
