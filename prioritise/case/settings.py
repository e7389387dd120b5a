"""The settings of a case: horizon, limits and the priority list (contract A, `settings.toml`)."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from prioritise.years import parse_year, year_label


def _year(value: Any) -> Any:
    return parse_year(value) if isinstance(value, str) else value


YearStart = Annotated[int, BeforeValidator(_year), Field(ge=1990, le=2100)]
HousingFuture = Literal["plan", "slow", "consented", "fast"]
PeopleBy = Literal["average", "census", "beds", "market", "market_beds"]
SharesBy = Literal["blend", "registrations", "neighbours", "huff", "nearest", "open_lists", "full_lists"]


def in_order(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Ids that are a set, each once and in order, so that two ways of writing it are one."""
    return tuple(sorted(set(ids)))


def _listed(value: Any) -> Any:
    return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else value


def _label(value: str) -> str:
    return year_label(parse_year(value))


PotIds = Annotated[tuple[str, ...], AfterValidator(in_order)]
RuleIds = Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(in_order)]
Share = Annotated[float, Field(ge=0, le=1)]
Money = Annotated[float, Field(ge=0)]
YearLabel = Annotated[str, AfterValidator(_label)]
Fifth = Literal["1", "2", "3", "4", "5"]
Months = Annotated[int, Field(ge=0, le=120)]


class PriorityListSettings(BaseModel):
    """Which money may move, and how likely each scale of it is.

    Attributes:
        pots: ids of the pots whose money is scaled, each once and in order; empty = every pot.
        scales: multiples of those pots' money, ascending.
        probabilities: one for each scale; empty = equal. They are scaled to sum to 1.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    pots: PotIds = ()
    scales: tuple[Annotated[float, Field(ge=0, le=100)], ...] = (0.6, 0.8, 1.0, 1.2, 1.4)
    probabilities: tuple[Annotated[float, Field(ge=0)], ...] = ()

    @model_validator(mode="after")
    def _check(self) -> "PriorityListSettings":
        if self.probabilities and len(self.probabilities) != len(self.scales):
            raise ValueError(f"{len(self.probabilities)} probabilities for {len(self.scales)} scales: give one each")
        if self.probabilities and sum(self.probabilities) <= 0:
            raise ValueError("the probabilities sum to nothing")
        if list(self.scales) != sorted(set(self.scales)) or not self.scales:
            raise ValueError("scales must be ascending and all different")
        return self

    def weights(self) -> tuple[float, ...]:
        """Probability of each scale, summing to 1."""
        given = self.probabilities or tuple(1.0 for _ in self.scales)
        return tuple(p / sum(given) for p in given)


class Settings(BaseModel):
    """Settings of a case.

    Attributes:
        first_year: first financial year of the horizon (start year; `2026/27` is accepted). None: derived from the
            tables by the loader, with an issue that says so.
        years: number of financial years in the horizon.
        revenue_limit_gbp_per_year: most added revenue, £ a year, in any year; None = no limit.
        discount_rate: the benefit of a start is divided by 1 plus this for each year after first_year (0.035 is the
            Green Book standard rate for years 0 to 30).
        min_share_by_cluster: least share of all capital funded that goes to each cluster: one share for every
            cluster that has a bid, or a table cluster_code -> share. None = no floor.
        max_starts_per_year: most bids that may start in one financial year; None = no limit.
        revenue_limit_by_year: financial year (`2026/27`) -> the limit of that year, in place of the one above.
        max_share_by_cluster: most share of all capital funded that goes to each cluster, written as the least is.
        min_share_by_deprivation, max_share_by_deprivation: least and most share of all capital funded that goes to
            practices of a fifth of deprivation ("1" the most deprived of the case, "5" the least).
        min_share_technology, max_share_technology: least and most share of all capital funded that is for technology.
        count_requested: count money that is only requested (a what-if sets this; a case should not).
        requested_share: part of requested money that counts; None: all of it where `count_requested`, else nothing.
        secured_share: part of secured money that counts where its date is known; None: all.
        lead_months_by_holder: holder of money -> whole months from asking it to cash.
        rules_on: ids of the fund rules to switch on that hold only where a case asks for them.
        assumptions_set / assumptions_date: which dated set of assumptions to use.
        assumption_values: the user's own value for an assumption id.
        housing_future: how soon and how surely the planned homes come (`evidence.futures`).
        people_by: how homes become people (`evidence.people`).
        shares_by: how the people of a development are shared over practices (`evidence.ways`).
        synthetic: the case is invented (shown wherever the case is named).
        title: the case's name on screen.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    title: str = ""
    synthetic: bool = False
    first_year: YearStart | None = None
    years: Annotated[int, Field(ge=1, le=30)] = 6
    revenue_limit_gbp_per_year: Money | None = None
    revenue_limit_by_year: dict[YearLabel, Money] = Field(default_factory=dict)
    discount_rate: Annotated[float, Field(ge=0, le=1)] = 0.035
    min_share_by_cluster: Share | dict[str, Share] | None = None
    max_share_by_cluster: Share | dict[str, Share] | None = None
    min_share_by_deprivation: dict[Fifth, Share] = Field(default_factory=dict)
    max_share_by_deprivation: dict[Fifth, Share] = Field(default_factory=dict)
    min_share_technology: Share | None = None
    max_share_technology: Share | None = None
    max_starts_per_year: Annotated[int, Field(ge=0)] | None = None
    count_requested: bool = False
    requested_share: Share | None = None
    secured_share: Share | None = None
    lead_months_by_holder: dict[str, Months] = Field(default_factory=dict)
    rules_on: RuleIds = ()
    housing_future: HousingFuture = "plan"
    people_by: PeopleBy = "average"
    shares_by: SharesBy = "blend"
    assumptions_set: str = "default"
    assumptions_date: str = "2026-04-01"
    assumption_values: dict[str, float] = Field(default_factory=dict)
    priority_list: PriorityListSettings = Field(default_factory=PriorityListSettings)

    @property
    def horizon(self) -> tuple[int, ...]:
        """Start years of the horizon, in order.

        Raises:
            ValueError: first_year was neither given nor derived.
        """
        if self.first_year is None:
            raise ValueError("first_year is not set")
        return tuple(range(self.first_year, self.first_year + self.years))


SECTIONS = (
    "priority_list",
    "assumption_values",
    "revenue_limit_by_year",
    "min_share_by_cluster",
    "max_share_by_cluster",
    "min_share_by_deprivation",
    "max_share_by_deprivation",
    "lead_months_by_holder",
)
"""Settings that may be tables of their own: on a sheet their keys are written `section.key`."""
