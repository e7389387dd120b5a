"""A what-if: only what differs from the case, with a label; applied, it gives a new case."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from prioritise.case.case import Case
from prioritise.case.settings import PotIds, Settings, in_order
from prioritise.criteria import profile_table
from prioritise.errors import DataFault
from prioritise.optimise.change import Change
from prioritise.record.scenario_bids import BidFact, with_bid_facts, with_scores


def _pots_in_order(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings to change with the pots of the priority list each once and in order, as the setting itself has them."""
    table = settings.get("priority_list")
    if not isinstance(table, Mapping):
        return settings
    pots = table.get("pots")
    if not isinstance(pots, list | tuple) or not all(isinstance(p, str) for p in pots):
        return settings  # left out, or no list of ids: the setting itself says what is wrong when it is applied
    return {**settings, "priority_list": {**table, "pots": in_order(tuple(pots))}}


class Scenario(BaseModel):
    """Named changes to a case.

    Attributes:
        label: name on screen.
        note: why it was made.
        settings: settings to change, by name; of a table, the keys to change (see `Case.with_settings`, also for how
            to clear one).
        weights: criterion id -> new weight.
        bids: bid id -> "must", "never" or "free" (drops the case's own must or never).
        bid_facts: bid id -> facts of its own that are otherwise, by column of the bids table. Its capital is what it
            asks of this case's money: what is saved, or found elsewhere, is off it, in proportion in every year.
        scores: bid id -> criterion id -> agreed score.
        pots_off: pots not to use, each once and in order.
        pot_scale: pot id, or "*" for every pot -> multiple of its money.
        pot_amounts_gbp: pot id -> money left to commit (scales its yearly receipts in proportion).
        count_requested: count requested money too, from its available_from (blank: already there).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    label: str = "As the case stands"
    note: str = ""
    settings: Annotated[dict[str, Any], AfterValidator(_pots_in_order)] = Field(default_factory=dict)
    weights: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    bids: dict[str, Literal["must", "never", "free"]] = Field(default_factory=dict)
    bid_facts: dict[str, dict[BidFact, Any]] = Field(default_factory=dict)
    scores: dict[str, dict[str, float]] = Field(default_factory=dict)
    pots_off: PotIds = ()
    pot_scale: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    pot_amounts_gbp: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    count_requested: bool = False

    @property
    def is_base(self) -> bool:
        """Whether it changes nothing."""
        return self.model_dump(exclude={"label", "note"}) == Scenario().model_dump(exclude={"label", "note"})

    def with_setting(self, name: str, value: Any, own: Any) -> dict[str, Any]:
        """The settings changed, with this one; the case's own value is no change."""
        others = {k: v for k, v in self.settings.items() if k != name}
        return others if value == own else {**others, name: value}

    def changed(self, changes: Iterable[Change], label: str = "") -> "Scenario":
        """The scenario with further changes; of a part that holds a table for each bid, the keys given are changed."""
        content = self.model_dump()
        for change in changes:
            part = content[change.part]
            own = part.get(change.of)
            part[change.of] = {**own, **change.to} if isinstance(own, dict) else change.to
        return Scenario.model_validate({**content, "label": label or self.label})

    def apply(self, case: Case) -> Case:
        """A new case with the changes made.

        Raises:
            DataFault: a change names a bid, pot, criterion or setting the case does not have, or a bad value.
        """
        with_bids = with_scores(self.scores, with_bid_facts(self.bid_facts, _with_bids(self, case)))
        return _with_settings(self, _with_weights(self, _with_pots(self, with_bids)))


