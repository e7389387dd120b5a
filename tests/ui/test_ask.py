"""The S.106 ask page: the same sum as the library, from the form to the paper."""

import datetime as dt
import io
import json
import re
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
import streamlit as st
from docx import Document
from streamlit.testing.v1 import AppTest

from prioritise.ask import Application, Ask, load_presets
from prioritise.ask.model import Room, whole_people
from prioritise.ask.price import price
from prioritise.ask.reckon import Reckoned
from prioritise.ask.report import as_json
from prioritise.ask.sheet import Site
from prioritise.errors import DataFault
from prioritise.ui import labels, maps
from prioritise.ui.views import ask as views
from prioritise.ui.views import ask_shown as shown_views
from prioritise.ui.views import methods
from prioritise.ui.views.ask import Entries
from tests.ask.test_presets import MINE
from tests.ui.conftest import MARKUP
from tests.ui.test_pages import ROOT, html_of, opened

PAGE = ROOT / "pages" / "1_Evidence" / "09_S106_ask.py"
PRESETS = load_presets()


def entries(**more: object) -> Entries:
    base = {"homes": 100, "beds": None, "affordable_percent": None, "affordable": "", "spare": "case"}
    return Entries(**{**base, "spare_patients": None, **more})


def test_the_view_gives_the_sum_of_the_library(demo_page) -> None:
    found = views.reckon(demo_page.ready, PRESETS["kent-360"], entries(spare="unknown"))
    assert str(found.ask.amount_gbp) == "84240.00" and found.practices is None


def test_room_at_the_practices_lowers_the_ask_and_adds_up(demo_page) -> None:
    place, site = views.place_of(demo_page.ready, "D003")
    found = views.reckon(demo_page.ready, PRESETS["kent-360"], entries(homes=950, place=place))
    rows = found.practices
    assert rows["share"].sum() == pytest.approx(1)
    beyond = rows["people_beyond_spare"].fillna(rows["people"]).sum()
    assert float(found.ask.people_short) == pytest.approx(beyond)
    assert "Invented figures" in Document(io.BytesIO(shown_views.sheet_bytes(found, site))).paragraphs[2].text


def test_the_json_is_the_command_lines(demo_page) -> None:
    place, _ = views.place_of(demo_page.ready, "D003")
    found = views.reckon(demo_page.ready, PRESETS["east-120-1750"], entries(place=place))
    content = json.loads(shown_views.json_bytes(found))
    assert list(content)[:5] == ["amount_gbp", "people", "space_m2", "preset", "steps"]
    assert len(content["practices"]) == len(found.practices)


def test_a_name_with_markup_is_text_on_the_sheet(hostile_page) -> None:
    place, site = views.place_of(hostile_page.ready, "D1")
    found = views.reckon(hostile_page.ready, PRESETS["kent-360"], entries(place=place))
    paper = Document(io.BytesIO(shown_views.sheet_bytes(found, site)))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    assert f"Fields {MARKUP}" in cells and f"One {MARKUP} (P1)" in cells


@pytest.mark.parametrize("text", ["here", "0.5", "0.5,51,3", "51.2;0.5"])
def test_a_place_that_is_none_is_a_fault_in_words(text: str) -> None:
    with pytest.raises(DataFault, match="expected a longitude and a latitude"):
        views.typed_place(text)


def test_a_place_the_wrong_way_round_is_said() -> None:
    with pytest.raises(DataFault, match="wrong way round: longitude comes first, as in -0.21913, 53.00141"):
        views.typed_place("53.00141, -0.21913")
    with pytest.raises(DataFault, match="not in England or Wales; expected a longitude from") as told:
        views.typed_place("12.5, 41.9")
    assert "wrong way" not in str(told.value)
    place = views.typed_place("-0.21913, 53.00141")
    assert (place.longitude, place.latitude) == (-0.21913, 53.00141)
    assert place.words == "longitude -0.21913, latitude 53.00141"
    assert views.typed_place(" ") is None


def test_index_values_are_typed() -> None:
    assert views.index_of("331", "386").base == Fraction(331)
    assert views.index_of("", "").base is None
    assert views.index_of("1,331", "386").base == Fraction(1331)
    for wrong in ("x", "0", "1/0", "9" * 80, "1e400", "0.0000000000001"):
        with pytest.raises(DataFault, match="the index before the deed"):
            views.index_of(wrong, "386")


