"""The fund rules a case may switch on, and its further limits, as the pages say them."""

from prioritise.assumptions import TAGS
from prioritise.funding import RULES
from prioritise.funding.raw import percent
from prioritise.pipeline import Prepared
from prioritise.ui import words


def optional() -> dict[str, tuple[str, str]]:
    """Each rule that holds only where a case asks for it: id -> its name, and what it is, since when and from where."""
    return {
        rule.id: (
            rule.title,
            f"{rule.sentence()} In force: {rule.switch.since}. Source ({TAGS[rule.switch.tag]}): {rule.switch.source}.",
        )
        for rule in RULES
        if rule.switch is not None
    }


def further_limits(prepared: Prepared) -> list[str]:
    """The limits and switches that a case has beyond the usual ones, a phrase each; none where it has none."""
    s = prepared.case.settings
    said = [
        f"added revenue at most {words.gbp(limit)} in {year}" for year, limit in sorted(s.revenue_limit_by_year.items())
    ]
    for status, part in (("requested", s.requested_share), ("secured", s.secured_share)):
        said += [f"{status} money counts at {percent(part)}"] if part is not None else []
    said += [
        f"{holder} pays {words.plural(months, 'month')} after it is asked"
        for holder, months in sorted(s.lead_months_by_holder.items())
    ]
    names = optional()
    return said + [f"switched on: {names[r][0].lower()}" for r in s.rules_on if r in names]
