"""Everything that leaves the app: it keeps secrets, runs nothing, ties to the penny, and opens elsewhere."""

import csv
import io
import json
import re
import sqlite3
import subprocess
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdf
import pytest
from docx import Document

from prioritise import pipeline
from prioritise.case.load import load_case
from prioritise.case.write import case_workbook, case_zip
from prioritise.optimise.result import Options
from prioritise.pipeline import Run
from prioritise.record.columns import list_columns, list_table
from prioritise.record.comparison import Listed, compare
from prioritise.record.comparison_tables import comparison_book, comparison_csv
from prioritise.record.editions import CONFIDENTIAL, EDITIONS, PUBLIC, Edition, case_edition, edited
from prioritise.record.exports import EXPORTS, Asked
from prioritise.record.paper_pdf import SOURCE
from prioritise.record.scenario import Scenario
from prioritise.record.totals import by_pot_and_year, tied, years_paid
from tests.record.ensure_libreoffice import WHAT_TO_INSTALL, find_libreoffice
from tests.record.secretive import FEW, HOSTILE, LONG, MANY, SECRETS, secretive

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def run() -> Run:
    return pipeline.run(secretive(), Scenario(note=SECRETS["scenario note"]), Options(gap=0.05))


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Run:
    return pipeline.run(load_case(demo_folder), None, Options(gap=0.02))


def made(run: Run, edition: Edition, left_out: tuple[str, ...] = ()) -> Files:
    asked = Asked(run, edition)
    files = {f"{e.id}.{e.ending}": asked.file(e) for e in EXPORTS if e.id not in left_out}
    case = case_edition(run.prepared.case, edition)
    files |= {"case.zip": case_zip(case), "case.xlsx": case_workbook(case)}
    again = pipeline.run(run.prepared.case, Scenario(label=HOSTILE[0], note=SECRETS["scenario note"]), run.asked)
    lists = [Listed(n, (), edited(r, edition), r.prepared.problem) for n, r in (("As it is", run), (HOSTILE[0], again))]
    beside = compare(lists, run.prepared.problem)
    return {**files, "compared.xlsx": comparison_book(beside), "compared.csv": comparison_csv(beside)}


@pytest.fixture(scope="module")
def public(run: Run) -> Files:
    return made(run, PUBLIC)


@pytest.fixture(scope="module")
def confidential(run: Run) -> Files:
    return made(run, CONFIDENTIAL, ("gpkg", "geojson", "funding"))


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).replace("\u200b", "")


