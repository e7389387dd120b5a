"""The evidence sheet: three tests, every figure traced, hostile text stays text, the same bytes."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from fractions import Fraction

import pytest
from docx import Document

from prioritise.ask import Application, Trigger, instalments, load_presets, price
from prioritise.ask.model import plain
from prioritise.ask.reckon import Reckoned, Setting, reckon
from prioritise.ask.report import NOT_OFFICIAL
from prioritise.ask.sheet import TESTS, TO_FILL_IN, Site, evidence_sheet
from prioritise.evidence import build_evidence, case_assumptions
from tests.ask.conftest import HERE, affected

PRESETS = load_presets()
HOSTILE = "<w:p>=HYPERLINK(1)</w:p>\x00\u202e & <script>alert(1)</script>\ud800\nnew line"


def priced(spare: int | None = 100):
    room = None if spare is None else Fraction(spare)
    return price(PRESETS["herts-199-2000"], Application(202, spare_patients=room))


def within(case) -> Reckoned:
    """The same application with the practices of a case shown, their room not taken off."""
    assumptions = case_assumptions(case)
    return Reckoned(priced(), affected(case), radius=assumptions.get("ask_radius_km"))


def texts(content: bytes) -> list[str]:
    paper = Document(io.BytesIO(content))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return [p.text for p in paper.paragraphs] + cells


def test_the_three_tests_are_its_headings() -> None:
    paper = Document(io.BytesIO(evidence_sheet(Reckoned(priced()))))
    headings = [p.text for p in paper.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:3] == [f"{n}. {t}" for n, t in enumerate(TESTS, 1)]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.id)
def test_every_step_is_there_with_its_source_and_tag(preset) -> None:
    ask = price(preset, Application(100, beds=(0, 0, 100, 0, 0)))
    found = texts(evidence_sheet(Reckoned(ask)))
    for step in ask.working:
        assert step.formula in found and step.source in found and step.label in found
    assert NOT_OFFICIAL in found
    assert [w for w in ask.warnings if w not in found] == []
    assert any(f"£{ask.amount_gbp:,.2f}" in t and f"(step {ask.number('sum')})" in t for t in found)


def test_the_capacity_table_says_what_is_not_known(three) -> None:
    found = texts(evidence_sheet(within(three)))
    assert "Practice 1 (P1)" in found and "not known" in found
    assert "520 NIA" in found and "7,583" in found and "-2,917" in found
    assert any("floor area unknown at 1 of 1 sites" in t for t in found)
    assert any("floor area assumed, not surveyed" in t for t in found)


def test_the_need_says_of_how_many_the_room_is_not_known(three) -> None:
    """Half-known: 900 people, of whom P1 has no room for its part and nothing is known of P3's."""
    setting = Setting(three, case_assumptions(three), build_evidence(three, case_assumptions(three)), HERE)
    found = reckon(PRESETS["kent-360"], Application(1000), setting)
    rows = found.practices
    by_code = {code: plain(Fraction(n), 1) for code, n in zip(rows["practice_code"], rows["people"], strict=True)}
    said = f"{by_code['P1']} have no room; for {by_code['P3']} more it is not known (step"
    (need,) = [t for t in texts(evidence_sheet(found)) if t.startswith("The homes bring")]
    assert said in need and "cannot rest on this sheet alone" in need


def test_a_distance_not_known_is_neither_near_nor_far(three) -> None:
    """Of a practice outside the case nobody knows where it is: the share within the radius is the known one."""
    found = within(three)
    rows = found.practices.copy()
    gone = rows["practice_code"].eq("P3")
    rows.loc[gone, ["distance_km", "near"]] = None
    share = rows.loc[gone, "share"].sum()
    radius = replace(found.radius, value=5.0, source="set by the user in this case")
    text = texts(evidence_sheet(replace(found, practices=rows, radius=radius)))
    said = f"{1 - share:.0%} of them would register within 5 km of the site; for {share:.0%} more the distance is not"
    assert any(t.startswith(said) and "set by the user in this case" in t for t in text)
    assert not any("2 km" in t for t in text)
    assert text.count("yes") == 2 and "no" not in text


def test_without_practices_it_says_what_is_missing() -> None:
    found = texts(evidence_sheet(Reckoned(priced(None))))
    assert any("complete one before this is sent" in t for t in found)
    assert any("the request cannot rest on this sheet alone" in t for t in found)