def test_unknown_room_reads_so(demo_page) -> None:
    place, _ = views.place_of(demo_page.ready, "D001")
    found = views.reckon(demo_page.ready, PRESETS["kent-360"], entries(place=place))
    shown = shown_views.practices(found.practices)
    unknown = found.practices["spare_patients"].isna()
    assert unknown.any() and set(shown.loc[unknown, "spare_patients"]) == {"not known"}
    assert isinstance(shown, pd.DataFrame)


def test_the_answer_says_of_how_many_the_room_is_not_known(hostile_page) -> None:
    """One has room for half a patient or none at P1; P2's floor area is not known."""
    place, site = views.place_of(hostile_page.ready, "D1")
    found = views.reckon(hostile_page.ready, PRESETS["kent-360"], entries(homes=1000, place=place))
    missing = found.practices["spare_patients"].isna()
    unknown = whole_people(Fraction(found.practices.loc[missing, "people"].sum()))
    assert missing.any() and not missing.all()
    assert f"have no room; for {unknown} more it is not known." in shown_views.answer(found.ask)
    shown = {label: (figure, small) for label, figure, small in shown_views.figures(found.ask)}
    assert shown["Without room"][1] == f"for {unknown} more it is not known"
    none = views.reckon(hostile_page.ready, PRESETS["kent-360"], entries(spare="unknown"))
    assert shown_views.answer(none.ask).endswith("new patients; whether there is room for them is not known.")


def asked(room: Fraction, beyond: Fraction, unknown: Fraction = Fraction(0), preset: str = "kent-360") -> Ask:
    """An ask of 1,000 homes (2,340 people by the preset) whose room is as given."""
    known = 1.0 if not unknown else float(1 - unknown / 2340)
    return price(PRESETS[preset], Application(1000, room=Room(room, beyond, unknown, known, "Room.", "")))


def test_people_are_whole_on_the_page_and_exact_in_the_figures() -> None:
    third = Fraction(1, 3)
    found = asked(700 + third, 1000 + third, 639 + third)
    shown = {label: figure for label, figure, _ in shown_views.figures(found)}
    assert (shown["New patients"], shown["With room"], shown["Without room"]) == ("2,340", "700", "1,000")
    assert shown_views.answer(found).endswith("2,340 new patients; 1,000 have no room; for 639 more it is not known.")
    said = " ".join([*shown_views.warnings(found), *shown_views.steps(found)[["result", "working"]].to_numpy().ravel()])
    assert "1,639.67 people" in said and "1,639.66667 people x £360" in said and not re.search(r"[.]\d{6}", said)
    assert any(s["value"] == pytest.approx(1639 + 2 / 3) for s in as_json(Reckoned(found))["steps"] if s["value"])
    few = {label: figure for label, figure, _ in shown_views.figures(asked(third, 2340 - third))}
    assert few["With room"] == "fewer than 1"  # some is never none


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("homes", [1, 97, 970])
def test_a_figure_shortened_for_reading_is_within_a_thousandth_and_never_nought(preset: str, homes: int) -> None:
    found = price(PRESETS[preset], Application(homes))
    for full, (_, line) in zip(found.working, shown_views.steps(found).iterrows(), strict=True):
        assert line["working"].startswith(full.formula)  # the page and the paper print the same line
        if full.value is None:
            assert line["result"] == "not known"
            continue
        told = float(re.search(r"\d[\d,]*\.?\d*", line["result"])[0].replace(",", ""))
        assert told > 0 and told == pytest.approx(float(full.value), rel=1e-3)


def test_room_for_nobody_says_what_it_means() -> None:
    def meaning(found: Ask) -> str:
        return next(small for label, _, small in shown_views.figures(found) if label == "With room")

    full = Fraction(2340)
    assert "every practice that they would join has as many patients" in meaning(asked(Fraction(0), full))
    assert "every practice whose floor area is known" in meaning(asked(Fraction(0), full - 1, Fraction(1)))
    assert meaning(asked(Fraction(1), full - 1)) == "of them, where they would register"
    typed = price(PRESETS["kent-360"], Application(1000, spare_patients=Fraction(0)))
    assert meaning(typed) == "of them, by the figure typed"


def test_sources_are_named_on_the_page_and_not_by_their_keys() -> None:
    for preset in PRESETS.values():
        homes = Application(10, beds=(2, 2, 2, 2, 2), affordable_share=Fraction(0), spare_patients=Fraction(0))
        found = price(preset, homes)
        text = " ".join([*shown_views.warnings(found), *shown_views.steps(found)["source"]])
        assert not [k for k in preset.sources if f"({k}" in text], preset.id
    kent = " ".join(shown_views.warnings(price(PRESETS["kent-360"], Application(10))))
    assert PRESETS["kent-360"].sources["F6"].citation in kent


