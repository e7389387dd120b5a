"""Make text from a file safe in a spreadsheet: a cell that a spreadsheet would run as a formula gets an apostrophe."""

# Plain and full-width forms: some spreadsheets read the full-width ones as the plain.
FORMULA_STARTS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_BREAKS = frozenset("\t\r\n")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text: its first mark is = + - @, or it begins with a tab or a new line."""
    return text[:1] in _BREAKS or text.lstrip()[:1] in FORMULA_STARTS


def neutralise(text: str) -> str:
    """The text, with a leading apostrophe if a spreadsheet might run it; any other text is unchanged."""
    return f"'{text}" if text and starts_formula(text) else text