def every_byte(name: str, content: bytes) -> bytes:
    """A file with everything in it: members of a zip, what a PDF packs and says, rows of a GeoPackage."""
    found = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found += [every_byte(n, parts.read(n)) + n.encode() for n in parts.namelist()]
    if name.endswith(".pdf"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            found.append(zlib.decompressobj().decompress(stream) if stream[:1] == b"\x78" else stream)
        found.append(pdf_text(content).encode())
    if name.endswith(".gpkg"):
        base = sqlite3.connect(":memory:")
        base.deserialize(content)
        found.append("\n".join(base.iterdump()).encode())
    whole = b"\n".join(found)
    return whole + whole.replace(b"\x00", b"")  # texts of two bytes a letter too


def test_no_byte_of_a_public_file_tells_a_secret_and_the_committee_is_told(public: Files, confidential: Files) -> None:
    for name, content in public.items():
        held = every_byte(name, content).lower()
        assert [what for what, word in SECRETS.items() if word.encode() in held] == [], name
    told = b"".join(every_byte(n, c) for n, c in confidential.items()).lower()
    assert [what for what, word in SECRETS.items() if word.encode() not in told] == []  # each was there to be found
    for name in ("xlsx.xlsx", "docx.docx", "pdf.pdf"):
        assert SECRETS["interest"].encode() in every_byte(name, confidential[name]), name
        assert b"CONFIDENTIAL" in every_byte(name, confidential[name]) and b"CONFIDENTIAL" not in every_byte(
            name, public[name]
        )


def test_small_counts_are_hidden_and_others_rounded_in_public_alone(run: Run) -> None:
    open_, closed = (list_table(edited(run, e)).set_index("bid_id")["patients_served"] for e in (PUBLIC, CONFIDENTIAL))
    assert (closed["B00"], closed["B01"]) == (FEW, MANY)
    assert open_.isna()["B00"] and open_["B01"] == 8125.0
    lists = list_table(edited(run, PUBLIC))["list_now"].dropna()
    assert len(lists) and (lists % 5 == 0).all()


def test_the_public_case_ranks_the_same_and_its_scores_tell_no_single_criterion(run: Run) -> None:
    case = case_edition(run.prepared.case, PUBLIC)
    scores = case.table("scores")
    assert set(scores["scorer"]) == {"Panel together"}
    assert scores.groupby("bid_id")["score"].nunique().eq(1).all()  # both criteria have one scale here
    before, after = (run.ranked, edited(run, PUBLIC).ranked)
    assert after["value"].tolist() == pytest.approx(before["value"].tolist())
    again = case_edition(case, PUBLIC)
    assert again.digest == case.digest


def test_scorers_without_a_sensitive_criterion_are_numbered_within_each_bid() -> None:
    case = secretive()
    scores = case.table("scores")
    plain = case.with_table("scores", scores[scores["criterion_id"] != "vulnerability"])
    told = case_edition(plain, PUBLIC).table("scores")
    mine = told[told["bid_id"] == "B00"].sort_values("score")
    assert list(zip(mine["scorer"], mine["score"], strict=True)) == [("Scorer 1", 2.0), ("Scorer 2", 4.0)]
    assert set(told["scorer"]) == {"agreed", "Scorer 1", "Scorer 2"}
    assert told[["note", "evidence", "conflict"]].isna().all().all()


def test_nothing_that_a_text_says_is_run(public: Files) -> None:
    for name in ("xlsx.xlsx", "compared.xlsx", "case.xlsx"):
        with zipfile.ZipFile(io.BytesIO(public[name])) as parts:
            sheets = b"".join(parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/"))
            assert b"<f>" not in sheets and b"<hyperlink" not in sheets, name
            assert not any("vba" in n.lower() or "externalLink" in n for n in parts.namelist()), name
    with zipfile.ZipFile(io.BytesIO(public["docx.docx"])) as parts:
        assert all(b'TargetMode="External"' not in parts.read(n) for n in parts.namelist() if n.endswith(".rels"))
    for name in ("ranked.csv", "funding.csv", "compared.csv"):
        rows = csv.reader(io.StringIO(public[name].decode()))
        assert [c for row in rows for c in row if c[:1] in tuple("=+@\t") or re.match(r"-\D", c)] == []
    assert b"<script" not in public["geojson.geojson"]
    titles = {f["properties"].get("title") for f in json.loads(public["geojson.geojson"])["features"]}
    assert set(HOSTILE) - titles == set()
    assert not {"/JavaScript", "/JS", "/OpenAction", "/Launch", "/URI", "/AA"} & set(
        re.findall(r"/[A-Za-z]+", every_byte("x.pdf", public["pdf.pdf"]).decode("latin-1"))
    )


def test_hostile_texts_stand_in_the_papers_as_they_were_written(public: Files) -> None:
    document = Document(io.BytesIO(public["docx.docx"]))
    words = " ".join(c.text for t in document.tables for row in t.rows for c in row.cells)
    said = re.sub(r"\s+", "", pdf_text(public["pdf.pdf"])).replace("-", "")
    for title in HOSTILE[:6]:
        assert title in words, title
        assert re.sub(r"\s+", "", title).replace("-", "") in said, title
    for title in (words, pdf_text(public["pdf.pdf"])):
        assert "\x01" not in title and "\u202e" not in title and "abcd" in title.replace(" ", "")
        assert "Q" * 200 in title.replace("\n", "") and LONG not in title
    assert "49" not in re.findall(r"\{\{ 7\*7 \}\}|(?<![\d£.,])49(?![\d.,%])", words)
    header = "".join(p.text for s in document.sections for p in (*s.footer.paragraphs, *s.header.paragraphs))
    assert "<script>" in header and "{{ 7*7 }}" in header


@pytest.mark.parametrize("name", ["docx.docx", "pdf.pdf", "xlsx.xlsx", "gpkg.gpkg", "geojson.geojson", "ranked.csv"])
def test_the_same_run_gives_the_same_bytes(run: Run, public: Files, name: str) -> None:
    export = next(e for e in EXPORTS if f"{e.id}.{e.ending}" == name)
    assert Asked(replace(run), PUBLIC).file(export) == public[name]


def test_money_ties_to_the_ledger_of_payments_to_the_penny(demo: Run) -> None:
    ledger = demo.result.payments
    whole = int(ledger["amount_pence"].sum())
    assert tied(demo).pence == whole
    table = by_pot_and_year(demo)
    assert int(table["total_pence"].sum()) == sum(int(table[y].fillna(0).sum()) for y in years_paid(demo)) == whole
    files = {e.id: Asked(demo, CONFIDENTIAL).file(e) for e in EXPORTS if e.id in ("xlsx", "funding", "docx")}
    assert (
        sum(round(float(r["amount_gbp"]) * 100) for r in csv.DictReader(io.StringIO(files["funding"].decode())))
        == whole
    )
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    for sheet in ("Funding", "Who pays", "Spend by year", "Payments"):
        lines = list(book[sheet].iter_rows(min_row=3, values_only=True))
        rows, last = lines[1:-1], lines[-1]
        assert last[0] == "Total" and round(float(last[-1]) * 100) == whole, sheet
        for at, head in enumerate(lines[0]):
            if isinstance(last[at], float | int):
                assert sum(round(float(r[at] or 0) * 100) for r in rows) == round(last[at] * 100), (sheet, head)
    listed = list_table(edited(demo, CONFIDENTIAL))
    funded = listed[listed["funded"] == "yes"]
    paid = funded[[c for c in listed if c.startswith("from_")]].fillna(0).mul(100).round().sum(axis=1)
    assert (paid + funded["match_gbp"] * 100).round().tolist() == (funded["capital_gbp"] * 100).round().tolist()
    words = "\n".join(p.text for p in Document(io.BytesIO(files["docx"])).paragraphs)
    assert f"£{whole // 100:,}.{whole % 100:02d} in {len(ledger)} payments" in words


def test_each_column_is_defined_once_and_says_how_it_is_made(demo: Run) -> None:
    for edition in EDITIONS:
        columns = list_columns(edited(demo, edition))
        assert len({c.id for c in columns}) == len({c.label for c in columns}) == len(columns)
        assert all(c.made.endswith(".") for c in columns)
    ids = {c.id for c in list_columns(edited(demo, CONFIDENTIAL))}
    assert ids - {c.id for c in list_columns(edited(demo, PUBLIC))} >= {
        "cost_parts",
        "interests",
        "points:vulnerability",
    }


def test_the_pdf_brings_its_fonts_is_tagged_and_asks_for_no_package(public: Files) -> None:
    reader = pypdf.PdfReader(io.BytesIO(public["pdf.pdf"]))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    fonts = [f.get_object() for p in reader.pages for f in p["/Resources"].get("/Font", {}).values()]
    files = [f["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for f in fonts]
    assert files and all({"/FontFile", "/FontFile2", "/FontFile3"} & set(f) for f in files)
    assert "@preview" not in SOURCE.read_text(encoding="utf-8") and "http" not in SOURCE.read_text(encoding="utf-8")
    assert reader.pages[0].extract_text().count("Page 1") == 1


def test_libreoffice_opens_every_office_file(confidential: Files, demo: Run, tmp_path: Path) -> None:
    """One start for all: each is converted to PDF, and what it says is read there."""
    program = find_libreoffice()
    if program is None:
        pytest.skip(WHAT_TO_INSTALL)
    wanted = {f"hostile-{n}": c for n, c in confidential.items() if n.endswith((".docx", ".xlsx", ".csv"))}
    wanted |= {f"demo-{e.id}.{e.ending}": Asked(demo, PUBLIC).file(e) for e in EXPORTS if e.id == "docx"}
    for name, content in wanted.items():
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    done = subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / "out"),
         *(str(tmp_path / n) for n in wanted)],
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    opened = {n: tmp_path / "out" / f"{Path(n).stem}.pdf" for n in wanted}
    assert [n for n, path in opened.items() if not path.exists()] == [], done.stderr
    text = {n: pdf_text(path.read_bytes()) for n, path in opened.items()}
    assert "{{ 7*7 }}" in text["hostile-docx.docx"] and "Err:" not in "".join(text.values())
    assert "Recommendation" in text["demo-docx.docx"] and "Page 1 of" in text["demo-docx.docx"]
    assert "Ranked bids" in text["hostile-xlsx.xlsx"] and "{% for x in y %}" in text["hostile-xlsx.xlsx"]
    assert "{{ 7*7 }}" in text["hostile-ranked.csv"]