def load_scenario(path: Path) -> Scenario:
    """Read a scenario from a .toml or .json file.

    Raises:
        DataFault: the file cannot be read, or says something a scenario does not have.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
        return Scenario.model_validate(content)
    except OSError as fault:
        raise DataFault(f"{path}: cannot be read ({fault.strerror})") from fault
    except (UnicodeDecodeError, json.JSONDecodeError, tomllib.TOMLDecodeError) as fault:
        raise DataFault(f"{path}: not a scenario file: {fault}") from fault
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(p) for p in first["loc"])
        raise DataFault(f"{path}: {where}: {first['msg']}") from fault


def _known(what: str, named: set[str], known: set[str]) -> None:
    unknown = sorted(named - known)
    if unknown:
        raise DataFault(f"the scenario names {what} that the case does not have: {', '.join(unknown)}")


def _with_pots(scenario: Scenario, case: Case) -> Case:
    pots, years = case.table("pots").copy(), case.table("pot_years").copy()
    ids = set(pots["pot_id"])
    _known("pots", {*scenario.pots_off, *scenario.pot_amounts_gbp, *(set(scenario.pot_scale) - {"*"})}, ids)
    yearly = years.groupby("pot_id")["amount_gbp"].sum() if len(years) else pd.Series(dtype=float)
    scale = {p: scenario.pot_scale.get(p, scenario.pot_scale.get("*", 1.0)) for p in ids}
    for pot_id, amount in scenario.pot_amounts_gbp.items():
        here = pots["pot_id"] == pot_id
        total = float(yearly.get(pot_id, pots.loc[here, "amount_gbp"].sum()))
        if total <= 0 and pot_id in yearly.index:
            raise DataFault(f"the scenario sets pot {pot_id} to {amount:,.0f}, but its yearly receipts are all nil")
        if pot_id in yearly.index:
            scale[pot_id] = amount / total
        else:
            pots.loc[here, "amount_gbp"] = amount
            scale[pot_id] = 1.0
    if any(factor != 1.0 for factor in scale.values()):
        pots["amount_gbp"] = (pots["amount_gbp"] * pots["pot_id"].map(scale)).round(2)
        years["amount_gbp"] = _scaled_receipts(years, scale)
    if scenario.pots_off:
        pots = pots[~pots["pot_id"].isin(scenario.pots_off)]
        years = years[~years["pot_id"].isin(scenario.pots_off)]
    return case.with_table("pots", pots).with_table("pot_years", years)


def _scaled_receipts(years: pd.DataFrame, scale: dict[str, float]) -> pd.Series:
    """Yearly receipts times each pot's factor, in whole pence that add up to the pot's scaled total."""
    if not len(years):
        return years["amount_gbp"]
    factor = years["pot_id"].map(scale).fillna(1.0).astype(float)
    so_far = (years.groupby("pot_id")["amount_gbp"].cumsum() * factor).round(2)
    scaled = so_far.groupby(years["pot_id"]).diff().fillna(so_far).round(2)
    return scaled.where(factor != 1.0, years["amount_gbp"])


def _with_weights(scenario: Scenario, case: Case) -> Case:
    if not scenario.weights:
        return case
    criteria = (case.table("criteria") if case.has("criteria") else profile_table()).copy()
    _known("criteria", set(scenario.weights), set(criteria["criterion_id"]))
    new = criteria["criterion_id"].map(scenario.weights)
    criteria["weight"] = new.where(new.notna(), criteria["weight"]).astype(float)
    return case.with_table("criteria", criteria)


def _with_bids(scenario: Scenario, case: Case) -> Case:
    if not scenario.bids:
        return case
    bids = case.table("bids").copy()
    _known("bids", set(scenario.bids), set(bids["bid_id"]))
    words = {"must": "yes", "never": "never", "free": "no"}
    new = bids["bid_id"].map({b: words[w] for b, w in scenario.bids.items()})
    bids["must"] = new.where(new.notna(), bids["must"])
    return case.with_table("bids", bids)


def _with_settings(scenario: Scenario, case: Case) -> Case:
    changes = {k: v for k, v in scenario.settings.items() if (k, v) != ("first_year", None)}
    if scenario.count_requested:
        changes["count_requested"] = True
    if not changes:
        return case
    _known("settings", set(changes), set(Settings.model_fields))
    try:
        return case.with_settings(**changes)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise DataFault(f"the scenario's setting {'.'.join(map(str, first['loc']))}: {first['msg']}") from fault
