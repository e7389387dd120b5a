from prioritise.ui import labels, ranked
from prioritise.ui.views import formulas, methods, weights


def test_assumptions_carry_what_is_needed_to_read_and_change_them(demo_page):
    rows = methods.assumptions(demo_page.ready).set_index("id")
    assert rows.loc["people_per_home", "holds_from"] == "1 January 2017"
    assert not rows["figure"].str.contains("e+", regex=False).any()
    assert (rows[["unit", "tag", "source"]] != "").all().all()


def test_every_step_has_a_formula_a_sentence_and_a_source():
    rows = formulas.table()
    assert (rows.map(len) > 0).all().all()
    steps = " ".join(rows["formula_step"])
    for named in ("People", "Build-out", "Shares", "net", "gross", "Rooms", "Gap", "Value", "Timing", "Order"):
        assert named in steps
    assert not rows["formula"].str.contains(r"\bm2\b").any()


def test_the_answer_writes_a_day_without_a_nought(demo_page):
    assert " 1 April 2026" in methods.answer(demo_page.ready)


def test_criteria_show_scaling_only_where_there_is_some(demo_page):
    rows = weights.criteria_table(demo_page.case)
    assert list(rows.columns[:3]) == ["criterion", "weight", "worst"]
    scaled = demo_page.case.table("criteria")["scale_by"].eq("patients").any()
    assert ("scale_by" in rows.columns) == scaled


def test_a_wide_table_says_what_is_to_its_right():
    assert labels.sideways(["name", "unit"]) == ""
    hint = labels.sideways(["criterion", "weight", "weight_share", "worst", "best", "source"])
    assert "worst, best and source" in hint
    many = labels.scroll_hint([f"Column {n}" for n in range(14)])
    assert "for 10 more columns, from column 3 to column 13." in many
    assert labels.scroll_hint(["<b>", "a", "b", "<i>", "c"]).count("<i>") == 0


def test_the_ranked_list_says_what_a_narrow_screen_does_not_show(demo_page):
    head = ranked.table(demo_page.run, 3).split("<table")[0]
    assert "p-sideways" in head and "capital, who pays, value and reason" in head


def test_square_metres_are_written_as_such_whatever_the_dictionary_says():
    assert "m²" in labels.label_of("added_area_m2")[0] or "m2" not in labels.label_of("added_area_m2")[0]
    assert "m2" not in labels.label_of("area_m2")[1]
