"""Areas (LSOAs) shaded by deprivation, in one hue."""

import pandas as pd

from prioritise.case.rows import each
from prioritise.ui import symbols, theme
from prioritise.ui.layers.model import Feature, Layer, MapData, shape
from prioritise.ui.shapes import area_shapes


def _draw(data: MapData) -> list[Feature]:
    areas = data.case.areas
    if areas is None or not len(areas):
        return []
    fifths = _fifths(areas["imd_score"])
    geometries = area_shapes(areas)
    return [
        shape(
            f"area:{row.area_code}",
            f"{row.name}: {_words(row.imd_score)}",
            geometries[str(row.area_code)],
            {
                "fillColor": theme.IMD_STEPS[fifth] if fifth >= 0 else theme.LAND,
                "fillOpacity": 0.85,
                "color": theme.LAND_LINE,
                "weight": 0.6,
                "dashArray": None if fifth >= 0 else "3 3",
            },
        )
        for row, fifth in zip(each(areas[["area_code", "name", "imd_score"]]), fifths, strict=True)
    ]


def _words(score: float) -> str:
    return "deprivation not known" if pd.isna(score) else f"IMD score {score:.1f}"


def _fifths(scores: pd.Series) -> list[int]:
    ranks = scores.rank(pct=True)
    steps = len(theme.IMD_STEPS)
    return [-1 if pd.isna(r) else min(int(r * steps), steps - 1) for r in ranks]


def _legend(data: MapData) -> list[tuple[str, str]]:
    return [
        (symbols.swatch(theme.IMD_STEPS[0]), "least deprived fifth of these areas"),
        (symbols.swatch(theme.IMD_STEPS[2]), "middle fifth"),
        (symbols.swatch(theme.IMD_STEPS[-1]), "most deprived fifth"),
    ]


def _table(data: MapData) -> pd.DataFrame:
    if data.case.areas is None:
        return pd.DataFrame(columns=["name", "population", "imd_score"])
    frame = pd.DataFrame(data.case.areas[["name", "population", "imd_score"]])
    return frame.sort_values(["imd_score", "name"], ascending=[False, True]).rename(columns={"name": "area_name"})


LAYER = Layer("area", "Deprivation", 10, _draw, _legend, _table)
