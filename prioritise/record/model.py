"""What the record needs of a finished run; `prioritise.pipeline.Run` has it, and so may anything else."""

from typing import Protocol

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.criteria.model import Scored
from prioritise.evidence.model import Evidence
from prioritise.optimise.result import Options, PriorityList, Result
from prioritise.record.scenario import Scenario


class PreparedLike(Protocol):
    """Everything known before the solve: the case with the scenario applied, its evidence, scores, gates, issues."""

    @property
    def case(self) -> Case:
        """The case, with the scenario's changes made."""

    @property
    def scenario(self) -> Scenario:
        """The what-if in force."""

    @property
    def assumptions(self) -> Assumptions:
        """The assumptions in force."""

    @property
    def evidence(self) -> Evidence | None:
        """Homes, people, registrations and space; None when the case has no practices."""

    @property
    def scored(self) -> Scored:
        """Criteria, points ledger and values."""

    @property
    def gates(self) -> pd.DataFrame:
        """One row a pot and bid: pot_id, bid_id, allowed, rule_id, reason, cap_gbp."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Every issue of the case and of the way from it."""


class RunLike(Protocol):
    """A finished run: what was prepared, the checked answer, and the tables people read.

    Attributes:
        ranked: one row a bid: rank, bid_id, title, decision, start_year, value, capital_gbp, reason, kind,
            practice_codes, practices, site_code, cluster_code, cluster_name, stage, revenue_gbp_per_year,
            patients_served, added_area_m2, added_rooms, enters_at_scale, paid_by, known_weight_share.
        funding: one row a payment: pot_id, pot_name, bid_id, title, financial_year (`2026/27`), amount_gbp.
        pots_after: one row a pot: pot_id, name, kind, status, countable_gbp, committed_gbp, left_gbp, lapses_gbp,
            unpayable_gbp, spend_by, note.
        reasons: one row a bid and line: bid_id, order, heading, text.
    """

    @property
    def prepared(self) -> PreparedLike:
        """What went in."""

    @property
    def result(self) -> Result:
        """The optimiser's answer, re-checked."""

    @property
    def priority(self) -> PriorityList | None:
        """The nested list; None when it was not asked for, or stopped before it was made."""

    @property
    def list_stopped(self) -> bool:
        """Whether the run was stopped before the nested list was made."""

    @property
    def ranked(self) -> pd.DataFrame:
        """One row a bid."""

    @property
    def funding(self) -> pd.DataFrame:
        """One row a pot, bid and financial year with money."""

    @property
    def pots_after(self) -> pd.DataFrame:
        """One row a pot."""

    @property
    def reasons(self) -> pd.DataFrame:
        """One row a bid and line."""

    @property
    def digest(self) -> str:
        """Fingerprint of case, scenario and version."""

    @property
    def asked(self) -> Options:
        """Gap, seconds and priority list asked for."""
