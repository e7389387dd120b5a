"""What scores would be if every scorer were as strict as the middle one: main effects of thing scored and of scorer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Severity:
    """Scores with the scorers' own strictness taken out, beside the scores as they are.

    Attributes:
        scorers: one row a scorer: scorer, group (0, 1, ...), scores, higher (points by which they score above the
            middle scorer of their group; NaN: nobody else scored what they did), error (its standard error; NaN: not
            known).
        cells: one row a thing scored, indexed as the rows given were: scores, raw (mean), adjusted (NaN: not known),
            error (standard error of adjusted; NaN: not known).
        covariance: of the adjusted scores, in the order of `cells`; 0 where they are not known.
        noise: standard deviation of what neither thing nor scorer explains; NaN: no score is left to tell it from.
        groups: names of the scorers that can be compared with each other: linked by things they both scored.
    """

    scorers: pd.DataFrame
    cells: pd.DataFrame
    covariance: Floats
    noise: float
    groups: tuple[tuple[str, ...], ...]


def severity(rows: pd.DataFrame, keys: Sequence[str], value: str = "points") -> Severity:
    """Fit score = thing + scorer by least squares, and say each thing's score as the middle scorer would give it.

    The middle scorer is the median of a group's effects (the mean of the two middle ones where they are even in
    number). Scorers are compared within a group alone: through things that both scored, or through others who did.
    Whoever shares no thing with anybody cannot be compared, and what they alone scored is not adjusted. The errors take
    what is left over as alike everywhere and by chance, and hold the middle scorer as given. See JSM21 in the methods:
    it stands beside the raw mean, never in its place.

    Args:
        rows: one row a score: the keys, scorer, and the score.
        keys: columns that name a thing.
        value: column of the score.
    """
    rows = rows.sort_values([*keys, "scorer"], kind="stable")
    cell, cells = _codes(rows, keys)
    names, scorer = np.unique(rows["scorer"].to_numpy(str), return_inverse=True)
    y = rows[value].to_numpy(float)
    seen = np.zeros((len(cells), len(names)))
    np.add.at(seen, (cell, scorer), 1.0)
    size = seen.sum(axis=1)
    mean = np.bincount(cell, y, len(cells)) / np.maximum(size, 1.0)
    laplacian = np.diag(seen.sum(axis=0)) - seen.T @ (seen / np.maximum(size, 1.0)[:, None])
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    effect: Floats = inverse @ np.bincount(scorer, y - mean[cell], len(names)).astype(float)
    group = _groups(seen)
    left = y - mean[cell] - effect[scorer] + (seen @ effect / np.maximum(size, 1.0))[cell]
    spare = len(y) - len(cells) - len(names) + int(group.max(initial=-1)) + 1
    noise = float(np.sqrt((left**2).sum() / spare)) if spare > 0 else np.nan
    middle = _middles(effect, group)
    alone = np.bincount(group)[group] == 1
    contrast = np.eye(len(names)) - middle
    by_scorer = contrast @ inverse @ contrast.T
    who = (seen / np.maximum(size, 1.0)[:, None]) @ contrast
    unknown = (seen @ alone.astype(float)) > 0
    adjusted = np.where(unknown, np.nan, mean - who @ effect)
    covariance = np.diag(1.0 / np.maximum(size, 1.0)) + who @ inverse @ who.T
    covariance[unknown, :] = covariance[:, unknown] = 0.0
    deviation = np.sqrt(np.maximum(np.diag(covariance), 0.0)) * noise
    return Severity(
        scorers=pd.DataFrame(
            {
                "scorer": names,
                "group": group,
                "scores": seen.sum(axis=0).astype(int),
                "higher": np.where(alone, np.nan, contrast @ effect),
                "error": np.where(alone, np.nan, np.sqrt(np.maximum(np.diag(by_scorer), 0.0)) * noise),
            }
        ).astype({"scorer": "str"}),
        cells=cells.assign(
            scores=size.astype(int), raw=mean, adjusted=adjusted, error=np.where(unknown, np.nan, deviation)
        ),
        covariance=covariance * (0.0 if np.isnan(noise) else noise**2),
        noise=noise,
        groups=tuple(tuple(names[group == g].tolist()) for g in range(int(group.max(initial=-1)) + 1)),
    )


def _codes(rows: pd.DataFrame, keys: Sequence[str]) -> tuple[Ids, pd.DataFrame]:
    """Number of the thing of each row, and the things themselves."""
    cells = rows[list(keys)].drop_duplicates().reset_index(drop=True)
    number = pd.Series(range(len(cells)), pd.MultiIndex.from_frame(cells.astype(str)), dtype="int64")
    found = number.reindex(pd.MultiIndex.from_frame(rows[list(keys)].astype(str)))
    return np.asarray(found, dtype=np.int64), cells


def _groups(seen: Floats) -> Ids:
    """Group of each scorer: those linked by things that both scored, numbered from the first name."""
    shared = (seen.T @ seen) > 0
    group = np.full(len(shared), -1, dtype=np.int64)
    for first in range(len(shared)):
        if group[first] >= 0:
            continue
        number, reached = int(group.max(initial=-1)) + 1, {first}
        while reached:
            one = reached.pop()
            group[one] = number
            reached |= {int(j) for j in np.flatnonzero(shared[one]) if group[j] < 0}
    return group


def _middles(effect: Floats, group: Ids) -> Floats:
    """Row j gives the middle of j's group as weights of the effects: the median, ties by name."""
    weights = np.zeros((len(effect), len(effect)))
    for number in range(int(group.max(initial=-1)) + 1):
        members = np.flatnonzero(group == number)
        ranked = members[np.argsort(effect[members].round(9), kind="stable")]
        half = (len(ranked) - 1) / 2
        for at in (int(np.floor(half)), int(np.ceil(half))):
            weights[np.ix_(members, [ranked[at]])] += 0.5
    return weights
