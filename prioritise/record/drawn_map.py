"""The map of a paper, drawn without tiles: areas, planned homes, surgeries by room and the bids, as on the screen."""

import io
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from prioritise.ask.paper import line
from prioritise.case.rows import each
from prioritise.evidence.clusters import cluster_names
from prioritise.evidence.space import clusters_of
from prioritise.record import look
from prioritise.record.editions import Edited
from prioritise.record.geo import bids_layer, main_sites
from prioritise.record.words import STATES
from prioritise.years import year_label

GRID = "EPSG:27700"
WIDE_INCHES, MOST_HIGH, LEAST_HIGH = 7.2, 8.2, 4.0
DOTS_AN_INCH = 170
LARGEST, LEAST = 150.0, 18.0
"""Area in square points of the largest and the least symbol."""
EDGE, LABEL_PT, APART = 0.05, 6.5, 0.022
"""Room around what is drawn, as a part of it; size of the numbers; how far apart they must lie, as a part."""
Box = tuple[float, float, float, float]
"""West, south, east and north of a name."""
NAME_LETTERS, LETTER_WIDE, LETTER_HIGH = 18, 0.5, 1.1
"""Letters of a line of a name; width and height of one, in the distance that numbers keep."""
AROUND = tuple((math.cos(math.radians(a)), math.sin(math.radians(a))) for a in (40, 140, -40, 220, 90, 270, 0, 180))
"""Where beside a ring its number may stand, first to last."""
LEGEND_HIGH = 0.75


def map_png(run: Edited) -> bytes | None:
    """The map as PNG; None where nothing of the case has a place. The same run gives the same bytes."""
    practices, bids = _practices(run), bids_layer(run).dropna(subset=["geometry"])
    areas = run.prepared.case.areas
    if not len(practices) and not len(bids):
        return None
    from matplotlib.figure import Figure

    ground = areas.to_crs(GRID) if areas is not None and len(areas) else None
    placed = [f.to_crs(GRID) for f in (practices, bids)]
    low_x, low_y, high_x, high_y = _ends([f for f in (ground, *placed) if f is not None and len(f)])
    tall = min(MOST_HIGH, max(LEAST_HIGH, WIDE_INCHES * (high_y - low_y) / max(high_x - low_x, 1.0)))
    figure = Figure(figsize=(WIDE_INCHES, tall + LEGEND_HIGH), dpi=DOTS_AN_INCH)
    axes = figure.add_axes((0.0, LEGEND_HIGH / (tall + LEGEND_HIGH), 1.0, tall / (tall + LEGEND_HIGH)))
    axes.set_axis_off()
    if ground is not None:
        ground.plot(ax=axes, color=look.LAND, edgecolor=look.LAND_LINE, linewidth=0.4)
    axes.set_xlim(low_x, high_x)
    axes.set_ylim(low_y, high_y)
    axes.set_aspect("equal")
    _homes(axes, run)
    _names(axes, run, placed[0], placed[1], (high_x - low_x) * APART)
    _surgeries(axes, placed[0])
    _bids(axes, placed[1], (high_x - low_x) * APART)
    _legend(figure, run)
    _scale(axes, low_x, low_y, high_x - low_x)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _practices(run: Edited) -> gpd.GeoDataFrame:
    """One row a practice that has a place: its list and how it stands for room at the end of the horizon."""
    case, evidence = run.prepared.case, run.prepared.evidence
    rows = case.table("practices")[["practice_code", "list_size"]].merge(main_sites(case), on="practice_code")
    if evidence is None:
        rows = rows.assign(state="unknown")
    else:
        gap = evidence.practice_gap
        rows = rows.merge(gap.loc[gap["financial_year"] == year_of_map(run), ["practice_code", "state"]])
    points = gpd.points_from_xy(rows["longitude"], rows["latitude"])
    return gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326")


def year_of_map(run: Edited) -> int:
    """Start year whose end the map shows."""
    return run.prepared.case.settings.horizon[-1]


