"""What people do with it: look at the map, move the money, take the list away, load their own."""

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Frame, Page, Route, TimeoutError, expect

from prioritise.case.load import load_case
from prioritise.case.write import case_workbook
from tests.browser.conftest import ROOT, App, settle
from tests.browser.test_pages import findings

DEMO = ROOT / "data" / "demo"
BIDS = "bid_id,title,kind,capital_gbp\nB1,One,extension,100000\nB2,Two,castle,5\nB3,Three,equipment,x\n"
POTS = "pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n"
MARKUP = "<script>window.hit=1</script>"


def open_at(page: Page, app: App, name: str) -> None:
    page.goto(f"{app.url}/{name}")
    settle(page)


def map_frame(page: Page) -> Frame:
    page.wait_for_selector("iframe[title*=st_folium]")
    handle = page.query_selector("iframe[title*=st_folium]")
    frame = handle.content_frame()
    frame.wait_for_selector(".leaflet-container", state="attached")
    return frame


def click_map(page: Page, heard: Callable[[], bool]) -> None:
    """Click the map until it is heard: one that is still being drawn hears no click."""
    for _ in range(8):
        frame = page.locator("iframe[title*=st_folium]").first
        frame.scroll_into_view_if_needed()
        where = frame.bounding_box()
        page.mouse.click(where["x"] + 0.5 * where["width"], where["y"] + 0.35 * where["height"])
        for _ in range(10):
            page.wait_for_timeout(500)
            if heard():
                settle(page)
                return


def funded(page: Page) -> list[str]:
    return page.eval_on_selector_all("#ranked tr[data-decision=funded]", "rows => rows.map(r => r.dataset.bid)")


def test_the_map_draws_a_marker_a_site_and_a_click_shows_its_practice(app: App, page: Page) -> None:
    case = load_case(DEMO)
    open_at(page, app, "Map")
    frame = map_frame(page)
    page.locator("[data-testid=stButtonGroup] button").filter(has_text="Sites by condition").click()
    frame.wait_for_selector(".p-site", state="attached")
    assert frame.locator(".p-site").count() == len(case.table("sites"))
    assert frame.locator(".p-practice").count() == len(case.table("practices"))
    settle(page)
    frame.locator(".p-site").nth(0).dispatch_event("click")
    card = page.wait_for_selector("#card").inner_text()
    site = case.table("sites").iloc[0]
    practice = case.table("practices").set_index("practice_code").loc[site["practice_code"], "name"]
    assert site["name"] in card and practice in card


def test_a_click_on_the_map_drops_a_new_surgery_there(app: App, page: Page) -> None:
    open_at(page, app, "Map")
    map_frame(page).wait_for_selector(".p-practice", state="attached")
    page.locator("label").filter(has_text="Try a new surgery").first.click()
    settle(page)
    box = page.get_by_label("Longitude, latitude (or click the map)")
    before = box.input_value()
    map_frame(page).wait_for_selector(".p-practice", state="attached")
    click_map(page, lambda: box.input_value() != before)
    assert box.input_value() != before
    assert "a new surgery here would take" in page.inner_text("body")
    assert findings(page) == []


def test_a_click_on_the_map_places_an_application(app: App, page: Page) -> None:
    open_at(page, app, "S106_ask")
    page.locator("[data-testid=stButtonGroup] button").filter(has_text="A click on the map").click()
    settle(page)
    map_frame(page).wait_for_selector(".p-practice", state="attached")
    said = "The application is at longitude"
    click_map(page, lambda: said in page.inner_text("body"))
    assert said in page.inner_text("body") and "Practices affected" in page.content()
    assert findings(page) == []


def test_the_map_keeps_its_view_when_the_year_moves(app: App, page: Page) -> None:
    open_at(page, app, "Map")
    frame = map_frame(page)
    frame.wait_for_selector(".p-practice", state="attached")
    page.wait_for_timeout(1000)
    frame.evaluate("() => map_div.setZoom(map_div.getZoom() + 1, {animate: false})")
    zoom = frame.evaluate("() => map_div.getZoom()")
    before = frame.locator(".p-development").first.inner_html()
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(8):
        slider.press("ArrowLeft")
    settle(page)
    changed = "before => document.querySelector('.p-development').innerHTML !== before"
    frame.wait_for_function(changed, arg=before, timeout=20_000)
    assert frame.evaluate("() => map_div.getZoom()") == zoom