def test_every_preset_is_on_the_methods_page() -> None:
    rows = methods.presets()
    assert sorted(set(rows["id"])) == sorted(PRESETS)
    assert len(rows) == sum(len(p.figures) for p in PRESETS.values())
    solved = rows[(rows["id"] == "east-2024") & (rows["figure"] == "5,224")].iloc[0]
    assert solved["tag"] == "our arithmetic on sourced figures" and "not quoted in the source" in solved["source"]


def page() -> AppTest:
    app = opened(PAGE)
    assert not app.exception
    return app


def test_the_page_prices_what_is_entered() -> None:
    app = page()
    app.segmented_control(key="ask:spare").set_value("unknown").run()
    for size, count in zip(range(1, 6), (10, 30, 40, 15, 5), strict=True):
        app.number_input(key=f"ask:beds{size}").set_value(count)
    app.run()
    assert not app.exception
    assert "£94,500.00" in html_of(app) and "not known" in html_of(app)
    app.selectbox(key="ask:preset").set_value("flat-per-home").run()
    assert "£69,000.00" in html_of(app)


def test_leaving_affordable_homes_out_without_knowing_them_is_said() -> None:
    app = page()
    app.number_input(key="ask:share").set_value(None).run()
    app.selectbox(key="ask:tenure").set_value("left out").run()
    assert not app.exception and "how many there are is not known" in html_of(app)


def test_a_blank_box_is_not_known_and_never_nought() -> None:
    app = page()
    app.number_input(key="ask:beds4").set_value(None).run()
    assert not app.exception
    assert "role='alert'" not in html_of(app)  # a box left blank is no fault
    assert "of these bedrooms is not known: 4" in html_of(app) and "would be asked for" not in html_of(app)
    app.toggle(key="ask:sized").set_value(False).run()
    app.number_input(key="ask:homes").set_value(None).run()
    assert "how many homes there are is not known" in html_of(app) and "would be asked for" not in html_of(app)
    app.number_input(key="ask:homes").set_value(100).run()
    app.segmented_control(key="ask:spare").set_value("typed").run()
    assert app.number_input(key="ask:sparepatients").value is None
    assert "whether there is room for them is not known" in html_of(app)
    app.number_input(key="ask:sparepatients").set_value(0).run()
    assert "£84,240.00" in html_of(app) and "234 have no room" in html_of(app)


def test_the_page_warns_of_a_preset_that_was_not_in_use() -> None:
    app = page()
    assert "The date of the application is not known" in html_of(app)
    app.date_input(key="ask:date").set_value(dt.date(2025, 6, 1)).run()
    assert not app.exception and "outside the dates this preset is known to have been in use" in html_of(app)
    app.date_input(key="ask:date").set_value(dt.date(2018, 6, 1)).run()
    assert "outside the dates" not in html_of(app) and "The date of the application is not known" not in html_of(app)


def test_a_large_number_is_said_and_not_a_traceback() -> None:
    app = page()
    app.text_input(key="ask:before").set_value("0.000000001").run()
    app.text_input(key="ask:now").set_value("999999999").run()
    assert not app.exception and "the sum is £" in html_of(app)
    app.text_input(key="ask:now").set_value("9" * 40).run()
    assert not app.exception and "the index before payment is" in html_of(app)


def test_a_bad_file_of_presets_is_said_until_it_is_removed() -> None:
    app = page()
    app.file_uploader(key="ask:upload").set_value(("mine.toml", b"[[preset]]", "text/plain")).run()
    assert not app.exception and "mine.toml: preset 1" in html_of(app)
    app.selectbox(key="ask:tenure").set_value("counted").run()
    assert "mine.toml: preset 1" in html_of(app)
    app.file_uploader(key="ask:upload").set_value(None).run()
    assert not app.exception and "mine.toml: preset 1" not in html_of(app)


def test_an_own_preset_may_have_the_name_of_another() -> None:
    app = page()
    mine = MINE.replace('name = "Mine"', f'name = "{PRESETS["east-120-1750"].name}"').replace("left out", "counted")
    app.file_uploader(key="ask:upload").set_value(("mine.toml", mine.encode(), "text/plain")).run()
    assert app.selectbox(key="ask:preset").value == "mine"
    app.selectbox(key="ask:second").set_value("east-120-1750").run()
    assert not app.exception and "This preset" in html_of(app)


