"""The template of the Word paper: the one that comes, a forum's own, and those that are refused in words."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document

from prioritise import pipeline
from prioritise.errors import DataFault
from prioritise.optimise.result import Options
from prioritise.record.committee import CommitteePaper, committee_paper
from prioritise.record.editions import CONFIDENTIAL, PUBLIC, edited
from prioritise.record.exports import EXPORTS, Asked
from prioritise.record.make_template import TEMPLATE, template_bytes
from prioritise.record.paper_docx import names_of, paper_docx
from tests.build import bid, pot, small_case


@pytest.fixture(scope="module")
def paper() -> CommitteePaper:
    """A paper of a case with bids and pots alone: no practice, place, criterion or score."""
    case = small_case(bids=[bid("B1", 60.0, title="One"), bid("B2", 90.0, title="Two")], pots=[pot("A", 100.5)])
    return committee_paper(edited(pipeline.run(case, None, Options()), PUBLIC))


def written(*lines: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_template_that_comes_is_what_its_script_makes() -> None:
    assert TEMPLATE.read_bytes() == template_bytes()


def test_a_case_with_bids_and_pots_alone_has_a_whole_paper(paper: CommitteePaper) -> None:
    text = words(paper_docx(paper))
    assert "support the 1 scheme marked funded" in text and "{{" not in text and "{%" not in text
    assert "Too few practices have a known deprivation score" in text


def test_a_forums_own_template_is_filled_in_and_its_names_are_known(paper: CommitteePaper) -> None:
    own = written("Our paper on {{ case }}", "{%p for s in schemes %}", "{{ s.rank }}: {{ s.title }}", "{%p endfor %}")
    text = words(paper_docx(paper, own))
    assert text.splitlines()[:3] == ["Our paper on Untitled case", "1: One", "2: Two"]
    assert {"schemes", "recommendation", "map", "spend_title", "fingerprint"} <= set(names_of(paper))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["{{ no_such_thing }}"], "names no_such_thing, which a paper does not have. It may name: advice"),
        (["{%p for s in schemes %}", "{{ s.no_such }}", "{%p endfor %}"], "no name 'no_such'"),
        (["{{ title"], "could not be filled in"),
        (["{{ ''.__class__.__mro__ }}"], "could not be filled in"),
        (["{{ title.__init__.__globals__ }}"], "could not be filled in"),
        (["{{ cycler.__init__.__globals__ }}"], "names cycler, which a paper does not have"),
        (["{{ title.upper() }}"], "does more than name what is in a paper (call"),
        (["{{ title|upper }}"], "does more than name what is in a paper (filter"),
        (["{{ 9 ** 9 ** 9 }}"], "does more than name what is in a paper (pow"),
        (["{{ 'a' * 999999999 }}"], "does more than name what is in a paper (mul"),
        (["{% include 'x' %}"], "does more than name what is in a paper (include"),
        (["{% set x = title %}"], "does more than name what is in a paper (assign"),
        (["{% for a in schemes %}{% for b in schemes %}{{ b.title }}{% endfor %}{% endfor %}"],
         "a loop within a loop"),
        (["{% for a in schemes %}{% for b in a.points %}{% for c in years %}{{ c }}{% endfor %}{% endfor %}"
          "{% endfor %}"], "loops stand three deep"),
    ],
)  # fmt: skip
def test_a_template_that_does_more_than_name_things_is_refused(
    paper: CommitteePaper, lines: list[str], said: str
) -> None:
    with pytest.raises(DataFault) as fault:
        paper_docx(paper, written(*lines), "ours.docx")
    assert said in str(fault.value) and str(fault.value).startswith("ours.docx")


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, "<w:document/>")
    return out.getvalue()


def _without(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written("x"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a Word file", _zip("word/document.xml"), _zip("xl/workbook.xml"), _without("[Content_Types].xml"),
     _without("word/document.xml")],
)  # fmt: skip
def test_a_file_that_is_no_word_file_is_refused_in_words(paper: CommitteePaper, content: bytes) -> None:
    with pytest.raises(DataFault, match="bad.docx"):
        paper_docx(paper, content, "bad.docx")


def test_what_is_told_is_the_same_whatever_the_order_of_the_rows() -> None:
    bids = [bid("B1", 60.0, title="One"), bid("B2", 90.0, title="Two"), bid("B3", 5.0)]
    pots = [pot("A", 100.5), pot("B", 20.0)]
    papers = [
        committee_paper(edited(pipeline.run(small_case(bids=b, pots=p), None, Options()), PUBLIC))
        for b, p in ((bids, pots), (bids[::-1], pots[::-1]))
    ]
    assert papers[0].content == papers[1].content
    assert papers[0] == replace(papers[1])


def test_a_list_that_funds_nothing_still_has_every_file() -> None:
    case = small_case(bids=[bid("B1", 60.0)], pots=[pot("A", 1.0, kind="s106", spend_by="2027-03-31")])
    run = pipeline.run(case, None, Options())
    files = {e.id: Asked(run, edition).file(e) for e in EXPORTS for edition in (PUBLIC, CONFIDENTIAL)}
    text = words(files["docx"])
    assert "note that no scheme can be funded" in text and "£0.00 in 0 payments" in text and all(files.values())


def test_a_run_without_a_list_has_no_file_and_says_so() -> None:
    case = small_case(bids=[bid("B1", 60.0, must="yes")], pots=[pot("A", 1.0)])
    run = pipeline.run(case, None, Options())
    with pytest.raises(DataFault, match="there is no list to write"):
        Asked(run).file(EXPORTS[0])