def test_moving_a_budget_marks_the_list_stale_and_running_again_changes_it(app: App, page: Page) -> None:
    open_at(page, app, "Prioritise")
    before = funded(page)
    stale = page.get_by_text("older than the inputs on screen")
    assert before and stale.count() == 0
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(10):
        slider.press("ArrowLeft")
    stale.wait_for()
    settle(page)
    assert funded(page) == before
    page.get_by_role("button", name="Run", exact=True).click()
    stale.wait_for(state="detached")
    settle(page)
    assert funded(page) and funded(page) != before


def test_the_workbook_and_the_csv_hold_the_list_on_screen(app: App, page: Page, tmp_path: Path) -> None:
    open_at(page, app, "Prioritise")
    on_screen = page.eval_on_selector_all(
        "#ranked tr[data-bid]", "rows => rows.map(r => [r.dataset.bid, r.dataset.decision])"
    )
    page.get_by_role("link", name="Export").click()
    page.wait_for_selector("h1:has-text('take this with me')")
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Workbook (.xlsx)").click()
    download.value.save_as(tmp_path / "list.xlsx")
    with page.expect_download() as download:
        page.get_by_role("button", name="Ranked list (.csv)").click()
    download.value.save_as(tmp_path / "list.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "list.csv").read_text(encoding="utf-8-sig"))))
    assert [[r["bid_id"], r["decision"]] for r in rows] == on_screen
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    cells = [[str(c.value) for c in row] for sheet in book for row in sheet.iter_rows()]
    bids = {r["bid_id"] for r in rows}
    listed = next(
        found
        for sheet in book
        if len(found := [str(c.value) for row in sheet.iter_rows() for c in row if str(c.value) in bids]) >= len(bids)
    )
    assert listed[: len(rows)] == [r["bid_id"] for r in rows]
    assert cells


def upload(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})


def test_markup_in_an_uploaded_title_shows_as_text(app: App, page: Page) -> None:
    case = load_case(DEMO)
    bids = case.table("bids").copy()
    bids["title"] = [MARKUP if i == 0 else t for i, t in enumerate(bids["title"])]
    practices = case.table("practices").assign(name=[f"{n} {MARKUP}" for n in case.table("practices")["name"]])
    open_at(page, app, "Data_issues")
    upload(page, "mine.xlsx", case_workbook(case.with_table("bids", bids).with_table("practices", practices)))
    page.get_by_text("mine.xlsx is loaded and in force").wait_for()
    for link in ("Prioritise", "Map", "Bids", "Reasons", "Overview"):
        page.locator("[data-testid=stSidebar]").get_by_role("link", name=link, exact=True).click()
        page.wait_for_timeout(500)
        settle(page)
        assert page.locator("[data-testid=stException]").count() == 0
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Prioritise", exact=True).click()
    page.locator("#ranked").wait_for()
    settle(page)
    assert MARKUP in page.locator("#ranked").inner_text()
    assert all(f.evaluate("() => window.hit === undefined") for f in page.frames)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("bids.csv", b"0" * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xlsx", b""),
        ("not-a-workbook.xlsx", b"\x00\x01 this is not a workbook"),
        ("bomb.zip", bomb()),
        ("damaged.zip", b"PK\x03\x04 and then nothing"),
    ],
    ids=["empty", "nonsense", "bomb", "damaged"],
)
def test_a_hostile_file_is_refused_in_words_and_the_case_stays(app: App, page: Page, name: str, content: bytes) -> None:
    open_at(page, app, "Data_issues")
    upload(page, name, content)
    fault = page.locator(".p-band[role=alert]")
    fault.wait_for()
    assert "Your file or entry" in fault.inner_text()
    assert "Traceback" not in page.content()
    assert page.locator("[data-testid=stException]").count() == 0
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Housing").click()
    page.wait_for_selector("h1:has-text('How many people')")
    settle(page)
    assert page.locator(".p-band").get_by_text("Invented figures").count() == 1


