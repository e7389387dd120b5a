"""Floating-catchment access: supply per head that a place can reach, once everybody else who can reach it is counted.

An access index, not a forecast of where people go. All four measures take the same three things:

- `weights`: one row a place where people live, one column a site, 0 for out of reach and more for nearer. It may come
  from costs that differ by direction: row i, column j is always the way from place i to site j (`decay_weights`).
- `supply`: what each site has (m2, rooms, doctors).
- `population`: people of each place.

and give access by place: supply per person. With s supply, p people and W weights:

| measure | share of a place's people at a site | R (site) | access (place) |
|---|---|---|---|
| two-step | all, at every site inside | s / sum of p | sum of R |
| enhanced two-step | W | s / sum of W p | sum of W R |
| three-step | G = W / its sum over sites | s / sum of G W p | sum of G W R |
| modified Huff three-step | H = s W / its sum over sites | s / sum of H p | sum of H W R |

In the first three the access of all people adds up to the supply that people reach, and more supply anywhere never
lowers anybody's access. Neither holds for the modified Huff measure. In all four, more people anywhere never raise the
access of people elsewhere.

A place that reaches nothing has access 0. A site that no people reach adds nothing anywhere. A site whose supply is
not known is refused, since it would count as none: leave it out, and say so.

Sources: two-step, Luo and Wang, Environment and Planning B 30 (2003) 865-884. Enhanced two-step, Luo and Qi, Health &
Place 15 (2009) 1100-1107. Three-step, Wan, Zou and Sternberg, International Journal of Geographical Information
Science 26 (2012) 1073-1089. Modified Huff three-step, Jörg, Lenz, Wetz and Widmer, Swiss Health Observatory (2019).
"""

import numpy as np
import numpy.typing as npt

from prioritise.errors import DataFault
from prioritise.evidence.geo import FloatArray


def decay_weights(cost: npt.ArrayLike, decay: float, furthest: float) -> FloatArray:
    """Weight = exp(-decay x cost) up to the furthest cost, and 0 beyond it.

    Args:
        cost: of the way from each place (row) to each site (column), in any unit; infinite where there is no way.
        decay: fall for each unit of cost, 0 or more.
        furthest: cost beyond which a site is out of reach (a site just as far is still in reach).

    Raises:
        DataFault: a cost is not known or below nought.
    """
    costs = _known(cost, "travel cost", "way", endless=True)
    inside = costs <= furthest
    return np.where(inside, np.exp(-decay * np.where(inside, costs, 0.0)), 0.0)


def two_step(weights: npt.ArrayLike, supply: npt.ArrayLike, population: npt.ArrayLike) -> FloatArray:
    """Access by two steps (2SFCA): any weight above 0 is inside the catchment and counts in full.

    Args:
        weights: place x site, 0 or more; row i, column j is the way from place i to site j.
        supply: of each site.
        population: of each place.

    Returns:
        Supply per person of each place.

    Raises:
        DataFault: a figure is not known, not finite or below nought.
        ValueError: the shapes do not fit together.
    """
    w, s, p = _given(weights, supply, population)
    inside = (w > 0).astype(np.float64)
    return _per_head(inside, inside, s, p)


def enhanced_two_step(weights: npt.ArrayLike, supply: npt.ArrayLike, population: npt.ArrayLike) -> FloatArray:
    """Access by two steps with a weight that falls with cost (E2SFCA). Arguments, result and faults as `two_step`."""
    w, s, p = _given(weights, supply, population)
    return _per_head(w, w, s, p)


def three_step(
    weights: npt.ArrayLike,
    supply: npt.ArrayLike,
    population: npt.ArrayLike,
    choosing: npt.ArrayLike | None = None,
) -> FloatArray:
    """Access by three steps (3SFCA): a place's people are first dealt out over the sites they can choose from.

    Two steps count each person at every site in reach, and so find too many people where there is much to choose.

    Args:
        weights: as `two_step`.
        supply: of each site.
        population: of each place.
        choosing: weights by which people choose, where they look further than the catchment; as `weights` unless
            given. (The package `access` of PySAL leaves the limit of the catchment out of this step.)

    Returns:
        Supply per person of each place.

    Raises:
        DataFault: a figure is not known, not finite or below nought.
        ValueError: the shapes do not fit together.
    """
    w, s, p = _given(weights, supply, population)
    chosen = w if choosing is None else _given(choosing, supply, population)[0]
    used = _shares(chosen) * w
    return _per_head(used, used, s, p)


def modified_huff(weights: npt.ArrayLike, supply: npt.ArrayLike, population: npt.ArrayLike) -> FloatArray:
    """Access by three steps, people drawn by supply as well as nearness (MH3SFCA). Arguments as `two_step`.

    Access then falls with distance even where there is only one site to go to. More supply at one site may lower the
    access of a place that it draws to worse-placed space, so a portfolio is not to be judged by this measure.
    """
    w, s, p = _given(weights, supply, population)
    huff = _shares(w * s)
    return _per_head(huff * w, huff, s, p)


def _per_head(reach: FloatArray, use: FloatArray, supply: FloatArray, population: FloatArray) -> FloatArray:
    """Sum over sites of reach x supply / people who use the site; a site nobody uses adds nothing."""
    users = use.T @ population
    return np.asarray(_over(reach, users[None, :]) @ supply)


def _shares(weights: FloatArray) -> FloatArray:
    """Each row over its sum; a row of noughts stays so."""
    return _over(weights, weights.sum(axis=1, keepdims=True))


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part over whole, 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _given(
    weights: npt.ArrayLike, supply: npt.ArrayLike, population: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The three as arrays that fit together and hold only figures that are known, finite and not below nought."""
    w, s, p = _known(weights, "weight", "way"), _known(supply, "supply", "site"), _known(population, "people", "place")
    if w.shape != (len(p), len(s)) or s.ndim != 1 or p.ndim != 1:
        raise ValueError(f"weights are {w.shape}; {len(p)} places and {len(s)} sites want {(len(p), len(s))}")
    return w, s, p


def _known(values: npt.ArrayLike, what: str, where: str, *, endless: bool = False) -> FloatArray:
    """The values, refused where one is unknown, below nought or (unless `endless`) without end."""
    found = np.asarray(values, dtype=np.float64)
    bad = np.isnan(found) | (found < 0) | (np.isinf(found) & (not endless))
    if bad.any():
        first = ", ".join(str(int(i) + 1) for i in np.argwhere(bad)[0])
        raise DataFault(
            f"{what} must be known, finite and 0 or more: it is not for {int(bad.sum())} of {found.size} "
            f"(first: {where} {first})"
        )
    return found
