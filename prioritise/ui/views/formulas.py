"""The formulas in use, one row a step from homes to the order of the list, for the methods page.

A formula of the evidence is read from the first line of its own function, so that the page cannot say another.
"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from prioritise.case.premises import FACTORS_SOURCE, GROUPS_SOURCE
from prioritise.evidence import floating
from prioritise.evidence import formulas as evidence
from prioritise.evidence.people import PRESETS, PeoplePreset
from prioritise.evidence.ways import WAYS
from prioritise.optimise.choose import TIE_ORDER

OURS = "Our design choice"


def _of(function: Callable[..., Any]) -> str:
    """The formula a function works out, as the first line of its docstring says it."""
    first = (function.__doc__ or "").strip().splitlines()[0]
    return first.replace(" x ", " × ").replace("m2", "m²").rstrip(".")


def _people(preset: PeoplePreset) -> str:
    """The formula of a preset of people in a home."""
    each = "homes of each size × people in one" if preset.by_beds else "homes × people in one"
    left = " × (1 - affordable share × (1 - the part of it that counts))" if preset.market_only else ""
    return f"People = {each}{left}"


# step, what it does in a sentence, formula, source
STEPS: tuple[tuple[str, str, str, str], ...] = (
    (
        "Homes",
        "Homes are counted by how likely they are to be built, which goes by their stage in planning.",
        _of(evidence.expected_homes),
        f"{OURS}: the chances are planning judgement, listed below",
    ),
    (
        "Build-out",
        "Where a site has no programme by year, its homes are finished at an even pace after a wait.",
        _of(evidence.cumulative_build_out).replace(", between", ", kept between"),
        OURS,
    ),
    (
        "People",
        "Homes become people who are new to the practices here.",
        _of(evidence.people_in_homes),
        "The first step of the NHS contribution formulas in use in England",
    ),
    *(
        (f"People in a home: {p.name[:1].lower()}{p.name[1:]}", p.sentence, _people(p), "Its assumptions, listed below")
        for p in PRESETS.values()
    ),
    (
        "When people come",
        "People join a list some time after their home is finished; none by default.",
        "Year on a list = year finished + occupation_lag_years, part of a year being shared between two",
        OURS,
    ),
    *((f"Shares: {w.name[:1].lower()}{w.name[1:]}", w.sentence, w.formula, w.source) for w in WAYS.values()),
    (
        "Patients expected",
        "The list as it is, and those from new homes who join it.",
        "Patients = list today + people from new homes × the practice's share, up to that year",
        "Arithmetic",
    ),
    (
        "Space needed, net (NIA: usable rooms and corridors)",
        "For practices measured in net internal area. Newcomers weigh what the practice's patients weigh today.",
        _of(evidence.nia_need_m2).replace(" (the two figures are arguments)", ""),
        "Community Health Partnerships representation 20110, Brentwood, 21 March 2018",
    ),
    (
        "Space needed, gross (GIA: walls, plant and stairs too)",
        "For practices measured in gross internal area. Net and gross are never mixed or added.",
        _of(evidence.gia_need_m2).rstrip(":") + "; in proportion to the list outside the bands",
        "Size bands to be confirmed: see the line under the assumptions",
    ),
    (
        "Rooms needed",
        "The hours patients need, over the hours a room is really used.",
        "Rooms = patients × contacts a year × minutes ÷ 60 ÷ (weeks × hours a week × share of time in use)",
        "HBN 11-01 (2013) for the method; its usual inputs are to be confirmed",
    ),
    (
        "Gap",
        "Below nought is short. Tight: room to spare, but less of it than the margin below (tight_margin_share).",
        _of(evidence.gap).split(":")[0],
        "Arithmetic",
    ),
    (
        "Who can reach a surgery: weight",
        "A surgery counts for a place by how near it is by car.",
        _of(floating.decay_weights).replace("cost", "minutes"),
        "Decay from Haynes, Lovett and Sünnenberg 2003; the speeds are our design choice",
    ),
    (
        "Who can reach a surgery: space in reach",
        "The space of each surgery is shared by all who can reach it, the nearest counting most (E2SFCA).",
        "Space in reach = sum over surgeries of weight × m² ÷ (sum over places of weight × people)",
        "Enhanced two-step floating catchment: Luo and Qi, Health & Place 15 (2009)",
    ),
    (
        "Who can reach a surgery: people dealt out",
        "The same, with the people of a place first dealt out over the surgeries in reach (3SFCA).",
        "As above, with weight × weight ÷ the sum of the place's weights in place of weight",
        "Three-step floating catchment: Wan, Zou and Sternberg, Int. J. Geographical Information Science 26 (2012)",
    ),
    (
        "Size of a cluster",
        "Its registered list against a usual size; both ends count as within. Where a list is not known, only “above” "
        "can be said.",
        "Above = patients − upper limit; below = lower limit − patients",
        "The limits and their sources are under Assumptions: pcn_patients_… and hub_patients_…",
    ),
    (
        "A cluster in one piece",
        "A small area is the cluster's where most of its registered patients are with its practices; patients "
        "of practices outside the case are nobody's. Areas that touch or nearly touch are joined.",
        "Pieces = groups of its areas within contiguity_gap_m of each other; a practice stands apart where it is "
        "further than cluster_apart_km from the piece with most of its patients",
        OURS,
    ),
    (
        "Direction, distance and speed of a cluster",
        "Direction: whether its room shrinks. Distance: room now and at the ten-year view. Speed: newcomers a year.",
        "Speed = people from new homes over the span ÷ years of the span, for the nearer years and for the later ones",
        "The words are those of NHS West Kent CCG, Mapping the Future, about 2016; the measures are our design choice",
    ),
    (
        "Patients for each GP and room",
        "Not known where the list, the GPs or the rooms are not known, or where there is none: never endless.",
        "List ÷ full-time-equivalent GPs; list ÷ clinical rooms; one room's standard = 1 ÷ the rooms one patient needs",
        "Arithmetic; England's figure and how sure it is are under Assumptions (england_patients_per_gp)",
    ),
    (
        "Practice vulnerability",
        "Twelve factors: stated, worked out (CQC rating, patients for each GP, a closed list) or not known. No score.",
        "Count of the factors that hold, of those known, by group; soft factors only with a written reason",
        f"{FACTORS_SOURCE}; groups: {GROUPS_SOURCE}, and partly our placing",
    ),
    (
        "Lease against a grant",
        "How large a grant a lease outlasts, were its works to end in the first year of the horizon.",
        "Tie ends = 31 March at the end of the year the works end + years of guaranteed use for the grant",
        "Premises Costs Directions for the years; that a lease should outlast the tie is our inference",
    ),
    (
        "What if a new surgery opened",
        "It draws as a practice of its list nearby does; every other then keeps its share in proportion.",
        "Its share = hold ÷ (hold + holds of the practices near), hold = pull × exp(-decay × minutes by car); every "
        "other's = its share before × (1 - that)",
        "Huff's model; a what-if, no more than the list capacity given",
    ),
    (
        "Rooms not used",
        "Use what exists first: hours a week that rooms could be used and are not.",
        f"{_of(evidence.room_hours_usable)}; {_of(evidence.room_hours_needed)}; unused = usable - needed",
        "HBN 11-01 (2013) for the method; its usual inputs are to be confirmed",
    ),
    (
        "Backlog and growth",
        "What is short today is kept apart from what growth adds: growth money may not pay for the first.",
        "Backlog = m² short today; growth = m² short by then - backlog",
        "Arithmetic; the two are told apart as CIL Regulation 122 asks",
    ),
    (
        "Points of a bid on a criterion",
        "Each criterion has a fixed worst and best, so no bid changes another's score.",
        "Points = weight used × 100 × (score - worst) ÷ (best - worst), kept between 0 and 100 "
        "(and × patients served ÷ 1,000 where the criterion is scaled by patients)",
        f"{OURS}: multi-criteria scoring with fixed anchors",
    ),
    (
        "Value of a bid",
        "A missing score is not nought: the weights are shared over the scores that are known.",
        "Value = sum of its points; weight used = weight ÷ sum of the weights that have a score for this bid",
        OURS,
    ),
    (
        "Weights from swings",
        "A weight is what lifting a scheme from worst to best on a criterion is worth, beside the largest such swing.",
        "Weight = points of the swing (the largest has 100) ÷ sum of points × 100, in whole numbers: each rounded "
        "down, and what is lacking to those that lost most",
        "HM Treasury, Green Book supplementary guidance: multi-criteria decision analysis (2024)",
    ),
    (
        "Weights from an order",
        "Where only an order is agreed, the middle of all weights that keep it; those in one place share its places.",
        "Weight of place k of n = (1/k + 1/(k+1) + ... + 1/n) ÷ n × 100, to one decimal as above",
        "Rank-order centroid (SMARTER): Edwards and Barron 1994",
    ),
    (
        "Agreement of a panel",
        "How far members' scores of one bid differ, against how far scores differ at all; scores may be missing.",
        "Alpha = 1 - (mean squared difference of two scores of a bid on a criterion) ÷ (that of any two scores)",
        "Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), for interval data",
    ),
    (
        "Strictness of a member",
        "What a bid's score would be if all scored as strictly as the middle member: beside the mean, never instead.",
        "Score = bid on a criterion + member, by least squares; members are compared through bids that both scored",
        f"{OURS}: the usual model of main effects; the middle member is the median",
    ),
    (
        "Timing",
        "A later start is worth a little less.",
        "Worth of a start = value ÷ (1 + discount rate) to the power of the years after the first",
        "HM Treasury, The Green Book: 3.5% a year for years 0 to 30. A case can set discount_rate in settings.toml",
    ),
    (
        "The choice",
        "Which bids start when, and what each pot pays, within every rule of the money below.",
        "Greatest sum of value × timing over all lists that keep every rule",
        f"{OURS}: a mixed-integer linear programme, solved by HiGHS and checked again without it",
    ),
    (
        "Equal lists",
        "Where two lists are worth the same, the first of these that differs decides.",
        TIE_ORDER[:1].upper() + TIE_ORDER[1:],
        OURS,
    ),
    (
        "Order of the list",
        "The order is by how little money a bid needs to be in: what is in with less money stays in with more.",
        "First what is in at the smallest share of the money; then by value for each pound of capital",
        "Koç, Morton, Popova and others, Prioritizing Project Selection, The Engineering Economist 54 (2009)",
    ),
    (
        "What a funded bid is worth to the list",
        "The list is chosen again without it; said as a range where either list is proved only to within a gap.",
        "Replacement cost = value of the best list - value of the best list without the bid",
        f"{OURS}: re-solved, as replacement cost is in conservation planning",
    ),
    (
        "How far off another bid is",
        "The list is chosen again with it in; where no list with it keeps every rule, it fits at no score.",
        "Points short = (value of the best list - value of the best list with the bid) ÷ timing of its start",
        OURS,
    ),
    (
        "What would fund a bid",
        "A change is promised only where a list with the bid in, which keeps every rule and can be paid to the penny, "
        "is worth more than any list without it can be.",
        "Value of that list > most any list without the bid is worth × (1 + the gap within which it is promised)",
        OURS,
    ),
    (
        "What a rule costs",
        "The list is chosen again without the rule, every other kept.",
        "Price = value of the best list without the rule - value of the best list",
        OURS,
    ),
    (
        "The least that must give",
        "When rules clash, the fewest that have one of every set that cannot hold together; of as few, those that "
        "leave the most valuable list.",
        "Fewest rules such that some list keeps all the others",
        f"{OURS}: growing the clash sets until the rest can hold",
    ),
)


def table() -> pd.DataFrame:
    """One row a step: step, formula, sentence, source."""
    return pd.DataFrame([(step, formula, said, source) for step, said, formula, source in STEPS],
                        columns=["formula_step", "formula", "sentence", "source"])  # fmt: skip
