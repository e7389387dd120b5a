"""The pages there are, from the folders of `pages/`, and the menu that leads to them."""

from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from prioritise.ui import cases, state, words

PAGES = cases.ROOT / "pages"
FRONT = "front"
"""What the first page is called within Streamlit, so that its own name is free to lead to it."""


def page_files() -> dict[str, list[Path]]:
    """Section -> its page files, from the folders of `pages/`: a file added there adds a page."""
    folders = sorted(f for f in PAGES.iterdir() if f.is_dir() and f.name[0].isdigit())
    return {name(folder): sorted(folder.glob("*.py")) for folder in folders}


def asked_for(*, old_way: bool = False) -> StreamlitPage:
    """The page asked for. The menu itself is drawn by `links`: the ready-made one is not a list to a reader.

    Args:
        old_way: the browser was told that there is no such page (`began.began_the_old_way`): it is to ask again.
    """
    first, *others = [file for section in page_files().values() for file in section]
    front = st.Page(first, title=name(first), default=True, url_path=FRONT)
    page = st.navigation(
        [front, *(st.Page(file, title=name(file)) for file in others), _at_its_name(first, front)], position="hidden"
    )
    if old_way:
        st.html("<script>window.location.reload()</script>", unsafe_allow_javascript=True)
        state.end_page()
    return page


def _at_its_name(first: Path, front: StreamlitPage) -> StreamlitPage:
    """The first page at its own name, which leads to the root: Streamlit knows a default page there alone."""
    return st.Page(
        partial(st.switch_page, front), title=name(first), url_path=st.Page(first).url_path, visibility="hidden"
    )


def links() -> None:
    """Draw the menu: every page under its section."""
    for section, files in page_files().items():
        st.html(f"<p class='p-menu'>{words.safe(section)}</p>")
        for file in files:
            st.page_link(file, label=name(file), width="stretch")


def file_of(page: str) -> Path:
    """The file of a page, by its name in the menu.

    Raises:
        KeyError: there is no such page.
    """
    return {name(file): file for files in page_files().values() for file in files}[page]


def name(path: Path) -> str:
    """What a page or section is called, from its file or folder."""
    return path.stem.split("_", 1)[-1].replace("_", " ")
