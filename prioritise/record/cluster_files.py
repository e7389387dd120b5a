"""A cluster's page as files: one that any browser prints on A4, and a Word paper. Text from the case stays text."""

from collections.abc import Mapping, Sequence

from prioritise.ask.paper import Paper
from prioritise.record.cluster_sheet import ClusterSheet
from prioritise.record.page import html_page, safe
from prioritise.years import year_label

BID_HEAD = ("Bid", "Kind", "Capital ", "In the list")
NO_HOMES, NO_BIDS = "No development brings it homes.", "It has no part in any bid."
POT_HEAD = ("Pot that may pay its bids", "Kind", "Money ", "Spend by", "Its bids ", "Who else")
_WIDE, _HIGH, _LEFT, _FOOT = 640, 116, 70, 24
_DASH = {"NIA": "", "GIA": "5 4"}
_STYLE = """
body{font:8.3pt/1.24 system-ui,"Segoe UI",Arial,sans-serif;color:#1f2933;background:#fff;margin:10mm auto;
max-width:190mm}h1{font-size:15pt;margin:0 0 1mm}h2{font-size:10.5pt;margin:2mm 0 .7mm}p{margin:0 0 .8mm}
.big{font-size:9.8pt}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35mm 1.5mm;border-bottom:.2mm solid #c5ccd3}
th{background:#eef1f4}tbody th{background:none;font-weight:600;width:30%}td.n,th.n{text-align:right}
.two{columns:2;column-gap:6mm}.two tbody th{width:58%}.two thead{break-after:avoid}.small{font-size:7.6pt}
.sum td{font-weight:600}.names th:first-child{width:36%}.list th:first-child{width:27%}
tr,svg{break-inside:avoid}h2{break-after:avoid}
.warn{border:.3mm solid #b85200;padding:.8mm 2mm;font-weight:600}
@page{size:A4;margin:10mm}@media print{body{margin:0;max-width:none}}
"""


def _table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    first_is_head: bool = False,
    last_is_sum: bool = False,
    css: str = "",
) -> str:
    """A table; a column whose head ends in a space is set to the right."""
    side = [" class='n'" if h.endswith(" ") else "" for h in head]
    top = "".join(f"<th scope='col'{s}>{safe(h.strip())}</th>" for h, s in zip(head, side, strict=True))
    body = "".join(
        f"<tr{' class=sum' if last_is_sum and at == len(rows) else ''}>"
        + "".join(
            f"<th scope='row'>{safe(c)}</th>"
            if first_is_head and n == 0
            else f"<td{side[n] if head else ''}>{safe(c)}</td>"
            for n, c in enumerate(row)
        )
        + "</tr>"
        for at, row in enumerate(rows, 1)
    )
    kind = f" class='{css}'" if css else ""
    return f"<table{kind}>{f'<thead><tr>{top}</tr></thead>' if any(head) else ''}<tbody>{body}</tbody></table>"


