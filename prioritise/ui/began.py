"""How Streamlit began this draw. Nothing heavy is loaded here."""

from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx


def began_the_old_way() -> bool:
    """Whether Streamlit began this draw with its older kind of menu and told the browser that there is no such page.

    It does so for those who come by a deep link just after a start, until the first of them has got the menu, because
    there is a folder called `pages`. Asking again is enough: by then it knows the pages.
    """
    context = get_script_run_ctx()
    return bool(PagesManager.uses_pages_directory and context and context.pages_manager.intended_page_name)