def test_a_good_upload_with_bad_rows_says_how_many_and_still_ranks(app: App, page: Page) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("bids.csv", BIDS)
        zipped.writestr("pots.csv", POTS)
    open_at(page, app, "Data_issues")
    upload(page, "small.zip", out.getvalue())
    page.get_by_text("small.zip is loaded and in force").wait_for()
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Prioritise", exact=True).click()
    page.wait_for_selector("h1:has-text('What should we fund')")
    settle(page)
    assert page.get_by_text("in this case.").count() == 1
    assert "B1" in page.eval_on_selector_all("#ranked tr[data-bid]", "rows => rows.map(r => r.dataset.bid)")
    for link in ("Overview", "Map", "Capacity gap", "Housing", "Money", "Bids", "Criteria and weights", "Reasons"):
        page.locator("[data-testid=stSidebar]").get_by_role("link", name=link, exact=True).click()
        page.wait_for_timeout(500)
        settle(page)
        assert page.locator("[data-testid=stException]").count() == 0, link


def test_a_drawn_area_is_laid_over_the_case_before_it_is_taken(app: App, page: Page) -> None:
    """The part is put in force only when asked, and a file that is no area is refused in words."""
    ring = [[-1.0, 52.5], [0.0, 52.5], [0.0, 54.5], [-1.0, 54.5], [-1.0, 52.5]]
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    open_at(page, app, "Data_issues")
    drop = page.locator("input[type=file]").nth(1)
    drop.set_input_files({"name": "sea.geojson", "mimeType": "application/json", "buffer": b"not an area"})
    page.locator("[role=alert].p-band").wait_for()
    settle(page)
    assert page.locator("[data-testid=stException]").count() == 0
    content = json.dumps({"type": "FeatureCollection", "features": [shape]}).encode()
    drop.set_input_files({"name": "West side.geojson", "mimeType": "application/json", "buffer": content})
    page.get_by_text("West side: ").wait_for()
    assert page.get_by_text("of 61 practices").count() == 1
    page.get_by_role("button", name="Work on this part").click()
    page.get_by_text("The part is in force in this session").wait_for()
    page.locator("[data-testid=stSidebar]").get_by_role("link", name="Overview", exact=True).click()
    page.wait_for_selector("h1:has-text('Where will we run out of room')")
    settle(page)
    assert "of 61 practices" not in page.locator(".p-answer").first.inner_text()


def test_a_newcomer_walks_from_a_practice_to_its_clusters_printed_page(app: App, page: Page) -> None:
    """Find a practice, see its gap, what causes it and which pots could pay, and take its cluster's page to print."""
    open_at(page, app, "Map")
    find = page.get_by_label("Find")
    find.click()
    find.type("Gullhaven Harbour")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_role("link", name="Its gap, what causes it").click()
    page.get_by_role("heading", name="Which money could pay?").wait_for()
    settle(page)
    said = page.locator(".p-answer").all_inner_texts()
    assert "Gullhaven Harbour Practice" in said[0] and "at the end of 2035/36" in said[0]
    assert "10 pots may pay" in said[1]
    assert page.get_by_role("heading", name="who join").count() == 1
    page.get_by_role("link", name="Its cluster's page").click()
    page.get_by_role("heading", name="One cluster on a page").wait_for()
    settle(page)
    page.get_by_role("link", name="Gullhaven on a page").click()
    expect(page.get_by_role("heading", name="One cluster on a page")).to_be_in_viewport()
    with page.expect_download() as download:
        page.get_by_role("button", name="Page to print").click()
    assert download.value.suggested_filename == "cluster-gullhaven.html"
    printed = Path(download.value.path()).read_text(encoding="utf-8")
    assert "<h1>Gullhaven</h1>" in printed and "Invented figures." in printed and "Made on " in printed


def test_from_the_red_pots_a_link_leads_to_the_bids_that_could_use_them(app: App, page: Page) -> None:
    open_at(page, app, "Ledger")
    page.get_by_role("link", name="Which bids could lawfully use one of these pots?").click()
    expect(page.get_by_role("heading", name="Which bids could lawfully use this pot?")).to_be_in_viewport()


