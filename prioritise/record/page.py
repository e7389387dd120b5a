"""A page of its own, to print: one HTML file that asks nothing of any other host. Text from a case stays text."""

import html

from prioritise.ask.paper import line


def safe(text: object) -> str:
    """Text as it may stand within a page: escaped, on one line, with no sign that turns its direction."""
    return html.escape(line(text))


def html_page(title: str, body: str, style: str) -> bytes:
    """The file: a title (any text), a body that is HTML already, and its style."""
    return (
        "<!DOCTYPE html><html lang='en-GB'><head><meta charset='utf-8'><meta name='viewport' "
        f"content='width=device-width'><title>{safe(title)}</title><style>{style}</style></head><body>"
        f"{body}</body></html>\n"
    ).encode()
