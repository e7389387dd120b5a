"""The store from the command line: brought up, filled, backed up, and put back."""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from prioritise.case.load import load_case
from prioritise.cli import Exit, main
from prioritise.store import audit, members, open_store
from prioritise.store.people import HERE
from prioritise.store.place import URL_VARIABLE


@pytest.fixture
def place(url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, url.render_as_string(hide_password=False))


@pytest.mark.usefixtures("place")
def test_a_case_goes_in_and_out_and_the_whole_store_to_a_file(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == Exit.ANSWER and "tables of version" in capsys.readouterr().out
    assert main(["fetch"]) == Exit.ANSWER and "no case yet" in capsys.readouterr().out
    assert main(["keep", str(demo_folder), "--title", "Spring round"]) == Exit.ANSWER
    assert "as case 1, Spring round" in capsys.readouterr().out
    assert main(["fetch"]) == Exit.ANSWER and "1  Spring round (45 bids" in capsys.readouterr().out
    assert main(["people", "--add", "Ada", "ada@example.org", "adviser"]) == Exit.ANSWER
    assert "Ada: adviser, ada@example.org" in capsys.readouterr().out
    members.signed_in(open_store(), members.Identity("https://id.example.org", "s-1", "ada@example.org", True))
    assert main(["people", "--sign-in-anew", " Ada@example.org"]) == Exit.ANSWER
    assert audit.entries(open_store(), HERE)[0].action == "may sign in anew"
    capsys.readouterr()
    assert main(["backup", str(tmp_path / "store.zip")]) == Exit.ANSWER and "45 bids" in capsys.readouterr().out
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'again.sqlite3'}")
    assert main(["restore", str(tmp_path / "store.zip")]) == Exit.ANSWER and "2 people" in capsys.readouterr().out
    assert main(["fetch", "1", "--out", str(tmp_path / "out")]) == Exit.ANSWER
    assert load_case(tmp_path / "out").digest == load_case(demo_folder).digest
    assert main(["restore", str(tmp_path / "store.zip")]) == Exit.ERRORS
    assert "holds something already" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("place")
def test_what_cannot_be_done_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "7", "--out", str(tmp_path / "x")]) == Exit.ERRORS and "no case 7" in capsys.readouterr().err
    assert main(["people", "--add", "A", "a@b.c", "king"]) == Exit.ERRORS and "no role" in capsys.readouterr().err
    assert main(["people", "--sign-in-anew", "a@b.c"]) == Exit.ERRORS and "Nobody has" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "none.zip")]) == Exit.ERRORS
    with pytest.raises(SystemExit) as ended:
        main(["fetch", "7"])
    assert ended.value.code == Exit.USAGE


def test_an_address_that_is_no_database_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for address, said in (("mysql://x/y", "sqlite or postgresql"), ("::", "cannot be understood")):
        monkeypatch.setenv(URL_VARIABLE, address)
        assert main(["migrate"]) == Exit.ERRORS and said in capsys.readouterr().err