def test_hostile_text_stays_text(three) -> None:
    rows = affected(three).assign(practice=HOSTILE.replace("\ud800", ""))  # no frame can hold half a pair
    content = evidence_sheet(replace(within(three), practices=rows, synthetic=True), Site(HOSTILE, HOSTILE, HOSTILE))
    found = texts(content)
    assert "<w:p>=HYPERLINK(1)</w:p> & <script>alert(1)</script> new line" in found
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        body = parts.read("word/document.xml").decode()
        assert not any(
            'TargetMode="External"' in parts.read(n).decode() for n in parts.namelist() if n.endswith(".rels")
        )
    assert "<script>" not in body and "\u202e" not in body


def test_the_same_ask_is_the_same_bytes(three) -> None:
    first, second = (evidence_sheet(within(three), Site("Fields")) for _ in range(2))
    assert first == second
    about = Document(io.BytesIO(first)).core_properties
    assert (about.author, about.comments, about.created.year) == ("", "", 2000)


def test_instalments_are_listed() -> None:
    ask = priced()
    parts = instalments(ask.amount_gbp, [Trigger("start", Fraction(1, 4)), Trigger("end", Fraction(3, 4))])
    found = texts(evidence_sheet(Reckoned(ask), parts=parts))
    assert "start" in found and f"£{parts[0].amount_gbp:,.2f}" in found


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.id)
@pytest.mark.parametrize("beds", [None, (0, 0, 100, 0, 0)])
def test_every_source_cited_is_listed_and_no_other(preset, beds, three) -> None:
    """Kent's note cites F6, which the sheet once left out, and it listed F4 where bedrooms made that unused."""
    found = replace(within(three), ask=price(preset, Application(100, beds=beds)))
    text = texts(evidence_sheet(found))
    start = text.index("Sources")
    entry = re.compile(r"(F\d+|G\d+|TM-\d+): ")
    listed = [found[1] for t in text[start:] if (found := entry.match(t))]
    others = [t for t in text if not entry.match(t)]
    named = {key for t in others for key in re.findall(r"[(](F\d+|G\d+|TM-\d+)[:)]", t)}
    assert sorted(listed) == sorted(named) and "G3" in named
    if preset.id == "kent-360":
        assert "F6" in named and ("F4" in named) == (beds is None)


def test_what_is_not_named_is_a_line_to_fill_in() -> None:
    def front(site: Site) -> dict[str, str]:
        table = Document(io.BytesIO(evidence_sheet(Reckoned(priced()), site))).tables[0]
        return {r.cells[0].text: r.cells[1].text for r in table.rows}

    blank = front(Site())
    names = ["Site", "Application reference", "Council", "Applicant", "Where"]
    assert list(blank)[1:6] == names and {blank[n] for n in names} == {TO_FILL_IN}
    full = front(Site("Fields", "26/00123/OUT", "Fenmoor", f"{HOSTILE} & Sons", "longitude 0, latitude 52"))
    assert full["Council"] == "Fenmoor" and full["Applicant"].endswith("<script>alert(1)</script> new line & Sons")


def test_dates_are_written_one_way(three) -> None:
    for preset in PRESETS.values():
        ask = price(preset, Application(100, date=dt.date(2025, 6, 1)))
        text = " ".join(texts(evidence_sheet(replace(within(three), ask=ask))))
        assert "1 June 2025" in text and not re.search(r"\d{4}-\d\d-\d\d", text)
        assert not re.search(r"\d (Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec) \d{4}", text)


def test_the_tables_of_practices_end_in_all_and_the_sum_without_room_is_said(three) -> None:
    setting = Setting(three, case_assumptions(three), build_evidence(three, case_assumptions(three)), HERE)
    found = reckon(PRESETS["kent-360"], Application(1000), setting)
    paper = Document(io.BytesIO(evidence_sheet(found)))
    capacity, shares = [[c.text for c in t.rows[-1].cells] for t in paper.tables[1:3]]
    assert capacity[0] == shares[0] == "All" and capacity[5] == "2,340" and shares[1:3] == ["100.0%", "2,340.0"]
    alone = price(PRESETS["kent-360"], Application(1000)).amount_gbp
    said = [p.text for p in paper.paragraphs if f"from £{alone:,.2f} to £{found.ask.amount_gbp:,.2f}." in p.text]
    assert found.ask.full_gbp == alone > found.ask.amount_gbp and len(said) == 2  # at the top, and to beware of
