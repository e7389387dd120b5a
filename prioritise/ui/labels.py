"""What columns are called on screen: here for those worked out, in the data dictionary for the rest."""

import re
from collections.abc import Mapping, Sequence

from prioritise.case import tables as dictionary
from prioritise.record.words import LAPSES
from prioritise.ui import words

SIDEWAYS = 4
"""Columns beyond which a narrow screen is told to scroll."""
MOST_NAMED = 6
"""Columns out of sight that are named one by one; of more, only how many there are and the last."""
_M2 = re.compile(r"\bm2\b")

# Columns that are worked out, or that need another name than the dictionary's: (label, help).
LABELS: dict[str, tuple[str, str]] = {
    "practice": ("Practice", "Name of the practice"),
    "practices": ("Practices", "Practices the scheme serves"),
    "site": ("Site", "Name of the site"),
    "development": ("Development", "Name or address of the housing site"),
    "pot": ("Pot", "Name of the pot of money"),
    "pot_kind": ("Kind of money", "Where the money comes from"),
    "pot_status": ("Status", "Requested, secured in a deed, received, allocated or transferred: each a different sum"),
    "development_status": ("Stage in planning", "Allocated in a plan, outline, full permission, started, completed"),
    "area_name": ("Area", "Name of the area (LSOA)"),
    "state": ("Room", "Enough, tight, short, or not known"),
    "gap_m2": ("Gap (m²)", "Space there is less space needed: below nought is short"),
    "short_m2": ("Short (m²)", "Summed over the practices that are short"),
    "available_m2": ("Space there is (m²)", "Floor area on the basis beside it"),
    "need_m2": ("Space needed (m²)", "For the patients expected, by the standard on the Methods page"),
    "growth_people": ("People from new homes", "Joining the list by then"),
    "backlog_m2": ("Short today (m²)", "The backlog: short of space for the list as it is"),
    "growth_m2": ("Growth adds (m²)", "Further short once people from new homes have joined by then"),
    "evidence_growth_share": ("Growth share, by the evidence", "Growth over backlog and growth together"),
    "list_basis": ("List for space", "Weighted: the Carr-Hill list, used on NIA. Raw: registered patients"),
    "space_patients": ("Patients for space", "Those the space test uses by then, on the list beside it"),
    "usable_hours": ("Usable hours a week", "Rooms × hours open × share of time in use"),
    "needed_hours": ("Hours needed a week", "For the contacts of the patients expected by then"),
    "unused_hours": ("Unused hours a week", "Usable less needed: below nought is short"),
    "spare_hours": ("Spare hours a week", "Summed over practices with hours to spare"),
    "lacking_hours": ("Hours lacking a week", "Summed over practices short of hours"),
    "gap_rooms": ("Rooms, gap", "Clinical rooms there are less rooms needed"),
    "rooms_needed": ("Rooms needed", "By the contacts a patient has and the hours a room is used"),
    "rooms": ("Rooms", "Clinical rooms"),
    "area_assumed": ("Floor area", "Assumed: estimated, not measured, so the gap is too"),
    "practices_assumed": ("Area assumed", "Of the practices judged, those whose floor area is assumed, not measured"),
    "unknown_reason": ("Why not known", "What is missing"),
    "practices_known": ("Practices judged", "Practices whose room is known"),
    "practices_unknown": ("Not judged", "Practices whose room is not known"),
    "patients": ("Patients", "Expected on the lists"),
    "people": ("People", "Expected to join the lists"),
    "share_of_growth": ("Share of its growth", "Of the people from new homes who join this practice"),
    "distance_km": ("Distance (km)", "To the practice's nearest site, in a straight line"),
    "method": ("How shared", "The way its people are shared over practices: see Methods"),
    "observed_share": ("As the area is registered", "Share of the small area's registrations today"),
    "people_before": ("People before", "From new homes, on the list by then"),
    "people_after": ("People after", "From new homes, on the list by then"),
    "people_change": ("Change", "After less before"),
    "room_before": ("Room before", "Space there is less the space needed by then"),
    "room_after": ("Room after", "Space there is less the space needed by then"),
    "new_surgery_share": ("The new surgery's share", "Of the development's people"),
    "was_share": ("Its share before", "Of the development's people: the practice that took most of them"),
    "after_share": ("After", "Share once the new surgery is open"),
    "before_share": ("Before passing on", "Share if every list took all who came"),
    "predicted_share": ("As told from nearby", "Share told from the areas nearby, moved for distance"),
    "future": ("Housing future", ""),
    "homes_by_then": ("Homes by then", "Expected by the end of the year looked at"),
    "homes_in_all": ("Homes in all", "Expected over all the years the evidence covers"),
    "people_preset": ("People in a home", ""),
    "people_in_all": ("People in all", "Over all the years the evidence covers"),
    "way": ("Way of sharing people", ""),
    "hidden_one_share": ("Placed right, its area hidden", "Part of patients placed with their own practice"),
    "hidden_near_share": ("Placed right, all near hidden", "The test a large new estate sets"),
    "people_group": ("People", "Of the areas of this case"),
    "residents": ("How many", "Registered with any practice"),
    "near_share": ("Near", "Share who live within the shorter drive named below"),
    "far_share": ("In reach", "Share who live within the longer drive named below"),
    "near_share_before": ("Near, before", "Share who live within the shorter drive named below"),
    "near_share_after": ("Near, after", "Share who live within the shorter drive named below"),
    "far_share_before": ("In reach, before", "Share who live within the longer drive named below"),
    "far_share_after": ("In reach, after", "Share who live within the longer drive named below"),
    "two_step_per_1000_before": ("Two steps, before", "m² in reach for 1,000 people, by two steps (E2SFCA)"),
    "two_step_per_1000_after": ("Two steps, after", "m² in reach for 1,000 people, by two steps (E2SFCA)"),
    "three_step_per_1000_before": ("Three steps, before", "m² in reach for 1,000 people, by three steps (3SFCA)"),
    "three_step_per_1000_after": ("Three steps, after", "m² in reach for 1,000 people, by three steps (3SFCA)"),
    "scheme_counted": ("Counted", "Whether its space is in the figures after, and why not"),
    "two_step_per_1000": (
        "Space in reach (m² for 1,000)",
        "Everybody counts at every surgery in reach, the nearest most (enhanced two-step floating catchment)",
    ),
    "three_step_per_1000": (
        "The same, people dealt out (m² for 1,000)",
        "Everybody counts once, dealt out over the surgeries in reach by nearness (three-step floating catchment)",
    ),
    "to_come": ("Homes still to come", "After the year looked at"),
    "curve": ("Build-out", "Stated by year in the case, or assumed"),
    "limits": ("Tied to", "Practices, places, kinds of bid or shares it is limited to"),
    "bids_it_may_pay": ("Bids it may pay", "Bids in this case that pass every rule of the pot"),
    "countable_gbp": ("Counts (£)", "Money that may be committed"),
    "committed_gbp": ("Committed (£)", "What this list spends"),
    "left_gbp": ("Left (£)", "Not committed by this list"),
    "paid_gbp": ("Pays (£)", "To the nearest pound; the export has the pence"),
    "who_it_may_pay": (
        "Who it may pay",
        "The most valuable of them; where there are none, the rule that by itself stops the most",
    ),
    "left_by_list_gbp": ("Left by this list (£)", "Lost on that day if this list is carried out as it stands"),
    "lapses_gbp": (LAPSES, "Lost unused by the last year: what this list leaves, and what no bid could be paid from"),
    "pots": ("Pots", "Number of pots"),
    "note": ("Note", ""),
    "value": ("Value", "Points: the weighted score of the bid, as the Criteria page says"),
    "known_weight_share": ("Scores known", "Share of the weight that has a score"),
    "earliest_start_year": ("Earliest start", "First financial year it can start"),
    "decision": ("Decision", "What this run recommends"),
    "criterion": ("Criterion", "What is scored"),
    "scaled": ("Worth of 100", "Where the score lies between worst and best"),
    "weight_used": ("Weight used", "Share of the weight that has a score for this bid"),
    "weight_share": ("Share of weight", "Of all weights"),
    "points": ("Points", "Its part of the bid's value"),
    "origin": ("Scored by", "Panel's agreed score, panel mean, or computed from evidence"),
    "why": ("Working", "How the score came about"),
    "how": ("Scored by", "Computed from evidence, or by the panel"),
    "may_pay": ("May it pay?", "Whether the pot passes every rule for this bid"),
    "reason": ("Why not", "The first rule that stops it"),
    "measure": ("What it comes to", ""),
    "before": ("Before", ""),
    "after": ("After", ""),
    "practice_count": ("Practices", "Practices in the cluster"),
    "one_piece": ("In one piece", "Whether its small areas join up, and no practice stands apart"),
    "list_words": ("List", "Registered patients"),
    "gps": ("GPs (FTE)", "Full-time equivalent, fully qualified"),
    "per_gp": ("Patients a GP", "Registered patients for each full-time-equivalent GP"),
    "kind_words": ("Kind of money", ""),
    "money_words": ("Money", "What could be paid within the horizon, whoever asks"),
    "spend_words": ("Spend by", ""),
    "homes_here": ("Of them for this cluster", "In the share of its people who would join practices of this cluster"),
    "joined_most": (
        "Largest share would join",
        "Practice of this cluster that most of these would join, and its share of these",
    ),
    "bid_kind": ("Kind", "Kind of bid"),
    "capital_words": ("Capital", "With the cluster's part of it, where the bid serves others too"),
    "in_list": ("In the list", "What the last list made with these inputs does with it"),
    "to_its_bids_gbp": (
        "To its bids at most (£)",
        "If nobody else asked: what the rules let its bids have of the pot, in the years in which they would spend",
    ),
    "could_pay_gbp": (
        "Pots could pay up to (£)",
        "If nobody else asked: never more than its capital, than a rule of the money allows, or than there is in the "
        "years in which it would spend",
    ),
    "its_own": ("This practice", ""),
    "set_against": ("Set against", ""),
    "its_bids": ("Bids of it that it may pay", ""),
    "factor_group": ("Group", ""),
    "factor_name": ("Factor", ""),
    "factor_present": ("Holds?", "Yes, no, or not known: never taken as no"),
    "noted_on": ("Date", "Of the figure or of the reason"),
    "factor_reason": ("Reason (confidential)", ""),
    "factor_author": ("Written by (confidential)", ""),
    "who_else": ("Who else", "Whether bids of other clusters may be paid from it too"),
    "first": ("First run", ""),
    "second": ("Second run", ""),
    "change": ("Change", ""),
    "severity": ("How serious", "Error: a row or cell was left out. Warning: used, but look. Note: an assumption"),
    "table": ("Table", "Table or file it was found in"),
    "row": ("Row", "Line of the file, the header being line 1"),
    "column": ("Column", "Column it was found in"),
    "code": ("Code", "Short name of the kind of fault"),
    "message": ("What was found", ""),
    "done": ("What was done", ""),
    "imd_score": ("IMD score", "Index of Multiple Deprivation: higher is more deprived"),
    "population": ("People", "People who live there"),
    "name": ("Name", ""),
    "unit": ("Unit", ""),
    "required": ("Needed", "Whether the column must be there and filled"),
    "choices": ("One of", ""),
    "scale_by": ("Scaled by", "Whether points go with the patients served"),
    "assumption": ("Assumption", ""),
    "switched": ("Switched", "Whether the rule is switched on, with this what-if"),
    "tag": ("How sure", "Whether a source states it or it is ours to confirm"),
    "source": ("Source", ""),
    "id": ("Id", ""),
    "import_source": ("Source", "Which importer read it"),
    "import_file": ("File", ""),
    "outcome": ("Outcome", "Read, kept, skipped by design, refused, or kept with a note"),
    "import_reason": ("Why", ""),
    "count": ("Rows", ""),
    "lines": ("Lines", "Lines of the file, the first few"),
    "publisher": ("Publisher", ""),
    "licence": ("Licence", ""),
    "feeds": ("Fills", "Tables of the case it fills"),
    "rule": ("Rule", ""),
    "sentence": ("What it says", ""),
    "label": ("Label", ""),
    "description": ("Meaning", ""),
    "amount_gbp": ("Money (£)", "Left to commit, or paid, over all years"),
    "figure": ("Value", ""),
    "value_number": ("Value", ""),
    "holds_from": ("Holds from", "The first day it holds; a later one with the same id then replaces it"),
    "formula_step": ("Step", ""),
    "place_found": ("Where", "Table or file, row (line of the file, the header being line 1) and column"),
    "stage": (
        "Stage",
        "Of the business case: expression of interest (EOI), project initiation document (PID), outline "
        "business case (OBC), full business case (FBC)",
    ),
    "area_basis": (
        "Basis",
        "NIA: net internal area, the usable space. GIA: gross internal area, with walls, plant and "
        "stairs too. Never added together",
    ),
    "share": ("Share", "Of this development's people"),
    "preset": ("Preset", ""),
    "this_preset": ("This preset", ""),
    "other_preset": ("The other", ""),
    "remark": ("Note", ""),
    "place": ("Place", "Where it was used, and by whom"),
    "dates": ("Date", "Of its evidence, and when it was in use as far as is known"),
    "formula": ("Formula", ""),
    "step": ("Step", ""),
    "result": ("Result", ""),
    "working": ("Working", "What was done, in words and figures"),
    "new_patients": ("New patients", "Of this development, who would join this practice"),
    "floor_area": ("Floor area", "Of all its sites, on one basis"),
    "capacity_patients": ("Its area is for", "Patients its floor area is meant for, its list among them"),
    "spare_patients": ("Spare", "What its area is for, less its list (and homes planned, where counted)"),
    "people_beyond_spare": ("Beyond it", "New patients for whom there is no room"),
    # how sure the list is, what money buys, and money that lapses
    "how_sure": ("How sure", "Core: in every way tried. Out: in none. Too close to call: in some"),
    "funded_share": ("Funded in", "Share of the ways tried in which the best list has it"),
    "unbeaten_share": ("In this share of them", "Of the lists that no other beats"),
    "now_in_list": ("Now in the list", "With everything as the case has it"),
    "value_ranks": ("Rank by value", "Where its own value puts it in nine tenths of the ways, 1 the highest"),
    "top_share": ("Highest value in", "Share of the ways in which its own value is the highest of all"),
    "statement": ("If it were agreed that", ""),
    "keep_share": ("Ways that keep it", "Share of the ways tried"),
    "close_left": ("Too close to call then", "Schemes"),
    "close_chance": ("By chance", "Schemes too close to call in as many ways taken by chance"),
    "settles": ("Settles", "The difference"),
    "weighing": ("If the weights were", "Shares of all the weight"),
    "loss_points": ("Loses (points)", "Value of the best list at those weights less that of the list in force"),
    "loss_share": ("Gives up", "Of the value of the best list at those weights"),
    "comes_in_titles": ("Comes in", ""),
    "goes_out_titles": ("Goes out", ""),
    "list_name": ("List", ""),
    "expected_points": ("Expected", "Mean value over the futures, by how likely each is taken to be"),
    "worst_regret_points": (
        "Worst regret",
        "Points short of the best list for the future in which it falls furthest short",
    ),
    "worst_when": ("When", "The future in which it falls furthest short"),
    "bad_end_points": ("Bad end", "Mean value over the worse part of the chances"),
    "budget_gbp": ("Money (£)", "What the pots that move hold together"),
    "points_found": ("Value", "Points of the list found"),
    "points_most": ("No list beats", "Points that no list for that money is worth more than: proved"),
    "scheme_count": ("Schemes", "In the list"),
    "position": ("Place", "On the priority list"),
    "money_share": ("Money", "Of what the case says, in the pots whose money may move"),
    "chance_share": ("Chance", "How likely this amount is taken to be"),
    "comes_in": ("Comes in", "Schemes that are in here and not with less money"),
    "holds": ("If the money moves", "At which amounts the scheme is in"),
    "capital_so_far_gbp": ("Capital so far (£)", "Of this scheme and those before it that are in at some amount"),
    "saved_gbp": ("Saved (£)", "Of money that would lapse, what the list spends"),
    "lost_gbp": ("Lapses (£)", "Of that money, what the list lets go"),
    "spend_by_day": ("Lapses on", ""),
    # the ledger of planning contributions
    "bid": ("Scheme", "Title of the bid"),
    "reason_out": ("Reason", "Why the row is not in force"),
    "council": ("Council", "Organisation that publishes it"),
    "agreement": ("Agreement", "Reference of the deed or notice"),
    "contribution": ("Contribution", "Reference of the sum within the agreement"),
    "contributions_held": ("Contributions", "Contributions in force within it"),
    "requested_gbp": ("Requested (£)", "Asked for by the NHS; blank: none recorded"),
    "secured_gbp": ("Secured (£)", "Agreed in a deed or notice; blank: not known"),
    "triggered_gbp": ("Triggered (£)", "Due, by the deed; blank: none recorded"),
    "received_gbp": ("Received (£)", "Paid to the council; blank: none recorded"),
    "allocated_gbp": ("Allocated (£)", "Set aside for a scheme; blank: none recorded"),
    "transferred_gbp": ("Transferred (£)", "Passed to the NHS; blank: none recorded"),
    "spent_gbp": ("Spent (£)", "Spent on a scheme; blank: none recorded"),
    "returned_gbp": ("Returned (£)", "Given back to the payer; blank: none recorded"),
    "still_to_come_gbp": (
        "Still to come (£)",
        "Secured beyond what has been paid: in no pot until it is. Blank: no payment, or no secured sum, is on record",
    ),
    "pot_made": ("Pot", "The pot it makes, or why it makes none"),
    "transaction": ("Transaction", "Reference of the transaction"),
    "named": ("Of", "The contribution or agreement it names"),
    "money_step": ("Step", "What happened to the money"),
    "moved_gbp": ("Amount (£)", "Blank: not known"),
    "start_date": ("Date", "Day it took effect"),
    "ledger_table": ("Table", "Agreements, contributions or transactions"),
    "cause": ("Why", "Kind of reason"),
    "out_amount_gbp": ("Amount (£)", "Counted in none of the sums"),
    "in_hand_gbp": ("In hand (£)", "Received, allocated or transferred: it is there"),
    "promised_gbp": ("Promised (£)", "Secured in a deed, and not yet paid"),
    "asked_gbp": ("Asked for (£)", "Requested only"),
    "ask_by": ("Ask by", "The spend-by date less the holder's lead time, where that is known"),
    "months_left": ("Months left", "Whole months from the day looked at"),
    "light_words": ("How near", "By the thresholds set above"),
    "quarter": ("Quarter", "Of the financial year in which it must be spent"),
    "most_gbp": ("At most (£)", "The most the pot may pay the bid, by its rules and by what it holds"),
    "rules_against": ("Rules that stop it", "Every rule that by itself stops it"),
    "every_reason": ("Why not", "Each rule's reason, in the same order"),
    "change_made": ("Change", "What the newer file does"),
    "field_changed": ("Column", "What changed"),
    "said_before": ("Before", ""),
    "says_now": ("After", ""),
    "before_gbp": ("Before (£)", "Blank: a new pot"),
    "after_gbp": ("After (£)", ""),
}


