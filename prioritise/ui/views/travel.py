"""Where the minutes on screen come from, in words."""

from prioritise.evidence.travel import Provenance, TravelRules
from prioritise.ui import words


def minutes_line(found: Provenance, rules: TravelRules, place: str) -> str:
    """How minutes from each place (`the middle of each small area`) were found: given, estimated, or some of each."""
    estimate = (
        f"the straight line × {rules.detour:g}, at {rules.urban_kmh:g} km an hour in town and {rules.rural_kmh:g} in "
        f"the country (fewer than {rules.rural_people_per_km2:g} people to the square km)"
    )
    if not found.given:
        return f"Minutes are by car from {place}: {estimate}. These are not times by real roads."
    by = "; ".join(found.sources)
    if found.given == found.pairs:
        return f"Minutes are by car from {place}, all of them given by this case ({by})."
    return (
        f"Minutes are by car from {place}. This case gives {found.given:,} of the "
        f"{words.plural(found.pairs, 'way')} ({by}); the other {found.pairs - found.given:,} are estimated: {estimate}."
    )
