"""Published sets of weights, ready to use: every file of `data/panel` is one, with its criteria, bands and source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from prioritise.case.tables import empty_table
from prioritise.errors import DataFault
from prioritise.panel.profiles import Profile, profile_rows

FOLDER = Path(__file__).resolve().parents[2] / "data" / "panel"
WHOLE = Decimal(1)


@dataclass(frozen=True)
class Bands:
    """Scores by bands of whole per cent: each holds from its first per cent to the next band's.

    Attributes:
        criterion_id: what they score. about: of what the per cent is.
        steps: (first per cent, score), ascending; the first is 0.
        rule: what is done between two bands, in words.
    """

    criterion_id: str
    about: str
    steps: tuple[tuple[int, float], ...]
    rule: str

    def percent(self, share: float) -> int:
        """A share (0-1) in whole per cent, a half upwards: 0.205 is 21.

        Raises:
            DataFault: the share is below 0 or above 1.
        """
        if not 0 <= share <= 1:
            raise DataFault(f"a share lies between 0 and 1, and {share:g} does not")
        return int((Decimal(str(share)) * 100).quantize(WHOLE, ROUND_HALF_UP))

    def score(self, share: float) -> float:
        """Score of a share (0-1). Raises DataFault as `percent` does."""
        percent = self.percent(share)
        return max((first, score) for first, score in self.steps if first <= percent)[1]


@dataclass(frozen=True)
class Example:
    """A published matrix: criteria (records of the criteria table), sets of weights, bands, and where it is from."""

    id: str
    name: str
    source: str
    criteria: tuple[Mapping[str, Any], ...]
    profiles: tuple[Profile, ...]
    bands: tuple[Bands, ...]

    def criteria_rows(self, profile_id: str) -> pd.DataFrame:
        """The criteria table with one of the sets in force."""
        chosen = next(p for p in self.profiles if p.id == profile_id)
        rows = [{**c, "weight": chosen.weights[c["criterion_id"]], "source": self.source} for c in self.criteria]
        empty = empty_table("criteria")
        return pd.DataFrame(rows, columns=list(empty.columns)).astype(dict(empty.dtypes))

    def profile_rows(self) -> pd.DataFrame:
        """Every set as rows of `weight_profiles`."""
        return pd.concat([profile_rows(p) for p in self.profiles], ignore_index=True)


@cache
def examples() -> tuple[Example, ...]:
    """Every published set there is, by id."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> Example:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    source = content["source"]
    sets = tuple(Profile(p["id"], p["name"], p["weights"], "given", source) for p in content["profile"])
    bands = tuple(
        Bands(b["criterion_id"], b["about"], tuple((int(f), float(s)) for f, s in b["steps"]), b["rule"])
        for b in content.get("bands", [])
    )
    return Example(path.stem, content["name"], source, tuple(content["criterion"]), sets, bands)