def test_a_development_gives_what_is_known_of_it(hostile_page) -> None:
    rows = hostile_page.ready.case.table("developments")

    def facts(**cells: object) -> dict:
        case = hostile_page.ready.case.with_table("developments", rows.assign(**cells))
        return views.development(replace(hostile_page.ready, case=case), "D1")

    assert facts(affordable_share=0.375)["affordable"] == 37.5
    assert facts() == {"homes": 200, "beds": None, "affordable": None}
    assert facts(homes=float("nan"))["homes"] is None
    with pytest.raises(DataFault, match="how many homes there are is not known"):
        views.application_of(entries(homes=None))
    share = views.application_of(entries(affordable_percent=37.5)).affordable_share
    assert share == Fraction(3, 8)


def test_what_is_entered_survives_leaving_the_page() -> None:
    app = page()
    app.selectbox(key="ask:preset").set_value("herts-199-2000").run()
    app.switch_page("pages/1_Evidence/06_Housing.py").run()
    app.switch_page("pages/1_Evidence/09_S106_ask.py").run()
    assert app.selectbox(key="ask:preset").value == "herts-199-2000"


PLACES = {"one": (-0.21913, 53.00141), "two": (-0.017, 53.1004)}


def on_the_map(monkeypatch: pytest.MonkeyPatch) -> tuple[AppTest, list]:
    """The page where the map is to be clicked, which is two buttons here; and what the map was told to draw."""
    drawn: list = []

    def show(_page, layer_ids, *, key, on_place, marks, **_) -> None:
        drawn.append((list(layer_ids), [m["geometry"]["coordinates"] for m in marks]))
        for name, at in PLACES.items():
            st.button(name, key=f"{key}:{name}", on_click=on_place, args=at)

    monkeypatch.setattr(maps, "show", show)
    app = page()
    assert not drawn
    app.segmented_control(key="ask:way").set_value("clicked").run()
    assert not app.exception and drawn[-1] == (["practice", "development"], [])
    return app, drawn


def test_a_click_on_the_map_places_the_application_and_another_moves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app, drawn = on_the_map(monkeypatch)
    assert "Click the map where the application is" in html_of(app) and "No practice to show" in html_of(app)
    shares = []
    for name, (longitude, latitude) in PLACES.items():
        app.button(key=f"ask:map:{name}").click().run()
        assert not app.exception and drawn[-1][1] == [[longitude, latitude]]
        said = html_of(app)
        assert f"The application is at longitude {longitude}, latitude {latitude}" in said
        shares.append(said[said.index("Practices affected") :])
    assert shares[0] != shares[1] and "Housing expects" not in said
    app.segmented_control(key="ask:way").set_value("typed").run()
    assert app.text_input(key="ask:typed").value == "-0.01700, 53.10040"


def test_a_place_typed_the_wrong_way_round_leaves_the_map_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    app, drawn = on_the_map(monkeypatch)
    app.segmented_control(key="ask:way").set_value("typed").run()
    app.text_input(key="ask:typed").set_value("53.00141, -0.21913").run()
    assert not app.exception and "These look the wrong way round" in html_of(app)
    assert "would be asked for" not in html_of(app)
    app.segmented_control(key="ask:way").set_value("clicked").run()
    assert drawn[-1][1] == [] and "These look the wrong way round" in html_of(app)
    app.button(key="ask:map:one").click().run()
    assert "would be asked for" in html_of(app)


def test_the_page_says_what_housing_expects_of_the_development(demo_page) -> None:
    ready = demo_page.ready
    rows = ready.evidence.people
    for chosen in views.developments(ready):
        people = rows.loc[rows["development_id"].eq(chosen), "people"].sum()
        assert f"expects {people:,.0f} people of it by the end of 2040/41" in views.expected(ready, chosen)
    largest = next(iter(views.developments(ready)))
    assert views.expected(ready, largest) == (
        "Housing expects 5,400 people of it by the end of 2040/41: 3,000 homes of it finished by then, 2,250 after the "
        "chance that they are not built, at 2.4 people in each. An ask prices the application as if all of it is built."
    )
    assert views.expected(ready, "none") == ""
    assert "Housing expects 5,400 people" in html_of(page())


def headline(app: AppTest) -> str:
    return re.search("<dl class='p-figures'>.*?</dl>", html_of(app))[0]


def test_the_names_of_the_sheet_change_no_figure_and_stay_with_their_place() -> None:
    app = page()
    before = headline(app)
    assert app.text_input(key="ask:development:name").value == "Kingsallow Garden Village"
    app.text_input(key="ask:development:applicant").set_value("A <b>builder</b>").run()
    assert not app.exception
    assert before == headline(app)
    app.segmented_control(key="ask:way").set_value("typed").run()
    assert app.text_input(key="ask:own:name").value == "" and app.text_input(key="ask:own:applicant").value == ""


