"""The rules of the house that no other tool keeps: boundaries of pages, pins, papers, and nothing of one machine."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import prioritise
from tests.conftest import LONGEST, place_of, unit_of

# Written in halves, so that this file does not hold what it looks for.
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb.debian" + ".org"]
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+)/")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==([A-Za-z0-9_.]+)\s+# \S.{5,}$")


def tracked(root: Path) -> list[Path]:
    """Text files that are part of the project, as git lists them (new ones too), else everything outside .venv."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=False
    )
    names = listed.stdout.splitlines() or [str(p.relative_to(root)) for p in root.rglob("*") if ".venv" not in p.parts]
    text = {"", ".py", ".md", ".toml", ".txt", ".csv", ".yml", ".yaml", ".json", ".cfg"}
    return [root / n for n in names if Path(n).suffix in text and (root / n).is_file()]


def imports(path: Path) -> set[str]:
    """Top-level names of the packages a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def pages(root: Path) -> list[Path]:
    return sorted((root / "pages").rglob("*.py"))


def test_nothing_names_this_machine_or_a_registry(root: Path) -> None:
    faults = []
    for path in tracked(root):
        content = path.read_text(encoding="utf-8", errors="replace")
        faults += [f"{path.name}: {host}" for host in HOSTS if host in content]
        faults += [f"{path.name}: {m.group()}" for m in MACHINE_PATH.finditer(content)]
    assert faults == []


def test_readme_gives_its_two_commands_first(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    first_block = text.split("```")[1]
    assert [line.split("#")[0].strip() for line in first_block.splitlines() if line.startswith("make")] == [
        "make run",
        "make test",
    ]
    assert len(text.split("```")[0].split()) < 120


def test_readme_tells_windows_users_what_to_type(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    assert r".venv\Scripts\python -m streamlit run app.py" in text
    assert r".venv\Scripts\python -m pytest" in text


def test_changelog_mentions_the_version(root: Path) -> None:
    assert f"## {prioritise.__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_licence_is_mit(root: Path) -> None:
    assert (root / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_a_reason(root: Path, name: str) -> None:
    lines = [line for line in (root / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    packages = [line for line in lines if not line.startswith(("#", "-"))]
    assert packages
    assert [line for line in packages if not PIN.match(line)] == []
    assert "-c constraints.txt" in lines


def test_constraints_agree_with_the_requirements(root: Path) -> None:
    constraints = dict(
        line.lower().split("==")
        for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (root / name).read_text(encoding="utf-8").splitlines():
            if pin := PIN.match(line):
                assert constraints[pin[1].lower()] == pin[2].lower(), pin[1]


@pytest.mark.parametrize(
    ("folders", "files"),
    [
        (("prioritise", "pages", "benchmarks"), ("requirements.txt",)),
        (("tests",), ("requirements.txt", "requirements-dev.txt")),
    ],
)
def test_every_package_imported_is_required_by_name(
    root: Path, folders: tuple[str, ...], files: tuple[str, ...]
) -> None:
    """What only comes along with something else may go with it."""
    text = "\n".join((root / name).read_text(encoding="utf-8") for name in files).lower().replace("-", "_")
    named = {line.split("==")[0].split("[")[0] for line in text.splitlines() if "==" in line}
    used = {name for folder in folders for path in (root / folder).rglob("*.py") for name in imports(path)}
    own = {"prioritise", "tests", "benchmarks", "xstatic", "branca"}  # branca is folium's own, xstatic Leaflet's
    called = {
        "docx": "python_docx",
        "xdist": "pytest_xdist",
        "vl_convert": "vl_convert_python",
    }  # packages whose modules have other names
    used = {called.get(name, name) for name in used}
    assert {name.lower() for name in used - sys.stdlib_module_names - own} - named == set()


def test_pages_draw_and_do_not_reckon(root: Path) -> None:
    """Pages may not import pandas: what is worth an `if` on data belongs in the library."""
    barred = {"pandas", "numpy", "geopandas", "pulp", "highspy"}
    assert {p.name: imports(p) & barred for p in pages(root) if imports(p) & barred} == {}


def test_no_page_lies_directly_in_the_pages_folder(root: Path) -> None:
    """Streamlit would take such a file for its old automatic app and open it without app.py."""
    assert list((root / "pages").glob("*.py")) == []


def test_session_state_is_touched_only_by_ui(root: Path) -> None:
    outside = [*pages(root), root / "app.py", *(root / "prioritise").rglob("*.py")]
    ui = root / "prioritise" / "ui"
    found = [p.name for p in outside if ui not in p.parents and "session_state" in p.read_text(encoding="utf-8")]
    assert found == []


def test_a_page_ends_in_one_way(root: Path) -> None:
    """By `state.end_page`: Streamlit's own stop is also how it cuts a draw short for the next (see `state.draw`)."""
    for file in [root / "app.py", *(root / "pages").rglob("*.py"), *(root / "prioritise").rglob("*.py")]:
        assert "st.stop(" not in file.read_text(encoding="utf-8"), file


def test_only_ui_app_and_pages_import_the_screen(root: Path) -> None:
    screen = {"streamlit", "folium", "streamlit_folium", "branca"}
    ui = root / "prioritise" / "ui"
    outside = [p for p in (root / "prioritise").rglob("*.py") if ui not in p.parents]
    assert [p.name for p in outside if imports(p) & screen] == []


def test_no_colour_code_in_a_page(root: Path) -> None:
    assert [p.name for p in pages(root) if re.search(r"#[0-9A-Fa-f]{6}\b", p.read_text(encoding="utf-8"))] == []


def test_the_theme_is_set_for_light_and_dark_and_nothing_is_sent_out(root: Path) -> None:
    config = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert {"light", "dark"} <= set(config["theme"])
    assert config["browser"] == {"serverAddress": "localhost", "gatherUsageStats": False}
    assert config["server"]["maxUploadSize"] == 100


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_links_have_enough_contrast(root: Path, mode: str, ground: str) -> None:
    theme = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][mode]
    assert _contrast(theme["textColor"], theme[ground]) >= 4.5
    assert _contrast(theme["linkColor"], theme[ground]) >= 4.5


def test_ci_runs_the_checks_then_every_test(root: Path) -> None:
    script = root / ".ci" / "run"
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if line.startswith("make")]
    assert lines == ["make .venv/.dev", "make lint", "make test"]
    assert script.stat().st_mode & 0o111


def test_what_is_made_once_goes_to_one_worker_and_the_longest_begins_first(root: Path) -> None:
    assert all((root / unit).exists() for unit in LONGEST), "a unit of tests/conftest.py has another name now"
    browser = [f"tests/browser/{name}.py::test_{n}" for name in ("test_pages", "test_use") for n in (1, 2)]
    assert {unit_of(test) for test in browser} == {"tests/browser/"}
    sharing, alone = ("tests/funding/test_payable.py", "tests/funding/test_facts.py")
    assert unit_of(f"{sharing}::test_a") == unit_of(f"{sharing}::test_b[1::2]") == sharing
    assert unit_of(f"{alone}::test_a") != unit_of(f"{alone}::test_b")
    work = [f"{alone}::test_a", f"{sharing}::test_a", "tests/sources/test_whole_folder.py::test_a", browser[0]]
    assert sorted(work, key=place_of) == work[::-1]