def test_a_clusters_printed_page_takes_two_sides_of_a4_and_asks_nobody_anything(page: Page, tmp_path: Path) -> None:
    from prioritise.evidence.size import size_bands
    from prioritise.pipeline import prepare_evidence
    from prioritise.record.cluster_files import sheet_html
    from prioritise.record.cluster_profiles import cluster_profiles
    from prioritise.record.cluster_sheet import cluster_sheet
    from prioritise.record.stamp import Stamp

    ready = prepare_evidence(load_case(DEMO))
    assert ready.evidence is not None
    found = cluster_profiles(ready.case, ready.evidence, ready.assumptions, ready.problem)
    setting = (ready.case, ready.evidence, ready.assumptions, ready.problem)
    told = dict.fromkeys(ready.problem.bids, "Funded, from 2027/28")
    stamp = Stamp(
        dt.date(2026, 9, 30), "Builders wait", ("Housing future: Slow", "Most added revenue, £ a year: 150,000")
    )
    for code in found.names:
        file = tmp_path / f"{code}.html"
        file.write_bytes(sheet_html(cluster_sheet(found, code, size_bands(ready.assumptions), setting, told, stamp)))
        asked: list[str] = []
        page.on("request", lambda r, asked=asked: asked.append(r.url))
        page.goto(file.as_uri())
        assert asked == [file.as_uri()]
        sides = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        assert 1 <= sides <= 2, (code, sides)


def test_a_long_trial_can_be_stopped_and_keeps_what_is_done(app: App, page: Page) -> None:
    open_at(page, app, "Robustness")
    page.get_by_role("button", name="Try them", exact=True).click()
    expect(page.get_by_text(re.compile("for the weights in force: [1-9][0-9]* of 101 done"))).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text(re.compile("Stopped after [0-9]+ of 101 choices"))).to_be_visible()
    settle(page)
    assert page.get_by_role("button", name="Try again", exact=True).count() == 1
    assert findings(page) == []


def test_the_list_that_saves_most_money_stands_beside_the_list_in_force(app: App, page: Page) -> None:
    open_at(page, app, "Money_at_risk")
    page.get_by_role("button", name="Find the list that saves most", exact=True).click()
    expect(page.get_by_role("cell", name="Saves the most", exact=True)).to_be_visible()
    settle(page)
    assert findings(page) == []


def test_a_button_pressed_before_its_boxes_are_loaded_leaves_them_as_they_are(app: App, page: Page) -> None:
    loaded: list[str] = []

    def late(route: Route) -> None:
        page.wait_for_timeout(1_500)  # a slow line
        loaded.append(route.request.url)
        route.continue_()

    page.route(re.compile(r"/static/js/(Number|Text)Input\."), late)
    page.goto(f"{app.url}/Frontier")
    page.get_by_role("button", name="Draw it", exact=True).click()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    boxes = {"From, % of it": "40", "To, % of it": "160", "Budgets to try": "7"}
    for box, value in boxes.items():
        expect(page.get_by_label(box, exact=True)).to_have_value(value)
    assert len(loaded) > 1, loaded
    page.get_by_role("button", name="Stop", exact=True).click()
    settle(page)
    assert {box: page.get_by_label(box, exact=True).input_value() for box in boxes} == boxes


def test_a_box_that_a_page_left_out_for_a_while_comes_back_as_it_was(app: App, page: Page) -> None:
    open_at(page, app, "S106_ask")
    other = page.get_by_role("combobox", name="Beside it", exact=True)
    first = other.input_value()
    for _ in range(5):  # a list that opens while the page is still being drawn is closed by it
        other.click()
        with suppress(TimeoutError):
            page.get_by_role("option").last.click(timeout=4_000)
            break
    expect(other).not_to_have_value(first)
    settle(page)
    chosen, homes = other.input_value(), page.get_by_label("1 bed", exact=True)
    before = homes.input_value()
    for text in ("", before):
        homes.fill(text)
        homes.press("Tab")
        expect(page.get_by_text("Nothing to price yet")).to_have_count(0 if text else 1)
        settle(page)
    expect(other).to_have_value(chosen)
    share = page.get_by_label("Affordable homes (%)", exact=True)
    share.fill("31")
    share.press("Tab")
    expect(share).to_have_value("31")
    settle(page)
    expect(other).to_have_value(chosen)