def test_a_file_is_called_by_its_place_and_preset() -> None:
    found = Reckoned(price(PRESETS["kent-360"], Application(10)))

    def name(site: Site) -> str:
        return shown_views.file_name(found, site)

    assert name(Site("Green Lane, Otham")) == "s106-ask-green-lane-otham-kent-360"
    assert name(Site(reference="26/00123/OUT")) == "s106-ask-26-00123-out-kent-360"
    assert name(Site(where="longitude -0.2, latitude 53")) == "s106-ask-longitude-0-2-latitude-53-kent-360"
    assert name(Site()) == name(Site("../..\n")) == "s106-ask-kent-360"
    assert len(name(Site("a" * 500))) < 100


def test_the_sum_with_nothing_taken_off_stands_beside_the_sum(demo_page) -> None:
    """Spare room that rests on assumed areas once lowered the sum without a word of what it had been."""
    place, _ = views.place_of(demo_page.ready, "D003")
    preset = PRESETS["herts-5410"]
    found = views.reckon(demo_page.ready, preset, entries(place=place)).ask
    full = views.reckon(demo_page.ready, preset, entries(place=place, spare="unknown")).ask.amount_gbp
    assert found.full_gbp == full > found.amount_gbp
    small = next(small for label, _, small in shown_views.figures(found) if label == "Sum")
    assert small.endswith(f"; £{full:,.2f} if nothing is taken off for room")
    worth = f"of the people in all, lowers the sum from £{full:,.2f} to £{found.amount_gbp:,.2f}."
    (said,) = [w for w in shown_views.warnings(found) if "are assumed, not surveyed" in w]
    assert said.endswith(worth)
    unroomed = shown_views.figures(asked(Fraction(0), Fraction(2340)))
    assert not any("nothing is taken off for room" in small for _, _, small in unroomed)


def test_the_practices_end_in_a_line_of_all(demo_page) -> None:
    place, _ = views.place_of(demo_page.ready, "D003")
    rows = views.reckon(demo_page.ready, PRESETS["kent-360"], entries(homes=950, place=place)).practices
    table = shown_views.practices(rows)
    *lines, total = table.to_dict("records")
    assert (total["practice"], total["share"]) == ("All", "100%")
    shares = [float(n["share"].rstrip("%")) for n in lines]
    assert sum(shares) == pytest.approx(100, abs=0.1 * len(lines))  # each is told to one decimal, and never as none
    assert total["new_patients"] == "2,223"  # 950 homes at 2.34
    few = rows["share"].lt(0.005)
    assert few.any() and lines[-1]["practice"] == f"{few.sum()} more, each less than 0.5%"
    assert lines[-1]["share"] == f"{max(rows.loc[few, 'share'].sum(), 0.001):.1%}"  # some is never none
    beyond = rows["people_beyond_spare"]
    assert total["people_beyond_spare"] == f"{beyond.sum():,.0f}" + (" known" if beyond.isna().any() else "")
    assert total["list_size"] == total["remark"] == ""  # sums of lists would mean nothing here


def test_the_room_of_the_practice_is_not_called_as_the_room_of_the_development_is() -> None:
    cards = {label for label, _, _ in shown_views.figures(asked(Fraction(1), Fraction(2339)))}
    heads = {labels.label_of(c)[0] for c in ("capacity_patients", "spare_patients", "people_beyond_spare")}
    assert "Room for" not in cards | heads and not cards & heads


def test_the_page_names_how_sure_a_figure_is_in_the_words_it_shows() -> None:
    app = page()
    app.selectbox(key="ask:preset").set_value("herts-5410").run()
    said = html_of(app)
    assert "A figure marked “our arithmetic on sourced figures”" in said and "tagged B" not in said
    assert "found again in no source seen" in said and "from memory" not in said
    assert "It counts" not in said and "bedrooms change no number of people" in said


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.id)
def test_bedrooms_that_change_nothing_are_said_to(preset) -> None:
    said = [w for w in price(preset, Application(5, beds=(1, 1, 1, 1, 1))).warnings if "bedrooms change" in w]
    assert len(said) == ("people_by_beds" not in preset.figures)
    if said:
        assert f"by home, {float(preset.figures['people_per_home'].value):g}, whatever its size" in said[0]
    assert not any("bedrooms change" in w for w in price(preset, Application(5)).warnings)
