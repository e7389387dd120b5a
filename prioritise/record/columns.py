"""The columns of the ranked list, each defined once.

The workbook, the paper (Word and PDF), the CSV and the map files all take their columns from here, in both editions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from prioritise.case.register_tables import LIFECYCLE
from prioritise.case.tables import POT_KINDS as POT_KIND_IDS
from prioritise.case.tables import label
from prioritise.record.editions import Edited
from prioritise.record.layout import Column, Kind
from prioritise.record.list_facts import ListFacts
from prioritise.record.words import DECISIONS, POT_KINDS, kind_word


@dataclass(frozen=True)
class ListColumn:
    """One column of the ranked list.

    Attributes:
        id: its name in CSV and map files. label: its heading. made: how it is made, in a sentence.
        cells: its cells in the order of the list. kind: how they are written. width: in characters (0: usual).
        unit: of its numbers. codes: what its codes mean; None where it holds none.
        people: a count of people, which a public edition rounds or hides.
        confidential: only in the confidential edition.
    """

    id: str
    label: str
    made: str
    cells: Callable[[ListFacts], Iterable[Any]]
    kind: Kind = "text"
    width: int = 0
    unit: str = ""
    codes: Mapping[str, str] | Callable[[str], str] | None = None
    people: bool = False
    confidential: bool = False

    @property
    def sheet(self) -> Column:
        """The column as a sheet shows it."""
        return Column(self.id, self.label, self.kind, self.width)

    def in_words(self, cell: Any) -> Any:
        """A cell for a reader: a code in words, anything else as it is."""
        if self.codes is None or not isinstance(cell, str):
            return cell
        return self.codes(cell) if callable(self.codes) else self.codes.get(cell, cell)


def _of_list(name: str) -> Callable[[ListFacts], Iterable[Any]]:
    return lambda facts: facts.ranked[name]


def _of_bid(name: str) -> Callable[[ListFacts], Iterable[Any]]:
    return lambda facts: facts.bid(name)


def _of_fund(kind: str) -> Callable[[ListFacts], Iterable[Any]]:
    return lambda facts: facts.paid_gbp(kind)


def _spaced(codes: str) -> str:
    """Codes parted so that a line may break between them."""
    return codes.replace(";", "; ")


def _told(found: str) -> Callable[[ListFacts], Iterable[Any]]:
    return lambda facts: [getattr(facts, found).get(b, "") for b in facts.ranked.index]


_HEAD = (
    ListColumn("rank", "Rank", "Funded first, then reserve, then not funded; within each, the order of the priority "
               "list, else value for each pound of capital.", _of_list("rank"), "whole", 6),
    ListColumn("funded", "Funded", "Whether the list funds it.",
               lambda f: f.ranked["decision"].eq("funded").map({True: "yes", False: "no"}), width=8,
               codes={"yes": "Yes", "no": "No"}),
    ListColumn("bid_id", "Bid", "Reference of the bid.", _of_list("bid_id"), "wrap", 15),
    ListColumn("title", "Scheme", "Title of the scheme.", _of_list("title"), "wrap", 36),
    ListColumn("decision", "Decision", "Funded; reserve: in with more money; or not funded.", _of_list("decision"),
               width=11, codes=DECISIONS),
    ListColumn("practices", "Practices", "Practices it names.", _of_list("practices"), "wrap", 30),
    ListColumn("practice_codes", "Practice codes", "ODS codes of these.", _of_list("practice_codes"), "wrap", 16,
               codes=_spaced),
    ListColumn("cluster_name", "Cluster or PCN", "Cluster of the bid, else of its practices.",
               _of_list("cluster_name"), "wrap", 20),
    ListColumn("cluster_code", "Cluster code", "Code of that cluster.", _of_list("cluster_code"), "wrap", 11,
               codes=_spaced),
    ListColumn("site_code", "Site", "Site the scheme is at.", _of_list("site_code"), width=10),
    ListColumn("kind", "Kind", "Kind of scheme.", _of_list("kind"), "wrap", 18, codes=kind_word),
    ListColumn("stage", "Stage", "EOI expression of interest, PID project initiation, OBC and FBC outline and full "
               "business case.", _of_list("stage"), width=8),
    ListColumn("lifecycle", "Where it has got to", "From expression of interest to open.", _of_bid("lifecycle"),
               "wrap", 20, codes=LIFECYCLE),
    ListColumn("capital_gbp", label("bids", "capital_gbp"), "Capital cost as the bid states it.",
               _of_list("capital_gbp"), "money", unit="£"),
    ListColumn("cost_parts", "What the cost is made of", "Parts of the capital.", _told("cost_parts"), "wrap", 36,
               confidential=True),
)  # fmt: skip
_MONEY = (
    ListColumn("match_gbp", "Other match (£)", "Capital of a funded bid that no pot pays: its practice or others find "
               "it.", lambda f: f.match_gbp, "money", unit="£"),
    ListColumn("s106_refs", "S.106 agreements", "Agreements of the S.106 pots that pay it; a pot without a reference "
               "is named.", lambda f: [f.s106["refs"].get(b, "") for b in f.ranked.index], "wrap", 22),
    ListColumn("s106_expiry", "First of these to expire", "Earliest spend-by date of those pots.",
               lambda f: pd.to_datetime(f.s106["expiry"].reindex(f.ranked.index)), "date"),
    ListColumn("paid_by", "Who pays", "Each pot that pays it, largest first.", _of_list("paid_by"), "wrap", 36),
    ListColumn("revenue_gbp_per_year", label("bids", "revenue_gbp_per_year"), "Recurrent cost it adds: rent, rates, "
               "service charge, IT.", _of_list("revenue_gbp_per_year"), "money", unit="£ a year"),
    ListColumn("patients_served", "Patients it serves", "Patients who benefit, as the bid states them.",
               lambda f: f.people(f.ranked["patients_served"]), "whole", unit="patients", people=True),
    ListColumn("list_now", "Patients of its practices now", "Lists of the practices it serves.",
               lambda f: f.patients("now"), "whole", unit="patients", people=True),
    ListColumn("list_year_5", "Patients of its practices at year five", "Those lists with the people of planned homes, "
               "at the end of the fifth year.", lambda f: f.patients("near"), "whole", unit="patients", people=True),
    ListColumn("added_area_m2", label("bids", "added_area_m2"), "Floor area it adds.", _of_list("added_area_m2"),
               "whole", unit="m2"),
    ListColumn("added_rooms", label("bids", "added_rooms"), "Clinical rooms it adds.", _of_list("added_rooms"),
               "whole", unit="rooms"),
    ListColumn("appointments", "Appointments added (a year)", "Appointments there are to be less those there are, as "
               "the bid states them.", lambda f: f.appointments, "whole", unit="a year"),
)  # fmt: skip
_TAIL = (
    ListColumn("value", "Value (points)", "Sum of its points on all criteria.", _of_list("value"), "decimal",
               unit="points"),
    ListColumn("known_weight_share", "Weight with a score", "How much of the weight has a score: value is on that.",
               _of_list("known_weight_share"), "percent"),
    ListColumn("key_risk", "Key risk", "What the bid says is most likely to go wrong.", _of_bid("key_risk"),
               "wrap", 30),
    ListColumn("start_year", "Start", "Financial year it starts.", _of_list("start_year"), width=9),
    ListColumn("open_year", "Opens", "Financial year after its last year of capital, in which its revenue begins.",
               lambda f: f.opens, width=9),
    ListColumn("enters_at_scale", "In from this much money", "Smallest part of the money that moves at which the "
               "priority list has it in.", _of_list("enters_at_scale"), "scale"),
    ListColumn("interests", "Interests declared", "Who declared which interest in it: their scores do not count.",
               _told("interests"), "wrap", 30, confidential=True),
    ListColumn("reason", "Reason", "Who pays it, or the first rule or pound that stops it.", _of_list("reason"),
               "wrap", 60),
)  # fmt: skip
FIRST = ("rank", "bid_id", "title", "decision", "start_year", "value", "capital_gbp", "reason")
"""Columns a file for programs begins with (contract B)."""


def _funds() -> Iterator[ListColumn]:
    """One column a kind of pot: what it is asked for."""
    for kind in POT_KIND_IDS:
        yield ListColumn(
            f"from_{kind}_gbp", f"From {POT_KINDS[kind]} (£)", f"What the list asks of pots of this kind: "
            f"{POT_KINDS[kind]}.", _of_fund(kind), "money", unit="£",
        )  # fmt: skip


def _points(run: Edited) -> Iterator[ListColumn]:
    """One column a criterion in force, and one for all that an edition gives together."""
    criteria = run.prepared.scored.criteria
    for criterion, name in zip(criteria["criterion_id"], criteria["name"], strict=True):
        if criterion not in run.together:
            yield _points_column(str(criterion), str(name), (str(criterion),))
    if run.together:
        yield _points_column("panel_together", "The panel's criteria together", run.together)


def _points_column(column: str, name: str, criteria: tuple[str, ...]) -> ListColumn:
    return ListColumn(
        f"points:{column}", f"{name} (points)", "Its part of the value.", lambda f: f.points_of(criteria), "decimal",
        12, unit="points",
    )  # fmt: skip


def list_columns(run: Edited) -> tuple[ListColumn, ...]:
    """The columns an edition may tell, in the order people read them."""
    every = (*_HEAD, *_funds(), *_MONEY, *_points(run), *_TAIL)
    return tuple(c for c in every if not (c.confidential and run.public))


@lru_cache(maxsize=2)
def list_table(run: Edited) -> pd.DataFrame:
    """The ranked list: one row a bid in order of rank, one column an id of `list_columns`; codes are codes."""
    facts = ListFacts(run)
    return pd.DataFrame({c.id: list(c.cells(facts)) for c in list_columns(run)})


def for_programs(run: Edited) -> tuple[pd.DataFrame, list[str]]:
    """The list and its columns in the order of a file for programs, which cannot say that it is confidential.

    So no confidential column is among them; counts of people are as the edition tells them.
    """
    ids = [c.id for c in list_columns(run) if not c.confidential and c.id not in FIRST]
    return list_table(run), [*FIRST, *ids]


def in_words(run: Edited) -> tuple[pd.DataFrame, tuple[ListColumn, ...]]:
    """The list with its codes in words, and all its columns."""
    table, columns = list_table(run), list_columns(run)
    return pd.DataFrame({c.id: [c.in_words(v) for v in table[c.id]] for c in columns}), columns


def for_people(run: Edited) -> tuple[pd.DataFrame, list[ListColumn]]:
    """The same without the columns that are blank throughout."""
    frame, columns = in_words(run)
    return frame, [c for c in columns if c.id in FIRST or says_anything(frame[c.id])]


def says_anything(cells: "pd.Series[Any]") -> bool:
    """Whether any cell of a column holds something."""
    return bool((cells.notna() & cells.astype(object).ne("")).any())