def label_of(column: str) -> tuple[str, str]:
    """Label and help of a column, from here or from the data dictionary."""
    if column in LABELS:
        return LABELS[column]
    for table, schema in dictionary.TABLES.items():
        if column in schema.columns:
            title, note = dictionary.label(table, column), dictionary.column_meta(table, column)["description"]
            return squared(title), squared(note)
    return column, ""


def squared(text: str) -> str:
    """Square metres as people write them."""
    return _M2.sub("m²", text)


def sideways(columns: Sequence[str], own: Mapping[str, tuple[str, str]] | None = None) -> str:
    """A line, shown on a narrow screen only, that says what a wide table has to the right; "" for a slim one."""
    return scroll_hint([((own or {}).get(c) or label_of(c))[0] for c in columns])


def scroll_hint(headings: Sequence[str]) -> str:
    """The same by the headings themselves."""
    if len(headings) <= SIDEWAYS:
        return ""
    *others, last = [words.safe(_lower(h)) for h in headings[3:]]
    named = ", ".join(others) if len(others) < MOST_NAMED else f"{len(others)} more columns, from {others[0]}"
    joined = "and" if len(others) < MOST_NAMED else "to"
    return f"<p class='p-note p-sideways'>Scroll the table sideways for {named} {joined} {last}.</p>"


def _lower(heading: str) -> str:
    """A heading within a sentence: initials such as PCN keep their capitals."""
    return heading if heading[1:2].isupper() else f"{heading[:1].lower()}{heading[1:]}"