def gap_chart(series: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """Room by year as a drawing: a line a basis of area, named where it ends, and the line of nought; "" for none."""
    points = [p for line in series.values() for p in line]
    if not points:
        return ""
    years = sorted({y for y, _ in points})
    low, high = min(0.0, *(v for _, v in points)), max(0.0, *(v for _, v in points))
    span, tall = max(high - low, 1.0), _HIGH - _FOOT - 14

    def x(year: int) -> float:
        return _LEFT + (year - years[0]) / max(years[-1] - years[0], 1) * (_WIDE - _LEFT - 50)

    def y(value: float) -> float:
        return 10 + (high - value) / span * tall

    marks = [
        f"<line x1='{_LEFT}' x2='{_WIDE - 50}' y1='{y(v):.1f}' y2='{y(v):.1f}' stroke='#9aa5b1' "
        f"stroke-width='{1.2 if v == 0 else 0.4}'/>"
        f"<text x='{_LEFT - 6}' y='{y(v) + 4:.1f}' text-anchor='end'>{v:,.0f} m²</text>"
        for v in sorted({low, 0.0, high})
        if v == 0 or abs(v) > span / 8
    ]
    for basis, line in series.items():
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in line)
        marks.append(
            f"<polyline points='{path}' fill='none' stroke='#1B5E9B' stroke-width='2' "
            f"stroke-dasharray='{_DASH.get(basis, '2 3')}'/>"
            f"<text x='{x(line[-1][0]) + 6:.1f}' y='{y(line[-1][1]) + 4:.1f}' font-weight='600'>{safe(basis)}</text>"
        )
    ends = (years[0], years[len(years) // 2], years[-1])
    marks += [
        f"<text x='{x(a):.1f}' y='{_HIGH - 6}' text-anchor='middle'>{'now' if a == years[0] else year_label(a)}</text>"
        for a in dict.fromkeys(ends)
    ]
    return (
        f"<svg viewBox='0 0 {_WIDE} {_HIGH}' width='100%' role='img' font-size='11' fill='#1f2933' "
        "aria-label='Room to spare or short by year; the table above has the figures'>" + "".join(marks) + "</svg>"
    )


def _practice_head(sheet: ClusterSheet) -> tuple[str, ...]:
    far = sheet.years[-1]
    return ("Practice", "List ", "Room now ", f"Room, {far[:1].lower()}{far[1:]} ", "GPs (FTE) ", "Patients a GP ")


def _homes_head(sheet: ClusterSheet) -> tuple[str, ...]:
    by = sheet.years[-1].split(" ")[-1]
    return ("Development", f"Homes by {by} ", "For this cluster ", "Largest share of these would join")


def _list_or(head: Sequence[str], rows: Sequence[Sequence[str]], none: str, more: str, css: str = "") -> str:
    """A table with what was left out of it, or that there is none."""
    return (_table(head, rows, css=css) if rows else f"<p>{safe(none)}</p>") + (
        f"<p class='small'>{safe(more)}</p>" if more else ""
    )


def sheet_html(sheet: ClusterSheet) -> bytes:
    """The page as one HTML file that asks nothing of any other host and prints on one or two sides of A4."""
    parts = dict.fromkeys(part for part, _, _ in sheet.facts)
    body = [
        f"<h1>{safe(sheet.name)}</h1>",
        *(f"<p class='warn'>{safe(w)}</p>" for w in _warnings(sheet)),
        f"<p class='big'>{safe(sheet.answer)}</p>",
        "<h2>Direction, distance and speed of travel</h2>",
        _table(("", ""), sheet.points, first_is_head=True),
        "<h2>List, homes and room</h2>",
        _table(("", *(f"{y} " for y in sheet.years)), sheet.course, first_is_head=True),
        gap_chart(sheet.series),
        "<p class='small'>Room to spare (above the line of nought) or short (below it), over the practices that can be "
        "judged.</p>",
        "<h2>What is known of it</h2><div class='two'>",
        *(_table((part, ""), [(a, b) for p, a, b in sheet.facts if p == part], first_is_head=True) for part in parts),
        "</div><h2>Its practices</h2>",
        _table(_practice_head(sheet), sheet.all_practices, last_is_sum=len(sheet.practices) > 1, css="list"),
        "<h2>The developments that bring it most homes</h2>",
        _list_or(_homes_head(sheet), sheet.homes, NO_HOMES, sheet.more_homes),
        "<h2>Its bids</h2>",
        _list_or(BID_HEAD, sheet.bids, NO_BIDS, sheet.more_bids),
        "<h2>Money that may pay its bids</h2>",
        _list_or(POT_HEAD, sheet.pots, "No pot of the case may pay a bid of it.", sheet.more, css="names"),
        "<h2>How it was made</h2>",
        f"<p class='small'>{safe(' '.join(_notes(sheet)))}</p>",
    ]
    return html_page(sheet.name, "".join(body), _STYLE)


def sheet_docx(sheet: ClusterSheet) -> bytes:
    """The same page as a Word file, without the chart; the same page is the same bytes."""
    paper = Paper(sheet.name)
    for sentence in (*_warnings(sheet), sheet.answer):
        paper.text(sentence, strong=True)
    paper.heading("Direction, distance and speed of travel")
    paper.table(("What", "In words"), sheet.points, (3.4, 14.0))
    paper.heading("List, homes and room")
    paper.table(("Measure", *(f"{y} " for y in sheet.years)), sheet.course, (5.4, 4.0, 4.0, 4.0))
    paper.heading("What is known of it")
    paper.table(("Part", "What", "Figure"), sheet.facts, (2.4, 7.0, 8.0))
    paper.heading("Its practices")
    paper.table(_practice_head(sheet), sheet.all_practices, (5.4, 1.8, 2.9, 3.4, 1.7, 2.2))
    paper.heading("The developments that bring it most homes")
    _docx_list(paper, _homes_head(sheet), sheet.homes, (6.4, 3.0, 3.2, 4.8), (NO_HOMES, sheet.more_homes))
    paper.heading("Its bids")
    _docx_list(paper, BID_HEAD, sheet.bids, (7.4, 3.2, 3.4, 3.4), (NO_BIDS, sheet.more_bids))
    paper.heading("Money that may pay its bids")
    if sheet.pots:
        paper.table(POT_HEAD, sheet.pots, (5.4, 2.6, 2.2, 2.8, 1.4, 3.0))
    paper.text(sheet.more if sheet.pots else "No pot of the case may pay a bid of it.")
    paper.heading("How it was made")
    paper.bullets(_notes(sheet))
    return paper.content()


def _docx_list(
    paper: Paper,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    none_and_more: tuple[str, str],
) -> None:
    """A table of the Word file with what was left out of it, or that there is none."""
    none, more = none_and_more
    if rows:
        paper.table(head, rows, widths)
    if text := more if rows else none:
        paper.text(text)


def _warnings(sheet: ClusterSheet) -> tuple[str, ...]:
    """What must stand at the top: the band of the case, and that it is a what-if."""
    return tuple(filter(None, (sheet.band, sheet.stamp.what_if)))


def _notes(sheet: ClusterSheet) -> tuple[str, ...]:
    return (*sheet.notes, *filter(None, (sheet.stamp.day_said,)))