def _ends(frames: Sequence[gpd.GeoDataFrame]) -> tuple[float, float, float, float]:
    bounds = [f.total_bounds for f in frames]
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    room = EDGE * max(east - west, north - south, 1000.0)
    return west - room, south - room, east + room, north + room


def _sizes(amounts: "pd.Series[float]") -> "pd.Series[float]":
    """Areas of symbols that go with the amounts."""
    largest = float(amounts.max()) if len(amounts) else 0.0
    part = amounts.fillna(0).clip(lower=0) / largest if largest > 0 else amounts * 0.0
    return (part * LARGEST).clip(lower=LEAST)


def _names(axes: Any, run: Edited, rows: gpd.GeoDataFrame, bids: gpd.GeoDataFrame, apart: float) -> None:
    """The clusters' names, each by its surgeries where it lies over the fewest marks and other names."""
    from matplotlib import patheffects

    clusters = clusters_of(run.prepared.case).set_index("practice_code")["cluster_code"]
    codes, names = rows["practice_code"].map(clusters), cluster_names(run.prepared.case)
    marks = [(p.x, p.y) for p in (*rows.geometry, *bids.geometry)]
    taken: list[Box] = []
    for code in sorted(c for c in codes.dropna().unique() if c):
        here = rows.geometry[codes == code]
        name = textwrap.fill(line(names.get(code, code)), NAME_LETTERS)
        box = _best_place(name, (here.x, here.y), apart, marks, taken)
        taken.append(box)
        axes.text(
            (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, name, fontsize=8, ha="center", va="center",
            color=look.CLUSTER_LINE, style="italic", zorder=2, parse_math=False,
            path_effects=[patheffects.withStroke(linewidth=2.5, foreground=look.LAND)],
        )  # fmt: skip


def _best_place(
    name: str, of: tuple["pd.Series[float]", "pd.Series[float]"], apart: float, marks: Sequence[tuple[float, float]],
    taken: Sequence[Box],
) -> Box:  # fmt: skip
    """Where a name hides least: above, below, beside or amid its surgeries."""
    x, y = of
    lines = name.split("\n")
    wide, high = max(map(len, lines)) * apart * LETTER_WIDE, len(lines) * apart * LETTER_HIGH
    ends = (
        x.min() - wide / 2 - apart,
        x.max() + wide / 2 + apart,
        y.min() - high / 2 - apart,
        y.max() + high / 2 + apart,
    )
    places = [
        (x.mean(), ends[3]), (x.mean(), ends[2]), (ends[0], y.mean()), (ends[1], y.mean()), (x.mean(), y.mean()),
        (ends[0], ends[3]), (ends[1], ends[3]), (ends[0], ends[2]), (ends[1], ends[2]),
    ]  # fmt: skip
    boxes = [(a - wide / 2, b - high / 2, a + wide / 2, b + high / 2) for a, b in places]

    def hidden(box: Box) -> int:
        over = sum(box[0] < a < box[2] and box[1] < b < box[3] for a, b in marks)
        across = sum(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in taken)
        return over + len(marks) * across

    return min(boxes, key=hidden)


def _homes(axes: Any, run: Edited) -> None:
    rows = run.prepared.case.table("developments").dropna(subset=["longitude", "latitude"])
    if len(rows):
        points = gpd.GeoSeries.from_xy(rows["longitude"], rows["latitude"], crs="EPSG:4326").to_crs(GRID)
        axes.scatter(
            points.x, points.y, s=_sizes(rows["homes"]) * 0.5, marker="s", c=look.HOMES, alpha=0.55, linewidths=0
        )


def _surgeries(axes: Any, rows: gpd.GeoDataFrame) -> None:
    sizes = _sizes(rows["list_size"])
    for state in STATES:
        here = rows["state"].eq(state)
        style = {"facecolors": look.STATE_COLOURS[state], "edgecolors": look.OUTLINE, "linewidths": 0.5}
        if state == "unknown":
            style = {"facecolors": "none", "edgecolors": look.UNKNOWN, "linewidths": 0.9, "linestyles": "dashed"}
        x, y = rows.geometry.x[here], rows.geometry.y[here]
        axes.scatter(x, y, s=sizes[here], marker="o", zorder=3, **style)
        if mark := _mark(state):
            axes.scatter(x, y, s=sizes[here] * 0.25, marker=mark, c="white", linewidths=0.9, zorder=4)


def _mark(state: str) -> str:
    """What stands within a circle, so that colour does not stand alone."""
    return {"short": "_", "tight": "."}.get(state, "")


def _bids(axes: Any, rows: gpd.GeoDataFrame, apart: float) -> None:
    """Triangles, ringed where funded and numbered by rank where there is room for the number."""
    rows = rows.sort_values("rank", ascending=False)
    funded = rows["decision"].eq("funded")
    for here, edge, width in ((~funded, look.OUTLINE, 0.3), (funded, look.OUTLINE, 0.6)):
        axes.scatter(
            rows.geometry.x[here], rows.geometry.y[here], s=34, marker="^", c=look.BID, edgecolors=edge,
            linewidths=width, alpha=0.95, zorder=5,
        )  # fmt: skip
    x, y = rows.geometry.x[funded], rows.geometry.y[funded]
    axes.scatter(x, y, s=110, marker="o", facecolors="none", edgecolors=look.OUTLINE, linewidths=1.1, zorder=6)
    rings = sorted(set(zip(x, y, strict=True)))
    taken: list[tuple[float, float]] = []
    for row in each(rows[funded].sort_values("rank").assign(x=x, y=y)[["rank", "x", "y"]]):
        for east, north in AROUND:
            at = row.x + east * apart, row.y + north * apart
            if all(math.dist(at, other) > apart * 0.95 for other in (*taken, *rings)):
                axes.text(*at, f"{row.rank:d}", fontsize=LABEL_PT, ha="center", va="center", color=look.INK,
                          weight="bold", zorder=7)  # fmt: skip
                taken.append(at)
                break


def _legend(figure: Any, run: Edited) -> None:
    from matplotlib.legend_handler import HandlerTuple
    from matplotlib.lines import Line2D

    def sign(marker: str, **style: Any) -> Any:
        return Line2D([], [], linestyle="none", marker=marker, **style)

    outline = {"markeredgecolor": look.OUTLINE, "markersize": 7}
    signs = {
        STATES[state]: (sign("o", markerfacecolor=look.STATE_COLOURS[state], **outline),)
        + ((sign(_mark(state), color="white", markersize=4),) if _mark(state) else ())
        for state in ("enough", "tight", "short")
    }
    signs |= {
        STATES["unknown"]: (sign("o", markerfacecolor="none", markeredgecolor=look.UNKNOWN, markersize=7),),
        "Planned homes": (sign("s", color=look.HOMES, alpha=0.55, markersize=6),),
        "Bid": (sign("^", markerfacecolor=look.BID, markeredgecolor=look.OUTLINE, markersize=6),),
        "Ringed: funded, with its rank": (
            sign("o", markerfacecolor="none", markeredgecolor=look.OUTLINE, markersize=9),
            sign("^", markerfacecolor=look.BID, markeredgecolor=look.OUTLINE, markersize=5),
        ),
    }
    figure.legend(
        list(signs.values()), list(signs), handler_map={tuple: HandlerTuple(ndivide=1)},
        loc="lower center", ncol=4, fontsize=8, frameon=False, handletextpad=0.3, columnspacing=1.4,
        title=f"Circles: surgeries, larger for a longer list, by room at the end of {year_label(year_of_map(run))}",
        title_fontsize=8,
    )  # fmt: skip


def _scale(axes: Any, west: float, south: float, width: float) -> None:
    """A bar of a round number of kilometres."""
    long = max((k for k in (1, 2, 5, 10, 20, 50) if k * 1000 < width / 4), default=1) * 1000
    x, y = west + width * 0.02, south + width * 0.02
    axes.plot([x, x + long], [y, y], color=look.INK, linewidth=1.6, solid_capstyle="butt")
    axes.text(
        x + long / 2, y + width * 0.008, f"{long // 1000} km", ha="center", va="bottom", fontsize=7, color=look.INK
    )
